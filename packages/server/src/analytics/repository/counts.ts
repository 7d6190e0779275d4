import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { PromptMode, Tables } from '../../db/tables.ts';
import type { Counts } from '../stats.ts';
import type { Piece } from '../window.ts';
import { each, SUMS, type Column } from './columns.ts';
import { GROUPINGS, toKey, type GroupBy, type GroupKey, type KeyRow } from './groupings.ts';

type Db = Kysely<Tables>;

/** Which totals, and what they are told apart by. */
export interface CountsQuery {
  readonly projectId: string;
  readonly mode: PromptMode | null;
  readonly pieces: readonly Piece[];
  readonly groupBy: GroupBy | 'mode' | null;
  readonly bucket: 'hour' | 'day' | 'month' | null;
}

/** What each group counted: by time, then the most executed first. */
export async function sumCounts(
  db: Db,
  query: CountsQuery,
): Promise<(Counts & { readonly key: GroupKey })[]> {
  const { lookUp, names } = GROUPINGS[query.groupBy ?? 'none'];
  const columns = Object.values(names).map((column) => sql.ref(column));
  const named = Object.entries(names).map(([name, column]) => sql`${sql.ref(column)} as ${sql.ref(name)}`);
  const { rows } = await sql<CountsRow & KeyRow>`
    select ${sql.join([sql`c.*`, ...named])}
    from (${sumGroups(query)}) c
    ${lookUp}
    order by ${sql.join([sql`starts_at nulls first`, sql`executions desc`, ...columns])}
  `.execute(db);
  return rows.map((row) => Object.assign(toCounts(row), { key: toKey(row) }));
}

/** The counts of all time of versions, by the version's id; those that were never executed are not there. */
export async function sumVersions(
  db: Db,
  projectId: string,
  versionIds: readonly string[],
): Promise<Map<string, Counts>> {
  const { rows } = await sql<CountsRow & { version_id: string }>`
    select version_id, ${SUMS} from execution_counts
    where project_id = ${projectId} and grain = 'all' and version_id = any(${versionIds}::uuid[])
    group by version_id
  `.execute(db);
  return new Map(rows.map((row) => [row.version_id, toCounts(row)]));
}

export async function countPrompts(db: Db, projectId: string): Promise<Record<PromptMode, number>> {
  const rows = await db
    .selectFrom('prompts')
    .select(['mode', ({ fn }) => fn.countAll<number>().as('count')])
    .where('project_id', '=', projectId)
    .groupBy('mode')
    .execute();
  const countOf = (mode: PromptMode) => rows.find((row) => row.mode === mode)?.count ?? 0;
  return { full: countOf('full'), tracking: countOf('tracking') };
}

/** Sums come as text, which keeps every digit. */
type CountsRow = { readonly [Each in Column]: string };

function toCounts(row: CountsRow): Counts {
  return {
    executions: Number(row.executions),
    succeeded: Number(row.succeeded),
    failed: Number(row.failed),
    canceled: Number(row.canceled),
    latencies: Number(row.latencies),
    latencyMs: Number(row.latency_ms),
    promptTokens: Number(row.prompt_tokens),
    responseTokens: Number(row.response_tokens),
    costs: Number(row.costs),
    totalCost: Number(row.total_cost),
    histogram: row.histogram,
  };
}

function sumGroups(query: CountsQuery): RawBuilder<unknown> {
  const taken = query.pieces.filter(({ isTaken }) => isTaken);
  const added = selectPieces(
    query,
    query.pieces.filter(({ isTaken }) => !isTaken),
  );
  if (taken.length === 0) return sql`select id, starts_at, ${SUMS} from (${added}) as added group by 1, 2`;
  // Added up once: a table of groups takes more room and time than the rows that come into it.
  return sql`
    select id, starts_at, ${SUMS}
    from (${added} union all ${selectPieces(query, taken, sql`-`)}) as parts
    group by 1, 2
    -- All that a month has may be of the days that are taken away.
    having sum(executions) > 0`;
}

function selectPieces(
  { projectId, mode, groupBy, bucket }: CountsQuery,
  pieces: readonly Piece[],
  sign: RawBuilder<unknown> = sql``,
): RawBuilder<unknown> {
  const { counts, id, ofMode } = GROUPINGS[groupBy ?? 'none'];
  const startsAt =
    bucket === null ? sql`null::timestamptz` : sql`date_trunc(${sql.lit(bucket)}, starts_at, 'UTC')`;
  return sql`
    select ${id} as id, ${startsAt} as starts_at, ${each((column) => sql`${sign}${column} as ${column}`)}
    from ${sql.table(counts)}
    where project_id = ${projectId} and (${sql.join(pieces.map(within), sql` or `)})
      ${mode === null ? sql`` : sql`and ${ofMode(mode)}`}`;
}

function within({ grain, from, to }: Piece): RawBuilder<unknown> {
  // Said of all time as well: rows then come in the order of their groups, and no table of groups is made in memory.
  if (grain === 'all') return sql`(grain = 'all' and starts_at = 'epoch')`;
  return sql`(grain = ${sql.lit(grain)}
    ${from === null ? sql`` : sql`and starts_at >= ${from}`}
    ${to === null ? sql`` : sql`and starts_at < ${to}`})`;
}
