import { sql, type Kysely, type RawBuilder } from 'kysely';

/**
 * Totals of all versions of a prompt, whichever models and environments they ran with. Without them a month by prompt
 * read a row for each of those and each day.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table prompt_totals (
      project_id uuid not null references projects (project_id),
      grain text not null check (grain in ('hour', 'day', 'month', 'all')),
      starts_at timestamptz not null,
      prompt_id uuid not null references prompts (prompt_id) on delete cascade,
      ${sql.join(columns.map((column) => sql`${sql.ref(column)} bigint not null default 0`))},
      total_cost numeric not null default 0,
      histogram numeric not null default 0,
      primary key (project_id, grain, starts_at, prompt_id)
    ) with (fillfactor = 70)
  `.execute(db);
  await sql`
    insert into prompt_totals (project_id, grain, starts_at, prompt_id, ${all()})
    select project_id, grain, starts_at, prompt_id, ${all((column) => sql`sum(${column})`)}
    from execution_totals join prompt_versions using (version_id)
    group by 1, 2, 3, 4
  `.execute(db);
  await sql`
    create view prompt_counts as
    select project_id, prompt_id, grain, starts_at, ${all()}
    from prompt_totals
    union all
    select project_id, prompt_id, g.grain, g.starts_at, ${sql.join(columns.map((column) => sql.ref(column)))}, total_cost,
      histogram_of(latency_bucket, latencies)
    from execution_deltas d join prompt_versions using (version_id)
    cross join lateral (values
      ('hour', d.hour),
      ('day', date_trunc('day', d.hour, 'UTC')),
      ('month', date_trunc('month', d.hour, 'UTC')),
      ('all', timestamptz 'epoch')
    ) as g (grain, starts_at)
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop view prompt_counts`.execute(db);
  await sql`drop table prompt_totals`.execute(db);
}

const columns = [
  'executions',
  'succeeded',
  'failed',
  'canceled',
  'latencies',
  'latency_ms',
  'prompt_tokens',
  'response_tokens',
  'costs',
];

function all(write: (column: RawBuilder<unknown>) => RawBuilder<unknown> = (column) => column) {
  return sql.join([...columns, 'total_cost', 'histogram'].map((column) => write(sql.ref(column))));
}
