/**
 * What executing through the ledger costs: `node bench/executions.mjs --database-url URL [--rounds 7]`, on the built
 * packages, against a model that is a stub on this machine. The database must be empty; it is left filled.
 *
 * Sync: the same call to the stub and through the server, in interleaved rounds of 20 at once, so that a slow machine
 * slows both sides. The 20 begin one after another within the time of one call, as callers do who know nothing of each
 * other; and, told apart, all in the same instant, where the last waits for 19. Client, stub, server and Postgres share
 * the machine. Async: one worker process, and how often the stub was asked. Pick-up: an idle worker.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

if (isMainThread) await main();
else serveStub(workerData);

async function main() {
  const { values: options } = parseArgs({
    options: {
      'database-url': { type: 'string' },
      rounds: { type: 'string', default: '7' },
      'model-ms': { type: 'string', default: '100' },
      async: { type: 'string', default: '3000' },
    },
  });
  const url = options['database-url'];
  if (url === undefined) throw new Error('Give --database-url, an empty Postgres database.');
  const root = fileURLToPath(new URL('..', import.meta.url));
  const bin = path.join(root, 'packages/server/dist/bin.js');
  const pg = createRequire(path.join(root, 'packages/server/package.json'))('pg');
  const stub = await startStub(Number(options['model-ms']));
  const env = {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    LEDGER_API_KEY: 'bench-key-of-this-run',
    OPENAI_API_KEY: 'x',
    OPENAI_BASE_URL: `${stub.url}/v1`,
  };
  const children = [];
  const start = async (...args) => {
    const child = spawn(process.execPath, [bin, ...args, '--database-url', url], { env });
    children.push(child);
    child.stderr.on('data', () => {});
    const line = await new Promise((resolve) =>
      child.stdout.once('data', (data) => resolve(String(data).trim())),
    );
    return { child, line };
  };
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  try {
    const server = await start('serve', '--port', '0', '--no-worker');
    const client = createClient(server.line);
    await client('/v1/prompts/register-code', {
      prompts: [{ name: 'bench', template_source: 'Answer {{ question }} in {{ language }}.' }],
    });
    const cpu = async () => ({
      server: cpuMilliseconds([server.child.pid]),
      postgres: cpuMilliseconds(
        (await db.query('select pid from pg_stat_activity where datname = current_database()')).rows.map(
          (each) => each.pid,
        ),
      ),
    });
    const sync = await raceSync(client, createClient(stub.url), {
      rounds: Number(options.rounds),
      modelMs: Number(options['model-ms']),
      cpu,
    });
    const memory = residentMegabytes(server.child.pid);
    const worker = await start('worker', '--concurrency', '32');
    await sleep(1000);
    const pickUp = await measurePickUp(client, db);
    worker.child.kill('SIGTERM');
    await new Promise((resolve) => worker.child.once('exit', resolve));
    stub.delay(0);
    const queue = await measureQueue(client, db, stub, start, Number(options.async));

    print(
      `Node ${process.versions.node}, ${cpus().length} cores; a model that takes ${options['model-ms']} ms, 20 at once`,
    );
    print(row('', 'p50', 'p99'));
    print(row('the stub itself', ms(sync.direct.p50), ms(sync.direct.p99)));
    print(row('through the server', ms(sync.through.p50), ms(sync.through.p99)));
    print(row('added (median of rounds)', ms(sync.added.p50), ms(sync.added.p99)));
    print(row('added, begun in one instant', ms(sync.burst.p50), ms(sync.burst.p99)));
    print(row('processor time of each', ms(sync.cpu.server), `+ Postgres ${ms(sync.cpu.postgres)}`));
    print(row('server memory', `${memory} MB`));
    print(row('pick-up by an idle worker', ms(pickUp.p50), ms(pickUp.p99)));
    print(
      `\nasync, instant model, one worker process: ${Math.round(queue.perSecond)} executions/s of ${queue.count}; ` +
        `${queue.succeeded} succeeded, the stub was asked ${queue.asked} times`,
    );
    print(row('server memory after all', `${residentMegabytes(server.child.pid)} MB`));
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await db.end();
    await stub.stop();
  }
}

async function raceSync(through, direct, { rounds, modelMs, cpu }) {
  const CALLS = 200;
  const WARM_UP = 4_000;
  const variables = { question: 'why', language: 'French' };
  const messages = [{ role: 'user', content: 'Answer why in French.' }];
  const viaServer = () => through('/v1/prompts/bench/execute', { variables });
  const viaStub = () => direct('/v1/chat/completions', { model: 'gpt-4o-mini', messages });
  // A server runs for days: what it costs is measured when its code is compiled, not in its first seconds.
  await measure(viaStub, CALLS);
  await measure(viaServer, WARM_UP);
  const pairs = [];
  const before = await cpu();
  for (let round = 0; round < rounds; round += 1) {
    pairs.push({
      direct: await measure(viaStub, CALLS, modelMs),
      through: await measure(viaServer, CALLS, modelMs),
      directBurst: await measure(viaStub, CALLS),
      throughBurst: await measure(viaServer, CALLS),
    });
  }
  const after = await cpu();
  const middle = (read) => median(pairs.map(read));
  return {
    // Says what a call costs, however busy the machine is with others.
    cpu: {
      server: (after.server - before.server) / (2 * rounds * CALLS),
      postgres: (after.postgres - before.postgres) / (2 * rounds * CALLS),
    },
    direct: { p50: middle((pair) => pair.direct.p50), p99: middle((pair) => pair.direct.p99) },
    through: { p50: middle((pair) => pair.through.p50), p99: middle((pair) => pair.through.p99) },
    added: {
      p50: middle((pair) => pair.through.p50 - pair.direct.p50),
      p99: middle((pair) => pair.through.p99 - pair.direct.p99),
    },
    burst: {
      p50: middle((pair) => pair.throughBurst.p50 - pair.directBurst.p50),
      p99: middle((pair) => pair.throughBurst.p99 - pair.directBurst.p99),
    },
  };
}

/** Calls, 20 at once, each lane one after the other; the lanes begin within so many milliseconds. */
async function measure(call, count, withinMs = 0) {
  const times = [];
  let left = count;
  const lane = async (_, i) => {
    if (withinMs > 0) await sleep((i * withinMs) / 20);
    while (left-- > 0) {
      const before = performance.now();
      await call();
      times.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: 20 }, lane));
  return percentiles(times);
}

