import { sql, type Kysely } from 'kysely';

const thisMoment = sql`clock_timestamp()`;

/** Where versions were seen. Rows are added and never changed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createType('sighting_source').asEnum(['staged', 'commit', 'ci', 'manual', 'api']).execute();

  // All that was there at a commit. Most commits change no prompt, so equal lists are one row.
  await db.schema
    .createTable('manifests')
    .addColumn('manifest_id', 'uuid', (column) => column.primaryKey())
    .addColumn('project_id', 'uuid', (column) => column.notNull().references('projects.project_id'))
    .addColumn('version_ids', sql`uuid[]`, (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(thisMoment))
    .execute();

  // One look at one state of a repository. Its id is made of what it looked at, so a second look finds the first.
  await db.schema
    .createTable('scans')
    .addColumn('scan_id', 'uuid', (column) => column.primaryKey())
    .addColumn('project_id', 'uuid', (column) => column.notNull().references('projects.project_id'))
    .addColumn('source', sql`sighting_source`, (column) => column.notNull())
    // Collation "C": an index in it finds what begins with an abbreviated id.
    .addColumn('commit_sha', sql`text collate "C"`)
    .addColumn('branch', 'text')
    .addColumn('base_sha', 'text')
    .addColumn('author', 'text')
    .addColumn('committed_at', 'timestamptz')
    .addColumn('run_number', 'bigint')
    .addColumn('pull_request', 'text')
    .addColumn('repository', 'text')
    .addColumn('folder', 'text')
    .addColumn('manifest_id', 'uuid', (column) => column.references('manifests.manifest_id'))
    .addColumn('scanned_at', 'timestamptz', (column) => column.notNull().defaultTo(thisMoment))
    .execute();
  await db.schema.createIndex('scans_by_commit').on('scans').columns(['project_id', 'commit_sha']).execute();

  await db.schema
    .createTable('sightings')
    .addColumn('sighting_id', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('scan_id', 'uuid', (column) => column.notNull().references('scans.scan_id'))
    .addColumn('prompt_id', 'uuid', (column) => column.notNull())
    .addColumn('version_id', 'uuid', (column) => column.notNull())
    .addColumn('path', 'text')
    .addColumn('line', 'integer')
    .addColumn('seen_at', 'timestamptz', (column) => column.notNull().defaultTo(thisMoment))
    .addForeignKeyConstraint(
      'sightings_version_fkey',
      ['prompt_id', 'version_id'],
      'prompt_versions',
      ['prompt_id', 'version_id'],
      (constraint) => constraint.onDelete('cascade'),
    )
    .execute();
  await sql`alter table sightings
    add constraint sightings_once unique nulls not distinct (version_id, scan_id, path, line)`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('sightings').execute();
  await db.schema.dropTable('scans').execute();
  await db.schema.dropTable('manifests').execute();
  await db.schema.dropType('sighting_source').execute();
}
