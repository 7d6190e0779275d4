import { sql, type Kysely } from 'kysely';
import type { Tables } from '../../db/tables.ts';
import type { Scan } from '../scan.ts';

type Db = Kysely<Tables>;

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
