import { LedgerError, MAX_BODY_BYTES, type ErrorBody, type Problem } from '@prompt-ledger/shared';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { isUnavailable } from '../db/unavailable.ts';

/** Longest path or message of a problem. */
const MAX_MESSAGE = 500;
/** Most problems that one answer lists. */
const MAX_PROBLEMS = 100;

/** What the caller is told of an error; null for one of our own, of which only the log hears more. */
export function toLedgerError(error: unknown): LedgerError | null {
  if (error instanceof LedgerError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return explainValidation(error.validation);
  if (isUnavailable(error)) {
    return new LedgerError('unavailable', 'The database does not answer just now. Try again in a moment.');
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return explainFastify(code);
}

export function internalError(): LedgerError {
  return new LedgerError('internal', 'The server failed on this request. Its log says more.');
}

/** The body of an error answer. */
export function formatError(error: LedgerError): ErrorBody {
  const { executionId } = error.facts;
  const body = {
    detail: error.message,
    code: error.code,
    ...(executionId === undefined ? {} : { execution_id: executionId }),
  };
  return error.problems.length === 0 ? body : { ...body, errors: error.problems.slice(0, MAX_PROBLEMS) };
}

function explainFastify(code: string): LedgerError | null {
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new LedgerError(
        'too_large',
        `The request body has more than ${MAX_BODY_BYTES / 1024 / 1024} MB. Send less at once.`,
      );
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new LedgerError(
        'unsupported_media_type',
        'The body must be JSON: send Content-Type: application/json.',
      );
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new LedgerError('invalid_url', 'The path is not valid: percent-encode it as UTF-8.');
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new LedgerError('invalid_json', 'The body is shorter or longer than its Content-Length.');
    default:
      return null;
  }
}

interface Issue {
  readonly instancePath: string;
  readonly message?: string;
}

function explainValidation(issues: readonly Issue[]): LedgerError {
  const problems = issues.map(toProblem);
  const first = problems[0];
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return new LedgerError(
    'validation_failed',
    `The request is not valid: ${first === undefined ? 'see its schema' : sentence(first)}${more}.`,
    problems,
  );
}

function toProblem({ instancePath, message = 'is not valid' }: Issue): Problem {
  const path = instancePath.slice(1).replaceAll('/', '.');
  // A schema names every key that it does not know; some send a million of them.
  return { path: cut(path), message: cut(message) };
}

function cut(text: string): string {
  return text.length <= MAX_MESSAGE ? text : `${text.slice(0, MAX_MESSAGE).toWellFormed()}…`;
}

function sentence({ path, message }: Problem): string {
  const subject = path === '' ? 'the body' : path;
  return message.startsWith('must ') ? `${subject} ${message}` : `${subject}: ${message}`;
}
