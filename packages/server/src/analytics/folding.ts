import type { Kysely } from 'kysely';
import type { Context } from '../context.ts';
import type { Tables } from '../db/tables.ts';
import { foldDeltas, lockFolding, vacuumDeltas } from './repository/fold.ts';

/** Reading costs a little for each delta, so they are few: folded a moment after there are some. */
const PAUSE_MS = 500;
const BATCH = 10_000;
const VACUUM_AFTER = 5_000;

export interface Folding {
  /** Something was counted. */
  wake(): void;
  /** Folds once more what is there, and ends. */
  stop(): Promise<void>;
}

/**
 * Folds counted executions into the totals, a moment after each that this process counted, and what an earlier one left
 * behind. Idle, it asks the database nothing.
 */
export function startFolding({ db, log }: Pick<Context, 'db' | 'log'>): Folding {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  let folded = 0;
  let isStopped = false;

  const wake = () => {
    if (isStopped) return;
    timer ??= setTimeout(() => {
      timer = null;
      running = running.then(fold);
    }, PAUSE_MS);
  };
  const fold = async () => {
    try {
      const count = await foldDeltas(db, BATCH);
      folded += count;
      if (folded > VACUUM_AFTER) {
        folded = 0;
        await vacuumDeltas(db);
      }
      if (count === BATCH) wake();
    } catch (error) {
      log(`Counted executions are not folded for now: ${error instanceof Error ? error.message : error}`);
    }
  };

  running = running.then(fold);
  return {
    wake,
    stop: async () => {
      isStopped = true;
      if (timer !== null) {
        clearTimeout(timer);
        running = running.then(fold);
      }
      await running;
    },
  };
}

/** Folds all that is counted so far, in the transaction of the caller. */
export async function foldAll(transaction: Kysely<Tables>): Promise<void> {
  await lockFolding(transaction);
  while ((await foldDeltas(transaction, BATCH)) === BATCH);
}
