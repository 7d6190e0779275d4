import { sql, type Kysely } from 'kysely';
import type { PromptKind, Variable } from '@prompt-ledger/shared';
import { readExact, selectExact } from '../../db/exact-text.ts';
import type { Tables, VersionStatus } from '../../db/tables.ts';

type Db = Kysely<Tables>;

/** A draft is one without a number: where there may be drafts, `Number` admits null. */
export interface Version<Number extends number | null = number> {
  readonly versionId: string;
  readonly number: Number;
  readonly status: VersionStatus;
  readonly checksum: string;
  readonly kind: PromptKind;
  readonly createdBy: string | null;
  readonly createdAt: Date;
}

export interface FullVersion<Number extends number | null = number> extends Version<Number> {
  readonly template: string;
  readonly variables: Variable[];
}

/** Every version of a prompt, newest first. */
export async function listVersions(db: Db, promptId: string): Promise<Version[]> {
  const rows = await db
    .selectFrom('prompt_versions')
    .select(VERSION_COLUMNS)
    .where('prompt_id', '=', promptId)
    .where('version_number', 'is not', null)
    .$narrowType<{ version_number: number }>()
    .orderBy('version_number', 'desc')
    .execute();
  return rows.map(toVersion);
}

/** How long the texts of a prompt's versions are, newest first, of those before `before`. */
export async function listTextSizes(
  db: Db,
  promptId: string,
  page: { before: number | null; limit: number },
): Promise<{ number: number; bytes: number }[]> {
  let query = db
    .selectFrom('prompt_versions')
    // The row knows it, without the text.
    .select(['version_number as number', sql<number>`octet_length(template_source)`.as('bytes')])
    .where('prompt_id', '=', promptId)
    .where('version_number', 'is not', null)
    .$narrowType<{ number: number }>()
    .orderBy('version_number', 'desc')
    .limit(page.limit);
  if (page.before !== null) query = query.where('version_number', '<', page.before);
  return query.execute();
}

/** One page of a prompt's versions, newest first, of those before `before`. */
export async function listFullVersions(
  db: Db,
  promptId: string,
  page: { before: number | null; limit: number },
): Promise<FullVersion[]> {
  let query = selectFull(db)
    .where('prompt_id', '=', promptId)
    .where('version_number', 'is not', null)
    .$narrowType<{ version_number: number }>()
    .orderBy('version_number', 'desc')
    .limit(page.limit);
  if (page.before !== null) query = query.where('version_number', '<', page.before);
  return (await query.execute()).map(toFull);
}

export async function findVersions(
  db: Db,
  versionIds: readonly string[],
): Promise<FullVersion<number | null>[]> {
  const rows = await selectFull(db)
    .where('version_id', '=', sql<string>`any(${versionIds}::uuid[])`)
    .execute();
  return rows.map(toFull);
}

/** The newest drafts of a prompt. */
export async function listDrafts(
  db: Db,
  promptId: string,
  limit: number,
): Promise<FullVersion<number | null>[]> {
  const rows = await selectFull(db)
    .where('prompt_id', '=', promptId)
    .where('version_number', 'is', null)
    .orderBy('drafted_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toFull);
}

export interface NewVersion {
  readonly versionId: string;
  readonly promptId: string;
  /** Null for a draft. */
  readonly number: number | null;
  readonly kind: PromptKind;
  readonly template: string;
  readonly checksum: string;
  readonly variables: readonly Variable[];
  readonly status: VersionStatus;
  readonly createdBy: string | null;
  /** Null for now. */
  readonly createdAt: Date | null;
}

export async function insertVersions(db: Db, versions: readonly NewVersion[]): Promise<void> {
  const column = <T>(read: (version: NewVersion) => T) => versions.map(read);
  await sql`
    insert into prompt_versions (
      version_id, prompt_id, version_number, kind, template_source, checksum_hash, variables, status, created_by,
      created_at, drafted_at
    )
    select version_id, prompt_id, number, kind, template, checksum, variables, status, created_by,
      coalesce(created_at, clock_timestamp()), case when number is null then clock_timestamp() end
    from unnest(
      ${column(({ versionId }) => versionId)}::uuid[],
      ${column(({ promptId }) => promptId)}::uuid[],
      ${column(({ number }) => number)}::int[],
      ${column(({ kind }) => kind)}::text[],
      ${column(({ template }) => template)}::text[],
      ${column(({ checksum }) => checksum)}::text[],
      ${column(({ variables }) => JSON.stringify(variables))}::jsonb[],
      ${column(({ status }) => status)}::prompt_version_status[],
      ${column(({ createdBy }) => createdBy)}::text[],
      ${column(({ createdAt }) => createdAt)}::timestamptz[]
    ) as made (
      version_id, prompt_id, number, kind, template, checksum, variables, status, created_by, created_at
    )
  `.execute(db);
}

/** A change of a version that is there; null keeps what is there. */
export interface VersionChange {
  readonly versionId: string;
  readonly number: number | null;
  readonly status: VersionStatus | null;
  readonly createdBy: string | null;
  readonly createdAt: Date | null;
}

/** Gives drafts their numbers, which make them versions of this moment, and sets what a version's standing is. */
export async function setVersions(db: Db, changes: readonly VersionChange[]): Promise<void> {
  const column = <T>(read: (change: VersionChange) => T) => changes.map(read);
  await sql`
    update prompt_versions v set
      version_number = coalesce(change.number, v.version_number),
      status = coalesce(change.status, v.status),
      created_by = coalesce(change.created_by, v.created_by),
      created_at = case when change.number is null then v.created_at
        else coalesce(change.created_at, clock_timestamp()) end,
      drafted_at = case when change.number is null and v.version_number is null then clock_timestamp() end
    from unnest(
      ${column(({ versionId }) => versionId)}::uuid[],
      ${column(({ number }) => number)}::int[],
      ${column(({ status }) => status)}::prompt_version_status[],
      ${column(({ createdBy }) => createdBy)}::text[],
      ${column(({ createdAt }) => createdAt)}::timestamptz[]
    ) as change (version_id, number, status, created_by, created_at)
    where v.version_id = change.version_id
  `.execute(db);
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

/** What is asked of a version unless its text is wanted as well. */
export const VERSION_COLUMNS = [
  'version_id',
  'version_number',
  'status',
  'checksum_hash',
  'kind',
  'created_by',
  'created_at',
] as const;

export interface VersionRow<Number extends number | null = number> {
  version_id: string;
  version_number: Number;
  status: VersionStatus;
  checksum_hash: string;
  kind: PromptKind;
  created_by: string | null;
  created_at: Date;
}

function selectFull(db: Db) {
  return db
    .selectFrom('prompt_versions')
    .select([...VERSION_COLUMNS, 'variables', selectExact<string>('template_source').as('template')]);
}

export function toVersion<Number extends number | null>(row: VersionRow<Number>): Version<Number> {
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

function toFull<Number extends number | null>(
  row: VersionRow<Number> & { template: string; variables: Variable[] },
): FullVersion<Number> {
  return { ...toVersion(row), template: readExact(row.template), variables: row.variables };
}
