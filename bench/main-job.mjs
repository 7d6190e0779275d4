/**
 * How long the main job takes, on the built packages: `node bench/main-job.mjs [--rounds 9] [--database-url URL]`.
 *
 * Whole processes are timed in interleaved rounds and compared with bare `node -e 0`, so that a slow machine slows
 * both sides. Registration is timed over HTTP, as a client sees it. Without a URL the embedded database is measured.
 */
import { spawn, spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { findFreePort } from './support.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const cli = path.join(root, 'packages', 'cli', 'dist', 'ledger.cjs');
const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '9' }, 'database-url': { type: 'string' } },
});
const rounds = Number(options.rounds);
const work = mkdtempSync(path.join(tmpdir(), 'ledger-bench-'));
const port = await findFreePort();
const url = `http://127.0.0.1:${port}`;
const key = 'bench-key-of-this-run';
const env = {
  PATH: process.env.PATH,
  HOME: work,
  NO_COLOR: '1',
  LEDGER_LOG_LEVEL: 'warn',
  LEDGER_URL: url,
  LEDGER_API_KEY: key,
};

const database = options['database-url']
  ? ['--database-url', options['database-url']]
  : ['--data-dir', path.join(work, 'data')];
const startedAt = performance.now();
const server = spawn(process.execPath, [cli, 'serve', '--port', String(port), ...database], {
  env,
  stdio: ['ignore', 'ignore', 'inherit'],
});
try {
  await healthy();
  const firstStart = performance.now() - startedAt;
  const project = path.join(work, 'support-bot');
  cpSync(path.join(root, 'examples', 'support-bot'), project, {
    recursive: true,
    filter: (file) => !file.includes('node_modules'),
  });
  spawnSync('git', ['init', '--quiet', project]);
  run(['sync'], project);

  const floor = [];
  const version = [];
  const sync = [];
  for (let round = 0; round < rounds; round += 1) {
    floor.push(time(() => spawnSync(process.execPath, ['-e', '0'], { env })));
    version.push(time(() => run(['--version'], project)));
    sync.push(time(() => run(['sync'], project)));
  }
  const thousand = [];
  for (let round = 0; round < 5; round += 1)
    thousand.push(await timeAsync(() => register(batch(1000, round))));
  // Against the least that it can be: the same bytes parsed, their texts hashed, an answer of that length written.
  await register(batch(10_000, 'big'));
  const big = JSON.stringify({ prompts: batch(10_000, 'big') });
  const bigFloor = [];
  const unchanged = [];
  for (let round = 0; round < rounds; round += 1) {
    bigFloor.push(
      time(() =>
        JSON.stringify(
          JSON.parse(big).prompts.map(({ name, template_source }) => [name, hash('sha256', template_source)]),
        ),
      ),
    );
    unchanged.push(await timeAsync(() => send(big)));
  }
  const memory = readMemory(server.pid);
  const parallel = await timeAsync(() =>
    Promise.all(Array.from({ length: 50 }, (_, i) => register(batch(1, `p${i}`)))),
  );

  const kind = options['database-url'] ? 'Postgres' : 'embedded Postgres';
  process.stdout.write(
    `\nNode ${process.versions.node}, ${cpus().length} cores, ${kind}; medians of ${rounds} interleaved rounds\n\n`,
  );
  table([
    ['server: start to healthy', firstStart, ''],
    ['node -e 0', median(floor), '1.0 ×'],
    ['ledger --version', median(version), ratio(version, floor)],
    ['ledger sync, nothing changed, support-bot', median(sync), ratio(sync, floor)],
    ['register 1,000 changed prompts, one request', median(thousand), ''],
    ['parse and hash 10,000 prompts (10 MB)', median(bigFloor), '1.0 ×'],
    ['register 10,000 unchanged prompts, one request', median(unchanged), ratio(unchanged, bigFloor)],
    ['50 parallel changes of one prompt', parallel, ''],
  ]);
  process.stdout.write(`\nmemory of the server then: ${memory.now}, at most ${memory.most}\n`);
} finally {
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  rmSync(work, { recursive: true, force: true });
}

function run(args, cwd) {
  const { status, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`ledger ${args.join(' ')} ended with ${status}: ${stderr}`);
}

function batch(size, salt) {
  return Array.from({ length: size }, (_, i) => ({
    name: size === 1 ? 'one' : `bench/${i}`,
    template_source: `Round ${salt} of prompt ${i}: answer {{question}} in {{language}}. ${'Be precise. '.repeat(80)}`,
  }));
}

/** Of the process, the embedded database with it; where the system tells. */
function readMemory(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const read = (field) =>
      `${Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024)} MB`;
    return { now: read('VmRSS'), most: read('VmHWM') };
  } catch {
    return { now: 'unknown', most: 'unknown' };
  }
}

async function register(prompts) {
  await send(JSON.stringify({ prompts }));
}

async function send(body) {
  const answer = await fetch(`${url}/v1/prompts/register-code`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body,
  });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}: ${await answer.text()}`);
  await answer.json();
}

async function healthy() {
  for (let tries = 0; tries < 1200; tries += 1) {
    if (server.exitCode !== null) throw new Error('The server did not start.');
    if (
      await fetch(`${url}/health`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return;
    await sleep(10);
  }
  throw new Error('The server did not become healthy.');
}

function time(action) {
  const before = performance.now();
  action();
  return performance.now() - before;
}

async function timeAsync(action) {
  const before = performance.now();
  await action();
  return performance.now() - before;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** The median of the ratios pair by pair, which noise that slows a whole round does not move. */
function ratio(values, floor) {
  return `${median(values.map((value, i) => value / floor[i])).toFixed(1)} ×`;
}

function table(rows) {
  const width = Math.max(...rows.map(([what]) => what.length));
  for (const [what, ms, note] of rows) {
    process.stdout.write(
      `${what.padEnd(width)}  ${`${Math.round(ms)} ms`.padStart(8)}  ${note.padStart(6)}\n`,
    );
  }
}
