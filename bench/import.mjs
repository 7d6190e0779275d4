/**
 * How long it takes to import the history of a repository:
 * `node bench/import.mjs [--commits 5000] [--repo DIR] [--database-url URL] [--check]`.
 *
 * Without --repo a repository is made from a seed: half of its commits touch a file of prompts, a tenth a text that
 * several of them import. --check fails where 5,000 commits would take more than five minutes.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { findFreePort } from './support.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const cli = path.join(root, 'packages', 'cli', 'dist', 'ledger.cjs');
const { values: options } = parseArgs({
  options: {
    commits: { type: 'string', default: '5000' },
    repo: { type: 'string' },
    'database-url': { type: 'string' },
    check: { type: 'boolean', default: false },
  },
});
const AIM_MS_A_COMMIT = 60;
const work = mkdtempSync(path.join(tmpdir(), 'ledger-bench-'));
const port = await findFreePort();
const url = `http://127.0.0.1:${port}`;
const env = {
  PATH: process.env.PATH,
  HOME: work,
  NO_COLOR: '1',
  LEDGER_URL: url,
  LEDGER_API_KEY: 'bench-key-of-this-run',
};
const database = options['database-url']
  ? ['--database-url', options['database-url']]
  : ['--data-dir', path.join(work, 'data')];
const server = spawn(process.execPath, [cli, 'serve', '--port', String(port), ...database], {
  env,
  stdio: 'ignore',
});
try {
  const repository = options.repo ?? makeRepository(Number(options.commits));
  await healthy();
  const first = importHistory(repository);
  const second = importHistory(repository);
  report(first, second);
} finally {
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  rmSync(work, { recursive: true, force: true });
}

function importHistory(cwd) {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'import', '--from-git', '--json'], {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`ledger import ended with ${status}: ${stderr}`);
  return { ...JSON.parse(stdout), seconds: (performance.now() - started) / 1000 };
}

function report(first, second) {
  const { commits, prompts, versions, seconds } = first;
  const each = (1000 * seconds) / commits.total;
  process.stdout.write(
    `\n${commits.total.toLocaleString('en')} commits, ${commits.told.toLocaleString('en')} with prompts; ${versions.made} versions of ${prompts} prompts; Node ${process.versions.node}, ${cpus().length} cores, ${options['database-url'] ? 'Postgres' : 'embedded Postgres'}\n\n` +
      line('', 'seconds | ms a commit') +
      line('---', '---: | ---:') +
      line('import', `${seconds.toFixed(1)} | ${each.toFixed(1)}`) +
      line(
        'once more',
        `${second.seconds.toFixed(1)} | ${((1000 * second.seconds) / commits.total).toFixed(1)}`,
      ) +
      `\n${each <= AIM_MS_A_COMMIT ? 'reached' : 'MISSED '}  5,000 commits ≤ 5 min: ${((each * 5000) / 60_000).toFixed(2)} min\n`,
  );
  if (second.versions.made + second.versions.sighted > 0)
    throw new Error('The second import found something new');
  if (options.check && each > AIM_MS_A_COMMIT) process.exitCode = 1;
}

function line(name, value) {
  return `| ${name} | ${value} |\n`;
}

/** A team's work on 400 files, written straight into git's store. */
function makeRepository(count) {
  const folder = path.join(work, 'repository');
  spawnSync('git', ['init', '--quiet', '--initial-branch', 'main', folder]);
  const stream = [];
  const commit = (number, files) => {
    const who = `Author ${number % 7} <author${number % 7}@example.com> ${1_600_000_000 + number * 3_600} +0000`;
    stream.push(`commit refs/heads/main\nauthor ${who}\ncommitter ${who}\ndata 6\nChange\n`);
    for (const [name, text] of Object.entries(files)) {
      stream.push(`M 100644 inline ${name}\ndata ${Buffer.byteLength(text)}\n${text}\n`);
    }
  };
  commit(0, {
    ...Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`src/module-${i}.ts`, moduleText(i, 0)])),
    ...Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`src/prompts/p${i}.ts`, promptText(i, 0)])),
    'src/tone.ts': toneText(0),
  });
  for (let number = 1; number < count; number += 1) {
    const other = (number * 7) % 400;
    commit(number, {
      [`src/module-${other}.ts`]: moduleText(other, number),
      ...(number % 2 === 0 ? { [`src/prompts/p${number % 40}.ts`]: promptText(number % 40, number) } : {}),
      ...(number % 10 === 5 ? { 'src/tone.ts': toneText(number) } : {}),
    });
  }
  const { status, stderr } = spawnSync('git', ['fast-import', '--quiet'], {
    cwd: folder,
    input: stream.join(''),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return folder;
}

function moduleText(number, turn) {
  const body = Array.from(
    { length: 30 },
    (_, i) => `export function work${i}(input: string): string {\n  return input.trim() + ${turn + i};\n}\n`,
  );
  return `// Module ${number}\n${body.join('\n')}`;
}

function promptText(number, turn) {
  return `import { TONE } from '../tone';

export const REVIEW_${number}_PROMPT = \`You review the work of a careful colleague, ${turn} times.
Name each mistake, and say how to mend it. \${${number % 10 === 0 ? 'TONE' : "''"}}\`;

export function answer${number}Prompt({ question, items }: { question: string; items: string[] }): string {
  const list = items.map((item) => \`- \${item}\`).join('\\n');
  return \`You answer questions in whole sentences, of part ${number}.\\n\${question}\\n\${list}\`;
}
`;
}

function toneText(turn) {
  return `export const TONE = 'Be as kind as in turn ${turn}.';\n`;
}

async function healthy() {
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await fetch(`${url}/health`).catch(() => null);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error('The server did not become healthy');
}
