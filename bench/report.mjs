/**
 * Everything that is measured, in one command and one report:
 * `node bench/report.mjs --database-url URL [--only NAME]… [--quick]`, on the built packages. The URL is of a Postgres on
 * which databases may be made; those made here are dropped. Writes bench/REPORT.md, with the commit and the machine.
 *
 * A quiet machine is not asked for: each bench compares within its own rounds. Absolute times are of this machine.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options } = parseArgs({
  options: {
    'database-url': { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
  },
});
const url = options['database-url'];
if (url === undefined) throw new Error('Give --database-url.');
const rounds = (usual, quick) => ['--rounds', String(options.quick ? quick : usual)];

/** `database`: the bench is given an empty one of its own; `admin`: it makes its own. */
const BENCHES = [
  { name: 'main-job', title: 'Start-up, sync and registration, embedded Postgres', args: rounds(7, 3) },
  { name: 'main-job', title: 'The same on Postgres', args: rounds(7, 3), database: true },
  { name: 'hooks', title: 'Hooks and builds', args: rounds(15, 5) },
  { name: 'terminal', title: 'Commands that people wait for', args: rounds(9, 3) },
  { name: 'extract', title: 'Extraction, beside its peers', args: rounds(5, 2) },
  {
    name: 'extract',
    title: 'Extraction of 50,000 files',
    args: [...rounds(3, 1), '--files', '50000', ...without()],
  },
  { name: 'growth', title: 'How extraction grows', args: rounds(5, 2) },
  { name: 'executions', title: 'Executions', args: rounds(7, 3), database: true },
  { name: 'scale', title: 'History and analytics, how they grow', args: rounds(60, 20), admin: true },
  { name: 'hostile', title: 'Hostile templates', args: [] },
  { name: 'import', title: 'Importing a history', args: options.quick ? ['--commits', '1000'] : [] },
  { name: 'kill', title: 'Killed at random moments', args: ['--points', options.quick ? '20' : '200'] },
  { name: 'soak', title: 'Faults of every kind', args: ['--points', options.quick ? '60' : '1000'] },
];

const head = heading();
const sections = [];
const wanted = BENCHES.filter(({ name }) => options.only.length === 0 || options.only.includes(name));
for (const [index, bench] of wanted.entries()) {
  process.stderr.write(`${index + 1} of ${wanted.length}: ${bench.title} …\n`);
  const started = performance.now();
  const { code, output, command } = await run(bench);
  const minutes = ((performance.now() - started) / 60_000).toFixed(1);
  const failed = code === 0 ? '' : `\n\n**It ended with exit code ${code}.**`;
  const body = output.includes('\n| ') ? output : `\`\`\`text\n${output}\n\`\`\``;
  sections.push(`## ${bench.title}\n\n\`${command}\`, ${minutes} minutes${failed}\n\n${body}\n`);
  if (code !== 0) process.exitCode = 1;
  // After each of them: what was measured is there, whatever ends the rest.
  if (options.only.length === 0) writeReport(new URL('REPORT.md', import.meta.url));
}
if (options.only.length > 0) process.stdout.write(`${[head, ...sections].join('\n')}`);

function writeReport(file) {
  writeFileSync(file, `${[head, ...sections].join('\n')}`);
}

function heading() {
  const changed = git('status', '--porcelain') === '' ? '' : ', with changes that are not committed';
  const [cpu] = cpus();
  return [
    '# What it costs',
    '',
    `Measured at ${git('rev-parse', '--short=12', 'HEAD')}${changed}, on ${new Date().toISOString().slice(0, 10)}, by \`node bench/report.mjs\`.`,
    `Node ${process.versions.node}, ${type()} ${release()}, ${cpus().length} × ${cpu.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB; load at the start ${loadavg()[0].toFixed(1)}.`,
    '',
    'Rounds of what is compared are interleaved, and a ratio is the median of the ratios round by round: what slows the',
    'machine slows both sides.',
    '',
  ].join('\n');
}

function git(...args) {
  return spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout.trim();
}

function without() {
  return ['@babel', '@formatjs', 'i18next', '@lingui'].flatMap((peer) => ['--without', peer]);
}

async function run({ name, args, database, admin }) {
  const made = database ? await makeDatabase() : null;
  const given = made?.url ?? (admin ? url : undefined);
  const all = [`bench/${name}.mjs`, ...args, ...(given ? ['--database-url', given] : [])];
  try {
    const child = spawn(process.execPath, all, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    const code = await new Promise((done) => child.on('close', done));
    return { code, output: output.trim(), command: ['node', `bench/${name}.mjs`, ...args].join(' ') };
  } finally {
    await made?.drop();
  }
}

async function makeDatabase() {
  const pg = createRequire(new URL('../packages/server/package.json', import.meta.url))('pg');
  const name = `ledger_report_${process.pid}`;
  const ask = async (statement) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await ask(`create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return { url: own.href, drop: () => ask(`drop database if exists ${name} with (force)`) };
}
