import { sql, type Kysely } from 'kysely';
import type { Tables } from '../../db/tables.ts';

/** Only one folds at a time; the others have nothing to wait for. */
const LOCK_ID = 4_815_162_343;

/**
 * Moves deltas into the totals, in one statement: whoever reads sees each of them once, in one place or the other.
 *
 * @returns how many were moved; none when another is about it
 */
export async function foldDeltas(db: Kysely<Tables>, limit: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with turn as materialized (
      select pg_try_advisory_xact_lock(${LOCK_ID}) as is_ours
    ), taken as (
      delete from execution_deltas
      where ctid = any(array(select d.ctid from execution_deltas d, turn where is_ours limit ${limit}))
      returning *
    ), spread as (
      select d.*, g.grain, g.starts_at
      from taken d cross join lateral (values
        ('hour', d.hour),
        ('day', date_trunc('day', d.hour, 'UTC')),
        ('month', date_trunc('month', d.hour, 'UTC')),
        ('all', timestamptz 'epoch')
      ) as g (grain, starts_at)
    ), folded as (
      insert into execution_totals as t (
        project_id, grain, version_id, starts_at, model_id, environment, executions, succeeded, failed, canceled,
        latencies, latency_ms, prompt_tokens, response_tokens, costs, total_cost
      )
      select
        project_id, grain, version_id, starts_at, model_id, environment, sum(executions), sum(succeeded), sum(failed),
        sum(canceled), sum(latencies), sum(latency_ms), sum(prompt_tokens), sum(response_tokens), sum(costs),
        sum(total_cost)
      from spread
      group by project_id, grain, version_id, starts_at, model_id, environment
      order by project_id, grain, version_id, starts_at, model_id, environment
      on conflict on constraint execution_totals_key do update set
        executions = t.executions + excluded.executions,
        succeeded = t.succeeded + excluded.succeeded,
        failed = t.failed + excluded.failed,
        canceled = t.canceled + excluded.canceled,
        latencies = t.latencies + excluded.latencies,
        latency_ms = t.latency_ms + excluded.latency_ms,
        prompt_tokens = t.prompt_tokens + excluded.prompt_tokens,
        response_tokens = t.response_tokens + excluded.response_tokens,
        costs = t.costs + excluded.costs,
        total_cost = t.total_cost + excluded.total_cost
      returning total_id, project_id, grain, version_id, starts_at, model_id, environment
    ), buckets as (
      select total_id, grain, latency_bucket as bucket, sum(latencies) as latencies
      from spread join folded using (project_id, grain, version_id, starts_at, model_id, environment)
      where latency_bucket is not null
      group by total_id, grain, latency_bucket
      order by total_id, latency_bucket
    ), parts as (
      insert into latency_totals as l (total_id, bucket, latencies)
      select total_id, bucket, latencies from buckets where grain <> 'all'
      on conflict (total_id, bucket) do update set latencies = l.latencies + excluded.latencies
    ), sums as (
      insert into latency_sums as l (total_id, bucket, latencies)
      select total_id, bucket, latencies from buckets where grain = 'all'
      on conflict (total_id, bucket) do update set latencies = l.latencies + excluded.latencies
    )
    select count(*) as count from taken
  `.execute(db);
  return rows[0]?.count ?? 0;
}

/** Folded deltas leave room behind that only this gives back; the embedded database has nobody else to do it. */
export async function vacuumDeltas(db: Kysely<Tables>): Promise<void> {
  await sql`vacuum execution_deltas`.execute(db);
}

/** Waits until nobody else folds, and keeps it so until the transaction ends. */
export async function lockFolding(db: Kysely<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCK_ID})`.execute(db);
}
