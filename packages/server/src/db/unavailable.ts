import { EXIT, Failure } from '../failure.ts';

/** Network errors. */
const CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
]);

/** node-postgres gives these no code, and Kysely the last one, where the end of a transaction could not be said either. */
const MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection|Postgres connection has been discarded)/;

/** Whether a statement failed because the database is away or too busy, so that the same may work later. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.some(isUnavailable)) return true;
  // FATAL is how Postgres says that it ends a connection, or does not begin one.
  if ('severity' in error && (error.severity === 'FATAL' || error.severity === 'PANIC')) return true;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // Class 08 is "connection exception", class 53 "insufficient resources": a full disk, no memory, too many connections.
  // One that only reads was the first of several until a moment ago, or is not yet.
  return CODES.has(code) || /^(08...|53...|25006)$/.test(code) || MESSAGES.test(error.message);
}

/** What ends a start: in a sentence where the database went away in the middle of it, else as it is. */
export function explainStart(error: unknown): unknown {
  if (error instanceof Failure || !(error instanceof Error) || !isUnavailable(error)) return error;
  const reason = error.message.replace(/\.$/, '') || 'no answer';
  return new Failure(
    EXIT.unreachable,
    `The database went away while this process started (${reason}). Nothing is half done: start it again.`,
  );
}

/** What went wrong, as the middle of a sentence. An error for several addresses of one host has no message of its own. */
export function findReason(error: Error): string | undefined {
  if (error instanceof AggregateError) return error.errors.find((each) => each instanceof Error)?.message;
  return error.message.replace(/\.$/, '') || undefined;
}
