import { sql, type Kysely } from 'kysely';
import { readExact, selectExact } from '../../db/exact-text.ts';
import type { PromptMode, Tables } from '../../db/tables.ts';
import { toVersion, VERSION_COLUMNS, type FullVersion, type Version, type VersionRow } from './versions.ts';

type Db = Kysely<Tables>;

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

/**
 * Makes others wait who change the same prompts, until this transaction ends; in the order of names as well. Who only
 * refers to one of them, such as a total or a prompt that continues its history, does not wait: that could be in a circle.
 */
export async function lockPrompts(db: Db, projectId: string, names: readonly string[]): Promise<void> {
  await db
    .selectFrom('prompts')
    .select('prompt_id')
    .where('project_id', '=', projectId)
    .where('name', '=', sql<string>`any(${names}::text[])`)
    .orderBy('name')
    .forNoKeyUpdate()
    .execute();
}

/** A change of a prompt's own row; null keeps what is there. */
export interface PromptChange {
  readonly promptId: string;
  readonly activeVersionId: string | null;
  readonly description: string | null;
  readonly ownerTeam: string | null;
  readonly isPromoted: boolean | null;
  /** Since when it is gone; null where it is there; undefined keeps that. */
  readonly archivedAt: Date | null | undefined;
  /** The name of the prompt whose history it continues. */
  readonly renamedFrom: string | null;
}

export async function setPrompts(db: Db, projectId: string, changes: readonly PromptChange[]): Promise<void> {
  const column = <T>(read: (change: PromptChange) => T) => changes.map(read);
  await sql`
    update prompts p set
      active_version_id = coalesce(change.active_version_id, p.active_version_id),
      description = coalesce(change.description, p.description),
      owner_team = coalesce(change.owner_team, p.owner_team),
      is_promoted = coalesce(change.is_promoted, p.is_promoted),
      archived_at = case when change.sets_archived then change.archived_at else p.archived_at end,
      renamed_from_id = coalesce(
        (select former.prompt_id from prompts former
          where former.project_id = ${projectId} and former.name = change.renamed_from),
        p.renamed_from_id
      ),
      updated_at = clock_timestamp()
    from unnest(
      ${column(({ promptId }) => promptId)}::uuid[],
      ${column(({ activeVersionId }) => activeVersionId)}::uuid[],
      ${column(({ description }) => description)}::text[],
      ${column(({ ownerTeam }) => ownerTeam)}::text[],
      ${column(({ isPromoted }) => isPromoted)}::boolean[],
      ${column(({ archivedAt }) => archivedAt !== undefined)}::boolean[],
      ${column(({ archivedAt }) => archivedAt ?? null)}::timestamptz[],
      ${column(({ renamedFrom }) => renamedFrom)}::text[]
    ) as change (
      prompt_id, active_version_id, description, owner_team, is_promoted, sets_archived, archived_at, renamed_from
    )
    where p.prompt_id = change.prompt_id
  `.execute(db);
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
      ...VERSION_COLUMNS.map((column) => `v.${column}` as const),
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

/** The columns of a left join: all there, or none. */
function toActive(row: { [Column in keyof VersionRow]: VersionRow[Column] | null }): Version | null {
  // The join's type forgets that the columns come together; the first one tells for all.
  return row.version_id === null ? null : toVersion(row as VersionRow);
}
