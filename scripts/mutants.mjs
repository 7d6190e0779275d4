/**
 * Tests the tests: changes the source in small ways and sees whether a test notices.
 * `node scripts/mutants.mjs AREA…`, where an area is one of those below, or a glob of source files, or lines of one, as in
 * `packages/server/src/turns.ts:3-9`.
 *
 * Stryker runs it, on a Node it works on; both are brought from npm when this is called, and are no dependency of the
 * project. The tests beside the source take part, but for those that `--without GLOB` names, and those that `--tests GLOB` adds:
 * all of them, with their processes, would take a day. With `--pure` they run in a process that has read everything once,
 * which takes a tenth of the time: for tests that ask vitest for no more than `describe`, `it`, `expect` and what is done
 * before and after them. With
 * `--patience MS` a change is given up earlier, or later, under which a test does not end. What was found is in
 * `coverage/mutants/`, too.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bringNode } from './bring-node.mjs';

const STRYKER = '10.1.1';
const NODE = '22';
const AREAS = {
  shared: 'packages/shared/src/**/*.ts',
  plan: 'packages/cli/src/plan/**/*.ts',
  report: 'packages/cli/src/report/**/*.ts',
  extract: 'packages/cli/src/extract/**/*.ts',
  /** Where the server decides, and asks no database. */
  rules:
    'packages/server/src/{cursor,executions/{format,refusal,request,retry},labels/protect,prompts/{contents,deeds,format,look,moment,scan},prompts/plan/*}.ts',
  services: 'packages/server/src/{prompts,prompts/plan,labels,executions,analytics,templates}/*.ts',
};

const root = fileURLToPath(new URL('..', import.meta.url));
const { positionals: areas, values: options } = parseArgs({
  allowPositionals: true,
  options: {
    tests: { type: 'string', multiple: true, default: [] },
    without: { type: 'string', multiple: true, default: [] },
    runners: { type: 'string', default: '2' },
    // Out of time counts as noticed, so it must not come from a busy machine.
    patience: { type: 'string', default: '20000' },
    pure: { type: 'boolean', default: false },
  },
});
const globs = areas.map((area) => AREAS[area] ?? area);
if (globs.length === 0 || !globs.every((glob) => /^packages\/\w+\//.test(glob))) {
  process.stderr.write(
    `Usage: node scripts/mutants.mjs [--pure] [--tests GLOB]… [--without GLOB]… [--runners 2] [--patience 20000] AREA…    of ${Object.keys(AREAS).join(', ')}, or a glob\n`,
  );
  process.exit(2);
}

const home = path.join(root, 'node_modules', '.cache', `stryker-${STRYKER}`);
const packages = path.join(home, 'node_modules', '@stryker-mutator');
bringStryker();
const status = Math.max(...[...new Set(globs.map(packageOf))].map(run));
process.exit(status);

function packageOf(glob) {
  return glob.split('/').slice(0, 2).join('/');
}

/** One package at a time: the tests of another would be looked through for nothing. */
function run(folder) {
  const config = path.join(home, `config-${process.pid}.json`);
  // Several may run at once, none in the copy of another.
  const copies = path.join('.ledger', `mutants-${process.pid}`);
  // Many areas would be a name that no file can have.
  const name = areas
    .join('-')
    .replaceAll(/[^\w]+/g, '-')
    .slice(0, 100);
  const mutate = globs.filter((glob) => packageOf(glob) === folder);
  const settings = {
    mutate: [...mutate, '!**/*.test.ts', '!**/contract/**', '!**/index.ts', '!**/types.ts', '!**/routes.ts'],
    testRunner: options.pure ? 'in-process' : 'vitest',
    plugins: [
      path.join(packages, 'vitest-runner', 'dist', 'src', 'index.js'),
      path.join(root, 'scripts', 'mutants.runner.mjs'),
    ],
    coverageAnalysis: 'perTest',
    concurrency: Number(options.runners),
    timeoutMS: Number(options.patience),
    timeoutFactor: 3,
    // What runs once, when a module is read, would need all tests for each of its mutants.
    ignoreStatic: true,
    reporters: ['clear-text', 'progress-append-only', 'json'],
    clearTextReporter: { logTests: false, allowColor: false },
    jsonReporter: { fileName: path.join('coverage', 'mutants', `${name}.json`) },
    vitest: { configFile: 'scripts/mutants.vitest.ts' },
    // TypeScript 7 has none of the functions that would rewrite it.
    tsconfigFile: 'none.json',
    tempDirName: copies,
    ignorePatterns: ['.ledger', 'coverage', 'dist'],
    allowEmpty: true,
  };
  writeFileSync(config, JSON.stringify(settings, null, 2));
  const stryker = path.join(packages, 'core', 'bin', 'stryker.js');
  const { status } = spawnSync(bringNode(NODE), [stryker, 'run', config], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      MUTANTS_TESTS: [`${folder}/src/**/*.test.ts`, ...options.tests].join(' '),
      MUTANTS_WITHOUT: options.without.join(' '),
      MUTANTS_FILES: mutate.map((each) => each.replace(/:\d[\d:]*-[\d:]+$/, '')).join(' '),
      MUTANTS_PATIENCE: options.patience,
    },
  });
  rmSync(path.join(root, copies), { recursive: true, force: true });
  rmSync(config, { force: true });
  return status ?? 1;
}

function bringStryker() {
  if (existsSync(packages)) return;
  mkdirSync(home, { recursive: true });
  const flags = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps'];
  const parts = ['core', 'vitest-runner'].map((name) => `@stryker-mutator/${name}@${STRYKER}`);
  const { status } = spawnSync('npm', ['install', '--prefix', home, ...flags, ...parts], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PATH: `${path.dirname(bringNode(NODE))}${path.delimiter}${process.env.PATH}` },
  });
  if (status !== 0) process.exit(3);
}
