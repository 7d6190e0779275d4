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

/** The version of a number; of `steps` numbers before it where that is given. */
export async function findByNumber(
  db: Db,
  promptId: string,
  number: number,
  steps: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom('prompt_versions')
    .select('version_id')
    .where('prompt_id', '=', promptId)
    .where('version_number', '<=', number)
    .orderBy('version_number', 'desc')
    .offset(steps)
    .limit(1)
    .$if(steps === 0, (query) => query.where('version_number', '=', number))
    .execute();
  return rows.map((row) => row.version_id);
}

/** Two where the digits do not tell them apart. */
export async function findByDigest(db: Db, promptId: string, prefix: string): Promise<string[]> {
  const rows = await db
    .selectFrom('prompt_versions')
    .select('version_id')
    .where('prompt_id', '=', promptId)
    .where('checksum_hash', 'like', `${prefix}%`)
    .limit(2)
    .execute();
  return rows.map((row) => row.version_id);
}

/** Where each of the prompts' label points. */
export async function findByLabel(
  db: Db,
  promptIds: readonly string[],
  label: string,
): Promise<{ promptId: string; versionId: string }[]> {
  const rows = await db
    .selectFrom('labels')
    .select(['prompt_id', 'version_id'])
    .where('prompt_id', '=', sql<string>`any(${promptIds}::uuid[])`)
    .where('label', '=', label)
    .execute();
  return rows.map((row) => ({ promptId: row.prompt_id, versionId: row.version_id }));
}

/**
 * What commits that begin with `prefix` hold of these prompts: what was seen there, or stands in their manifest.
 */
export async function findByCommit(
  db: Db,
  projectId: string,
  promptIds: readonly string[],
  prefix: string,
): Promise<{ promptId: string; versionId: string; commit: string }[]> {
  const { rows } = await sql<{ prompt_id: string; version_id: string; commit_sha: string }>`
    with found as (
      select scan_id, commit_sha, manifest_id from scans
      where project_id = ${projectId} and commit_sha like ${`${prefix}%`}
    )
    select v.prompt_id, v.version_id, f.commit_sha
    from found f
    join sightings s on s.scan_id = f.scan_id
    join prompt_versions v on v.version_id = s.version_id
    where v.prompt_id = any(${promptIds}::uuid[])
    union
    select v.prompt_id, v.version_id, f.commit_sha
    from found f
    join manifests m on m.manifest_id = f.manifest_id
    cross join unnest(m.version_ids) as listed (version_id)
    join prompt_versions v on v.version_id = listed.version_id
    where v.prompt_id = any(${promptIds}::uuid[])
  `.execute(db);
  return rows.map((row) => ({
    promptId: row.prompt_id,
    versionId: row.version_id,
    commit: row.commit_sha,
  }));
}

/** The version that was active at a moment; before activations were noted, the newest of that time. */
export async function findByDate(db: Db, promptId: string, moment: Date): Promise<string[]> {
  const { rows } = await sql<{ version_id: string | null }>`
    select coalesce(
      (
        select to_version_id from label_moves
        where prompt_id = ${promptId} and label = 'active' and moved_at <= ${moment}
        order by moved_at desc, move_id desc limit 1
      ),
      (
        select version_id from prompt_versions
        where prompt_id = ${promptId} and version_number is not null and created_at <= ${moment}
        order by created_at desc, version_number desc limit 1
      )
    ) as version_id
  `.execute(db);
  return rows.flatMap(({ version_id }) => version_id ?? []);
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
