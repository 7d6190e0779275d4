/**
 * How the time to find prompts grows with the repository: `node bench/growth.mjs [--rounds 5]`, on the built packages, over
 * 10², 10³ and 10⁴ generated files. The exponent is of the line fitted through the logarithms of what each size takes
 * beyond a bare `node -e 0`: 1 is as many times as long for as many times as many files.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeCorpus, putUnderGit } from './corpus.mjs';
import { median, race } from './measure.mjs';

const cli = fileURLToPath(new URL('../packages/cli/dist/ledger.cjs', import.meta.url));
const SIZES = [100, 1_000, 10_000];
const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });

const work = mkdtempSync(path.join(tmpdir(), 'ledger-bench-'));
try {
  const folders = [];
  for (const size of SIZES) {
    const cwd = path.join(work, String(size));
    makeCorpus(cwd, size);
    await putUnderGit(cwd);
    folders.push({ size, cwd });
  }
  const contenders = [
    run(['-e', '0'], work),
    ...folders.flatMap(({ cwd }) => [
      run([cli, 'extract', '--json'], cwd, () =>
        rmSync(path.join(cwd, '.git', 'ledger'), { recursive: true, force: true }),
      ),
      run([cli, 'extract', '--json'], cwd),
    ]),
  ];
  const env = { PATH: process.env.PATH, HOME: work, NO_COLOR: '1' };
  const [bare, ...results] = race(contenders, Number(options.rounds), env).map(({ seconds }) =>
    median(seconds),
  );
  print(results, bare);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function run(args, cwd, before) {
  return { command: process.execPath, args, cwd, before };
}

function print(results, bare) {
  const rows = ['cold', 'warm'].map((what, at) => {
    const seconds = SIZES.map((_, index) => results[2 * index + at]);
    const exponent = slope(
      SIZES.map((size, i) => [Math.log(size), Math.log(Math.max(seconds[i] - bare, 1e-4))]),
    );
    return `| ledger extract, ${what} | ${seconds.map((each) => each.toFixed(3)).join(' | ')} | ${exponent.toFixed(2)} |`;
  });
  const lines = [
    `Node ${process.versions.node}, ${cpus().length} cores; seconds, medians of ${options.rounds} interleaved rounds; bare node ${bare.toFixed(3)}`,
    '',
    `| files | ${SIZES.map((size) => size.toLocaleString('en')).join(' | ')} | exponent |`,
    `| --- | ${SIZES.map(() => '---: | ').join('')}---: |`,
    ...rows,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Of the line with the least squares through the points. */
function slope(points) {
  const mean = (at) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const top = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return top / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}
