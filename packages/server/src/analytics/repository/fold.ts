import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Tables } from '../../db/tables.ts';
import { ADDED, each, SUMS } from './columns.ts';

/** Only one folds at a time; the others have nothing to wait for. */
const LOCK_ID = 4_815_162_343;

/**
 * Moves deltas into the totals, in one statement: whoever reads sees each of them once, in one place or the other.
 * For who has the lock.
 *
 * @returns how many were moved
 */
export async function foldDeltas(db: Kysely<Tables>, limit: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with taken as (
      delete from execution_deltas
      where ctid = any(array(select ctid from execution_deltas limit ${limit}))
      returning *, histogram_of(latency_bucket, latencies) as histogram
    ), cells as (
      select ${VERSION_KEY}, prompt_id, mode, ${SUMS}
      from (
        select d.*, prompt_id, mode, g.* from taken d
        join prompt_versions using (version_id)
        join prompts using (prompt_id)
        cross join lateral (values
          ('hour', d.hour),
          ('day', date_trunc('day', d.hour, 'UTC')),
          ('month', date_trunc('month', d.hour, 'UTC')),
          ('all', timestamptz 'epoch')
        ) as g (grain, starts_at)
      ) counted
      group by ${VERSION_KEY}, prompt_id, mode
    ), versions as (
      insert into execution_totals as t (${VERSION_KEY}, ${each()})
      select ${VERSION_KEY}, ${each()} from cells order by ${VERSION_KEY}
      on conflict on constraint execution_totals_key do update set ${ADDED}
    ), prompts as (
      insert into prompt_totals as t (${PROMPT_KEY}, ${each()})
      select ${PROMPT_KEY}, ${SUMS} from cells group by ${PROMPT_KEY} order by ${PROMPT_KEY}
      on conflict on constraint prompt_totals_pkey do update set ${ADDED}
    ), modes as (
      insert into mode_totals as t (${MODE_KEY}, ${each()})
      select ${MODE_KEY}, ${SUMS} from cells group by ${MODE_KEY} order by ${MODE_KEY}
      on conflict on constraint mode_totals_pkey do update set ${ADDED}
    )
    select count(*) as count from taken
  `.execute(db);
  return rows[0]?.count ?? 0;
}

const VERSION_KEY = key('project_id', 'grain', 'version_id', 'starts_at', 'model_id', 'environment');
const PROMPT_KEY = key('project_id', 'grain', 'starts_at', 'prompt_id');
const MODE_KEY = key('project_id', 'grain', 'starts_at', 'mode', 'model_id', 'environment');

function key(...columns: string[]): RawBuilder<unknown> {
  return sql.join(columns.map((column) => sql.ref(column)));
}

/** Folded deltas leave room behind that only this gives back; the embedded database has nobody else to do it. */
export async function vacuumDeltas(db: Kysely<Tables>): Promise<void> {
  await sql`vacuum execution_deltas`.execute(db);
}

/** @returns false when another folds; else nobody does until the transaction ends */
export async function tryLockFolding(db: Kysely<Tables>): Promise<boolean> {
  const { rows } = await sql<{ is_ours: boolean }>`
    select pg_try_advisory_xact_lock(${LOCK_ID}) as is_ours
  `.execute(db);
  return rows[0]?.is_ours ?? false;
}

/** Waits until nobody else folds, and keeps it so until the transaction ends. */
export async function lockFolding(db: Kysely<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCK_ID})`.execute(db);
}
