import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createType('prompt_mode').asEnum(['full', 'tracking']).execute();
  await db.schema
    .alterTable('prompts')
    .addColumn('mode', sql`prompt_mode`, (column) => column.notNull().defaultTo('full'))
    .execute();
  await db.schema.createIndex('idx_prompts_mode').on('prompts').column('mode').execute();
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('idx_prompts_mode').execute();
  await db.schema.alterTable('prompts').dropColumn('mode').execute();
  await db.schema.dropType('prompt_mode').execute();
}
