import { sql, type Kysely, type RawBuilder } from 'kysely';

/**
 * A histogram becomes one number, in which twelve digits are the count of a bucket: those of bucket 0 are its last. So
 * the database adds histograms up as it adds anything, and takes one from another. Arrays were written out as text,
 * row by row, to be added by who asked: that was half of the time of each answer about many prompts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await dropViews(db);
  await sql`drop function histogram_of`.execute(db);
  // An expression that Postgres can write into the statement: calling a function costs more than what it does.
  await sql`
    create function histogram_of(bucket smallint, latencies bigint) returns numeric language sql immutable as $$
      select case when bucket is null then 0 else (latencies::text || 'e' || (12 * bucket)::text)::numeric end
    $$
  `.execute(db);
  await sql`
    create function histogram_of_array(counts bigint[]) returns numeric language sql immutable as $$
      select coalesce(sum(histogram_of((place - 1)::smallint, each)), 0)
      from unnest(counts) with ordinality as u (each, place) where each is not null
    $$
  `.execute(db);
  await changeType(db, sql`numeric`, sql`histogram_of_array(histogram)`, sql`0`);
  await sql`drop function histogram_of_array`.execute(db);
  await sql`drop function add_histograms`.execute(db);
  await sql`drop function to_histogram`.execute(db);
  await createViews(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await dropViews(db);
  await sql`drop function histogram_of`.execute(db);
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
  await sql`
    create function array_of_histogram(histogram numeric) returns bigint[] language sql immutable as $$
      select case when histogram = 0 then '{}' else array(
        select nullif(part[1]::bigint, 0)
        from regexp_matches(
          lpad(histogram::text, 12 * ceil(length(histogram::text) / 12.0)::int, '0'), '[0-9]{12}', 'g'
        ) with ordinality as parts (part, place)
        order by place desc
      ) end
    $$
  `.execute(db);
  await changeType(db, sql`bigint[]`, sql`array_of_histogram(histogram)`, sql`'{}'`);
  await sql`drop function array_of_histogram`.execute(db);
  await createViews(db);
}

async function changeType(
  db: Kysely<unknown>,
  type: RawBuilder<unknown>,
  value: RawBuilder<unknown>,
  none: RawBuilder<unknown>,
): Promise<void> {
  for (const table of ['execution_totals', 'mode_totals']) {
    await sql`
      alter table ${sql.table(table)}
        alter column histogram drop default,
        alter column histogram type ${type} using ${value},
        alter column histogram set default ${none}
    `.execute(db);
  }
}

async function dropViews(db: Kysely<unknown>): Promise<void> {
  await sql`drop view execution_counts`.execute(db);
  await sql`drop view mode_counts`.execute(db);
}

/** The same to the letter both ways: what a histogram is only `histogram_of` knows. */
async function createViews(db: Kysely<unknown>): Promise<void> {
  await sql`
    create view execution_counts as
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
    select d.project_id, p.mode, model_id, environment, g.grain, g.starts_at, ${columns},
      histogram_of(latency_bucket, latencies)
    from execution_deltas d join prompt_versions v using (version_id) join prompts p using (prompt_id) ${grains}
  `.execute(db);
}

const columns = sql`executions, succeeded, failed, canceled, latencies, latency_ms, prompt_tokens, response_tokens,
  costs, total_cost`;

/** Where a delta counts. Hours, days and months are those of UTC. */
const grains: RawBuilder<unknown> = sql`
  cross join lateral (values
    ('hour', d.hour),
    ('day', date_trunc('day', d.hour, 'UTC')),
    ('month', date_trunc('month', d.hour, 'UTC')),
    ('all', timestamptz 'epoch')
  ) as g (grain, starts_at)
`;
