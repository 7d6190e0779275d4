import { sql, type Kysely } from 'kysely';

/** A text that was only seen uncommitted is stored, and has no number. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('prompt_versions')
    .alterColumn('version_number', (column) => column.dropNotNull())
    // When it was last seen; there while it has no number.
    .addColumn('drafted_at', 'timestamptz')
    .execute();
  await sql`alter table prompt_versions
    add constraint prompt_versions_draft_check check (
      (version_number is null) = (drafted_at is not null) and (version_number is not null or status = 'draft')
    )`.execute(db);
  await sql`create index prompt_versions_drafts on prompt_versions (drafted_at)
    where version_number is null`.execute(db);
}

/** Drafts may have been executed, so none is dropped: each becomes a version of its prompt. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('prompt_versions_drafts').execute();
  await db.schema.alterTable('prompt_versions').dropConstraint('prompt_versions_draft_check').execute();
  await sql`
    update prompt_versions v set version_number = next.number
    from (
      select d.version_id, row_number() over (partition by d.prompt_id order by d.created_at, d.version_id)
        + coalesce((select max(n.version_number) from prompt_versions n where n.prompt_id = d.prompt_id), 0) as number
      from prompt_versions d where d.version_number is null
    ) as next
    where v.version_id = next.version_id
  `.execute(db);
  await db.schema.alterTable('prompt_versions').dropColumn('drafted_at').execute();
  await db.schema
    .alterTable('prompt_versions')
    .alterColumn('version_number', (column) => column.setNotNull())
    .execute();
}
