import type { Kysely } from 'kysely';
import type { Context } from '../context.ts';
import type { PromptMode, Tables } from '../db/tables.ts';
import { foldDeltas, lockFolding, tryLockFolding, vacuumDeltas } from './repository/fold.ts';
import { moveTotals } from './repository/move.ts';

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
 * Folds counted executions into the totals, a moment after each that this process counted, and after its start what an
 * earlier one left behind. Idle, it asks the database nothing.
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
      const count = await foldSome(db);
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

  wake();
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

/** @returns how many deltas it folded; none when another is about it */
async function foldSome(db: Kysely<Tables>): Promise<number> {
  // The lock is a statement of its own: the next one then sees all that its last owner did.
  return db
    .transaction()
    .execute(async (transaction) =>
      (await tryLockFolding(transaction)) ? foldDeltas(transaction, BATCH) : 0,
    );
}

/** Folds all that is counted so far, in the transaction of the caller. */
export async function foldAll(transaction: Kysely<Tables>): Promise<void> {
  await lockFolding(transaction);
  while ((await foldDeltas(transaction, BATCH)) === BATCH);
}

/** What a prompt counted goes with it into its new mode, in the transaction of the caller. */
export async function moveCounts(
  transaction: Kysely<Tables>,
  promptId: string,
  from: PromptMode,
  to: PromptMode,
): Promise<void> {
  await lockFolding(transaction);
  await moveTotals(transaction, promptId, from, to);
}
