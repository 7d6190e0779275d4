import type { Kysely } from 'kysely';
import type { Context } from '../context.ts';
import type { Tables } from '../db/tables.ts';
import { deleteDrafts, deleteEmptyPrompts, lockPromptsOfDrafts } from './repository/drafts.ts';

/** How long a text may wait for its commit. */
const KEEP_DAYS = 14;
const INTERVAL_MS = 6 * 3_600_000;
/** A server that starts answers first: on the embedded database everybody would wait for this. */
const FIRST_MS = 300;

/** Forgets, as long as a process runs, the drafts that nobody committed for 14 days. @returns its end */
export function keepPruningDrafts({ db, log }: Pick<Context, 'db' | 'log'>): () => Promise<void> {
  let running = Promise.resolve();
  const prune = () => {
    running = pruneDrafts(db).catch((error: unknown) => {
      log(`Old drafts are not pruned yet: ${error instanceof Error ? error.message : error}`);
    });
  };
  const first = setTimeout(prune, FIRST_MS).unref();
  const timer = setInterval(prune, INTERVAL_MS).unref();
  return () => {
    clearTimeout(first);
    clearInterval(timer);
    return running;
  };
}

async function pruneDrafts(database: Kysely<Tables>): Promise<void> {
  await database.transaction().execute(async (db) => {
    const prompts = await lockPromptsOfDrafts(db, KEEP_DAYS);
    if (prompts.length === 0) return;
    await deleteDrafts(db, prompts, KEEP_DAYS);
    await deleteEmptyPrompts(db, prompts);
  });
}
