import { randomUUID } from 'node:crypto';
import type { AnalyticsQuery, StatsGroup } from '@prompt-ledger/shared/contract/analytics';
import type { ExecutionStats } from '@prompt-ledger/shared/contract/stats';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldAll, moveCounts } from '../src/analytics/folding.ts';
import { getAnalytics, readVersionStats } from '../src/analytics/read.ts';
import { foldDeltas, lockFolding } from '../src/analytics/repository/fold.ts';
import type { Context } from '../src/context.ts';
import { openDatabase, type Database } from '../src/db/database.ts';
import { migrateDown, migrateUp } from '../src/db/migrate.ts';
import { cancelExecution, finishExecution } from '../src/executions/repository/end.ts';
import { setMode } from '../src/prompts/repository/mode.ts';
import { databases } from './support/databases.ts';
import { makeLocation } from './support/server.ts';

const NAMES = ['a', 'b', 'c'] as const;
const ENVIRONMENTS = ['dev', 'prod'] as const;
const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 28, 20);
/** From the end of one month, over a whole one, into a third. */
const HOURS = 24 * 40;
const OWNER = randomUUID();
const EVERYTHING: AnalyticsQuery = { mode: 'all' };

interface Made {
  readonly prompt: number;
  readonly version: number;
  readonly model: number;
  readonly environment: (typeof ENVIRONMENTS)[number];
  readonly at: number;
  readonly ends: {
    readonly status: 'succeeded' | 'failed' | 'canceled';
    readonly latencyMs: number | null;
    readonly tokens: number | null;
    readonly cost: number | null;
  };
}
type Step = Made | 'fold all' | 'fold some' | { readonly moves: number };

const made: fc.Arbitrary<Made> = fc.record({
  prompt: fc.nat(NAMES.length - 1),
  version: fc.nat(1),
  model: fc.nat(1),
  environment: fc.constantFrom(...ENVIRONMENTS),
  at: fc.integer({ min: START, max: START + HOURS * HOUR - 1 }),
  ends: fc.record({
    status: fc.constantFrom('succeeded', 'succeeded', 'failed', 'canceled'),
    latencyMs: fc.option(fc.integer({ min: 0, max: 200_000 })),
    tokens: fc.option(fc.nat(5000)),
    // Of a kind that adds up without rounding.
    cost: fc.option(fc.nat(100).map((quarters) => quarters / 4)),
  }),
});
const steps = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: made },
    { weight: 1, arbitrary: fc.constantFrom<Step>('fold all', 'fold some') },
    { weight: 1, arbitrary: fc.record({ moves: fc.nat(NAMES.length - 1) }) },
  ),
  { minLength: 5, maxLength: 60, size: 'max' },
);
const hour = fc.integer({ min: -5, max: HOURS + 5 }).map((hours) => START + hours * HOUR);
/** A question may begin and end within an hour, and is about the whole of it then. */
const moment = fc.oneof(
  hour,
  fc.tuple(hour, fc.nat(HOUR - 1)).map(([start, within]) => start + within),
);
const question = fc
  .record({
    mode: fc.constantFrom('all', 'full', 'tracking'),
    bounds: fc.uniqueArray(moment, { minLength: 2, maxLength: 2 }),
    isFrom: fc.boolean(),
    isTo: fc.boolean(),
    bucket: fc.option(fc.constantFrom('hour', 'day', 'month'), { nil: undefined }),
    group_by: fc.option(fc.constantFrom('prompt', 'version', 'model', 'environment'), { nil: undefined }),
  })
  .map(({ mode, bounds, isFrom, isTo, bucket, group_by }) => {
    const [from, to] = bounds.toSorted((a, b) => a - b).map((each) => new Date(each).toISOString());
    return { mode, bucket, group_by, ...(isFrom ? { from } : {}), ...(isTo ? { to } : {}) } as AnalyticsQuery;
  });

