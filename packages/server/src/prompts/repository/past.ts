import { ACTIVE_LABEL } from '@prompt-ledger/shared';
import { sql, type Kysely } from 'kysely';
import type { Tables } from '../../db/tables.ts';
import type { Look } from '../look.ts';
import type { Past } from '../plan/known-prompt.ts';

type Db = Kysely<Tables>;

/**
 * What is known to have happened to the prompts of looks at the past, by name: what such a look tells may have been
 * overtaken, or told before.
 *
 * @param label of the branch that is looked at
 */
export async function findPast(
  db: Db,
  projectId: string,
  looks: readonly Look[],
  label: string | null,
): Promise<Map<string, Past>> {
  const told = await findTold(db, projectId, looks, label);
  const names = [...new Set(looks.flatMap(({ contents }) => contents.map(({ name }) => name)))];
  const { rows } = await sql<PastRow>`
    select p.name, plain.moved_at as registered_at, lost.commit_sha,
      -- Of an import it is the date of the commit, of a build that of its arrival.
      least(lost.moved_at, (
        select min(s.committed_at) from scans s
        where s.project_id = p.project_id and s.commit_sha = lost.commit_sha
      )) as lost_at
    from prompts p
    left join lateral (
      select moved_at, commit_sha, reason from label_moves
      where prompt_id = p.prompt_id and label = ${ACTIVE_LABEL}
      order by move_id desc limit 1
    ) as plain on plain.commit_sha is null and plain.reason = 'seen'
    left join lateral (
      select moved_at, commit_sha, reason, to_version_id from label_moves
      where prompt_id = p.prompt_id and label = ${label}
      order by move_id desc limit 1
    ) as lost on lost.to_version_id is null and lost.reason = 'seen'
    where p.project_id = ${projectId} and p.name = any(${names}::text[])
  `.execute(db);
  const past = new Map(rows.map((row) => [row.name, toPast(row, told.get(row.name))]));
  for (const [name, commits] of told) if (!past.has(name)) past.set(name, { ...NOTHING, told: commits });
  return past;
}

interface PastRow {
  readonly name: string;
  readonly registered_at: Date | null;
  readonly commit_sha: string | null;
  readonly lost_at: Date | null;
}

const NOTHING: Past = { told: new Set(), removed: null, registeredAt: null };

function toPast({ registered_at, commit_sha, lost_at }: PastRow, told = NOTHING.told): Past {
  const moment = {
    commit: commit_sha,
    committedAt: lost_at,
    runNumber: null,
    repository: null,
    folder: null,
  };
  return { told, removed: lost_at === null ? null : moment, registeredAt: registered_at };
}

/** The commits that told the same of a prompt before, by its name. */
async function findTold(
  db: Db,
  projectId: string,
  looks: readonly Look[],
  label: string | null,
): Promise<Map<string, Set<string>>> {
  const seen = looks.flatMap(({ scan, contents }) =>
    contents.map(({ name, checksum }) => ({ name, checksum, scanId: scan.scanId, commit: scan.commit })),
  );
  const gone = looks.flatMap((look) => look.gone.map((name) => ({ name, commit: look.scan.commit })));
  const { rows } = await sql<{ name: string; commit: string }>`
    select seen.name, seen.commit
    from unnest(
      ${seen.map(({ name }) => name)}::text[],
      ${seen.map(({ checksum }) => checksum)}::text[],
      ${seen.map(({ scanId }) => scanId)}::uuid[],
      ${seen.map(({ commit }) => commit)}::text[]
    ) as seen (name, checksum, scan_id, commit)
    join prompts p on p.project_id = ${projectId} and p.name = seen.name
    join prompt_versions v on v.prompt_id = p.prompt_id and v.checksum_hash = seen.checksum
    where exists (select from sightings s where s.version_id = v.version_id and s.scan_id = seen.scan_id)
    union all
    select gone.name, gone.commit
    from unnest(${gone.map(({ name }) => name)}::text[], ${gone.map(({ commit }) => commit)}::text[])
      as gone (name, commit)
    join prompts p on p.project_id = ${projectId} and p.name = gone.name
    where exists (
      select from label_moves m
      where m.prompt_id = p.prompt_id and m.label = ${label} and m.commit_sha = gone.commit
        and m.to_version_id is null
    )
  `.execute(db);
  const told = new Map<string, Set<string>>();
  for (const { name, commit } of rows) told.set(name, (told.get(name) ?? new Set()).add(commit));
  return told;
}
