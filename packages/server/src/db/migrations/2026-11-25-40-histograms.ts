import { sql, type Kysely, type RawBuilder } from 'kysely';

/**
 * Latencies lie in the row of their totals, as one array, instead of a row for each bucket; and the totals of all
 * prompts of a mode have a table of their own. A look at a month of 200 prompts read a hundred thousand rows, and now
 * thirty.
 *
 * A prompt takes its totals along when it changes its mode: see `moveTotals`.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createFunctions(db);
  // No latency is in no bucket: what was canceled counted as if it took no time, until it was folded.
  await defineBucket(db, sql`strict`);
  await sql`update execution_deltas set latency_bucket = null where latencies = 0`.execute(db);
  await sql`alter table execution_totals add column histogram bigint[] not null default '{}'`.execute(db);
  await sql`
    update execution_totals t set histogram = h.histogram
    from (
      select total_id, to_histogram(array_agg(bucket), array_agg(latencies)) as histogram
      from (select * from latency_totals union all select * from latency_sums) l group by total_id
    ) h
    where h.total_id = t.total_id
  `.execute(db);
  await createModeTotals(db);
  await sql`drop view latency_counts`.execute(db);
  await sql`drop table latency_sums`.execute(db);
  await sql`drop table latency_totals`.execute(db);
  await sql`
    create or replace view execution_counts as
    select project_id, version_id, model_id, environment, grain, starts_at, ${columns}, is_pruned, histogram
    from execution_totals
    union all
    select project_id, version_id, model_id, environment, g.grain, g.starts_at, ${columns}, false,
      histogram_of(latency_bucket, latencies)
    from execution_deltas d ${grains}
  `.execute(db);
  await sql`
    create view mode_counts as
    select project_id, mode, model_id, environment, grain, starts_at, ${columns}, histogram
    from mode_totals
    union all
    select d.project_id, p.mode, model_id, environment, g.grain, g.starts_at, ${columns}, histogram_of(latency_bucket, latencies)
    from execution_deltas d join prompt_versions v using (version_id) join prompts p using (prompt_id) ${grains}
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop view mode_counts`.execute(db);
  await sql`drop table mode_totals`.execute(db);
  await sql`drop view execution_counts`.execute(db);
  await sql`
    create view execution_counts as
    select project_id, version_id, model_id, environment, grain, starts_at, ${columns}, is_pruned
    from execution_totals
    union all
    select project_id, version_id, model_id, environment, g.grain, g.starts_at, ${columns}, false
    from execution_deltas d ${grains}
  `.execute(db);
  for (const [table, comparison] of [
    ['latency_totals', '<>'],
    ['latency_sums', '='],
  ] as const) {
    await sql`
      create table ${sql.table(table)} (
        total_id bigint not null references execution_totals (total_id) on delete cascade,
        bucket smallint not null,
        latencies bigint not null,
        primary key (total_id, bucket)
      ) with (fillfactor = 70)
    `.execute(db);
    await sql`
      insert into ${sql.table(table)} (total_id, bucket, latencies)
      select total_id, h.place - 1, h.latencies
      from execution_totals, unnest(histogram) with ordinality as h (latencies, place)
      where h.latencies is not null and grain ${sql.raw(comparison)} 'all'
    `.execute(db);
  }
  await sql`
    create view latency_counts as
    select project_id, version_id, model_id, environment, grain, starts_at, l.bucket, l.latencies
    from execution_totals t join latency_totals l using (total_id) where grain <> 'all'
    union all
    select project_id, version_id, model_id, environment, grain, starts_at, l.bucket, l.latencies
    from execution_totals t join latency_sums l using (total_id) where grain = 'all'
    union all
    select project_id, version_id, model_id, environment, g.grain, g.starts_at, d.latency_bucket, d.latencies
    from execution_deltas d ${grains}
    where d.latency_bucket is not null
  `.execute(db);
  await sql`alter table execution_totals drop column histogram`.execute(db);
  await sql`drop function add_histograms`.execute(db);
  await sql`drop function histogram_of`.execute(db);
  await sql`drop function to_histogram`.execute(db);
  await defineBucket(db, sql`called on null input`);
}

async function defineBucket(db: Kysely<unknown>, onNull: RawBuilder<unknown>): Promise<void> {
  await sql`
    create or replace function latency_bucket(ms integer) returns smallint language sql immutable ${onNull} as $$
      select floor(ln(greatest(ms, 1)::float8) / ln(2::float8) * 8)::smallint
    $$
  `.execute(db);
}

/** A histogram has the count of bucket `b` at place `b + 1`, and null for none, which takes a bit and no more. */
async function createFunctions(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function to_histogram(buckets smallint[], latencies bigint[]) returns bigint[] language sql immutable as $$
      select coalesce(array_agg(nullif(given.latencies, 0) order by b), '{}')
      from generate_series(0, (select max(each) from unnest(buckets) each)) b
      left join unnest(buckets, latencies) as given (bucket, latencies) on given.bucket = b
    $$
  `.execute(db);
  await sql`
    create function histogram_of(bucket smallint, latencies bigint) returns bigint[] language sql immutable as $$
      select case when bucket is null then '{}' else array_fill(null::bigint, array[bucket::int]) || latencies end
    $$
  `.execute(db);
  await sql`
    create function add_histograms(one bigint[], other bigint[]) returns bigint[] language sql immutable as $$
      select coalesce(array_agg(nullif(coalesce(a, 0) + coalesce(b, 0), 0) order by place), '{}')
      from unnest(one, other) with ordinality as u (a, b, place)
    $$
  `.execute(db);
}

async function createModeTotals(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table mode_totals (
      project_id uuid not null references projects (project_id),
      grain text not null check (grain in ('hour', 'day', 'month', 'all')),
      starts_at timestamptz not null,
      mode prompt_mode not null,
      model_id uuid not null references models (model_id),
      environment text not null,
      ${sums},
      histogram bigint[] not null default '{}',
      primary key (project_id, grain, starts_at, mode, model_id, environment)
    ) with (fillfactor = 70)
  `.execute(db);
  await sql`
    with counted as (
      select t.*, p.mode
      from execution_totals t join prompt_versions using (version_id) join prompts p using (prompt_id)
    ), histograms as (
      select project_id, grain, starts_at, mode, model_id, environment,
        to_histogram(array_agg(bucket), array_agg(latencies)) as histogram
      from (
        select project_id, grain, starts_at, mode, model_id, environment, (place - 1)::smallint as bucket,
          sum(h.latencies)::bigint as latencies
        from counted, unnest(histogram) with ordinality as h (latencies, place)
        where h.latencies is not null
        group by 1, 2, 3, 4, 5, 6, 7
      ) buckets
      group by 1, 2, 3, 4, 5, 6
    )
    insert into mode_totals (project_id, grain, starts_at, mode, model_id, environment, ${columns}, histogram)
    select c.*, coalesce(histogram, '{}')
    from (
      select project_id, grain, starts_at, mode, model_id, environment, sum(executions), sum(succeeded), sum(failed),
        sum(canceled), sum(latencies), sum(latency_ms), sum(prompt_tokens), sum(response_tokens), sum(costs),
        sum(total_cost)
      from counted group by 1, 2, 3, 4, 5, 6
    ) c
    left join histograms using (project_id, grain, starts_at, mode, model_id, environment)
  `.execute(db);
}

const columns = sql`executions, succeeded, failed, canceled, latencies, latency_ms, prompt_tokens, response_tokens,
  costs, total_cost`;

const sums = sql`
  executions bigint not null default 0,
  succeeded bigint not null default 0,
  failed bigint not null default 0,
  canceled bigint not null default 0,
  latencies bigint not null default 0,
  latency_ms bigint not null default 0,
  prompt_tokens bigint not null default 0,
  response_tokens bigint not null default 0,
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
