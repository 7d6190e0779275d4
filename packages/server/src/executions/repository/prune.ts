import { sql, type Kysely } from 'kysely';
import { PARTITIONED, partitionOf, firstIdOf, type Month } from '../../db/partitions.ts';
import type { Tables } from '../../db/tables.ts';

type Db = Kysely<Tables>;

/** An execution that was made before then and has not ended, and how many there are of these. */
export async function findOpenBefore(
  db: Db,
  before: Date,
): Promise<{ readonly executionId: string; readonly count: number } | null> {
  const { rows } = await sql<{ execution_id: string; count: number }>`
    select execution_id, count(*) over () as count from executions
    where status in ('queued', 'running') and created_at < ${before} order by created_at limit 1
  `.execute(db);
  const row = rows[0];
  return row === undefined ? null : { executionId: row.execution_id, count: row.count };
}

export async function countMonth(db: Db, month: Month): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(partitionOf('executions', month))}
  `.execute(db);
  return rows[0]?.count ?? 0;
}

/** Executions older than that which are in no month of their own. */
export async function countOther(db: Db, before: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from executions_other where created_at < ${before}
  `.execute(db);
  return rows[0]?.count ?? 0;
}

/** @returns how many were deleted; fewer than `limit` when no more are left */
export async function deleteOlder(db: Db, before: Date, limit: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with old as (
      select execution_id from executions where created_at < ${before} limit ${limit}
    ), keys as (
      delete from execution_keys k using old where k.execution_id = old.execution_id
    ), inputs as (
      delete from execution_inputs i using old where i.execution_id = old.execution_id
    ), gone as (
      delete from executions e using old where e.execution_id = old.execution_id returning 1
    )
    select count(*) as count from gone
  `.execute(db);
  return rows[0]?.count ?? 0;
}

/** Drops the executions of a month with all that is theirs. */
export async function dropMonth(db: Db, month: Month): Promise<void> {
  await sql`
    delete from execution_keys
    where execution_id >= ${firstIdOf(month.start)} and execution_id < ${firstIdOf(month.end)}
  `.execute(db);
  for (const table of PARTITIONED) await sql`drop table ${sql.table(partitionOf(table, month))}`.execute(db);
}

/** From now on only the totals of those months tell of their executions. */
export async function setPruned(db: Db, before: Date): Promise<void> {
  await db
    .updateTable('execution_totals')
    .set({ is_pruned: true })
    .where('grain', '=', 'month')
    .where('starts_at', '<', before)
    .where('is_pruned', '=', false)
    .execute();
}
