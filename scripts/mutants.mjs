/**
 * Tests the tests: changes the source in small ways and sees whether a test notices.
 * `node scripts/mutants.mjs AREA…`, where an area is one of those below, or a glob of source files.
 *
 * Stryker runs it, on a Node it works on; both are brought from npm when this is called, and are no dependency of the
 * project. The tests beside the source take part, and those of MORE: all of them, with their processes, would take a day.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bringNode } from './bring-node.mjs';

const STRYKER = '10.1.1';
const NODE = '22';
const AREAS = {
  shared: 'packages/shared/src/**/*.ts',
  plan: 'packages/cli/src/plan/**/*.ts',
  report: 'packages/cli/src/report/**/*.ts',
  extract: 'packages/cli/src/extract/**/*.ts',
  services: 'packages/server/src/{prompts,labels,executions,analytics,templates}/*.ts',
};

/** What tests an area from further away, in this process. */
const MORE = {
  'packages/cli': ['packages/cli/test/{check,staged}.test.ts', 'packages/cli/test/extract/*.test.ts'],
};

const root = fileURLToPath(new URL('..', import.meta.url));
const wanted = process.argv.slice(2);
const globs = wanted.map((one) => AREAS[one] ?? one);
if (globs.length === 0 || !globs.every((glob) => /^packages\/\w+\//.test(glob))) {
  process.stderr.write(
    `Usage: node scripts/mutants.mjs AREA…    of ${Object.keys(AREAS).join(', ')}, or a glob\n`,
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
  const config = path.join(home, 'config.json');
  const mutate = globs.filter((glob) => packageOf(glob) === folder);
  const settings = {
    mutate: [...mutate, '!**/*.test.ts', '!**/contract/**', '!**/index.ts', '!**/*types.ts', '!**/routes.ts'],
    testRunner: 'vitest',
    plugins: [path.join(packages, 'vitest-runner', 'dist', 'src', 'index.js')],
    coverageAnalysis: 'perTest',
    // What runs once, when a module is read, would need all tests for each of its mutants.
    ignoreStatic: true,
    reporters: ['clear-text', 'progress-append-only', 'json'],
    jsonReporter: { fileName: path.join('coverage', 'mutants.json') },
    vitest: { configFile: 'scripts/mutants.vitest.ts' },
    // TypeScript 7 has none of the functions that would rewrite it.
    tsconfigFile: 'none.json',
    tempDirName: '.ledger/mutants',
    allowEmpty: true,
  };
  writeFileSync(config, JSON.stringify(settings, null, 2));
  const stryker = path.join(packages, 'core', 'bin', 'stryker.js');
  const { status } = spawnSync(bringNode(NODE), [stryker, 'run', config], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, MUTANTS_TESTS: [`${folder}/src/**/*.test.ts`, ...(MORE[folder] ?? [])].join(' ') },
  });
  rmSync(path.join(root, '.ledger', 'mutants'), { recursive: true, force: true });
  return status ?? 1;
}

function bringStryker() {
  if (existsSync(packages)) return;
  mkdirSync(home, { recursive: true });
  const flags = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps'];
  const wanted = ['core', 'vitest-runner'].map((name) => `@stryker-mutator/${name}@${STRYKER}`);
  const { status } = spawnSync('npm', ['install', '--prefix', home, ...flags, ...wanted], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PATH: `${path.dirname(bringNode(NODE))}${path.delimiter}${process.env.PATH}` },
  });
  if (status !== 0) process.exit(3);
}
