/**
 * What hooks and builds cost, on the built packages: `node bench/hooks.mjs [--rounds 15] [--files 9500] [--ci-files 50000]`.
 *
 * Runs are interleaved with bare `node -e 0`, so that a slow machine slows both sides; what is added to a commit is the
 * median of the differences pair by pair. NODE_EXTRA_CA_CERTS is cleared for all.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median, ratio } from './measure.mjs';
import { findFreePort } from './support.mjs';

const cli = fileURLToPath(new URL('../packages/cli/dist/ledger.cjs', import.meta.url));
const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    files: { type: 'string', default: '9500' },
    'ci-files': { type: 'string', default: '50000' },
  },
});
const rounds = Number(options.rounds);
const work = mkdtempSync(path.join(tmpdir(), 'ledger-bench-hooks-'));
const key = 'bench-key-of-this-run';
const base = {
  PATH: process.env.PATH,
  HOME: work,
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Bench',
  GIT_AUTHOR_EMAIL: 'bench@example.com',
  GIT_COMMITTER_NAME: 'Bench',
  GIT_COMMITTER_EMAIL: 'bench@example.com',
  LEDGER_API_KEY: key,
};
const rows = [];

const port = await findFreePort();
const url = `http://127.0.0.1:${port}`;
const server = spawn(
  process.execPath,
  [cli, 'serve', '--port', String(port), '--data-dir', path.join(work, 'data')],
  { env: { ...base, NO_COLOR: '1' }, stdio: 'ignore' },
);
try {
  await healthy();
  const env = { ...base, LEDGER_URL: url };
  const repository = makeRepository(Number(options.files), env);
  measureCommits(repository, env);
  measureHook(repository, env);
  await measureHanging(repository, env);
  await measureBuild(Number(options['ci-files']), env);
} finally {
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  rmSync(work, { recursive: true, force: true });
}
process.stdout.write(
  `\nNode ${process.versions.node}, ${cpus().length} cores, ${rounds} interleaved rounds\n\n`,
);
const width = Math.max(...rows.map(([what]) => what.length));
for (const [what, value, bound] of rows)
  process.stdout.write(`${what.padEnd(width)}  ${value.padStart(12)}  ${bound}\n`);

function makeRepository(files, env) {
  const root = path.join(work, 'repository');
  for (let index = 0; index < files; index += 1) {
    const folder = path.join(root, 'src', `f${index % 97}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, `m${index}.ts`), `export const value${index} = ${index};\n`);
  }
  mkdirSync(path.join(root, 'node_modules', '.bin'), { recursive: true });
  symlinkSync(cli, path.join(root, 'node_modules', '.bin', 'ledger'));
  writeFileSync(path.join(root, '.gitignore'), 'node_modules\n');
  writeFileSync(path.join(root, 'README.md'), 'x\n');
  writeFileSync(path.join(root, 'prompt.ts'), "export const GREETING_PROMPT = 'Hello {{name}}, round 0.';\n");
  git(root, env, 'init', '--quiet', '-b', 'main');
  git(root, env, 'add', '--all');
  git(root, env, 'commit', '--quiet', '-m', 'First');
  must(root, env, 'node_modules/.bin/ledger', 'hooks', 'install');
  return root;
}

/** Whole commits, with the hooks and without, in turn. */
function measureCommits(root, env) {
  const hooks = path.join(root, '.git', 'hooks');
  for (const [what, file, bound] of [
    ['nothing relevant staged: added to a commit', 'README.md', 'at most 15 ms'],
    ['a TypeScript file without prompts: added to a commit', 'src/f0/m0.ts', ''],
  ]) {
    const added = [];
    for (let round = -1; round < rounds; round += 1) {
      const [on, off] = [hooks, '/dev/null'].map((place) => {
        writeFileSync(path.join(root, file), `export const value0 = '${round}${place}';\n`);
        git(root, env, 'add', file);
        return time(() => git(root, env, '-c', `core.hooksPath=${place}`, 'commit', '--quiet', '-m', 'x'));
      });
      if (round >= 0) added.push(on - off);
    }
    rows.push([what, `${median(added).toFixed(1)} ms`, bound]);
  }
}

/** The pre-commit hook alone, against bare Node. */
function measureHook(root, env) {
  const hook = () => must(root, env, 'sh', '.git/hooks/pre-commit');
  const run = (what, bound, prepare) => {
    const times = [];
    const floor = [];
    for (let round = -1; round < rounds; round += 1) {
      prepare(round);
      const one = time(() => must(root, env, process.execPath, '-e', '0'));
      const other = time(hook);
      if (round >= 0) {
        floor.push(one);
        times.push(other);
      }
    }
    rows.push([what, `${ratio(times, floor).toFixed(2)} ×`, `${bound} (${Math.round(median(times))} ms)`]);
  };
  const stage = (file, text) => {
    git(root, env, 'reset', '--quiet', '--hard');
    writeFileSync(path.join(root, file), text);
    git(root, env, 'add', file);
  };
  run('hook, a TypeScript file without prompts ÷ node -e 0', 'at most 2 ×', (round) =>
    stage('src/f0/m0.ts', `export const value0 = 'hook ${round}';\n`),
  );
  const prompt = (round) =>
    stage('prompt.ts', `export const GREETING_PROMPT = 'Hello {{name}}, changed ${round}.';\n`);
  run('hook, one prompt changed, nothing known of the repository', 'at most 3.5 ×', (round) => {
    prompt(round);
    rmSync(path.join(root, '.git', 'ledger'), { recursive: true, force: true });
  });
  run('hook, the same, and nothing compiled before', '', (round) => {
    prompt(`${round} again`);
    rmSync(path.join(root, '.git', 'ledger'), { recursive: true, force: true });
    rmSync(path.join(work, '.cache'), { recursive: true, force: true });
  });
  git(root, env, 'reset', '--quiet', '--hard');
}

