import { sql, type Kysely } from 'kysely';
import { foldAll } from '../analytics/folding.ts';
import { readMonths, type Month } from '../db/partitions.ts';
import type { Tables } from '../db/tables.ts';
import {
  countMonth,
  countOther,
  deleteOlder,
  dropMonth,
  findOpenBefore,
  setPruned,
} from './repository/prune.ts';

const BATCH = 10_000;

/** What a pruning drops, or would. */
export interface Pruning {
  /** Everything made before then: the begin of a month of UTC. */
  readonly before: Date;
  readonly months: readonly { readonly month: Month; readonly executions: number }[];
  /** Older ones that are in no month of their own, such as those of before there were months. */
  readonly others: number;
  /** One that has not ended, which forbids it, and how many of these there are. */
  readonly open: { readonly executionId: string; readonly count: number } | null;
}

/** @param before its whole month is kept */
export async function planPruning(db: Kysely<Tables>, before: Date): Promise<Pruning> {
  const start = new Date(Date.UTC(before.getUTCFullYear(), before.getUTCMonth()));
  const months = (await readMonths(db)).filter(({ end }) => end <= start);
  const counted = [];
  for (const month of months) counted.push({ month, executions: await countMonth(db, month) });
  return {
    before: start,
    months: counted,
    others: await countOther(db, start),
    open: await findOpenBefore(db, start),
  };
}

/**
 * Drops what was planned; the totals of it stay. Broken off in the middle it can be done again, and then does the rest.
 */
export async function prune(db: Kysely<Tables>, { before, months }: Pruning): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    // Whoever waits for a table holds up all who come later, so this rather fails and can be tried again.
    await sql`set local lock_timeout = '10s'`.execute(transaction);
    // Before anything is gone: what is counted late would look like an execution that is still there.
    await foldAll(transaction);
    for (const { month } of months) await dropMonth(transaction, month);
    await setPruned(transaction, before);
  });
  while ((await deleteOlder(db, before, BATCH)) === BATCH);
}
