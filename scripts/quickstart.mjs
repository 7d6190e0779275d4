/**
 * The main job in one sitting, on real parts: starts a server on its embedded database, syncs a copy of the example,
 * changes one prompt, syncs again, shows history and diff, and keeps serving until Ctrl-C (with CI=true it ends there).
 * Everything it makes is under `.ledger/`, or the folder given as an argument; a second start goes on with the same
 * database.
 */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

const root = fileURLToPath(new URL('..', import.meta.url));
const cli = path.join(root, 'packages', 'cli', 'dist', 'ledger.cjs');
const home = path.resolve(process.argv[2] ?? path.join(root, '.ledger'));
const dataDir = path.join(home, 'data');
const project = path.join(home, 'support-bot');
const bold = (text) => (process.stdout.isTTY && !process.env.NO_COLOR ? `\u001b[1m${text}\u001b[22m` : text);

const port = await findFreePort(8400);
const url = `http://127.0.0.1:${port}`;
// The quick start talks to its own server, whatever the shell it runs in is set to.
const env = { ...process.env, LEDGER_URL: url };
// People read this, also where it is piped: the server tells of trouble only, not of every request.
env.LEDGER_LOG_FORMAT ??= 'text';
for (const name of ['DATABASE_URL', 'LEDGER_API_KEY']) delete env[name];

const server = spawn(process.execPath, [cli, 'serve', '--port', String(port), '--data-dir', dataDir], {
  stdio: ['ignore', 2, 2],
  env,
});
const ended = new Promise((resolve) => server.once('exit', (code) => resolve(code ?? 1)));
// The terminal sends Ctrl-C to the server as well; this process only waits for it to end well.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => server.kill('SIGTERM'));

try {
  await serverIsUp();
  await demonstrate();
} catch (error) {
  server.kill('SIGTERM');
  await ended;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

if (process.env.CI === 'true') {
  server.kill('SIGTERM');
  process.exit(await ended);
}
sayWhatNext();
process.exit(await ended);

async function demonstrate() {
  copyExample();
  say('A small application with prompts in its code (a copy of examples/support-bot). Its first sync:');
  ledger('sync');
  say('Somebody changes a greeting in src/prompts/welcome.ts:');
  edit('src/prompts/welcome.ts', "'Hello {{name}}!'", "'Hi {{name}}, good to see you!'");
  say('Nothing is stored yet, but `status` sees it, `diff` shows it, and `sync` stores it:');
  ledger('status');
  ledger('diff', 'WELCOME');
  ledger('sync');
  say('Which versions of WELCOME are there?');
  ledger('history', 'WELCOME');
}

/** A copy, so that nobody's checkout is changed; under git, as every real project is. */
function copyExample() {
  rmSync(project, { recursive: true, force: true });
  mkdirSync(path.dirname(project), { recursive: true });
  cpSync(path.join(root, 'examples', 'support-bot'), project, {
    recursive: true,
    filter: (file) => !file.includes('node_modules'),
  });
  const git = spawnSync('git', ['init', '--quiet', project], { env: withoutGitLocation(process.env) });
  if (git.status !== 0) throw new Error(`git init failed in ${project}: ${git.stderr}`);
}

/** Inside a hook, git names its repository in the environment; the copy has one of its own. */
function withoutGitLocation(variables) {
  return Object.fromEntries(
    Object.entries(variables).filter(([name]) => !/^GIT_(DIR|INDEX_FILE|WORK_TREE|PREFIX)$/.test(name)),
  );
}

function edit(file, before, after) {
  const target = path.join(project, file);
  const text = readFileSync(target, 'utf8');
  if (!text.includes(before)) throw new Error(`${file} of the example no longer contains ${before}.`);
  writeFileSync(target, text.replace(before, after));
  process.stdout.write(`  - ${before}\n  + ${after}\n`);
}

function ledger(...args) {
  process.stdout.write(`\n${bold(`$ ledger ${args.join(' ')}`)}\n`);
  const { status } = spawnSync(process.execPath, [cli, ...args], {
    cwd: project,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: withoutGitLocation(env),
  });
  if (status !== 0) throw new Error(`\`ledger ${args.join(' ')}\` ended with exit code ${status}.`);
}

function say(sentence) {
  process.stdout.write(`\n${sentence}\n`);
}

async function serverIsUp() {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (server.exitCode !== null) throw new Error('The server did not start; the lines above say why.');
    if (await isHealthy()) return;
    await sleep(50);
  }
  throw new Error(`The server did not answer at ${url}/health within a minute.`);
}

async function isHealthy() {
  try {
    return (await fetch(`${url}/health`)).ok;
  } catch {
    return false;
  }
}

/** The usual port, so that `ledger` finds the server unconfigured; the next free one where that is taken. */
async function findFreePort(first) {
  for (let candidate = first; candidate < first + 100; candidate += 1) {
    if (await isFree(candidate)) return candidate;
  }
  throw new Error(`No free port between ${first} and ${first + 99}.`);
}

function isFree(candidate) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(candidate, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

function sayWhatNext() {
  const server = port === 8400 ? '' : ` --server ${url}`;
  const run = `node ${path.relative(process.cwd(), cli) || cli}`;
  process.stdout.write(`
The server keeps running at ${bold(url)} until Ctrl-C. In another terminal, try:

  ${run} list${server}
  ${run} show answerPrompt${server}
  cd <your repository> && node ${cli} status${server}
`);
}
