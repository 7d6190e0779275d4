/**
 * How long it takes to find the prompts of a repository:
 * `node bench/extract.mjs [--files 3000] [--corpus DIR] [--rounds 5] [--without NAME]… [--check]`.
 *
 * Beside it, over the same files and in the same rounds: @babel/parser parsing all of them (the price of a tool that
 * parses everything) and extractors of another kind; --without leaves one out, such as @lingui, which takes a minute a
 * round. Without --corpus the files are generated from a seed. --check fails where an aim is missed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeCorpus, putUnderGit } from './corpus.mjs';
import { median, race, ratio } from './measure.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const cli = path.join(here, '..', 'packages', 'cli', 'dist', 'ledger.cjs');
const peers = path.join(here, 'peers');
const { values: options } = parseArgs({
  options: {
    files: { type: 'string', default: '3000' },
    rounds: { type: 'string', default: '5' },
    corpus: { type: 'string' },
    without: { type: 'string', multiple: true, default: [] },
    check: { type: 'boolean', default: false },
  },
});

installPeers();
const work = mkdtempSync(path.join(tmpdir(), 'ledger-bench-'));
try {
  const folder = path.join(work, 'corpus');
  const { files, bytes } = makeCorpus(folder, Number(options.files), options.corpus);
  configurePeers(folder);
  await putUnderGit(folder);
  const results = race(contenders(folder), Number(options.rounds), {
    PATH: process.env.PATH,
    HOME: work,
    NO_COLOR: '1',
  });
  report(results, files, bytes);
  checkAims(results);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function contenders(cwd) {
  const changing = path.join(cwd, 'changing.ts');
  let turn = 0;
  const node = process.execPath;
  const all = [
    { name: 'node -e 0', command: node, args: ['-e', '0'], cwd },
    {
      name: 'ledger extract, cold',
      command: node,
      args: [cli, 'extract', '--json'],
      cwd,
      before: () => {
        rmSync(path.join(cwd, '.git', 'ledger'), { recursive: true, force: true });
        rmSync(changing, { force: true });
      },
    },
    {
      name: 'ledger extract, one file changed',
      command: node,
      args: [cli, 'extract', '--json'],
      cwd,
      // After the cold run: what it kept is there. Another text each time, with another prompt.
      before: () =>
        writeFileSync(
          changing,
          `export const CHANGED_PROMPT = 'You count to ${(turn += 1)} in one breath.';\n`,
        ),
    },
    { name: 'ledger extract, warm', command: node, args: [cli, 'extract', '--json'], cwd },
    { name: '@babel/parser over every file', command: node, args: [path.join(here, 'parse-all.mjs')], cwd },
    {
      name: '@formatjs/cli extract',
      command: peer('formatjs'),
      args: ['extract', '**/*.ts', '--out-file', path.join(work, 'out.json')],
      cwd,
    },
    { name: 'i18next-cli extract', command: peer('i18next-cli'), args: ['extract'], cwd },
    { name: '@lingui/cli extract', command: peer('lingui'), args: ['extract'], cwd },
  ];
  return all.filter(({ name }) => !options.without.some((left) => name.startsWith(left)));
}

function peer(name) {
  return path.join(peers, 'node_modules', '.bin', name);
}

function installPeers() {
  if (existsSync(path.join(peers, 'node_modules'))) return;
  process.stderr.write('installing the peers …\n');
  const { status } = spawnSync(
    'npm',
    [
      'install',
      '--prefix',
      peers,
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--no-package-lock',
      '--ignore-scripts',
    ],
    { stdio: ['ignore', 2, 2] },
  );
  if (status !== 0) process.exit(3);
}

function configurePeers(folder) {
  symlinkSync(path.join(peers, 'node_modules'), path.join(folder, 'node_modules'));
  writeFileSync(path.join(folder, '.gitignore'), 'node_modules\nlocales\n');
  writeFileSync(
    path.join(folder, 'i18next.config.mjs'),
    "export default { locales: ['en'], extract: { input: ['**/*.ts'], ignore: ['node_modules/**'], output: 'locales/{{language}}/{{namespace}}.json' } };\n",
  );
  writeFileSync(
    path.join(folder, 'lingui.config.mjs'),
    "export default { locales: ['en'], catalogs: [{ path: '<rootDir>/locales/{locale}', include: ['<rootDir>'], exclude: ['**/node_modules/**'] }] };\n",
  );
}

/** What the extraction is to reach, as issue 3 sets it. */
function checkAims(results) {
  const named = (start) => results.filter(({ name }) => name.startsWith(start));
  const [bare] = named('node -e');
  const [cold] = named('ledger extract, cold');
  const [warm] = named('ledger extract, warm');
  const [parser] = named('@babel');
  const rivals = results.filter(({ name }) => /^(?:@formatjs|i18next|@lingui)/.test(name));
  const aims = [
    ...(parser ? [['cold ≤ 0.35 × parsing all', ratio(cold.seconds, parser.seconds), 0.35]] : []),
    ...rivals.map(({ name, seconds }) => [`cold ≤ ${name}`, ratio(cold.seconds, seconds), 1]),
    // At 50,000 files git alone takes longer than that.
    ...(Number(options.files) <= 3_000
      ? [['warm ≤ 3 × node -e 0', ratio(warm.seconds, bare.seconds), 3]]
      : []),
    ['warm ≤ 0.5 s', median(warm.seconds), 0.5],
    ['peak ≤ 300 MB', Math.max(cold.megabytes, warm.megabytes), 300],
  ];
  const lines = aims.map(
    ([aim, value, most]) => `${value <= most ? 'reached' : 'MISSED '}  ${aim}: ${value.toFixed(2)}`,
  );
  process.stdout.write(`\n${lines.join('\n')}\n`);
  if (options.check && aims.some(([, value, most]) => value > most)) process.exitCode = 1;
}

function report(results, files, bytes) {
  const of = (name) => results.find((result) => result.name.startsWith(name))?.seconds ?? [];
  const lines = [
    `${files.toLocaleString('en')} TypeScript files, ${(bytes / 1e6).toFixed(1)} MB; Node ${process.versions.node}, ${cpus().length} cores; medians of ${options.rounds} interleaved rounds`,
    '',
    '| | seconds | × parsing all | × node -e 0 | peak MB |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...results.map(
      ({ name, seconds, megabytes }) =>
        `| ${name} | ${median(seconds).toFixed(3)} | ${formatRatio(seconds, of('@babel'), 2)} | ${formatRatio(seconds, of('node -e'), 1)} | ${megabytes.toFixed(0)} |`,
    ),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Of a contender that was left out there is nothing to compare with. */
function formatRatio(seconds, floor, digits) {
  return floor.length === 0 ? '–' : ratio(seconds, floor).toFixed(digits);
}
