import { sql, type Kysely } from 'kysely';

/** A key without a project is good for every one; a key may end by itself. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('api_keys')
    .alterColumn('project_id', (column) => column.dropNotNull())
    .execute();
  await db.schema.alterTable('api_keys').addColumn('expires_at', 'timestamptz').execute();
  // The keys that a server made or was given at its start: while there was one project, it was every project.
  await sql`update api_keys set project_id = null where name in ('LEDGER_API_KEY', 'first key')`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  // A key that ends by itself must not live for ever because its end is forgotten.
  await sql`update api_keys set revoked_at = least(expires_at, clock_timestamp())
    where expires_at is not null and revoked_at is null`.execute(db);
  await sql`update api_keys set project_id = (select project_id from projects where name = 'default')
    where project_id is null`.execute(db);
  await db.schema.alterTable('api_keys').dropColumn('expires_at').execute();
  await db.schema
    .alterTable('api_keys')
    .alterColumn('project_id', (column) => column.setNotNull())
    .execute();
}
