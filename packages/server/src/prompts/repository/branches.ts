import { sql, type Kysely } from 'kysely';
import type { Tables } from '../../db/tables.ts';
import type { Moment } from '../moment.ts';
import { toMoment } from './known.ts';

type Db = Kysely<Tables>;

/** One branch of one folder of one repository. */
export interface BranchKey {
  readonly branch: string;
  readonly repository: string | null;
  readonly folder: string | null;
}

export async function findDefaultBranch(
  db: Db,
  projectId: string,
): Promise<{ readonly defaultBranch: string | null; readonly now: Date }> {
  const row = await db
    .selectFrom('projects')
    .select(['default_branch', sql<Date>`clock_timestamp()`.as('now')])
    .where('project_id', '=', projectId)
    .executeTakeFirstOrThrow();
  return { defaultBranch: row.default_branch, now: row.now };
}

/**
 * Makes others wait who have looked at the same branch, until this transaction ends: which look is the newest is
 * decided by one at a time.
 */
export async function lockBranch(db: Db, projectId: string, key: BranchKey): Promise<void> {
  await sql`
    insert into branch_heads (project_id, branch, repository, folder)
    values (${projectId}, ${key.branch}, ${key.repository ?? ''}, ${key.folder ?? ''})
    on conflict (project_id, branch, repository, folder) do update set branch = excluded.branch
  `.execute(db);
}

/** The newest complete look at a branch that was believed. */
export async function findHead(db: Db, projectId: string, key: BranchKey): Promise<Moment | null> {
  const row = await db
    .selectFrom('branch_heads as h')
    .innerJoin('scans as s', 's.scan_id', 'h.scan_id')
    .select(['s.commit_sha', 's.run_number', 's.repository', 's.folder'])
    .select(sql<Date | null>`least(s.committed_at, s.scanned_at)`.as('committed_at'))
    .where('h.project_id', '=', projectId)
    .where('h.branch', '=', key.branch)
    .where('h.repository', '=', key.repository ?? '')
    .where('h.folder', '=', key.folder ?? '')
    .executeTakeFirst();
  return row === undefined ? null : toMoment(row);
}

export async function setHead(db: Db, projectId: string, key: BranchKey, scanId: string): Promise<void> {
  await db
    .updateTable('branch_heads')
    .set({ scan_id: scanId })
    .where('project_id', '=', projectId)
    .where('branch', '=', key.branch)
    .where('repository', '=', key.repository ?? '')
    .where('folder', '=', key.folder ?? '')
    .execute();
}

/** The prompts that were last seen on a branch of this folder of this repository, in the order of their names. */
export async function findOnBranch(
  db: Db,
  projectId: string,
  label: string,
  { repository, folder }: Pick<BranchKey, 'repository' | 'folder'>,
): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select p.name
    from labels l
    join prompts p on p.prompt_id = l.prompt_id
    join scans s on s.scan_id = l.scan_id
    where l.label = ${label} and p.project_id = ${projectId}
      and s.repository is not distinct from ${repository} and s.folder is not distinct from ${folder}
    order by p.name
  `.execute(db);
  return rows.map(({ name }) => name);
}

/**
 * The prompts that are tracked and active with one of these contents, which was seen in this folder of this repository,
 * and that no other one continues: a new name with the same text may be theirs. In the order of their names.
 */
export async function findActiveWith(
  db: Db,
  projectId: string,
  checksums: readonly string[],
  { repository, folder }: Pick<BranchKey, 'repository' | 'folder'>,
): Promise<{ name: string; checksum: string }[]> {
  const { rows } = await sql<{ name: string; checksum: string }>`
    select p.name, v.checksum_hash as checksum
    from prompts p
    join prompt_versions v on v.version_id = p.active_version_id
    where p.project_id = ${projectId} and p.mode = 'tracking'
      and v.checksum_hash = any(${checksums}::text[])
      and exists (
        select from sightings seen join scans s on s.scan_id = seen.scan_id
        where seen.version_id = v.version_id
          and s.repository is not distinct from ${repository} and s.folder is not distinct from ${folder}
      )
      and not exists (select from prompts successor where successor.renamed_from_id = p.prompt_id)
    order by p.name
  `.execute(db);
  return rows;
}
