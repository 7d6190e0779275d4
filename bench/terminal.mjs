/**
 * How soon the commands answer that people wait for, on the built packages: `node bench/terminal.mjs [--rounds 9]`.
 *
 * Whole processes against a server on loopback, in interleaved rounds, as a ratio to bare `node -e 0`: a slow machine
 * slows both. The aims: `--version` 1.3 times as long as nothing, every other command within 150 ms where nothing takes 35.
 */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { median, race, ratio } from './measure.mjs';
import { findFreePort } from './support.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const cli = path.join(root, 'packages', 'cli', 'dist', 'ledger.cjs');
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '9' } } });
const work = mkdtempSync(path.join(tmpdir(), 'ledger-bench-'));
const port = await findFreePort();
const env = {
  PATH: process.env.PATH,
  HOME: work,
  NO_COLOR: '1',
  LEDGER_LOG_LEVEL: 'warn',
  LEDGER_URL: `http://127.0.0.1:${port}`,
  LEDGER_API_KEY: 'bench-key-of-this-run',
};
const AIM = { '--version': 1.3 };
const USUAL_AIM = 150 / 35;

const server = spawn(
  process.execPath,
  [cli, 'serve', '--port', String(port), '--data-dir', path.join(work, 'data')],
  {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  },
);
try {
  await healthy();
  const cwd = path.join(work, 'support-bot');
  cpSync(path.join(root, 'examples', 'support-bot'), cwd, {
    recursive: true,
    filter: (file) => !file.includes('node_modules'),
  });
  spawnSync('git', ['init', '--quiet', cwd]);
  spawnSync(process.execPath, [cli, 'sync'], { cwd, env });
  const commands = [
    ['--version'],
    ['list'],
    ['show', 'WELCOME'],
    ['history', 'WELCOME'],
    ['diff', 'WELCOME', '1', '1'],
    ['diff', 'WELCOME'],
    ['blame', 'WELCOME'],
    ['status'],
    ['execute', 'SIGN_OFF_PROMPT', '--model', 'echo', '-v', 'name=Ada', '--dry'],
    ['__complete', 'show', 'W'],
  ];
  const nothing = { name: 'node -e 0', command: process.execPath, args: ['-e', '0'], cwd };
  const ledger = commands.map((args) => ({
    name: args.join(' '),
    command: process.execPath,
    args: [cli, ...args],
    cwd,
  }));
  const [floor, ...results] = race([nothing, ...ledger], Number(values.rounds), env);
  process.stdout.write(`node -e 0: ${ms(floor.seconds)}\n\n`);
  for (const { name, seconds } of results) {
    const times = ratio(seconds, floor.seconds);
    const aim = AIM[name] ?? USUAL_AIM;
    const verdict = times <= aim ? 'within' : 'OVER';
    process.stdout.write(
      `${name.slice(0, 44).padEnd(44)} ${ms(seconds)}  ${times.toFixed(2)} ×  ${verdict} ${aim.toFixed(1)} ×\n`,
    );
  }
} finally {
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  rmSync(work, { recursive: true, force: true });
}

function ms(seconds) {
  return `${Math.round(median(seconds) * 1000)} ms`.padStart(7);
}

async function healthy() {
  for (let tries = 0; tries < 600; tries += 1) {
    const answer = await fetch(`${env.LEDGER_URL}/health`).catch(() => null);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error('The server did not start.');
}
