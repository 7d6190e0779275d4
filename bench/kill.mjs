/**
 * Nothing is lost, whatever is killed: `node bench/kill.mjs [--points 200] [--seed 1] [--cli FILE]`.
 *
 * Each point changes a prompt and commits it, with the hooks installed, and kills one of git, the hook and the server with
 * SIGKILL at a random moment of that. Then work goes on as a developer's would: locks that git left are removed, what was
 * not committed is committed, the server is started again. At the end one `ledger sync`, and then every text of every
 * commit must be in the ledger, what HEAD has must be active there, and nothing may wait any more.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createRandom, findFreePort } from './support.mjs';

const { values: options } = parseArgs({
  options: {
    points: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    cli: {
      type: 'string',
      default: fileURLToPath(new URL('../packages/cli/dist/ledger.cjs', import.meta.url)),
    },
  },
});
const points = Number(options.points);
const random = createRandom(Number(options.seed));
const work = mkdtempSync(path.join(tmpdir(), 'ledger-kill-'));
const root = path.join(work, 'repository');
const port = await findFreePort();
const url = `http://127.0.0.1:${port}`;
const key = 'kill-key-of-this-run';
const env = {
  PATH: process.env.PATH,
  HOME: work,
  NO_COLOR: '1',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Kill',
  GIT_AUTHOR_EMAIL: 'kill@example.com',
  GIT_COMMITTER_NAME: 'Kill',
  GIT_COMMITTER_EMAIL: 'kill@example.com',
  LEDGER_URL: url,
  LEDGER_API_KEY: key,
};
const killed = { git: 0, hook: 0, server: 0, missed: 0 };
let server = await startServer();

try {
  prepare();
  for (let point = 1; point <= points; point += 1) await tryPoint(point);
  await verify();
} finally {
  server.kill('SIGKILL');
  await sleep(100);
  rmSync(work, { recursive: true, force: true, maxRetries: 5 });
}

function prepare() {
  mkdirSync(path.join(root, 'node_modules', '.bin'), { recursive: true });
  symlinkSync(options.cli, path.join(root, 'node_modules', '.bin', 'ledger'));
  writeFileSync(path.join(root, '.gitignore'), 'node_modules\n');
  run('git', 'init', '--quiet', '-b', 'main');
  run('node_modules/.bin/ledger', 'hooks', 'install');
  write(0);
  run('git', 'add', '--all');
  run('git', 'commit', '--quiet', '-m', 'Point 0');
}

async function tryPoint(point) {
  const targets = ['git', 'hook', 'server'];
  const target = targets[Math.floor(random() * targets.length)];
  write(point);
  run('git', 'add', '--all');
  const commit = spawn('git', ['commit', '--quiet', '-m', `Point ${point}`], {
    cwd: root,
    env,
    detached: true,
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => commit.once('close', resolve));
  await sleep(random() * 900);
  const victim = target === 'server' ? server.pid : findIn(commit.pid, target);
  if (victim === null) killed.missed += 1;
  else {
    killed[target] += 1;
    kill(victim);
  }
  await ended;
  // A hook whose git was killed goes on by itself.
  while (findIn(commit.pid, 'hook') !== null) await sleep(20);
  rmSync(path.join(root, '.git', 'index.lock'), { force: true });
  rmSync(path.join(root, '.git', 'HEAD.lock'), { force: true });
  rmSync(path.join(root, '.git', 'refs', 'heads', 'main.lock'), { force: true });
  if (target === 'server') {
    await new Promise((resolve) =>
      server.exitCode === null && server.signalCode === null ? server.once('exit', resolve) : resolve(),
    );
    server = await startServer();
  }
  const subject = spawnSync('git', ['log', '-1', '--format=%s'], {
    cwd: root,
    env,
    encoding: 'utf8',
  }).stdout.trim();
  if (subject !== `Point ${point}`) {
    run('git', 'add', '--all');
    run('git', 'commit', '--quiet', '-m', `Point ${point}`);
  }
}

async function verify() {
  run('node_modules/.bin/ledger', 'sync');
  const { versions, current_version: current } = await ask('prompts/KILLED_PROMPT/history?limit=1000');
  // The history shows only the newest drafts; this has all of them, up to a thousand.
  const { drafts } = await ask('drafts');
  const held = new Set([...versions, ...drafts].map(({ template_hash: hash }) => hash));
  const commits = git('log', '--format=%H').trim().split('\n');
  const lost = commits.filter((commit) => {
    const text = /'(.*)'/.exec(git('show', `${commit}:prompt.ts`))?.[1] ?? '';
    return !held.has(createHash('sha256').update(text).digest('hex'));
  });
  const active = versions.find(({ version }) => version === current)?.template_source;
  const spool = path.join(root, '.git', 'ledger', 'spool');
  const waiting = existsSync(spool) ? readdirSync(spool).filter((name) => !name.endsWith('.tmp')).length : 0;
  const fsck = spawnSync('git', ['fsck', '--no-dangling'], { cwd: root, env, encoding: 'utf8' });
  const numbers = versions.map(({ version }) => version).toSorted((a, b) => a - b);
  const isDense = numbers.every((number, index) => number === index + 1);
  process.stdout.write(
    `${points} points (${Object.entries(killed)
      .map(([what, count]) => `${what} ${count}`)
      .join(', ')}), seed ${options.seed}: ` +
      `${commits.length} commits, ${versions.length} versions, ${drafts.length} drafts, ${lost.length} lost, ${waiting} waiting\n`,
  );
  const problems = [
    ...(lost.length > 0 ? [`lost: ${lost.join(' ')}`] : []),
    ...(active !== textOf(points) ? [`active is ${active}`] : []),
    ...(waiting > 0 ? [`${waiting} wait`] : []),
    ...(fsck.status === 0 ? [] : [`git fsck: ${fsck.stderr}`]),
    ...(isDense ? [] : [`numbers have gaps: ${numbers.join(' ')}`]),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

async function ask(what) {
  return (await fetch(`${url}/v1/${what}`, { headers: { 'x-api-key': key } })).json();
}

function git(...args) {
  return spawnSync('git', args, { cwd: root, env, encoding: 'utf8' }).stdout;
}

function textOf(point) {
  return `Hello {{name}}, this is point ${point}.`;
}

function write(point) {
  writeFileSync(path.join(root, 'prompt.ts'), `export const KILLED_PROMPT = '${textOf(point)}';\n`);
}

/** A process of the group that a commit leads: git itself, or the tool that a hook started. */
function findIn(group, target) {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const [state, , pgrp] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (Number(pgrp) !== group || state === 'Z') continue;
      const words = readFileSync(`/proc/${name}/cmdline`, 'latin1').split('\0');
      const isHook = words.some((word) => word.endsWith('.bin/ledger')) && words.includes('sync');
      if (target === 'hook' ? isHook : Number(name) === group) return Number(name);
    } catch {
      // It ended meanwhile.
    }
  }
  return null;
}

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}

function run(command, ...args) {
  const { status, stderr } = spawnSync(command, args, { cwd: root, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`);
}

async function startServer() {
  const args = [options.cli, 'serve', '--port', String(port), '--data-dir', path.join(work, 'data')];
  const child = spawn(process.execPath, args, { cwd: path.dirname(options.cli), env, stdio: 'ignore' });
  for (let tries = 0; tries < 2400; tries += 1) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}.`);
    const isUp = await fetch(`${url}/health`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isUp) return child;
    await sleep(25);
  }
  throw new Error('The server did not become healthy.');
}
