/** Every refusal the server can answer, with its HTTP status. The codes are stable: clients may switch on them. */
export const ERROR_STATUS = {
  no_prompts: 400,
  wrong_mode: 400,
  invalid_json: 400,
  invalid_url: 400,
  invalid_id: 400,
  invalid_execution_mode: 400,
  unknown_provider: 400,
  provider_not_configured: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported_media_type: 415,
  misdirected: 421,
  validation_failed: 422,
  template_invalid: 422,
  checksum_mismatch: 422,
  duplicate_name: 422,
  missing_variables: 422,
  render_failed: 422,
  provider_rejected: 422,
  rate_limited: 429,
  internal: 500,
  provider_failed: 502,
  unavailable: 503,
  provider_timeout: 504,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** One thing wrong with a request: where, as a dotted path into the body or query, and what. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

/** What an answer says beside its sentence. */
export interface RefusalFacts {
  /** Where the execution that failed can be read. */
  readonly executionId?: string;
  /** In how many seconds the same may work. */
  readonly retryAfterSeconds?: number;
}

/**
 * A refusal that is the caller's to mend. `message` is a full sentence that is safe to show: it says what happened
 * and what to do, and never holds a secret.
 */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';

  readonly code: ErrorCode;
  readonly problems: readonly Problem[];
  readonly facts: RefusalFacts;

  constructor(code: ErrorCode, message: string, problems: readonly Problem[] = [], facts: RefusalFacts = {}) {
    super(message);
    this.code = code;
    this.problems = problems;
    this.facts = facts;
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

/** The JSON body of every error answer. */
export interface ErrorBody {
  readonly detail: string;
  readonly code: ErrorCode;
  readonly errors?: readonly Problem[];
  readonly execution_id?: string;
}
