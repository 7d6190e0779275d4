import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { PromptMode, Tables } from '../../db/tables.ts';
import type { Histogram } from '../percentiles.ts';
import type { Sums } from '../stats.ts';
import type { Piece } from '../window.ts';

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
  /** The same text for the same group, of counts and of latencies. */
  readonly id: string;
  readonly startsAt: Date | null;
  readonly promptName: string | null;
  readonly mode: PromptMode | null;
  readonly version: number | null;
  readonly checksum: string | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly environment: string | null;
}

export async function sumCounts(db: Db, query: CountsQuery): Promise<(Sums & { readonly key: GroupKey })[]> {
  const { rows } = await sql<SumsRow & KeyRow>`
    select ${keyColumns(query)}, ${SUMS}
    from ${keyed(
      query,
      sql`(
      select version_id, ${ownColumns(query)}, ${SUM_COLUMNS} from execution_counts where ${isMeant(query)}
      group by version_id, 2, 3, 4
    )`,
    )}
    group by 1, 2, 3, 4, 5, 6, 7, 8
    order by starts_at nulls first, sum(executions) desc, 2, 4, 6, 7, 8
  `.execute(db);
  return rows.map((row) => ({ ...toSums(row), key: toKey(row) }));
}

/** The latencies of each group, by the id of its key. */
export async function sumLatencies(db: Db, query: CountsQuery): Promise<Map<string, Histogram>> {
  const { rows } = await sql<KeyRow & { bucket: number; latencies: number }>`
    select ${keyColumns(query)}, c.bucket, sum(c.latencies)::bigint as latencies
    from ${keyed(
      query,
      sql`(
      select version_id, ${ownColumns(query)}, bucket, latencies from latency_counts where ${isMeant(query)}
    )`,
    )}
    group by 1, 2, 3, 4, 5, 6, 7, 8, c.bucket
  `.execute(db);
  return collect(rows.map((row) => ({ ...row, id: toKey(row).id })));
}

/** The sums of all time of versions, by the version's id; those that were never executed are not there. */
export async function sumVersions(
  db: Db,
  projectId: string,
  versionIds: readonly string[],
): Promise<Map<string, Sums>> {
  const { rows } = await sql<SumsRow & { version_id: string }>`
    select version_id, ${SUMS} from execution_counts
    where project_id = ${projectId} and grain = 'all' and version_id = any(${versionIds}::uuid[])
    group by version_id
  `.execute(db);
  return new Map(rows.map((row) => [row.version_id, toSums(row)]));
}

/** The latencies of all time of versions, by the version's id. */
export async function sumVersionLatencies(
  db: Db,
  projectId: string,
  versionIds: readonly string[],
): Promise<Map<string, Histogram>> {
  const { rows } = await sql<{ id: string; bucket: number; latencies: number }>`
    select version_id as id, bucket, sum(latencies)::bigint as latencies from latency_counts
    where project_id = ${projectId} and grain = 'all' and version_id = any(${versionIds}::uuid[])
    group by version_id, bucket
  `.execute(db);
  return collect(rows);
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

const COLUMNS = [
  'executions',
  'succeeded',
  'failed',
  'canceled',
  'latencies',
  'latency_ms',
  'prompt_tokens',
  'response_tokens',
  'costs',
] as const;

const SUMS = sql.join([
  ...COLUMNS.map((column) => sql`coalesce(sum(${sql.ref(column)}), 0)::bigint as ${sql.ref(column)}`),
  sql`coalesce(sum(total_cost), 0) as total_cost`,
]);

const SUM_COLUMNS = sql.join([
  ...COLUMNS.map((column) => sql`sum(${sql.ref(column)}) as ${sql.ref(column)}`),
  sql`sum(total_cost) as total_cost`,
]);

type SumsRow = { readonly [Column in (typeof COLUMNS)[number]]: number } & { readonly total_cost: string };

function toSums(row: SumsRow): Sums {
  return {
    executions: row.executions,
    succeeded: row.succeeded,
    failed: row.failed,
    canceled: row.canceled,
    latencies: row.latencies,
    latencyMs: row.latency_ms,
    promptTokens: row.prompt_tokens,
    responseTokens: row.response_tokens,
    costs: row.costs,
    totalCost: Number(row.total_cost),
  };
}

/** Which totals are meant, by the columns that they have themselves. */
function isMeant({ projectId, pieces }: CountsQuery): RawBuilder<unknown> {
  return sql`project_id = ${projectId} and (${sql.join(pieces.map(within), sql` or `)})`;
}

/** What they are told apart by, beside the version: the columns `starts_at`, `model_id` and `environment`. */
function ownColumns({ bucket, groupBy }: CountsQuery): RawBuilder<unknown> {
  const start =
    bucket === null ? sql`null::timestamptz` : sql`date_trunc(${sql.lit(bucket)}, starts_at, 'UTC')`;
  const model = groupBy === 'model' ? sql`model_id` : sql`null::uuid`;
  const environment = groupBy === 'environment' ? sql`environment` : sql`null::text`;
  return sql`${start} as starts_at, ${model} as model_id, ${environment} as environment`;
}

/** Totals with what their version and their model mean. */
function keyed({ mode, groupBy }: CountsQuery, totals: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`${totals} c
    join prompt_versions v using (version_id)
    join prompts p using (prompt_id)
    ${groupBy === 'model' ? sql`left join models m using (model_id)` : sql``}
    ${mode === null ? sql`` : sql`where p.mode = ${mode}`}`;
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
    ${when(['prompt', 'version', 'mode'], 'p.mode', 'prompt_mode')} as mode,
    ${when(['version'], 'v.version_number', 'int')} as version,
    ${when(['version'], 'v.checksum_hash', 'text')} as checksum,
    ${when(['model'], 'm.provider', 'text')} as provider,
    ${when(['model'], 'm.model_name', 'text')} as model,
    ${when(['environment'], 'c.environment', 'text')} as environment`;
}

function toKey(row: KeyRow): GroupKey {
  const { starts_at, prompt_name, mode, version, checksum, provider, model, environment } = row;
  return {
    id: JSON.stringify([starts_at, prompt_name, mode, checksum, provider, model, environment]),
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

function collect(
  rows: readonly { readonly id: string; readonly bucket: number; readonly latencies: number }[],
): Map<string, Histogram> {
  const histograms = new Map<string, Map<number, number>>();
  for (const { id, bucket, latencies } of rows) {
    const histogram = histograms.get(id) ?? new Map<number, number>();
    histograms.set(id, histogram.set(bucket, latencies));
  }
  return histograms;
}
