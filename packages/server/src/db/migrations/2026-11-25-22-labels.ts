import { sql, type Kysely } from 'kysely';

const thisMoment = sql`clock_timestamp()`;

/** Movable pointers to versions, and each of their moves. `active` moves too; where it is, the prompt says. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('labels')
    .addColumn('prompt_id', 'uuid', (column) => column.notNull())
    .addColumn('label', sql`text collate "C"`, (column) => column.notNull())
    .addColumn('version_id', 'uuid', (column) => column.notNull())
    // Of a branch: the look that was last believed, and where the prompt stood then.
    .addColumn('scan_id', 'uuid', (column) => column.references('scans.scan_id'))
    .addColumn('path', 'text')
    .addColumn('line', 'integer')
    .addColumn('moved_at', 'timestamptz', (column) => column.notNull().defaultTo(thisMoment))
    .addColumn('moved_by', 'uuid', (column) => column.references('api_keys.key_id'))
    .addPrimaryKeyConstraint('labels_pkey', ['prompt_id', 'label'])
    .addForeignKeyConstraint('labels_version_fkey', ['prompt_id', 'version_id'], 'prompt_versions', [
      'prompt_id',
      'version_id',
    ])
    .execute();
  await db.schema.createIndex('labels_by_version').on('labels').column('version_id').execute();
  await db.schema.createIndex('labels_by_label').on('labels').columns(['label', 'prompt_id']).execute();

  await db.schema
    .createTable('label_moves')
    .addColumn('move_id', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('prompt_id', 'uuid', (column) =>
      column.notNull().references('prompts.prompt_id').onDelete('cascade'),
    )
    .addColumn('label', sql`text collate "C"`, (column) => column.notNull())
    .addColumn('from_version_id', 'uuid', (column) => column.references('prompt_versions.version_id'))
    .addColumn('to_version_id', 'uuid', (column) => column.references('prompt_versions.version_id'))
    .addColumn('reason', 'text', (column) =>
      column.notNull().check(sql`reason in ('seen', 'promoted', 'deleted')`),
    )
    .addColumn('commit_sha', 'text')
    .addColumn('moved_at', 'timestamptz', (column) => column.notNull().defaultTo(thisMoment))
    .addColumn('moved_by', 'uuid', (column) => column.references('api_keys.key_id'))
    .execute();
  await db.schema
    .createIndex('label_moves_by_label')
    .on('label_moves')
    .columns(['prompt_id', 'label', 'moved_at'])
    .execute();

  // The newest look at all of a branch: what is older moves nothing on it.
  await db.schema
    .createTable('branch_heads')
    .addColumn('project_id', 'uuid', (column) => column.notNull().references('projects.project_id'))
    .addColumn('branch', 'text', (column) => column.notNull())
    .addColumn('repository', 'text', (column) => column.notNull())
    .addColumn('folder', 'text', (column) => column.notNull())
    .addColumn('scan_id', 'uuid', (column) => column.references('scans.scan_id'))
    .addPrimaryKeyConstraint('branch_heads_pkey', ['project_id', 'branch', 'repository', 'folder'])
    .execute();

  await db.schema
    .alterTable('prompts')
    // Somebody chose the active version; it stays until the text changes on the default branch.
    .addColumn('is_promoted', 'boolean', (column) => column.notNull().defaultTo(false))
    .addColumn('archived_at', 'timestamptz')
    .addColumn('renamed_from_id', 'uuid', (column) =>
      column.references('prompts.prompt_id').onDelete('set null'),
    )
    .execute();
  // Where each prompt stands today is the first move that is known.
  await sql`
    insert into label_moves (prompt_id, label, to_version_id, reason, moved_at)
    select p.prompt_id, 'active', p.active_version_id, 'seen', p.updated_at
    from prompts p where p.active_version_id is not null
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('prompts')
    .dropColumn('is_promoted')
    .dropColumn('archived_at')
    .dropColumn('renamed_from_id')
    .execute();
  await db.schema.dropTable('branch_heads').execute();
  await db.schema.dropTable('label_moves').execute();
  await db.schema.dropTable('labels').execute();
}
