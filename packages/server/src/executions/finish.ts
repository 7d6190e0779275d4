import type { Kysely } from 'kysely';
import { insist } from '../db/insist.ts';
import type { Tables } from '../db/tables.ts';
import { withinTime } from '../time-limit.ts';
import { cancelExecution, finishExecution, type Ended, type Ending } from './repository/end.ts';
import type { Job } from './repository/queue.ts';

/**
 * Stores how an execution ended, and tries again while the database is away: what a provider answered was paid for.
 *
 * @param signal ends the trying
 * @returns null when it is no longer the owner's, or when an earlier try succeeded and nobody heard so
 */
export function finish(
  db: Kysely<Tables>,
  job: Pick<Job, 'executionId' | 'attempts'>,
  owner: string,
  ending: Ending,
  signal: AbortSignal,
): Promise<Ended | null> {
  return insist(signal, () => finishExecution(db, job, owner, ending));
}

/** How long one that is waited for tries, before its caller hears that the database is away. */
const PATIENCE_MS = 10_000;

/** The same for who has a caller waiting. */
export function finishInTime(
  db: Kysely<Tables>,
  job: Pick<Job, 'executionId' | 'attempts'>,
  owner: string,
  ending: Ending,
): Promise<Ended | null> {
  return withinTime(PATIENCE_MS, null, (signal) => finish(db, job, owner, ending, signal));
}

/** Stores that the client left an execution that is under way here, in the same time. @param heard what came until then */
export async function cancelLeft(
  db: Kysely<Tables>,
  executionId: string,
  heard: string | null,
): Promise<void> {
  const left = {
    responseText: heard,
    errorType: 'client_disconnected',
    errorMessage: 'The client left before the answer was complete.',
  };
  await withinTime(PATIENCE_MS, null, (signal) =>
    insist(signal, () => cancelExecution(db, executionId, left)),
  );
}