describe.each(databases)('totals on %s', (kind) => {
  let database: Database;
  let remove: () => Promise<void>;
  let projectId: string;

  beforeAll(async () => {
    const place = await makeLocation(kind);
    ({ remove } = place);
    database = await openDatabase(place.location, { log: () => {} });
    await migrateUp(database.db);
  });
  afterAll(async () => {
    await database?.close();
    await remove?.();
  });

  /** A project of its own, so that no round sees another's. */
  const start = async () => {
    const { rows } = await sql<{ project_id: string; prompt_id: string; version_ids: string[] }>`
      with project as (
        insert into projects (name) values (${randomUUID()}) returning project_id
      ), named as (
        insert into prompts (project_id, name, mode)
        select project_id, name, 'tracking' from project, unnest(${NAMES}::text[]) name returning *
      ), versions as (
        insert into prompt_versions (prompt_id, version_number, template_source, checksum_hash)
        select prompt_id, n, n::text, repeat(n::text, 64) from named, generate_series(1, 2) n returning *
      )
      select project_id, prompt_id, array_agg(version_id order by version_number) as version_ids
      from named join versions using (prompt_id) group by project_id, prompt_id, name order by name
    `.execute(database.db);
    const models = await sql<{ model_id: string }>`
      insert into models (provider, model_name) values ('echo', 'x'), ('echo', 'y')
      on conflict (provider, model_name) do update set provider = excluded.provider returning model_id
    `.execute(database.db);
    projectId = rows[0]?.project_id ?? '';
    return { prompts: rows, models: models.rows.map((row) => row.model_id) };
  };

  const execute = async (one: Made, ids: Awaited<ReturnType<typeof start>>) => {
    const { rows } = await sql<{ execution_id: string }>`
      insert into executions (execution_id, project_id, prompt_id, version_id, model_id, environment, mode, status,
        attempts, lease_owner, created_at)
      select execution_id_at(at), ${projectId}::uuid, ${ids.prompts[one.prompt]?.prompt_id}::uuid,
        ${ids.prompts[one.prompt]?.version_ids[one.version]}::uuid, ${ids.models[one.model]}::uuid, ${one.environment},
        'sync', 'running', 1, ${OWNER}::uuid, at
      from (values (${new Date(one.at)}::timestamptz)) t (at)
      returning execution_id
    `.execute(database.db);
    const executionId = rows[0]?.execution_id ?? '';
    const { status, latencyMs, tokens, cost } = one.ends;
    if (status === 'canceled') return cancelExecution(database.db, executionId);
    return finishExecution(database.db, { executionId, attempts: 1 }, OWNER, {
      status,
      responseText: null,
      errorType: null,
      errorMessage: null,
      promptTokens: tokens,
      responseTokens: tokens,
      latencyMs,
      totalCost: cost,
    });
  };

  it('say what counting the executions says, folded or not, whatever is asked and whoever changed its mode', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.array(question, { minLength: 8, maxLength: 8 }),
        async (steps, questions) => {
          const ids = await start();
          const modes: ('full' | 'tracking')[] = NAMES.map(() => 'tracking');
          const all: Made[] = [];
          for (const step of steps) {
            if (step === 'fold all') await database.db.transaction().execute(foldAll);
            else if (step === 'fold some') {
              await database.db.transaction().execute(async (db) => {
                await lockFolding(db);
                await foldDeltas(db, 3);
              });
            } else if ('moves' in step) {
              const from = modes[step.moves] ?? 'full';
              const to = from === 'full' ? 'tracking' : 'full';
              const promptId = ids.prompts[step.moves]?.prompt_id ?? '';
              await database.db.transaction().execute(async (db) => {
                await setMode(db, promptId, to);
                await moveCounts(db, promptId, from, to);
              });
              modes[step.moves] = to;
            } else {
              await execute(step, ids);
              all.push(step);
            }
          }
          const context = { db: database.db } as Context;
          for (const question of [EVERYTHING, ...questions]) {
            const answer = await getAnalytics(context, projectId, question);
            const [from, to] = [question.from, question.to].map((bound) => bound && Date.parse(bound) / HOUR);
            const meant = all.filter(
              ({ at, prompt }) =>
                (!from || at >= Math.floor(from) * HOUR) &&
                (!to || at < Math.ceil(to) * HOUR) &&
                (question.mode === 'all' || question.mode === modes[prompt]),
            );
            const of = (mode: string) => meant.filter(({ prompt }) => modes[prompt] === mode);
            if ('by_mode' in answer) {
              expect(answer.by_mode).toEqual({ full: count(of('full')), tracking: count(of('tracking')) });
            } else expect(answer).toMatchObject(count(meant));
            if (question.bucket === undefined && question.group_by === undefined) continue;
            expect(sorted(answer.groups ?? [])).toEqual(sorted(group(meant, modes, question)));
          }
          const versionId = ids.prompts[0]?.version_ids[1] ?? '';
          const statsOf = await readVersionStats(database.db, projectId, [versionId]);
          expect(statsOf(versionId)).toEqual(
            count(all.filter(({ prompt, version }) => prompt === 0 && version === 1)),
          );
        },
      ),
      { numRuns: 10 },
    );
  });

  it('survive the way back to rows of buckets, and forth', async () => {
    const { db } = database;
    await db.transaction().execute(foldAll);
    const readAll = async (table: 'execution_totals' | 'prompt_totals' | 'mode_totals', key: string) =>
      (await db.selectFrom(table).selectAll().orderBy(sql.raw(key)).execute()).map(plain);
    const read = async () => ({
      versions: await readAll('execution_totals', 'total_id'),
      prompts: await readAll('prompt_totals', 'project_id, grain, starts_at, prompt_id'),
      modes: await readAll('mode_totals', 'project_id, grain, starts_at, model_id, environment, mode'),
    });
    const before = await read();
    for (const rows of Object.values(before)) expect(rows.length).toBeGreaterThan(100);
    while (!(await migrateDown(db)).includes('2026-11-25-40-histograms'));
    await migrateUp(db);
    expect(await read()).toEqual(before);
  });
});

