import { findTextProblem, LedgerError } from '@prompt-ledger/shared';

/** Postgres's `integer` ends here. */
const MAX_VERSION = 2 ** 31 - 1;

/** A page of a list. */
interface Page<Item> {
  readonly items: readonly Item[];
  /** Null on the last page. */
  readonly next_cursor: string | null;
}

/**
 * Cuts what was found to a page. One more than asked for tells that another page follows.
 *
 * @param placeOf what the next page begins behind
 */
export function toPage<Item>(
  found: readonly Item[],
  limit: number,
  placeOf: (last: Item) => string | number,
): Page<Item> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const isLast = found.length === items.length || last === undefined;
  return { items, next_cursor: isLast ? null : formatCursor(placeOf(last)) };
}

/** The last thing of a page, as a text that clients hand back and do not look into. */
export function formatCursor(last: string | number): string {
  return Buffer.from(JSON.stringify(last)).toString('base64url');
}

/** @throws LedgerError validation_failed for a text that is not the cursor of a name */
export function readNameCursor(cursor: string): string {
  const value = parseCursor(cursor);
  if (typeof value === 'string') return value;
  throw badCursor();
}

/** @throws LedgerError validation_failed for a text that is not the cursor of a number up to `max` */
export function readNumberCursor(cursor: string, max: number = MAX_VERSION): number {
  const value = parseCursor(cursor, max);
  if (typeof value === 'number') return value;
  throw badCursor();
}

/** @returns what `formatCursor` was given, or null for any other text */
export function parseCursor(cursor: string, max: number = MAX_VERSION): string | number | null {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
  if (typeof value === 'string') return findTextProblem(value) === null ? value : null;
  if (typeof value !== 'number') return null;
  return Number.isInteger(value) && value >= 1 && value <= max ? value : null;
}

function badCursor(): LedgerError {
  const message = 'must be the next_cursor of an earlier answer to the same request';
  return new LedgerError('validation_failed', `The request is not valid: cursor ${message}.`, [
    { path: 'cursor', message },
  ]);
}
