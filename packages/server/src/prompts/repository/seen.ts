import { sql, type Kysely } from 'kysely';
import type { Sighting } from '@prompt-ledger/shared/contract/git';
import type { Tables } from '../../db/tables.ts';

type Db = Kysely<Tables>;

/** What is known of where a version was and is. */
export interface Seen {
  /** Those of no branch first, then of branches the ones that moved last. */
  readonly labels: readonly string[];
  readonly first: Sighting | null;
  readonly last: Sighting | null;
  readonly count: number;
}

export const UNSEEN: Seen = { labels: [], first: null, last: null, count: 0 };

/** Of a version in use many branches may hold a label; a page of versions is no place for all of them. */
const MOST_LABELS = 50;

/** When it happened, as far as that is known: what is imported was seen long after it was committed. */
const HAPPENED = sql`coalesce(c.committed_at, s.seen_at)`;

/** JSON from the database would write a time in the zone of the session, which of old ones not every reader knows. */
const toMilliseconds = (column: 'c.committed_at' | 's.seen_at') =>
  sql`floor(extract(epoch from ${sql.ref(column)}) * 1000)`;

const SIGHTING = sql`json_build_object(
  'source', c.source, 'commit', c.commit_sha, 'branch', c.branch, 'base', c.base_sha, 'author', c.author,
  'committed_at', ${toMilliseconds('c.committed_at')}, 'pull_request', c.pull_request, 'repository', c.repository,
  'path', s.path, 'line', s.line, 'seen_at', ${toMilliseconds('s.seen_at')}
)`;

/** A sighting as the database tells it: times are milliseconds. */
type SightingRow = Omit<Sighting, 'committed_at' | 'seen_at'> & {
  readonly committed_at: number | null;
  readonly seen_at: number;
};

/** By version id. */
export async function findSeen(db: Db, versionIds: readonly string[]): Promise<Map<string, Seen>> {
  const { rows } = await sql<{
    version_id: string;
    labels: string[];
    first: SightingRow | null;
    last: SightingRow | null;
    count: number;
  }>`
    select asked.version_id,
      (
        select coalesce(json_agg(l.label order by l.is_branch, l.moved_at desc, l.label), '[]')
        from (
          select label, moved_at, label like 'branch/%' as is_branch from labels
          where version_id = asked.version_id
          order by label like 'branch/%', moved_at desc, label
          limit ${MOST_LABELS}
        ) as l
      ) as labels,
      (
        select ${SIGHTING} from sightings s join scans c on c.scan_id = s.scan_id
        where s.version_id = asked.version_id
        order by c.commit_sha is null, ${HAPPENED}, s.sighting_id limit 1
      ) as first,
      (
        select ${SIGHTING} from sightings s join scans c on c.scan_id = s.scan_id
        where s.version_id = asked.version_id
        order by ${HAPPENED} desc, s.sighting_id desc limit 1
      ) as last,
      (select count(*) from sightings s where s.version_id = asked.version_id) as count
    from unnest(${versionIds}::uuid[]) as asked (version_id)
  `.execute(db);
  return new Map(
    rows.map(({ version_id, labels, first, last, count }) => [
      version_id,
      { labels, first: first && withIsoTimes(first), last: last && withIsoTimes(last), count },
    ]),
  );
}

function withIsoTimes(sighting: SightingRow): Sighting {
  const { committed_at: committedAt, seen_at: seenAt } = sighting;
  return {
    ...sighting,
    committed_at: committedAt === null ? null : new Date(committedAt).toISOString(),
    seen_at: new Date(seenAt).toISOString(),
  };
}

export interface ListedSighting {
  readonly sightingId: number;
  readonly number: number | null;
  readonly checksum: string;
  readonly sighting: Sighting;
}

/** One page of the sightings of a prompt, newest first, of those before `before`. */
export async function listSightings(
  db: Db,
  promptId: string,
  filter: { number: number | null; branch: string | null; before: number | null; limit: number },
): Promise<ListedSighting[]> {
  const { rows } = await sql<{
    sighting_id: number;
    version_number: number | null;
    checksum_hash: string;
    sighting: SightingRow;
  }>`
    select s.sighting_id, v.version_number, v.checksum_hash, ${SIGHTING} as sighting
    from prompt_versions v
    join sightings s on s.version_id = v.version_id
    join scans c on c.scan_id = s.scan_id
    where v.prompt_id = ${promptId}
      ${filter.number === null ? sql`` : sql`and v.version_number = ${filter.number}`}
      ${filter.branch === null ? sql`` : sql`and c.branch = ${filter.branch}`}
      ${filter.before === null ? sql`` : sql`and s.sighting_id < ${filter.before}`}
    order by s.sighting_id desc
    limit ${filter.limit}
  `.execute(db);
  return rows.map((row) => ({
    sightingId: row.sighting_id,
    number: row.version_number,
    checksum: row.checksum_hash,
    sighting: withIsoTimes(row.sighting),
  }));
}

/** The texts of a project that were only seen uncommitted, newest first. */
export async function listPending(
  db: Db,
  projectId: string,
  filter: { branch: string | null; repository: string | null; limit: number },
): Promise<{ name: string; checksum: string; last: Sighting }[]> {
  const { rows } = await sql<{ name: string; checksum: string; last: SightingRow }>`
    select p.name, v.checksum_hash as checksum, seen.sighting as last
    from prompt_versions v
    join prompts p on p.prompt_id = v.prompt_id
    cross join lateral (
      select ${SIGHTING} as sighting, c.branch, c.repository, s.sighting_id
      from sightings s join scans c on c.scan_id = s.scan_id
      where s.version_id = v.version_id
      order by s.sighting_id desc limit 1
    ) as seen
    where v.version_number is null and p.project_id = ${projectId}
      ${filter.branch === null ? sql`` : sql`and seen.branch = ${filter.branch}`}
      ${filter.repository === null ? sql`` : sql`and seen.repository = ${filter.repository}`}
    order by seen.sighting_id desc
    limit ${filter.limit}
  `.execute(db);
  return rows.map(({ last, ...row }) => ({ ...row, last: withIsoTimes(last) }));
}
