/**
 * Tries to break the running system: `node bench/soak.mjs [--only NAME]… [--points 1000] [--every 20] [--seed 1]
 * [--cli FILE]`, on the built packages.
 *
 * Each scenario lets several clients register and execute, `--points` operations in all, and does something bad to the
 * system after each `--every` of them, more or less: kills servers and workers, restarts Postgres, fills the disk, sets
 * the clock, cuts connections. Clients repeat what they may, as good ones do. At the end what was acknowledged must be
 * there, once. `--only disk` means all whose names begin with that. Exit code 1 where anything is not as it must be.
 */
import { execFile } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { createClient } from './soak/client.mjs';
import { SCENARIOS, Skipped } from './soak/scenarios.mjs';
import { startStub } from './soak/stub.mjs';
import { readSummary, verify } from './soak/verify.mjs';
import { createMemory, prepare, work } from './soak/work.mjs';
import { createRandom } from './support.mjs';

const execute = promisify(execFile);
const LANES = 8;
const KEY = 'soak-key-of-this-run';
/** As long as a lease may last, and then some. */
const PATIENCE_MS = 220_000;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    points: { type: 'string', default: '1000' },
    every: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    cli: {
      type: 'string',
      default: fileURLToPath(new URL('../packages/cli/dist/ledger.cjs', import.meta.url)),
    },
  },
});
const [points, every, seed] = [options.points, options.every, options.seed].map(Number);
const wanted = Object.keys(SCENARIOS).filter(
  (name) => options.only.length === 0 || options.only.some((start) => name.startsWith(start)),
);
if (wanted.length === 0) throw new Error(`There are ${Object.keys(SCENARIOS).join(', ')}.`);

/** What is counted, and which of it must be nothing. */
const COLUMNS = ['points', 'faults', 'acknowledged', 'retried'];
const MUST_BE_NOTHING = ['lost', 'doubled', 'stuck', 'wrong', 'asked', 'bugs'];
print(`| ${['scenario', ...COLUMNS, ...MUST_BE_NOTHING, 'seconds'].join(' | ')} |`);
print(`|---|${[...COLUMNS, ...MUST_BE_NOTHING, ''].map(() => '---:').join('|')}|`);
for (const name of wanted) {
  const started = performance.now();
  const folder = mkdtempSync(path.join(tmpdir(), `ledger-soak-${name}-`));
  try {
    const { counts, problems } = await soak(name, folder);
    const found = MUST_BE_NOTHING.map((kind) => problems[kind].length);
    const seconds = Math.round((performance.now() - started) / 1000);
    print(`| ${[name, ...COLUMNS.map((column) => counts[column]), ...found, seconds].join(' | ')} |`);
    for (const kind of MUST_BE_NOTHING) {
      for (const problem of problems[kind].slice(0, 20))
        process.stderr.write(`${name}: ${kind}: ${problem}\n`);
    }
    if (found.every((count) => count === 0)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    else {
      process.stderr.write(`${name}: seed ${seed}; what servers wrote is in ${folder}/log\n`);
      process.exitCode = 1;
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    if (!(error instanceof Skipped)) throw error;
    print(`| ${name} | SKIPPED: ${error.message} |`);
    process.stderr.write(`\n*** ${name} is SKIPPED: ${error.message}. ***\n\n`);
  }
}
process.exit();

async function soak(name, folder) {
  const random = createRandom(seed);
  const statistics = { retried: 0, internal: [] };
  const bugs = [];
  let faults = 0;
  const home = path.join(folder, 'home');
  mkdirSync(home);
  // The user of a cluster has to pass.
  chmodSync(folder, 0o711);
  const stub = await startStub(seed);
  const hear = (service, line) => {
    appendFileSync(path.join(folder, 'log'), `${service} ${line}\n`);
    if (isBug(line)) bugs.push(`${service}: ${line.slice(0, 2_000)}`);
  };
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    LEDGER_API_KEY: KEY,
    LEDGER_LOG_LEVEL: 'error',
    OPENAI_API_KEY: 'x',
    OPENAI_BASE_URL: stub.url,
  };
  const count = () => (faults += 1);
  const system = await SCENARIOS[name]({ file: options.cli, env, folder, hear, seed, random, count });
  const { services } = system;
  const client = (urls, patienceMs) => createClient({ urls, key: KEY, random, statistics, patienceMs });
  const direct = client(system.urls, 60_000);
  try {
    await Promise.all(services.map((service) => service.ready()));
    const memory = createMemory(system.weight ?? 0);
    await prepare({ memory, call: direct });
    const attack = createAttack(system, random, (kills) => (faults += kills));
    const call = client(system.soaked ?? system.urls, PATIENCE_MS);
    await work({ memory, call, seed, first: 1, last: points, lanes: LANES, attack });
    await attack.over();
    await Promise.all(services.map((service) => service.ready()));
    const { retried } = statistics;
    const { problems } = await verify({ memory, call: direct, stub });
    problems.wrong.push(...memory.odd);
    const reopened = await reopen(system, direct);
    problems.lost.push(...reopened);
    const crashes = services.flatMap((service) => service.crashes);
    problems.bugs = [...bugs, ...statistics.internal, ...crashes];
    return { counts: { points, faults, acknowledged: memory.acknowledged, retried }, problems };
  } finally {
    await Promise.all(services.map((service) => service.stop()));
    await system.end?.();
    stub.stop();
  }
}

/** Something bad after every so many operations, one after the other. */
function createAttack({ fault }, random, count) {
  let next = every * (0.5 + random());
  let running = null;
  /** @returns when the operation may begin: none does where one fault is due and another not over */
  const begin = async (number) => {
    if (number < next) return;
    if (running !== null) {
      await running;
      await begin(number);
      return;
    }
    next = number + every * (0.5 + random());
    running = (async () => {
      await sleep(random() * 200);
      count(await fault(random));
      running = null;
    })();
  };
  /** @returns when the fault of this moment, if there is one, is over */
  const over = () => running;
  return { begin, over };
}

/** An orderly end of all, a new start, and the same is there. */
async function reopen(system, call) {
  const before = await readSummary(call);
  const codes = await Promise.all(system.services.map((service) => service.stop()));
  const found = codes.flatMap((code, at) =>
    code === 0 ? [] : [`${system.services[at].name} ended with ${code} when it was told to`],
  );
  const status = await execute(process.execPath, [options.cli, 'migrate', 'status', ...system.location], {
    env: { PATH: process.env.PATH },
  }).catch((error) => error);
  if (status instanceof Error) found.push(status.message);
  for (const service of system.services) service.restart();
  await Promise.all(system.services.map((service) => service.ready()));
  const after = await readSummary(call);
  if (after !== before) found.push(`before the end: ${before}; after the new start: ${after}`);
  return found;
}

/** Our own: what is injected is told in sentences without a stack. */
function isBug(line) {
  return /A bug of Prompt Ledger|A stream broke off|Unhandled|\bat .*\.c?m?js:\d+/.test(line);
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
