import { sql, type RawBuilder } from 'kysely';

/**
 * PGlite's wire protocol decodes each value with a TextDecoder, which drops a byte order mark at its beginning: the
 * text would come back without its first character. Behind another character it stays.
 */
const GUARD = '=';

/** Selects a text column so that `readExact` gets all of it. */
export function selectExact<T extends string | null>(column: string): RawBuilder<T> {
  return sql<T>`${sql.lit(GUARD)} || ${sql.ref(column)}`;
}

export function readExact(selected: string): string {
  return selected.slice(GUARD.length);
}
