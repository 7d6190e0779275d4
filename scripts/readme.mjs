/**
 * Keeps the README's screen true: runs the quick start in a fresh folder and writes what it printed between the
 * README's markers. With `--check` it writes nothing and fails when the two differ (but for dates and durations).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = path.join(root, 'README.md');
const BLOCK =
  /(<!-- quick start: scripts\/readme\.mjs writes this -->\n+```text\n)([\s\S]*?)(```\n+<!-- end -->)/;

const text = readFileSync(readme, 'utf8');
const written = BLOCK.exec(text)?.[2];
if (written === undefined) fail('README.md has lost the markers of its quick start.');
const printed = quickStart();

if (!process.argv.includes('--check')) {
  // A replacement function, because the output may hold `$`.
  writeFileSync(
    readme,
    text.replace(BLOCK, (_, before, __, after) => before + printed + after),
  );
} else if (timeless(written) !== timeless(printed)) {
  process.stderr.write(printed);
  fail(
    'The quick start prints something else than the README shows. `node scripts/readme.mjs` writes it anew.',
  );
}

function quickStart() {
  const home = mkdtempSync(path.join(tmpdir(), 'ledger-readme-'));
  try {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [path.join(root, 'scripts', 'quickstart.mjs'), path.join(home, 'ledger')],
      { encoding: 'utf8', env: { PATH: process.env.PATH, HOME: home, CI: 'true', NO_COLOR: '1' } },
    );
    if (status !== 0) fail(`The quick start ended with exit code ${status}:\n${stderr}`);
    return `${stdout.trim()}\n`;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function timeless(screen) {
  return screen.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'DATE').replaceAll(/\(\d+\.\d+ s\)/g, '(TIME)');
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
