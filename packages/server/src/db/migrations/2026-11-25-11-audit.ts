import { sql, type Kysely } from 'kysely';

/** Who changed what, and when. Rows are added and never changed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('audit_events')
    .addColumn('event_id', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('project_id', 'uuid', (column) => column.notNull().references('projects.project_id'))
    .addColumn('at', 'timestamptz', (column) => column.notNull().defaultTo(sql`clock_timestamp()`))
    .addColumn('key_id', 'uuid', (column) => column.references('api_keys.key_id'))
    .addColumn('request_id', 'text')
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('object', 'text', (column) => column.notNull())
    .addColumn('details', 'jsonb', (column) => column.notNull().defaultTo(sql`'{}'::jsonb`))
    .execute();
  await db.schema
    .createIndex('audit_events_by_project')
    .on('audit_events')
    .columns(['project_id', 'event_id'])
    .execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('audit_events').execute();
}
