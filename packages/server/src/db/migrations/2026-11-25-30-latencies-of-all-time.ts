import { sql, type Kysely } from 'kysely';

/**
 * The latencies of all time get a table of their own. They are few and asked for most, and lay scattered among those of
 * every hour: reading them took a look at a page for each bucket.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table latency_sums (
      total_id bigint not null references execution_totals (total_id) on delete cascade,
      bucket smallint not null,
      latencies bigint not null,
      primary key (total_id, bucket)
    ) with (fillfactor = 70)
  `.execute(db);
  await sql`
    with moved as (
      delete from latency_totals l using execution_totals t
      where t.total_id = l.total_id and t.grain = 'all'
      returning l.total_id, l.bucket, l.latencies
    )
    insert into latency_sums (total_id, bucket, latencies) select total_id, bucket, latencies from moved
  `.execute(db);
  await sql`
    create or replace view latency_counts as
    select project_id, version_id, model_id, environment, grain, starts_at, l.bucket, l.latencies
    from execution_totals t join latency_totals l using (total_id) where grain <> 'all'
    union all
    select project_id, version_id, model_id, environment, grain, starts_at, l.bucket, l.latencies
    from execution_totals t join latency_sums l using (total_id) where grain = 'all'
    ${deltas}
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    create or replace view latency_counts as
    select project_id, version_id, model_id, environment, grain, starts_at, l.bucket, l.latencies
    from execution_totals t join latency_totals l using (total_id)
    ${deltas}
  `.execute(db);
  await sql`
    insert into latency_totals (total_id, bucket, latencies) select total_id, bucket, latencies from latency_sums
  `.execute(db);
  await sql`drop table latency_sums`.execute(db);
}

const deltas = sql`
  union all
  select project_id, version_id, model_id, environment, g.grain, g.starts_at, d.latency_bucket, d.latencies
  from execution_deltas d cross join lateral (values
    ('hour', d.hour),
    ('day', date_trunc('day', d.hour, 'UTC')),
    ('month', date_trunc('month', d.hour, 'UTC')),
    ('all', timestamptz 'epoch')
  ) as g (grain, starts_at)
  where d.latency_bucket is not null
`;
