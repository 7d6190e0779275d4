import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { failAbandoned } from './repository/end.ts';
import { endLeases } from './repository/queue.ts';

const MESSAGE = 'The server that ran it ended before the provider answered.';

/** Ends the synchronous executions whose lease ended: their server did, and nobody waits for them. @returns how many */
export function endAbandoned(db: Kysely<Tables>): Promise<number> {
  return failAbandoned(db, MESSAGE);
}

/** At the start of the only process that the database can have: whatever runs there is of one that ended. */
export async function takeOver(db: Kysely<Tables>): Promise<void> {
  await endLeases(db);
  await endAbandoned(db);
}
