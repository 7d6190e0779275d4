import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('projects')
    .addColumn('default_branch', 'text')
    .addColumn('protected_labels', sql`text[]`, (column) =>
      column.notNull().defaultTo(sql`'{production}'::text[]`),
    )
    .execute();
  await setScopes(db, ['read', 'sync', 'promote', 'execute', 'admin']);
}

/** A key loses a right that is unknown again, and keeps the others. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('projects')
    .dropColumn('default_branch')
    .dropColumn('protected_labels')
    .execute();
  await sql`update api_keys set scopes = array_remove(scopes, 'promote')`.execute(db);
  await setScopes(db, ['read', 'sync', 'execute', 'admin']);
}

async function setScopes(db: Kysely<unknown>, scopes: readonly string[]): Promise<void> {
  const list = sql.join(scopes.map((scope) => sql.lit(scope)));
  await sql`alter table api_keys drop constraint api_keys_scopes_check`.execute(db);
  await sql`alter table api_keys
    add constraint api_keys_scopes_check check (scopes <@ array[${list}])`.execute(db);
}
