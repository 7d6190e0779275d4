import type { Kysely } from 'kysely';
import type { Tables } from './db/tables.ts';

/** What a running server's parts share, built once. */
export interface Context {
  readonly db: Kysely<Tables>;
  readonly now: () => Date;
  /** For the operator, on stderr. */
  readonly log: (line: string) => void;
}
