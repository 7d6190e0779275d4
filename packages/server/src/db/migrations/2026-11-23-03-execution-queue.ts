import { sql, type Kysely } from 'kysely';

/** The execution row is the job: what a queue needs to know of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('executions')
    .addColumn('attempts', 'integer', (column) =>
      column
        .notNull()
        .defaultTo(0)
        .check(sql`attempts >= 0`),
    )
    // When a worker may take it: queued, from when it is due; running, when the lease of who runs it ends.
    .addColumn('due_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`clock_timestamp()`))
    .addColumn('lease_owner', 'uuid')
    .addColumn('request_hash', 'text')
    .execute();
  await sql`create index executions_due on executions (due_at) where status in ('queued', 'running')`.execute(
    db,
  );
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('executions_due').execute();
  await db.schema
    .alterTable('executions')
    .dropColumn('attempts')
    .dropColumn('due_at')
    .dropColumn('lease_owner')
    .dropColumn('request_hash')
    .execute();
}
