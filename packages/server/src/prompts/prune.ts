import type { Kysely } from 'kysely';
import type { Context } from '../context.ts';
import type { Tables } from '../db/tables.ts';
import { deleteDrafts, deleteEmptyPrompt, findPromptsOfDrafts, tryLockPrompt } from './repository/drafts.ts';

/** How long a text may wait for its commit. */
const KEEP_DAYS = 14;
const INTERVAL_MS = 6 * 3_600_000;
/** A server that starts answers first: on the embedded database everybody would wait for this. */
const FIRST_MS = 300;

/** Forgets, as long as a process runs, the drafts that nobody committed for 14 days. @returns its end */
export function keepPruningDrafts({ db, log }: Pick<Context, 'db' | 'log'>): () => Promise<void> {
  let running = Promise.resolve();
  let isStopped = false;
  const prune = () => {
    running = pruneDrafts(db, () => isStopped).catch((error: unknown) => {
      log(`Old drafts are not pruned yet: ${error instanceof Error ? error.message : error}`);
    });
  };
  const first = setTimeout(prune, FIRST_MS).unref();
  const timer = setInterval(prune, INTERVAL_MS).unref();
  return () => {
    isStopped = true;
    clearTimeout(first);
    clearInterval(timer);
    return running;
  };
}

/** One prompt after the other, and none that somebody changes just now: that would be to wait, and to let others wait. */
async function pruneDrafts(database: Kysely<Tables>, isStopped: () => boolean): Promise<void> {
  for (const promptId of await findPromptsOfDrafts(database, KEEP_DAYS)) {
    if (isStopped()) return;
    await database.transaction().execute(async (db) => {
      if (!(await tryLockPrompt(db, promptId))) return;
      await deleteDrafts(db, promptId, KEEP_DAYS);
      await deleteEmptyPrompt(db, promptId);
    });
  }
}
