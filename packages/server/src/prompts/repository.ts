import { sql, type Kysely } from 'kysely';
import type { PromptKind, Variable } from '@prompt-ledger/shared';
import { readExact, selectExact } from '../db/exact-text.ts';
import type { PromptMode, Tables, VersionStatus } from '../db/tables.ts';

type Db = Kysely<Tables>;

export interface Version {
  readonly versionId: string;
  readonly number: number;
  readonly status: VersionStatus;
  readonly checksum: string;
  readonly kind: PromptKind;
  readonly createdBy: string | null;
  readonly createdAt: Date;
}

export interface FullVersion extends Version {
  readonly template: string;
  readonly variables: Variable[];
}

export interface Prompt {
  readonly promptId: string;
  readonly name: string;
  readonly mode: PromptMode;
  readonly description: string | null;
  readonly ownerTeam: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Null while it is there. */
  readonly archivedAt: Date | null;
  /** The name of the prompt whose history it continues. */
  readonly renamedFrom: string | null;
}

/**
 * Makes the prompts that are not there yet, in the order of their names: parallel batches wait for each other in
 * one order and never deadlock.
 */
export async function insertMissingPrompts(
  db: Db,
  projectId: string,
  names: readonly string[],
  mode: PromptMode,
): Promise<void> {
  await sql`
    insert into prompts (project_id, name, mode)
    select ${projectId}::uuid, name, ${mode}::prompt_mode
    from unnest(${names}::text[]) as asked (name)
    order by name collate "C"
    on conflict (project_id, name) do nothing
  `.execute(db);
}

/** Makes others wait who change the same prompts, until this transaction ends; in the order of names as well. */
export async function lockPrompts(db: Db, projectId: string, names: readonly string[]): Promise<void> {
  await db
    .selectFrom('prompts')
    .select('prompt_id')
    .where('project_id', '=', projectId)
    .where('name', '=', sql<string>`any(${names}::text[])`)
    .orderBy('name')
    .forUpdate()
    .execute();
}

/** Takes the active version of each prompt out of use. Before another one is set: there is at most one. */
export async function retireActiveVersions(db: Db, promptIds: readonly string[]): Promise<void> {
  await db
    .updateTable('prompt_versions')
    .set({ status: 'deprecated' })
    .where('prompt_id', '=', sql<string>`any(${promptIds}::uuid[])`)
    .where('status', '=', 'active')
    .execute();
}

export async function findPrompt(
  db: Db,
  projectId: string,
  name: string,
): Promise<{ prompt: Prompt; active: FullVersion | null } | null> {
  const row = await selectPrompts(db, projectId)
    .select(['v.variables', selectExact<string | null>('v.template_source').as('template')])
    .where('p.name', '=', name)
    .executeTakeFirst();
  if (row === undefined) return null;
  const active = toActive(row);
  return {
    prompt: toPrompt(row),
    active: active && { ...active, template: readExact(row.template ?? ''), variables: row.variables ?? [] },
  };
}

/** One page of the prompts in the order of their names, of those behind `after`. */
export async function listPrompts(
  db: Db,
  projectId: string,
  filter: {
    mode: PromptMode | null;
    q: string | null;
    archived: 'exclude' | 'include' | 'only';
    after: string | null;
    limit: number;
  },
): Promise<{ prompt: Prompt; active: Version | null }[]> {
  let query = selectPrompts(db, projectId).orderBy('p.name').limit(filter.limit);
  if (filter.mode !== null) query = query.where('p.mode', '=', filter.mode);
  if (filter.archived !== 'include') {
    query = query.where('p.archived_at', filter.archived === 'only' ? 'is not' : 'is', null);
  }
  if (filter.after !== null) query = query.where('p.name', '>', filter.after);
  if (filter.q !== null) {
    const pattern = `%${filter.q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
    query = query.where((where) =>
      where.or([where('p.name', 'ilike', pattern), where('p.description', 'ilike', pattern)]),
    );
  }
  return (await query.execute()).map((row) => ({ prompt: toPrompt(row), active: toActive(row) }));
}

export async function listVersions(db: Db, promptId: string): Promise<Version[]> {
  const rows = await db
    .selectFrom('prompt_versions')
    .select(['version_id', 'version_number', 'status', 'checksum_hash', 'kind', 'created_by', 'created_at'])
    .where('prompt_id', '=', promptId)
    .where('version_number', 'is not', null)
    .$narrowType<{ version_number: number }>()
    .orderBy('version_number', 'desc')
    .execute();
  return rows.map(toVersion);
}

/** One page of a prompt's versions, newest first, of those before `before`. */
export async function listFullVersions(
  db: Db,
  promptId: string,
  page: { before: number | null; limit: number },
): Promise<FullVersion[]> {
  let query = db
    .selectFrom('prompt_versions as v')
    .select([
      'version_id',
      'version_number',
      'status',
      'checksum_hash',
      'kind',
      'variables',
      'created_by',
      'created_at',
      selectExact<string>('template_source').as('template'),
    ])
    .where('v.prompt_id', '=', promptId)
    .where('v.version_number', 'is not', null)
    .$narrowType<{ version_number: number }>()
    .orderBy('v.version_number', 'desc')
    .limit(page.limit);
  if (page.before !== null) query = query.where('v.version_number', '<', page.before);
  const rows = await query.execute();
  return rows.map((row) => ({
    ...toVersion(row),
    template: readExact(row.template),
    variables: row.variables,
  }));
}

function selectPrompts(db: Db, projectId: string) {
  return db
    .selectFrom('prompts as p')
    .leftJoin('prompt_versions as v', 'v.version_id', 'p.active_version_id')
    .leftJoin('prompts as former', 'former.prompt_id', 'p.renamed_from_id')
    .select([
      'p.prompt_id',
      'p.name',
      'p.mode',
      'p.description',
      'p.owner_team',
      'p.created_at as prompt_created_at',
      'p.updated_at',
      'p.archived_at',
      'former.name as former_name',
      'v.version_id',
      'v.version_number',
      'v.status',
      'v.checksum_hash',
      'v.kind',
      'v.created_by',
      'v.created_at',
    ])
    .where('p.project_id', '=', projectId);
}

function toPrompt(row: {
  prompt_id: string;
  name: string;
  mode: PromptMode;
  description: string | null;
  owner_team: string | null;
  prompt_created_at: Date;
  updated_at: Date;
  archived_at: Date | null;
  former_name: string | null;
}): Prompt {
  return {
    promptId: row.prompt_id,
    name: row.name,
    mode: row.mode,
    description: row.description,
    ownerTeam: row.owner_team,
    createdAt: row.prompt_created_at,
    updatedAt: row.updated_at,
    archivedAt: row.archived_at,
    renamedFrom: row.former_name,
  };
}

interface VersionRow {
  version_id: string;
  version_number: number;
  status: VersionStatus;
  checksum_hash: string;
  kind: PromptKind;
  created_by: string | null;
  created_at: Date;
}

/** The columns of a left join: all there, or none. */
function toActive(row: { [Column in keyof VersionRow]: VersionRow[Column] | null }): Version | null {
  // The join's type forgets that the columns come together; the first one tells for all.
  return row.version_id === null ? null : toVersion(row as VersionRow);
}

function toVersion(row: VersionRow): Version {
  return {
    versionId: row.version_id,
    number: row.version_number,
    status: row.status,
    checksum: row.checksum_hash,
    kind: row.kind,
    createdBy: row.created_by,
    createdAt: row.created_at,
  };
}
