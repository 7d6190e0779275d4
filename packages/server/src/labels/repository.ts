import { sql, type Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';

type Db = Kysely<Tables>;

/** A prompt of which a label may be moved, as far as a reference to its versions goes. */
export interface Candidate {
  readonly promptId: string;
  readonly name: string;
  readonly active: { readonly versionId: string; readonly number: number } | null;
}

/** In the order of their names; without those that are unknown. */
export async function findCandidates(
  db: Db,
  projectId: string,
  names: readonly string[],
): Promise<Candidate[]> {
  const rows = await db
    .selectFrom('prompts as p')
    .leftJoin('prompt_versions as v', 'v.version_id', 'p.active_version_id')
    .select(['p.prompt_id', 'p.name', 'v.version_id', 'v.version_number'])
    .where('p.project_id', '=', projectId)
    .where('p.name', '=', sql<string>`any(${names}::text[])`)
    .orderBy('p.name')
    .execute();
  return rows.map((row) => ({
    promptId: row.prompt_id,
    name: row.name,
    active:
      row.version_id === null || row.version_number === null
        ? null
        : { versionId: row.version_id, number: row.version_number },
  }));
}

/**
 * The names of all prompts that have a label; for `active`, of all that have an active version. Those that are archived
 * only where they are asked for.
 */
export async function findLabelled(
  db: Db,
  projectId: string,
  label: string,
  { withArchived = false } = {},
): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select p.name from prompts p
    where p.project_id = ${projectId} ${withArchived ? sql`` : sql`and p.archived_at is null`} and (
      (${label} = 'active' and p.active_version_id is not null)
      or exists (select from labels l where l.prompt_id = p.prompt_id and l.label = ${label})
    )
    order by p.name
  `.execute(db);
  return rows.map(({ name }) => name);
}

/** The names of all prompts of the manifest of a commit; null where none is known. */
export async function findInManifest(db: Db, projectId: string, commit: string): Promise<string[] | null> {
  const { rows } = await sql<{ manifest_id: string; name: string | null }>`
    select m.manifest_id, p.name
    from scans c
    join manifests m on m.manifest_id = c.manifest_id
    cross join unnest(m.version_ids) as listed (version_id)
    join prompt_versions v on v.version_id = listed.version_id
    join prompts p on p.prompt_id = v.prompt_id
    where c.project_id = ${projectId} and c.commit_sha = ${commit}
    order by p.name
  `.execute(db);
  return rows.length === 0 ? null : [...new Set(rows.flatMap(({ name }) => name ?? []))];
}

export interface LabelledVersion {
  readonly promptId: string;
  readonly versionId: string;
  readonly number: number | null;
  readonly checksum: string;
}

export async function findNumbers(db: Db, versionIds: readonly string[]): Promise<LabelledVersion[]> {
  const rows = await db
    .selectFrom('prompt_versions')
    .select(['prompt_id', 'version_id', 'version_number', 'checksum_hash'])
    .where('version_id', '=', sql<string>`any(${versionIds}::uuid[])`)
    .execute();
  return rows.map((row) => ({
    promptId: row.prompt_id,
    versionId: row.version_id,
    number: row.version_number,
    checksum: row.checksum_hash,
  }));
}

export interface ListedLabel {
  readonly label: string;
  readonly name: string;
  readonly number: number | null;
  readonly checksum: string;
  readonly commit: string | null;
  readonly movedAt: Date;
  readonly movedBy: string | null;
}

/** One page in the order of labels, then of names, behind `after`. */
export async function listLabels(
  db: Db,
  projectId: string,
  filter: {
    label: string | null;
    prompt: string | null;
    withBranches: boolean;
    withActive: boolean;
    after: readonly [label: string, name: string] | null;
    limit: number;
  },
): Promise<ListedLabel[]> {
  const { label, prompt, withBranches, withActive, after, limit } = filter;
  const { rows } = await sql<{
    label: string;
    name: string;
    version_number: number | null;
    checksum_hash: string;
    commit_sha: string | null;
    moved_at: Date;
    key_name: string | null;
  }>`
    with pointed as (
      select prompt_id, label, version_id, scan_id, moved_at, moved_by from labels
      ${
        withActive
          ? sql`union all
      select p.prompt_id, 'active', p.active_version_id, null, coalesce(m.moved_at, p.updated_at), m.moved_by
      from prompts p
      left join lateral (
        select moved_at, moved_by from label_moves
        where prompt_id = p.prompt_id and label = 'active' order by moved_at desc, move_id desc limit 1
      ) as m on true
      where p.project_id = ${projectId} and p.active_version_id is not null`
          : sql``
      }
    )
    select l.label, p.name, v.version_number, v.checksum_hash, c.commit_sha, l.moved_at, k.name as key_name
    from pointed l
    join prompts p on p.prompt_id = l.prompt_id
    join prompt_versions v on v.version_id = l.version_id
    left join scans c on c.scan_id = l.scan_id
    left join api_keys k on k.key_id = l.moved_by
    where p.project_id = ${projectId}
      ${label === null ? sql`` : sql`and l.label = ${label}`}
      ${prompt === null ? sql`` : sql`and p.name = ${prompt}`}
      ${withBranches ? sql`` : sql`and l.label not like 'branch/%'`}
      ${after === null ? sql`` : sql`and (l.label, p.name) > (${after[0]} collate "C", ${after[1]} collate "C")`}
    order by l.label, p.name
    limit ${limit}
  `.execute(db);
  return rows.map((row) => ({
    label: row.label,
    name: row.name,
    number: row.version_number,
    checksum: row.checksum_hash,
    commit: row.commit_sha,
    movedAt: row.moved_at,
    movedBy: row.key_name,
  }));
}

export interface ListedMove {
  readonly moveId: number;
  readonly name: string;
  readonly from: { readonly number: number | null; readonly checksum: string } | null;
  readonly to: { readonly number: number | null; readonly checksum: string } | null;
  readonly reason: 'seen' | 'promoted' | 'deleted';
  readonly commit: string | null;
  readonly movedAt: Date;
  readonly movedBy: string | null;
}

/** One page of a label's moves, newest first, of those before `before`. */
export async function listMoves(
  db: Db,
  projectId: string,
  label: string,
  filter: { prompt: string | null; before: number | null; limit: number },
): Promise<ListedMove[]> {
  let query = db
    .selectFrom('label_moves as m')
    .innerJoin('prompts as p', 'p.prompt_id', 'm.prompt_id')
    .leftJoin('prompt_versions as f', 'f.version_id', 'm.from_version_id')
    .leftJoin('prompt_versions as t', 't.version_id', 'm.to_version_id')
    .leftJoin('api_keys as k', 'k.key_id', 'm.moved_by')
    .select([
      'm.move_id',
      'p.name',
      'f.version_number as from_number',
      'f.checksum_hash as from_checksum',
      't.version_number as to_number',
      't.checksum_hash as to_checksum',
      'm.reason',
      'm.commit_sha',
      'm.moved_at',
      'k.name as key_name',
    ])
    .where('p.project_id', '=', projectId)
    .where('m.label', '=', label)
    .orderBy('m.move_id', 'desc')
    .limit(filter.limit);
  if (filter.prompt !== null) query = query.where('p.name', '=', filter.prompt);
  if (filter.before !== null) query = query.where('m.move_id', '<', filter.before);
  return (await query.execute()).map((row) => ({
    moveId: row.move_id,
    name: row.name,
    from: toEnd(row.from_number, row.from_checksum),
    to: toEnd(row.to_number, row.to_checksum),
    reason: row.reason,
    commit: row.commit_sha,
    movedAt: row.moved_at,
    movedBy: row.key_name,
  }));
}

function toEnd(number: number | null, checksum: string | null) {
  return checksum === null ? null : { number, checksum };
}
