/**
 * Tries `ledger hooks install` with each manager of hooks itself, installed from its registry into an empty repository:
 * a commit must record its prompt, a second prompt of one name must stop it, and `uninstall` must leave nothing. A manager
 * that cannot be installed here (no network, no pip) is named and left out. Needs the built CLI.
 */
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../packages/cli/dist/ledger.cjs', import.meta.url));
const work = realpathSync(mkdtempSync(path.join(tmpdir(), 'ledger-hooks-')));

const MANAGERS = {
  husky: { package: 'husky@9', start: ['npx', 'husky', 'init'], after: ['rm', '-f', '.husky/pre-commit'] },
  lefthook: {
    package: 'lefthook@2',
    files: { 'lefthook.yml': 'pre-commit:\n  commands:\n    other:\n      run: "true"\n' },
    finish: ['npx', 'lefthook', 'install'],
  },
  'simple-git-hooks': {
    package: 'simple-git-hooks@2',
    files: { 'package.json': '{"name":"x","private":true,"simple-git-hooks":{"pre-commit":"true"}}\n' },
    finish: ['npx', 'simple-git-hooks'],
  },
  'pre-commit': {
    files: { '.pre-commit-config.yaml': 'repos: []\n' },
    venv: true,
    finish: ['pre-commit', 'install', '-t', 'pre-commit', '-t', 'post-commit', '-t', 'pre-push'],
  },
  plain: {},
};

let failed = false;
for (const [name, manager] of Object.entries(MANAGERS)) {
  const problem = tryManager(name, manager);
  failed ||= problem !== null && !problem.startsWith('left out');
  process.stdout.write(
    `${problem === null ? 'ok  ' : problem.startsWith('left out') ? '--  ' : 'FAIL'}  ${name}${problem === null ? '' : `: ${problem}`}\n`,
  );
}
rmSync(work, { recursive: true, force: true });
process.exit(failed ? 1 : 0);

function tryManager(name, { package: wanted, files = {}, start, after, finish, venv }) {
  const root = path.join(work, name);
  mkdirSync(root);
  const bin = path.join(work, `${name}-venv`, 'bin');
  const env = {
    ...clean(process.env),
    PATH: `${bin}:${process.env.PATH}`,
    HOME: work,
    GIT_CONFIG_SYSTEM: '/dev/null',
    LEDGER_URL: 'http://127.0.0.1:9',
  };
  const run = (command, ...args) => spawnSync(command, args, { cwd: root, env, encoding: 'utf8' });
  run('git', 'init', '--quiet', '-b', 'main');
  run('git', 'config', 'user.name', 'Test');
  run('git', 'config', 'user.email', 'test@example.com');
  const all = { 'package.json': '{"name":"x","private":true}\n', '.gitignore': 'node_modules\n', ...files };
  for (const [file, text] of Object.entries(all)) writeFileSync(path.join(root, file), text);
  if (
    wanted &&
    run('npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', '--save-dev', wanted).status !== 0
  )
    return 'left out, as it cannot be installed here';
  if (venv && run(name, '--version').status !== 0) {
    run('python3', '-m', 'venv', path.dirname(bin));
    if (run('pip', 'install', '--quiet', 'pre-commit').status !== 0)
      return 'left out, as it cannot be installed here';
  }
  mkdirSync(path.join(root, 'node_modules', '.bin'), { recursive: true });
  symlinkSync(cli, path.join(root, 'node_modules', '.bin', 'ledger'));
  const ledger = (...args) => run('node_modules/.bin/ledger', ...args);
  if (start) run(...start);
  if (after) run(...after);
  const installed = ledger('hooks', 'install');
  if (installed.status !== 0) return installed.stderr;
  if (name !== 'plain' && !installed.stdout.includes(name))
    return `taken for another one: ${installed.stdout}`;
  if (finish && run(...finish).status !== 0) return `${finish.join(' ')} failed`;
  const status = ledger('hooks', 'status');
  if (status.status !== 0) return status.stdout;

  writeFileSync(path.join(root, 'a.ts'), "export const A_PROMPT = 'Hello {{name}}.';\n");
  run('git', 'add', '--all');
  const first = run('git', 'commit', '-m', 'First');
  if (first.status !== 0) return `the commit failed: ${first.stderr}`;
  const spool = path.join(root, '.git', 'ledger', 'spool');
  if (readdirSync(spool).length !== 2)
    return `recorded ${readdirSync(spool).length} times, not by pre-commit and post-commit`;
  writeFileSync(path.join(root, 'b.ts'), "export const A_PROMPT = 'Another {{name}}.';\n");
  run('git', 'add', '--all');
  if (run('git', 'commit', '-m', 'Twice').status === 0) return 'two prompts of one name were let through';
  const removed = ledger('hooks', 'uninstall');
  if (removed.status !== 0) return removed.stderr;
  return ledger('hooks', 'status').stdout.includes('installed') ? 'uninstall left something' : null;
}

function clean(env) {
  return Object.fromEntries(Object.entries(env).filter(([key]) => !/^(GIT_|LEDGER|HUSKY|CI$)/.test(key)));
}
