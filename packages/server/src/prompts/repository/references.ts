import { sql, type Kysely } from 'kysely';
import type { Tables } from '../../db/tables.ts';

type Db = Kysely<Tables>;

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
 * What commits that begin with `prefix` hold of these prompts: what stands in their manifest, else what was seen there.
 * A manifest is what the last complete look found; what earlier ones took for the text of the commit was seen as well.
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
    ), listed as (
      select v.prompt_id, v.version_id, f.commit_sha
      from found f
      join manifests m on m.manifest_id = f.manifest_id
      cross join unnest(m.version_ids) as each (version_id)
      join prompt_versions v on v.version_id = each.version_id
      where v.prompt_id = any(${promptIds}::uuid[])
    )
    select * from listed
    union
    select v.prompt_id, v.version_id, f.commit_sha
    from found f
    join sightings s on s.scan_id = f.scan_id
    join prompt_versions v on v.version_id = s.version_id
    where v.prompt_id = any(${promptIds}::uuid[])
      and not exists (select from listed l where l.prompt_id = v.prompt_id and l.commit_sha = f.commit_sha)
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
