/**
 * Whether reading stays as fast when there is much: `node bench/scale.mjs --database-url URL [--rounds 60]`, on the built
 * packages. The URL is of a Postgres on which databases may be made; two are, and dropped at the end.
 *
 * One has 10,000 executions of 200 prompts, the other 1,000,000. Both are asked in turn, so that a slow machine slows
 * both sides.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const PROMPTS = 200;
const KEY = 'bench-key-of-this-run';
const { values: options } = parseArgs({
  options: { 'database-url': { type: 'string' }, rounds: { type: 'string', default: '60' } },
});
if (options['database-url'] === undefined) throw new Error('Give --database-url.');
const root = fileURLToPath(new URL('..', import.meta.url));
const pg = createRequire(path.join(root, 'packages/server/package.json'))('pg');
const children = [];
const admin = new pg.Client({ connectionString: options['database-url'] });
await admin.connect();
try {
  const small = await prepare('ledger_bench_small', 10_000);
  const large = await prepare('ledger_bench_large', 1_000_000);
  const week = new Date(Date.now() - 7 * 86_400_000).toISOString().slice(0, 10);
  const month = new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10);
  const calls = [
    ['history of a prompt', (i) => `/v1/prompts/prompt-${i % PROMPTS}/history`],
    ['analytics', () => '/v1/analytics/prompts'],
    ['analytics of one mode', () => '/v1/analytics/prompts?mode=tracking'],
    ['analytics by prompt', () => '/v1/analytics/prompts?group_by=prompt'],
    ['analytics by day, last week', () => `/v1/analytics/prompts?bucket=day&from=${week}`],
    ['analytics, last 30 days', () => `/v1/analytics/prompts?from=${month}`],
    ['by prompt, last 30 days', () => `/v1/analytics/prompts?group_by=prompt&from=${month}`],
    ['by prompt, from the worst day', () => `/v1/analytics/prompts?group_by=prompt&from=${worst()}`],
    ['by model and day, 30 days', () => `/v1/analytics/prompts?group_by=model&bucket=day&from=${month}`],
    ['executions, first page', () => '/v1/executions'],
    ['executions that failed', () => '/v1/executions?status=failed'],
    ['executions of a prompt', (i) => `/v1/executions?prompt_name=prompt-${i % PROMPTS}`],
  ];
  print(
    `Node ${process.versions.node}, ${cpus().length} cores; ${PROMPTS} prompts, medians of ${options.rounds} rounds in turn\n`,
  );
  print(row('', '10^4 p50', 'p95', '10^6 p50', 'p95', 'growth'));
  for (const [what, pathOf] of calls) {
    const times = { small: [], large: [] };
    for (let round = -5; round < Number(options.rounds); round += 1) {
      for (const [name, get] of [
        ['small', small],
        ['large', large],
      ]) {
        const before = performance.now();
        await get(pathOf(Math.abs(round)));
        if (round >= 0) times[name].push(performance.now() - before);
      }
    }
    const growth = median(times.large.map((value, i) => value / times.small[i]));
    const cells = [times.small, times.large].flatMap((each) => [ms(at(each, 0.5)), ms(at(each, 0.95))]);
    print(row(what, ...cells, `${growth.toFixed(2)} x`));
  }
} finally {
  for (const child of children) {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
  }
  for (const name of ['ledger_bench_small', 'ledger_bench_large']) {
    await admin.query(`drop database if exists ${name} with (force)`);
  }
  await admin.end();
}

/** @returns how to ask a server on a database of its own that has so many executions */
async function prepare(name, executions) {
  await admin.query(`drop database if exists ${name} with (force)`);
  await admin.query(`create database ${name}`);
  const url = new URL(options['database-url']);
  url.pathname = `/${name}`;
  const bin = path.join(root, 'packages/server/dist/bin.js');
  const child = spawn(
    process.execPath,
    [bin, 'serve', '--port', '0', '--no-worker', '--database-url', url.href],
    {
      env: { PATH: process.env.PATH, HOME: '/nonexistent', LEDGER_API_KEY: KEY },
    },
  );
  children.push(child);
  child.stderr.on('data', () => {});
  const base = await new Promise((resolve) =>
    child.stdout.once('data', (data) => resolve(String(data).trim())),
  );
  const headers = { 'x-api-key': KEY, 'content-type': 'application/json' };
  const prompts = Array.from({ length: PROMPTS }, (_, i) => ({
    name: `prompt-${i}`,
    template_source: `Prompt ${i}`,
  }));
  for (const salt of ['', ', changed']) {
    const body = prompts.map((prompt) => ({ ...prompt, template_source: prompt.template_source + salt }));
    await fetch(`${base}/v1/prompts/register-code`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ prompts: body }),
    });
  }
  await fill(url.href, executions);
  return async (pathname) => {
    const answer = await fetch(`${base}${pathname}`, { headers });
    if (!answer.ok) throw new Error(`${pathname} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
}

/** As so many executions over 60 days would leave it: rows, and totals folded, each where the first of it came. */
async function fill(url, executions) {
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  // Whatever goes wrong is told by the statement itself, before the database is dropped under this connection.
  db.on('error', () => {});
  await db.query(`set session_replication_role = replica`);
  await db.query(
    `insert into models (provider, model_name) values ('openai', 'gpt-4o-mini'), ('anthropic', 'claude-x')`,
  );
  await db.query(
    `create temporary table made as
     select execution_id_at(at) as execution_id, p.project_id, p.prompt_id, v.version_id, m.model_id, at,
       case when n % 50 = 0 then 'failed' else 'succeeded' end::execution_status as status,
       (200 * exp(random() * 4))::int as latency_ms
     from generate_series(1, $1::int) n
     cross join lateral (select now() - (n::float8 / $1) * interval '60 days' as at) t
     join (select *, row_number() over (order by name) as i from prompts) p on p.i = n % ${PROMPTS} + 1
     join prompt_versions v on v.prompt_id = p.prompt_id and v.version_number = 1 + (n / ${PROMPTS}) % 2
     join (select *, row_number() over (order by model_name) as i from models) m on m.i = 1 + n % 2`,
    [executions],
  );
  await db.query(`
    insert into executions (execution_id, project_id, prompt_id, version_id, model_id, mode, status, latency_ms,
      prompt_tokens, response_tokens, total_cost, created_at, completed_at, attempts, response_text)
    select execution_id, project_id, prompt_id, version_id, model_id, 'sync', status, latency_ms, 100, 50, 0.001, at, at,
      1, 'An answer of a model.' from made`);
  await db.query(`
    create temporary table counted as
    select project_id, version_id, prompt_id, prompts.mode, model_id, 'dev' as environment, grain, starts_at, at,
      1 as executions, (status = 'succeeded')::int as succeeded, (status = 'failed')::int as failed, 1 as latencies,
      latency_ms, 100 as prompt_tokens, 50 as response_tokens, 1 as costs, 0.001 as total_cost,
      histogram_of(latency_bucket(latency_ms), 1) as histogram
    from made join prompts using (project_id, prompt_id) cross join lateral (values
      ('hour', date_trunc('hour', at, 'UTC')), ('day', date_trunc('day', at, 'UTC')),
      ('month', date_trunc('month', at, 'UTC')), ('all', timestamptz 'epoch')) as g (grain, starts_at)`);
  const sums = [
    'executions',
    'succeeded',
    'failed',
    'latencies',
    'latency_ms',
    'prompt_tokens',
    'response_tokens',
    'costs',
    'total_cost',
    'histogram',
  ];
  for (const [table, key] of [
    ['execution_totals', 'project_id, version_id, model_id, environment, grain, starts_at'],
    ['prompt_totals', 'project_id, prompt_id, grain, starts_at'],
    ['mode_totals', 'project_id, mode, model_id, environment, grain, starts_at'],
  ]) {
    await db.query(`
      insert into ${table} (${key}, ${sums.join(', ')})
      select ${key}, ${sums.map((each) => `sum(${each})`).join(', ')} from counted group by ${key}
      order by min(at), grain`);
  }
  for (const table of [
    'executions',
    'execution_totals',
    'prompt_totals',
    'mode_totals',
    'prompts',
    'prompt_versions',
    'models',
  ]) {
    await db.query(`vacuum analyze ${table}`);
  }
  await db.end();
}

/** From noon in the middle of a month: farthest from the months and days that are counted whole. */
function worst() {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 16, 12)).toISOString();
}

function at(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function ms(value) {
  return `${value.toFixed(1)} ms`;
}

function row(what, ...cells) {
  return `${what.padEnd(30)}${cells.map((cell) => cell.padStart(11)).join('')}`;
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
