import { sql, type Kysely, type RawBuilder } from 'kysely';

/**
 * Totals of executions per version, model and environment, by hour, day, month and in all.
 *
 * What ends adds a row to `execution_deltas` in its own transaction, and never waits for another: a row that all update
 * would be one that all wait for. Now and then the deltas are folded into the totals. The views show both together, so
 * that what they say is exact at every moment.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Eight buckets each time the latency doubles: a percentile is off by 4 % at most.
  await sql`
    create function latency_bucket(ms integer) returns smallint language sql immutable as $$
      select floor(ln(greatest(ms, 1)::float8) / ln(2::float8) * 8)::smallint
    $$
  `.execute(db);
  await sql`
    create table execution_deltas (
      project_id uuid not null,
      version_id uuid not null,
      model_id uuid not null,
      environment text not null,
      hour timestamptz not null,
      ${sums},
      latency_bucket smallint
    )
  `.execute(db);
  await sql`
    alter table execution_deltas set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000)
  `.execute(db);
  await sql`
    create table execution_totals (
      total_id bigint generated always as identity primary key,
      project_id uuid not null references projects (project_id),
      version_id uuid not null references prompt_versions (version_id) on delete cascade,
      model_id uuid not null references models (model_id),
      environment text not null,
      grain text not null check (grain in ('hour', 'day', 'month', 'all')),
      starts_at timestamptz not null,
      ${sums},
      -- Of a month: its executions were dropped, and only this row tells of them.
      is_pruned boolean not null default false,
      constraint execution_totals_key unique (project_id, grain, version_id, starts_at, model_id, environment)
    ) with (fillfactor = 70)
  `.execute(db);
  await sql`
    create index execution_totals_by_time on execution_totals (project_id, grain, starts_at)
  `.execute(db);
  await sql`
    create table latency_totals (
      total_id bigint not null references execution_totals (total_id) on delete cascade,
      bucket smallint not null,
      latencies bigint not null,
      primary key (total_id, bucket)
    ) with (fillfactor = 70)
  `.execute(db);
  await createViews(db);
  await countExisting(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop view latency_counts`.execute(db);
  await sql`drop view execution_counts`.execute(db);
  await sql`drop table latency_totals`.execute(db);
  await sql`drop table execution_totals`.execute(db);
  await sql`drop table execution_deltas`.execute(db);
  await sql`drop function latency_bucket`.execute(db);
}

const sums = sql`
  executions bigint not null default 0,
  succeeded bigint not null default 0,
  failed bigint not null default 0,
  canceled bigint not null default 0,
  -- How many told a latency, and all of it.
  latencies bigint not null default 0,
  latency_ms bigint not null default 0,
  prompt_tokens bigint not null default 0,
  response_tokens bigint not null default 0,
  -- How many have a known cost, and all of it.
  costs bigint not null default 0,
  total_cost numeric not null default 0
`;

/** Where a delta counts. Hours, days and months are those of UTC. */
const grains: RawBuilder<unknown> = sql`
  cross join lateral (values
    ('hour', d.hour),
    ('day', date_trunc('day', d.hour, 'UTC')),
    ('month', date_trunc('month', d.hour, 'UTC')),
    ('all', timestamptz 'epoch')
  ) as g (grain, starts_at)
`;

async function createViews(db: Kysely<unknown>): Promise<void> {
  const columns = sql`executions, succeeded, failed, canceled, latencies, latency_ms, prompt_tokens, response_tokens,
    costs, total_cost`;
  await sql`
    create view execution_counts as
    select project_id, version_id, model_id, environment, grain, starts_at, ${columns}, is_pruned
    from execution_totals
    union all
    select project_id, version_id, model_id, environment, g.grain, g.starts_at, ${columns}, false
    from execution_deltas d ${grains}
  `.execute(db);
  await sql`
    create view latency_counts as
    select project_id, version_id, model_id, environment, grain, starts_at, l.bucket, l.latencies
    from execution_totals t join latency_totals l using (total_id)
    union all
    select project_id, version_id, model_id, environment, g.grain, g.starts_at, d.latency_bucket, d.latencies
    from execution_deltas d ${grains}
    where d.latency_bucket is not null
  `.execute(db);
}

/** An execution that a worker runs counts when it is queued, one that runs at once when it ends. */
async function countExisting(db: Kysely<unknown>): Promise<void> {
  await sql`
    insert into execution_deltas
    select project_id, version_id, model_id, environment, date_trunc('hour', created_at, 'UTC'),
      count(*),
      count(*) filter (where status = 'succeeded'),
      count(*) filter (where status = 'failed'),
      count(*) filter (where status = 'canceled'),
      count(latency_ms),
      coalesce(sum(latency_ms), 0),
      coalesce(sum(prompt_tokens), 0),
      coalesce(sum(response_tokens), 0),
      count(total_cost),
      coalesce(sum(total_cost), 0),
      latency_bucket(latency_ms)
    from executions
    where model_id is not null and not (mode = 'sync' and status = 'running')
    group by 1, 2, 3, 4, 5, latency_bucket(latency_ms)
  `.execute(db);
}