/** A server that accepts and never answers. */
async function measureHanging(root, env) {
  const silent = net.createServer(() => {});
  await new Promise((done) => silent.listen(0, '127.0.0.1', done));
  const away = { ...env, LEDGER_URL: `http://127.0.0.1:${silent.address().port}` };
  writeFileSync(path.join(root, 'prompt.ts'), "export const GREETING_PROMPT = 'Hello {{name}}, hanging.';\n");
  git(root, env, 'add', '--all');
  const started = performance.now();
  const { code } = await start('sh', ['.git/hooks/pre-commit'], root, away);
  rows.push([
    'server hangs: the hook returns after',
    `${Math.round(performance.now() - started)} ms`,
    'at most 1200 ms',
  ]);
  const before = performance.now();
  const commit = await start('git', ['commit', '--quiet', '-m', 'Hanging'], root, away);
  rows.push([
    'server hangs: a whole commit, within a minute of that',
    `${Math.round(performance.now() - before)} ms`,
    '',
  ]);
  silent.close();
  const spool = path.join(root, '.git', 'ledger', 'spool');
  const waiting = readdirSync(spool).length;
  if (code !== 0 || commit.code !== 0 || waiting < 2)
    throw new Error(`exit ${code}, ${commit.code}, ${waiting} waiting`);
  must(root, env, 'node_modules/.bin/ledger', 'sync', '--spooled');
  const left = existsSync(spool) ? readdirSync(spool).length : 0;
  rows.push(['server hangs: waiting before and after the next sync', `${waiting} → ${left}`, '→ 0']);
  if (left > 0) throw new Error('The next sync did not deliver.');
}

/** A build over many files, and the same extraction without a server. */
async function measureBuild(files, env) {
  const root = path.join(work, 'large');
  for (let index = 0; index < files; index += 1) {
    const folder = path.join(root, 'src', `f${index % 211}`);
    if (index < 211) mkdirSync(folder, { recursive: true });
    const text =
      index % Math.floor(files / 500) === 0
        ? `export const P${index}_PROMPT = 'Prompt ${index}: answer {{question}} in {{language}}. ${'Be precise. '.repeat(40)}';\n`
        : `export const value${index} = ${index};\n`;
    writeFileSync(path.join(folder, `m${index}.ts`), text);
  }
  git(root, env, 'init', '--quiet', '-b', 'main');
  git(root, env, 'add', '--all');
  git(root, env, 'commit', '--quiet', '-m', 'First');
  const asked = [];
  const relay = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const onward = http.request(
      `${url}${request.url}`,
      { method: request.method, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      },
    );
    request.pipe(onward);
  });
  await new Promise((done) => relay.listen(0, '127.0.0.1', done));
  const through = { ...env, LEDGER_URL: `http://127.0.0.1:${relay.address().port}` };
  const measure = async (args, cold) => {
    if (cold) rmSync(path.join(root, '.git', 'ledger'), { recursive: true, force: true });
    const started = performance.now();
    const { code, stderr } = await start(process.execPath, [cli, ...args], root, through);
    if (code > 1) throw new Error(stderr);
    return performance.now() - started;
  };
  // The same scan of the same commit on one side; the check compares it with itself, which the cache answers.
  await measure(['check', '--base', 'HEAD', '--head', 'HEAD'], true);
  const extraction = await measure(['check', '--base', 'HEAD', '--head', 'HEAD'], true);
  asked.length = 0;
  const first = await measure(['sync', '--ci'], true);
  rows.push([`build of ${files} files, 500 new prompts: requests`, String(asked.length), '2']);
  rows.push([
    '… its time beside the extraction',
    `${Math.round(first - extraction)} ms`,
    `at most 2000 ms (${Math.round(first)} in all)`,
  ]);
  asked.length = 0;
  const again = await measure(['sync', '--ci'], true);
  rows.push(['the same again, nothing new: requests', String(asked.length), '1']);
  rows.push([
    '… its time beside the extraction',
    `${Math.round(again - extraction)} ms`,
    `(${Math.round(again)} in all)`,
  ]);
  relay.close();
}

function git(root, env, ...args) {
  must(root, env, 'git', ...args);
}

function must(root, env, command, ...args) {
  const { status, stderr } = spawnSync(command, args, { cwd: root, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`);
}

function start(command, args, cwd, env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.once('close', (code) => resolve({ code, stderr }));
  });
}

async function healthy() {
  for (let tries = 0; tries < 1200; tries += 1) {
    if (server.exitCode !== null) throw new Error('The server did not start.');
    const isUp = await fetch(`${url}/health`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isUp) return;
    await sleep(50);
  }
  throw new Error('The server did not become healthy.');
}

function time(action) {
  const before = performance.now();
  action();
  return performance.now() - before;
}
