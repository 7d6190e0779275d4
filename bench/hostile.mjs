/**
 * How long a hostile template lasts, and what others wait meanwhile: `node bench/hostile.mjs`, on the built packages and the
 * embedded database. A template is refused within a second; others are asked in turn with and without it.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const KEY = 'bench-key-of-this-run';
const TEMPLATES = {
  'ten billion turns': '{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}',
  'a hundred megabytes': '{{ "a" * 10**8 }}',
  'a long step, many times':
    '{% set x = "a" * 1000000 %}{% for i in range(100000) %}{% if x | replace("b", "c") %}{% endif %}{% endfor %}',
  'text that doubles':
    '{% set ns = namespace(a="aaaaaaaaaa") %}{% for i in range(40) %}{% set ns.a = ns.a ~ ns.a %}{% endfor %}',
};
const root = fileURLToPath(new URL('..', import.meta.url));
const work = mkdtempSync(path.join(tmpdir(), 'ledger-bench-hostile-'));
const server = spawn(
  process.execPath,
  [
    path.join(root, 'packages/server/dist/bin.js'),
    'serve',
    '--port',
    '0',
    '--data-dir',
    path.join(work, 'data'),
  ],
  { env: { PATH: process.env.PATH, HOME: work, LEDGER_API_KEY: KEY } },
);
server.stderr.on('data', () => {});
try {
  const base = await new Promise((resolve) =>
    server.stdout.once('data', (data) => resolve(String(data).trim())),
  );
  const send = async (method, pathname, body) => {
    const answer = await fetch(`${base}${pathname}`, {
      method,
      headers: { 'x-api-key': KEY, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json() };
  };
  const prompts = Object.entries({ ...TEMPLATES, plain: 'Hello {{ name }}!' }).map(
    ([, template_source], i) => ({
      name: `p${i}`,
      template_source,
    }),
  );
  await send('POST', '/v1/prompts/register-code', { prompts });
  const execute = (i) =>
    send('POST', `/v1/prompts/p${i}/execute`, { model_name: 'echo', variables: { name: 'Ann' } });
  const plain = prompts.length - 1;
  for (let i = 0; i < 20; i += 1) await execute(plain);

  print(`Node ${process.versions.node}, ${cpus().length} cores, embedded database\n`);
  print(row('', 'refused after', 'others p50', 'slowest', 'alone p50'));
  for (const [i, name] of Object.keys(TEMPLATES).entries()) {
    const before = performance.now();
    const state = { isOver: false };
    const hostile = execute(i).finally(() => (state.isOver = true));
    const meanwhile = [];
    while (!state.isOver) meanwhile.push(await time(() => execute(plain)));
    const { status } = await hostile;
    const lasted = performance.now() - before;
    const alone = [];
    for (let count = 0; count < 40; count += 1) alone.push(await time(() => execute(plain)));
    if (status !== 422) throw new Error(`${name} was answered with ${status}`);
    print(row(name, ms(lasted), ms(median(meanwhile)), ms(Math.max(...meanwhile)), ms(median(alone))));
  }
} finally {
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  rmSync(work, { recursive: true, force: true });
}

async function time(act) {
  const before = performance.now();
  await act();
  return performance.now() - before;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function ms(value) {
  return `${value.toFixed(1)} ms`;
}

function row(what, ...cells) {
  return `${what.padEnd(26)}${cells.map((cell) => cell.padStart(15)).join('')}`;
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