async function measurePickUp(client, db) {
  const ids = [];
  for (let i = 0; i < 40; i += 1) {
    const answer = await client('/v1/prompts/bench/execute', {
      variables: { question: 'why', language: 'French' },
      mode: 'async',
    });
    ids.push(answer.execution_id);
    await sleep(150);
  }
  await sleep(500);
  const { rows } = await db.query(
    `select extract(epoch from started_at - created_at)::float8 * 1000 as ms from executions where execution_id = any($1)`,
    [ids],
  );
  return percentiles(rows.map((each) => each.ms));
}

async function measureQueue(client, db, stub, start, count) {
  const before = stub.asked();
  let left = count;
  const lane = async () => {
    while (left-- > 0) {
      await client('/v1/prompts/bench/execute', {
        variables: { question: 'queue', language: 'French' },
        mode: 'async',
        environment: 'queue',
      });
    }
  };
  await Promise.all(Array.from({ length: 20 }, lane));
  await start('worker', '--concurrency', '32');
  const pending = async () =>
    (await db.query(`select count(*)::int as count from executions where status in ('queued', 'running')`))
      .rows[0].count;
  while ((await pending()) > 0) await sleep(200);
  const { rows } = await db.query(`
    select count(*) filter (where status = 'succeeded' and attempts = 1)::int as succeeded,
      extract(epoch from max(completed_at) - min(started_at))::float8 as seconds
    from executions where environment = 'queue'`);
  const [{ succeeded, seconds }] = rows;
  return { count, succeeded, asked: stub.asked() - before, perSecond: count / seconds };
}

function createClient(base) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return (pathname, body) =>
    new Promise((resolve, reject) => {
      const text = JSON.stringify(body);
      const outgoing = request(
        `${base}${pathname}`,
        {
          agent,
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(text),
            'x-api-key': 'bench-key-of-this-run',
          },
        },
        (response) => {
          const chunks = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.on('end', () => {
            const said = Buffer.concat(chunks).toString();
            if (response.statusCode === 200) resolve(JSON.parse(said));
            else reject(new Error(`${response.statusCode}: ${said}`));
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(text);
    });
}

/** The stub runs in a thread of its own, so that it does not share the event loop of who measures. */
async function startStub(delayMs) {
  const state = new Int32Array(new SharedArrayBuffer(8));
  state[0] = delayMs;
  const thread = new Worker(new URL(import.meta.url), { workerData: state });
  const port = await new Promise((resolve) => thread.once('message', resolve));
  return {
    url: `http://127.0.0.1:${port}`,
    delay: (value) => Atomics.store(state, 0, value),
    asked: () => Atomics.load(state, 1),
    stop: () => thread.terminate(),
  };
}

/* oxlint-disable unicorn/require-post-message-target-origin -- a thread is no window */
function serveStub(state) {
  const answer = JSON.stringify({
    id: 'x',
    object: 'chat.completion',
    created: 1,
    model: 'gpt-4o-mini',
    choices: [{ index: 0, message: { role: 'assistant', content: 'An answer.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
  });
  const server = createServer((incoming, response) => {
    incoming.resume();
    incoming.on('end', () => {
      Atomics.add(state, 1, 1);
      response.setHeader('content-type', 'application/json');
      const delay = Atomics.load(state, 0);
      if (delay === 0) response.end(answer);
      else setTimeout(() => response.end(answer), delay);
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
}

function percentiles(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
  return { p50: at(0.5), p99: at(0.99) };
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** What processes have computed so far. The kernel counts in hundredths of a second. */
function cpuMilliseconds(pids) {
  return pids.reduce((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) * 10;
  }, 0);
}

function residentMegabytes(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

function ms(value) {
  return `${value.toFixed(1)} ms`;
}

function row(what, ...cells) {
  return `${what.padEnd(28)}${cells.map((cell) => cell.padStart(10)).join('')}`;
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
