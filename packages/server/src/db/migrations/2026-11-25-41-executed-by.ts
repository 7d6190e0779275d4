import { sql, type Kysely } from 'kysely';

/**
 * Executions tell whose key asked for them: they are no events of the audit, so they say who themselves. Keys are never
 * deleted, so no foreign key has to be looked up for each.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table executions add column key_id uuid`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table executions drop column key_id`.execute(db);
}
