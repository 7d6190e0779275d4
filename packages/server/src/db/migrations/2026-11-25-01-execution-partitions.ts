import { sql, type Kysely } from 'kysely';

/**
 * Executions and their inputs are partitioned by month, so that old months can be dropped whole. The id tells the
 * month (UUID version 7: milliseconds first), which keeps it unique over all partitions and leads to its own at once.
 * What was there becomes the default partition as it is, without being copied: its ids are random.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createIds(db);
  await createKeys(db);
  await sql`alter table execution_inputs drop constraint execution_inputs_execution_id_fkey`.execute(db);
  await sql`drop index executions_by_version`.execute(db);
  await partition(db, 'executions');
  await partition(db, 'execution_inputs');
  await sql`
    alter table executions
      add constraint executions_project_id_fkey foreign key (project_id) references projects (project_id),
      add constraint executions_model_id_fkey foreign key (model_id) references models (model_id),
      add constraint executions_version_fkey foreign key (prompt_id, version_id)
        references prompt_versions (prompt_id, version_id)
  `.execute(db);
  await sql`alter index executions_by_time rename to executions_other_by_time`.execute(db);
  await sql`alter index executions_due rename to executions_other_due`.execute(db);
  await sql`create index executions_by_time on executions (project_id, created_at)`.execute(db);
  await sql`create index executions_by_prompt on executions (prompt_id, created_at)`.execute(db);
  await sql`
    create index executions_due on executions (due_at) where status in ('queued', 'running')
  `.execute(db);
  // Rare among many, and asked for by who looks for trouble.
  await sql`
    create index executions_unsuccessful on executions (project_id, created_at) where status in ('failed', 'canceled')
  `.execute(db);
  await sql`alter table executions attach partition executions_other default`.execute(db);
  await sql`alter table execution_inputs attach partition execution_inputs_other default`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await unpartition(db, 'executions');
  await unpartition(db, 'execution_inputs');
  await sql`drop index if exists executions_other_prompt_id_created_at_idx`.execute(db);
  await sql`drop index if exists executions_other_project_id_created_at_idx`.execute(db);
  await sql`alter index executions_other_by_time rename to executions_by_time`.execute(db);
  await sql`alter index executions_other_due rename to executions_due`.execute(db);
  await sql`create index executions_by_version on executions (version_id)`.execute(db);
  await sql`
    alter table executions add constraint executions_idempotency_key unique (prompt_id, idempotency_key)
  `.execute(db);
  await sql`
    alter table execution_inputs add constraint execution_inputs_execution_id_fkey
      foreign key (execution_id) references executions (execution_id) on delete cascade
  `.execute(db);
  await sql`drop table execution_keys`.execute(db);
  await sql`drop function execution_id_at`.execute(db);
}

/** Postgres makes no UUIDs of version 7 before 18. A random one gets its time and its version. */
async function createIds(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function execution_id_at(at timestamptz) returns uuid language sql volatile as $$
      select encode(
        set_bit(set_bit(
          overlay(uuid_send(gen_random_uuid())
            placing substring(int8send(floor(extract(epoch from at) * 1000)::bigint) from 3) from 1 for 6),
          52, 1), 53, 1),
        'hex')::uuid
    $$
  `.execute(db);
}

/** An idempotency key is unique over all months, so it cannot be a constraint of a partitioned table. */
async function createKeys(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table execution_keys (
      prompt_id uuid not null,
      idempotency_key text not null,
      execution_id uuid not null,
      primary key (prompt_id, idempotency_key)
    )
  `.execute(db);
  await sql`
    insert into execution_keys (prompt_id, idempotency_key, execution_id)
    select prompt_id, idempotency_key, execution_id from executions where idempotency_key is not null
  `.execute(db);
  await sql`alter table executions drop constraint executions_idempotency_key`.execute(db);
}

async function partition(db: Kysely<unknown>, name: string): Promise<void> {
  const { table, other, key, otherKey } = names(name);
  await sql`alter table ${table} rename to ${other}`.execute(db);
  await sql`alter index ${key} rename to ${otherKey}`.execute(db);
  await sql`
    create table ${table} (like ${other} including defaults including constraints) partition by range (execution_id)
  `.execute(db);
  await sql`alter table ${table} add constraint ${key} primary key (execution_id)`.execute(db);
}

async function unpartition(db: Kysely<unknown>, name: string): Promise<void> {
  const { table, other, key, otherKey } = names(name);
  await sql`alter table ${table} detach partition ${other}`.execute(db);
  await sql`insert into ${other} select * from ${table}`.execute(db);
  await sql`drop table ${table}`.execute(db);
  await sql`alter table ${other} rename to ${table}`.execute(db);
  await sql`alter index ${otherKey} rename to ${key}`.execute(db);
}

function names(name: string) {
  return {
    table: sql.table(name),
    other: sql.table(`${name}_other`),
    key: sql.ref(`${name}_pkey`),
    otherKey: sql.ref(`${name}_other_pkey`),
  };
}