/** Without what tells how it came about: zeros behind the point of a sum. */
function plain<T extends { total_cost: string | null }>(totals: T) {
  return { ...totals, total_cost: Number(totals.total_cost) };
}

function count(all: readonly Made[]): ExecutionStats {
  const ends = all.map((one) => one.ends);
  const told = ends.filter(({ status }) => status !== 'canceled');
  const sum = (values: (number | null)[]) => values.reduce<number>((total, each) => total + (each ?? 0), 0);
  const of = (status: string) => ends.filter((end) => end.status === status).length;
  const [succeeded, failed] = [of('succeeded'), of('failed')];
  const latencies = told.flatMap(({ latencyMs }) => latencyMs ?? []).toSorted((a, b) => a - b);
  const costs = told.flatMap(({ cost }) => cost ?? []);
  const percentile = (share: number) => {
    const latency = latencies[Math.ceil(share * latencies.length - 1e-9) - 1];
    if (latency === undefined) return null;
    const bucket = Math.floor((Math.log(Math.max(latency, 1)) / Math.log(2)) * 8);
    return Math.round(2 ** ((bucket + 0.5) / 8));
  };
  return {
    execution_count: all.length,
    succeeded_count: succeeded,
    failed_count: failed,
    canceled_count: of('canceled'),
    error_rate: succeeded + failed === 0 ? null : failed / (succeeded + failed),
    avg_latency_ms: latencies.length === 0 ? 0 : Math.round(sum(latencies) / latencies.length),
    p50_latency_ms: percentile(0.5),
    p95_latency_ms: percentile(0.95),
    p99_latency_ms: percentile(0.99),
    total_prompt_tokens: sum(told.map(({ tokens }) => tokens)),
    total_response_tokens: sum(told.map(({ tokens }) => tokens)),
    total_cost: costs.length === 0 && succeeded > 0 ? null : sum(costs),
    unpriced_count: Math.max(0, succeeded - costs.length),
  };
}

function group(all: readonly Made[], modes: readonly string[], { bucket, group_by }: AnalyticsQuery) {
  const keyOf = (one: Made) => {
    const at = new Date(one.at).toISOString();
    const start = {
      hour: `${at.slice(0, 13)}:00`,
      day: `${at.slice(0, 10)}T00:00`,
      month: `${at.slice(0, 7)}-01T00:00`,
    };
    const prompt = { prompt_name: NAMES[one.prompt], mode: modes[one.prompt] };
    const number = one.version + 1;
    const by = {
      prompt,
      version: { ...prompt, version: number, template_hash: String(number).repeat(64) },
      model: { provider: 'echo', model_name: ['x', 'y'][one.model] },
      environment: { environment: one.environment },
    };
    return JSON.stringify({
      ...(bucket === undefined ? {} : { starts_at: `${start[bucket]}:00.000Z` }),
      ...(group_by === undefined ? {} : by[group_by]),
    });
  };
  return [...new Set(all.map(keyOf))].map((key) => ({
    ...JSON.parse(key),
    ...count(all.filter((one) => keyOf(one) === key)),
  }));
}

function sorted(groups: readonly StatsGroup[]): StatsGroup[] {
  const keyOf = ({ starts_at, prompt_name, version, model_name, environment }: StatsGroup) =>
    JSON.stringify([starts_at, prompt_name, version, model_name, environment]);
  return groups.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
