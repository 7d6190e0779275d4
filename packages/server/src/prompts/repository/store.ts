import { sql, type Kysely } from 'kysely';
import type { PromptKind, Variable } from '@prompt-ledger/shared';
import type { Tables, VersionStatus } from '../../db/tables.ts';
import type { Scan } from '../look.ts';

type Db = Kysely<Tables>;

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

/** A scan to store, with the list of all versions that it found where it is a manifest. */
export interface NewScan {
  readonly scan: Scan;
  readonly manifestId: string | null;
}

/** Equal lists are one manifest. */
export async function insertManifest(
  db: Db,
  projectId: string,
  manifestId: string,
  versionIds: readonly string[],
): Promise<void> {
  await sql`
    insert into manifests (manifest_id, project_id, version_ids)
    values (${manifestId}, ${projectId}, ${versionIds}::uuid[])
    on conflict (manifest_id) do nothing
  `.execute(db);
}

export async function hasManifest(db: Db, manifestId: string): Promise<boolean> {
  const row = await db
    .selectFrom('manifests')
    .select('manifest_id')
    .where('manifest_id', '=', manifestId)
    .executeTakeFirst();
  return row !== undefined;
}

export interface NewSighting {
  readonly scanId: string;
  readonly promptId: string;
  readonly versionId: string;
  readonly path: string | null;
  readonly line: number | null;
}

/**
 * Scans with what was seen in them. A scan that was told before is the same one, and gets to know its manifest.
 *
 * @returns how many sightings are new
 */
export async function insertSightings(
  db: Db,
  projectId: string,
  scans: readonly NewScan[],
  sightings: readonly NewSighting[],
): Promise<number> {
  const column = <T>(read: (scan: Scan, manifestId: string | null) => T) =>
    scans.map(({ scan, manifestId }) => read(scan, manifestId));
  const { rows } = await sql<{ count: number }>`
    with told as (
      insert into scans as known (
        scan_id, project_id, source, commit_sha, branch, base_sha, author, committed_at, run_number, pull_request,
        repository, folder, manifest_id
      )
      select scan_id, ${projectId}::uuid, source, commit_sha, branch, base_sha, author, committed_at, run_number,
        pull_request, repository, folder, manifest_id
      from unnest(
        ${column(({ scanId }) => scanId)}::uuid[],
        ${column(({ source }) => source)}::sighting_source[],
        ${column(({ commit }) => commit)}::text[],
        ${column(({ branch }) => branch)}::text[],
        ${column(({ base }) => base)}::text[],
        ${column(({ author }) => author)}::text[],
        ${column(({ committedAt }) => committedAt)}::timestamptz[],
        ${column(({ runNumber }) => runNumber)}::bigint[],
        ${column(({ pullRequest }) => pullRequest)}::text[],
        ${column(({ repository }) => repository)}::text[],
        ${column(({ folder }) => folder)}::text[],
        ${column((_scan, manifestId) => manifestId)}::uuid[]
      ) as seen (
        scan_id, source, commit_sha, branch, base_sha, author, committed_at, run_number, pull_request, repository,
        folder, manifest_id
      )
      on conflict (scan_id) do update set
        manifest_id = coalesce(excluded.manifest_id, known.manifest_id)
      returning scan_id
    ), made as (
      insert into sightings (scan_id, prompt_id, version_id, path, line)
      select seen.scan_id, prompt_id, version_id, path, line
      from unnest(
        ${sightings.map(({ scanId }) => scanId)}::uuid[],
        ${sightings.map(({ promptId }) => promptId)}::uuid[],
        ${sightings.map(({ versionId }) => versionId)}::uuid[],
        ${sightings.map(({ path }) => path)}::text[],
        ${sightings.map(({ line }) => line)}::int[]
      ) with ordinality as seen (scan_id, prompt_id, version_id, path, line, place)
      join told on told.scan_id = seen.scan_id
      order by place
      on conflict do nothing
      returning sighting_id
    )
    select count(*) as count from made
  `.execute(db);
  return rows[0]?.count ?? 0;
}

export interface NewPointer {
  readonly promptId: string;
  readonly versionId: string;
  readonly scanId: string | null;
  readonly path: string | null;
  readonly line: number | null;
  readonly movedAt: Date | null;
}

/** When a label was moved, it keeps saying while it stays. */
export async function setLabels(
  db: Db,
  label: string,
  keyId: string | null,
  pointers: readonly NewPointer[],
): Promise<void> {
  const column = <T>(read: (pointer: NewPointer) => T) => pointers.map(read);
  await sql`
    insert into labels as known (prompt_id, label, version_id, scan_id, path, line, moved_at, moved_by)
    select prompt_id, ${label}, version_id, scan_id, path, line, coalesce(moved_at, clock_timestamp()),
      ${keyId}::uuid
    from unnest(
      ${column(({ promptId }) => promptId)}::uuid[],
      ${column(({ versionId }) => versionId)}::uuid[],
      ${column(({ scanId }) => scanId)}::uuid[],
      ${column(({ path }) => path)}::text[],
      ${column(({ line }) => line)}::int[],
      ${column(({ movedAt }) => movedAt)}::timestamptz[]
    ) as pointed (prompt_id, version_id, scan_id, path, line, moved_at)
    on conflict (prompt_id, label) do update set
      version_id = excluded.version_id, scan_id = excluded.scan_id, path = excluded.path, line = excluded.line,
      moved_at = case when known.version_id = excluded.version_id then known.moved_at else excluded.moved_at end,
      moved_by = case when known.version_id = excluded.version_id then known.moved_by else excluded.moved_by end
  `.execute(db);
}

export async function deleteLabels(db: Db, label: string, promptIds: readonly string[]): Promise<void> {
  await db
    .deleteFrom('labels')
    .where('label', '=', label)
    .where('prompt_id', '=', sql<string>`any(${promptIds}::uuid[])`)
    .execute();
}

export interface NewMove {
  readonly promptId: string;
  readonly label: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: 'seen' | 'promoted' | 'deleted';
  readonly commit: string | null;
  readonly at: Date | null;
}

export async function insertMoves(db: Db, keyId: string | null, moves: readonly NewMove[]): Promise<void> {
  const column = <T>(read: (move: NewMove) => T) => moves.map(read);
  await sql`
    insert into label_moves (
      prompt_id, label, from_version_id, to_version_id, reason, commit_sha, moved_at, moved_by
    )
    select prompt_id, label, from_id, to_id, reason, commit_sha, coalesce(moved_at, clock_timestamp()),
      ${keyId}::uuid
    from unnest(
      ${column(({ promptId }) => promptId)}::uuid[],
      ${column(({ label }) => label)}::text[],
      ${column(({ from }) => from)}::uuid[],
      ${column(({ to }) => to)}::uuid[],
      ${column(({ reason }) => reason)}::text[],
      ${column(({ commit }) => commit)}::text[],
      ${column(({ at }) => at)}::timestamptz[]
    ) with ordinality as moved (prompt_id, label, from_id, to_id, reason, commit_sha, moved_at, place)
    order by place
  `.execute(db);
}
