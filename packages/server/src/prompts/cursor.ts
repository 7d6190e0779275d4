import { findTextProblem } from '@prompt-ledger/shared';

/** Postgres's `integer` ends here. */
const MAX_VERSION = 2 ** 31 - 1;

/** The last thing of a page, as a text that clients hand back and do not look into. */
export function formatCursor(last: string | number): string {
  return Buffer.from(JSON.stringify(last)).toString('base64url');
}

/** @returns what `formatCursor` was given, or null for any other text */
export function parseCursor(cursor: string): string | number | null {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
  if (typeof value === 'string') return findTextProblem(value) === null ? value : null;
  if (typeof value !== 'number') return null;
  return Number.isInteger(value) && value >= 1 && value <= MAX_VERSION ? value : null;
}
