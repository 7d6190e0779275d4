import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await createProjects(db);
  await createPrompts(db);
  await createExecutions(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('execution_inputs').execute();
  await db.schema.dropTable('executions').execute();
  await db.schema.dropTable('models').execute();
  // The two point at each other, so neither can go before the pointer.
  await db.schema.alterTable('prompts').dropConstraint('prompts_active_version_fkey').execute();
  await db.schema.dropTable('prompt_versions').execute();
  await db.schema.dropTable('prompts').execute();
  await db.schema.dropTable('api_keys').execute();
  await db.schema.dropTable('projects').execute();
  await db.schema.dropType('execution_status').execute();
  await db.schema.dropType('execution_mode').execute();
  await db.schema.dropType('prompt_version_status').execute();
}

const newId = sql`gen_random_uuid()`;
// Not now(): that is the time a transaction began, and one that waited for a lock began before its predecessor wrote.
const thisMoment = sql`clock_timestamp()`;

async function createProjects(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('projects')
    .addColumn('project_id', 'uuid', (column) => column.primaryKey().defaultTo(newId))
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(thisMoment))
    .execute();
  await sql`insert into projects (name) values ('default')`.execute(db);

  await db.schema
    .createTable('api_keys')
    .addColumn('key_id', 'uuid', (column) => column.primaryKey().defaultTo(newId))
    .addColumn('project_id', 'uuid', (column) => column.notNull().references('projects.project_id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('key_hash', 'text', (column) =>
      column
        .notNull()
        .unique()
        .check(sql`key_hash ~ '^[0-9a-f]{64}$'`),
    )
    .addColumn('scopes', sql`text[]`, (column) =>
      column.notNull().check(sql`scopes <@ array['read', 'sync', 'execute', 'admin']`),
    )
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(thisMoment))
    .addColumn('last_used_at', 'timestamptz')
    .addColumn('revoked_at', 'timestamptz')
    .execute();
}

async function createPrompts(db: Kysely<unknown>): Promise<void> {
  await db.schema.createType('prompt_version_status').asEnum(['draft', 'active', 'deprecated']).execute();

  await db.schema
    .createTable('prompts')
    .addColumn('prompt_id', 'uuid', (column) => column.primaryKey().defaultTo(newId))
    .addColumn('project_id', 'uuid', (column) => column.notNull().references('projects.project_id'))
    // Collation "C": names have one order, the same on every database and whatever its locale.
    .addColumn('name', sql`text collate "C"`, (column) =>
      column.notNull().check(sql`char_length(name) between 1 and 200`),
    )
    .addColumn('description', 'text')
    .addColumn('owner_team', 'text')
    .addColumn('active_version_id', 'uuid')
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(thisMoment))
    .addColumn('updated_at', 'timestamptz', (column) => column.notNull().defaultTo(thisMoment))
    .addUniqueConstraint('prompts_project_name_key', ['project_id', 'name'])
    .execute();

  await db.schema
    .createTable('prompt_versions')
    .addColumn('version_id', 'uuid', (column) => column.primaryKey().defaultTo(newId))
    .addColumn('prompt_id', 'uuid', (column) =>
      column.notNull().references('prompts.prompt_id').onDelete('cascade'),
    )
    .addColumn('version_number', 'integer', (column) => column.notNull().check(sql`version_number >= 1`))
    .addColumn('kind', 'text', (column) =>
      column
        .notNull()
        .defaultTo('text')
        .check(sql`kind in ('text', 'chat')`),
    )
    .addColumn('template_source', 'text', (column) => column.notNull())
    .addColumn('checksum_hash', 'text', (column) =>
      column.notNull().check(sql`checksum_hash ~ '^[0-9a-f]{64}$'`),
    )
    .addColumn('variables', 'jsonb', (column) => column.notNull().defaultTo(sql`'[]'::jsonb`))
    .addColumn('status', sql`prompt_version_status`, (column) => column.notNull().defaultTo('draft'))
    .addColumn('created_by', 'text')
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(thisMoment))
    .addUniqueConstraint('prompt_versions_checksum_key', ['prompt_id', 'checksum_hash'])
    .addUniqueConstraint('prompt_versions_number_key', ['prompt_id', 'version_number'])
    .addUniqueConstraint('prompt_versions_prompt_version_key', ['prompt_id', 'version_id'])
    .execute();

  await db.schema
    .createIndex('prompt_versions_one_active')
    .unique()
    .on('prompt_versions')
    .column('prompt_id')
    .where(sql.ref('status'), '=', sql.lit('active'))
    .execute();

  // Over both columns, so that a prompt can only point at a version of its own.
  await db.schema
    .alterTable('prompts')
    .addForeignKeyConstraint(
      'prompts_active_version_fkey',
      ['prompt_id', 'active_version_id'],
      'prompt_versions',
      ['prompt_id', 'version_id'],
    )
    .execute();
}

