import type { Kysely } from 'kysely';
import type { Context } from '../context.ts';
import type { Tables } from '../db/tables.ts';
import { every } from '../every.ts';
import { failAbandoned } from './repository/end.ts';
import { endLeases } from './repository/queue.ts';

const MESSAGE = 'The server that ran it ended before the provider answered.';

/** Ends the synchronous executions whose lease ended: their server did, and nobody waits for them. @returns how many */
export function endAbandoned(db: Kysely<Tables>): Promise<number> {
  return failAbandoned(db, MESSAGE);
}

/** How often a server without a worker looks. A lease takes minutes to end, so it need not be often. */
const INTERVAL_MS = 30_000;

/**
 * Does so at once, and as long as a process runs that has no worker which does.
 *
 * @returns its end
 */
export async function keepEndingAbandoned({
  db,
  log,
  noteCounted,
}: Pick<Context, 'db' | 'log' | 'noteCounted'>): Promise<() => Promise<void>> {
  const look = async () => {
    try {
      if ((await endAbandoned(db)) > 0) noteCounted();
    } catch (error) {
      log(`What was abandoned is not ended yet: ${error instanceof Error ? error.message : error}`);
    }
  };
  await look();
  return every(INTERVAL_MS, look);
}

/** At the start of the only process that the database can have: whatever runs there is of one that ended. */
export async function takeOver(db: Kysely<Tables>): Promise<void> {
  await endLeases(db);
  await endAbandoned(db);
}
