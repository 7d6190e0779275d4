import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { PromptMode, Tables } from '../../db/tables.ts';
import { readHistogram } from '../percentiles.ts';
import type { Counts } from '../stats.ts';
import type { Piece } from '../window.ts';
import { SUMS, type Column } from './columns.ts';

type Db = Kysely<Tables>;

export type GroupBy = 'prompt' | 'version' | 'model' | 'environment';

/** Which totals, and what they are told apart by. */
export interface CountsQuery {
  readonly projectId: string;
  readonly mode: PromptMode | null;
  readonly pieces: readonly Piece[];
  readonly groupBy: GroupBy | 'mode' | null;
  readonly bucket: 'hour' | 'day' | 'month' | null;
}

/** What the totals of a group have in common; what they were not told apart by is null. */
export interface GroupKey {
  readonly startsAt: Date | null;
  readonly promptName: string | null;
  readonly mode: PromptMode | null;
  readonly version: number | null;
  readonly checksum: string | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly environment: string | null;
}

export async function sumCounts(
  db: Db,
  query: CountsQuery,
): Promise<(Counts & { readonly key: GroupKey })[]> {
  const { rows } = await sql<CountsRow & KeyRow>`
    select ${keyColumns(query)}, ${SUMS}
    from ${isOfVersions(query) ? ofVersions(query) : ofModes(query)}
    group by 1, 2, 3, 4, 5, 6, 7, 8
    order by starts_at nulls first, sum(executions) desc, 2, 4, 6, 7, 8
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
    histogram: readHistogram(row.histogram),
  };
}

function isOfVersions({ groupBy }: CountsQuery): boolean {
  return groupBy === 'prompt' || groupBy === 'version';
}

/** Each version's totals with what the version means. */
function ofVersions(query: CountsQuery): RawBuilder<unknown> {
  const { mode } = query;
  return sql`
    (
      select version_id, ${startOf(query)} as starts_at, ${SUMS}
      from execution_counts where ${isMeant(query)} group by 1, 2
    ) c
    join prompt_versions v using (version_id)
    join prompts p using (prompt_id)
    ${mode === null ? sql`` : sql`where p.mode = ${mode}`}`;
}

/** The totals of all prompts of a mode. */
function ofModes(query: CountsQuery): RawBuilder<unknown> {
  const { mode, groupBy } = query;
  return sql`
    (
      select mode, model_id, environment, ${startOf(query)} as starts_at, ${SUMS}
      from mode_counts where ${isMeant(query)} ${mode === null ? sql`` : sql`and mode = ${mode}`}
      group by 1, 2, 3, 4
    ) c
    ${groupBy === 'model' ? sql`join models m using (model_id)` : sql``}`;
}

/** Which totals are meant, by the columns that they have themselves. */
function isMeant({ projectId, pieces }: CountsQuery): RawBuilder<unknown> {
  return sql`project_id = ${projectId} and (${sql.join(pieces.map(within), sql` or `)})`;
}

function startOf({ bucket }: CountsQuery): RawBuilder<unknown> {
  return bucket === null ? sql`null::timestamptz` : sql`date_trunc(${sql.lit(bucket)}, starts_at, 'UTC')`;
}

function within({ grain, from, to }: Piece): RawBuilder<unknown> {
  return sql`(grain = ${sql.lit(grain)}
    ${from === null ? sql`` : sql`and starts_at >= ${from}`}
    ${to === null ? sql`` : sql`and starts_at < ${to}`})`;
}

interface KeyRow {
  readonly starts_at: Date | null;
  readonly prompt_name: string | null;
  readonly mode: PromptMode | null;
  readonly version: number | null;
  readonly checksum: string | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly environment: string | null;
}

function keyColumns({ groupBy }: CountsQuery): RawBuilder<unknown> {
  const when = (groups: readonly CountsQuery['groupBy'][], column: string, type: string) =>
    groups.includes(groupBy) ? sql.ref(column) : sql`null::${sql.raw(type)}`;
  return sql`
    c.starts_at,
    ${when(['prompt', 'version'], 'p.name', 'text')} as prompt_name,
    ${groupBy === 'mode' ? sql.ref('c.mode') : when(['prompt', 'version'], 'p.mode', 'prompt_mode')} as mode,
    ${when(['version'], 'v.version_number', 'int')} as version,
    ${when(['version'], 'v.checksum_hash', 'text')} as checksum,
    ${when(['model'], 'm.provider', 'text')} as provider,
    ${when(['model'], 'm.model_name', 'text')} as model,
    ${when(['environment'], 'c.environment', 'text')} as environment`;
}

function toKey(row: KeyRow): GroupKey {
  const { starts_at, prompt_name, mode, version, checksum, provider, model, environment } = row;
  return {
    startsAt: starts_at,
    promptName: prompt_name,
    mode,
    version,
    checksum,
    provider,
    model,
    environment,
  };
}