async function createExecutions(db: Kysely<unknown>): Promise<void> {
  await db.schema.createType('execution_mode').asEnum(['sync', 'async']).execute();
  await db.schema
    .createType('execution_status')
    .asEnum(['queued', 'running', 'succeeded', 'failed', 'canceled'])
    .execute();

  await db.schema
    .createTable('models')
    .addColumn('model_id', 'uuid', (column) => column.primaryKey().defaultTo(newId))
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('model_name', 'text', (column) => column.notNull())
    .addColumn('input_cost_per_1k', 'numeric')
    .addColumn('output_cost_per_1k', 'numeric')
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(thisMoment))
    .addUniqueConstraint('models_provider_name_key', ['provider', 'model_name'])
    .execute();

  await db.schema
    .createTable('executions')
    .addColumn('execution_id', 'uuid', (column) => column.primaryKey().defaultTo(newId))
    .addColumn('project_id', 'uuid', (column) => column.notNull().references('projects.project_id'))
    .addColumn('prompt_id', 'uuid', (column) => column.notNull())
    .addColumn('version_id', 'uuid', (column) => column.notNull())
    .addColumn('model_id', 'uuid', (column) => column.references('models.model_id'))
    .addColumn('mode', sql`execution_mode`, (column) => column.notNull())
    .addColumn('status', sql`execution_status`, (column) => column.notNull().defaultTo('queued'))
    .addColumn('environment', 'text', (column) => column.notNull().defaultTo('dev'))
    .addColumn('correlation_id', 'text')
    .addColumn('idempotency_key', 'text')
    .addColumn('params', 'jsonb', (column) => column.notNull().defaultTo(sql`'{}'::jsonb`))
    .addColumn('response_text', 'text')
    .addColumn('error_type', 'text')
    .addColumn('error_message', 'text')
    .addColumn('prompt_tokens', 'integer', (column) => column.check(sql`prompt_tokens >= 0`))
    .addColumn('response_tokens', 'integer', (column) => column.check(sql`response_tokens >= 0`))
    .addColumn('latency_ms', 'integer', (column) => column.check(sql`latency_ms >= 0`))
    .addColumn('total_cost', 'numeric')
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(thisMoment))
    .addColumn('started_at', 'timestamptz')
    .addColumn('completed_at', 'timestamptz')
    .addForeignKeyConstraint('executions_version_fkey', ['prompt_id', 'version_id'], 'prompt_versions', [
      'prompt_id',
      'version_id',
    ])
    .addUniqueConstraint('executions_idempotency_key', ['prompt_id', 'idempotency_key'])
    .execute();
  await db.schema.createIndex('executions_by_version').on('executions').column('version_id').execute();
  await db.schema
    .createIndex('executions_by_time')
    .on('executions')
    .columns(['project_id', 'created_at'])
    .execute();

  await db.schema
    .createTable('execution_inputs')
    .addColumn('execution_id', 'uuid', (column) =>
      column.primaryKey().references('executions.execution_id').onDelete('cascade'),
    )
    .addColumn('variables', 'jsonb', (column) => column.notNull().defaultTo(sql`'{}'::jsonb`))
    .addColumn('rendered_prompt', 'text', (column) => column.notNull())
    .execute();
}
