/** What a run ends with; scripts and CI may switch on these numbers. */
export const EXIT = {
  ok: 0,
  findings: 1,
  usage: 2,
  unavailable: 3,
  unauthorized: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Every refusal of the CLI with its exit code. The codes are stable: they are `error.code` under `--json`. */
const EXIT_OF = {
  usage: EXIT.usage,
  config: EXIT.usage,
  no_server_package: EXIT.usage,
  git: EXIT.usage,
  not_found: EXIT.findings,
  findings: EXIT.findings,
  refused: EXIT.findings,
  unreachable: EXIT.unavailable,
  timeout: EXIT.unavailable,
  server_error: EXIT.unavailable,
  not_a_ledger: EXIT.unavailable,
  unauthorized: EXIT.unauthorized,
  interrupted: EXIT.interrupted,
} as const satisfies Record<string, ExitCode>;

export type CliErrorCode = keyof typeof EXIT_OF;

/**
 * Something the user can mend. `message` says in full sentences what happened and where, `hint` what to do; neither
 * ever holds a key. Anything else that is thrown is a bug of ours.
 */
export class CliError extends Error {
  override readonly name = 'CliError';

  readonly code: CliErrorCode;
  readonly hint: string | null;

  constructor(code: CliErrorCode, message: string, hint: string | null = null, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.hint = hint;
  }

  get exitCode(): ExitCode {
    return EXIT_OF[this.code];
  }
}
