import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadCompiled } from './compiled.ts';

let root: string;
let kept: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'ledger-compiled-'));
  kept = path.join(root, 'cache', 'prompt-ledger');
  vi.stubEnv('XDG_CACHE_HOME', path.join(root, 'cache'));
  vi.stubEnv('LEDGER_CACHE', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

/** As the build writes it. */
function write(directory: string, name: string, source: string): string {
  const file = path.join(directory, name);
  writeFileSync(file, `(function (exports, require, module, __filename, __dirname) {${source}\n})`);
  return file;
}

/** Loads a file as a new process does, and ends that process after `act`. */
async function load<T>(
  source: string,
  { use = '', code = 0, act = () => {} }: { use?: string; code?: number; act?: (exported: T) => void } = {},
): Promise<T> {
  const directory = mkdtempSync(path.join(root, 'dist-'));
  for (const file of [
    write(directory, 'hook.cjs', source),
    write(directory, 'late.cjs', 'exports.late = 1;'),
  ]) {
    // What is kept is known by the time of its file.
    utimesSync(file, new Date(1_000_000), new Date(1_000_000));
  }
  const ends: ((code: number) => void)[] = [];
  const once = vi.spyOn(process, 'once').mockImplementation((event, end) => {
    if (event === 'exit') ends.push(end as (code: number) => void);
    return process;
  });
  vi.resetModules();
  const fresh = await import('./compiled.ts');
  try {
    const exported = fresh.loadCompiled(directory, 'hook.cjs', use) as T;
    act(exported);
    for (const end of ends) end(code);
    return exported;
  } finally {
    once.mockRestore();
  }
}

const SOURCE = 'exports.sum = (a, b) => a + b; exports.sep = require("node:path").sep;';
const entries = () => (existsSync(kept) ? readdirSync(kept) : []);

it('gives what a file exports, once for a process', () => {
  const directory = mkdtempSync(path.join(root, 'dist-'));
  vi.stubEnv('LEDGER_CACHE', '0');
  write(directory, 'inner.cjs', 'module.exports = { inner: {} };');
  write(directory, 'hook.cjs', 'exports.inner = require.compiled(__dirname, "inner.cjs");');
  const first = loadCompiled(directory, 'hook.cjs');
  expect(first).toEqual({ inner: { inner: {} } });
  expect(loadCompiled(directory, 'hook.cjs')).toBe(first);
});

it('keeps what V8 made of it for the next process', async () => {
  expect(await load(SOURCE)).toMatchObject({ sep: path.sep });
  expect(entries()).toEqual([expect.stringMatching(/^hook\.cjs-v\d+/)]);
  expect(await load(SOURCE)).toMatchObject({ sep: path.sep });
  expect(entries()).toHaveLength(1);
});

it('keeps it for each use, but not for one that there is not', async () => {
  await load(SOURCE, { use: 'list' });
  await load(SOURCE, { use: 'show' });
  await load(SOURCE, { use: 'shwo', code: 2 });
  expect(entries().toSorted()).toEqual([
    expect.stringMatching(/^hook\.cjs-v\d+.*-list$/),
    expect.stringMatching(/^hook\.cjs-v\d+.*-show$/),
  ]);
});

it('has no other module', async () => {
  const { load: loadOther } = await load<{ load: () => unknown }>('exports.load = () => require("none");');
  expect(loadOther).toThrow(expect.objectContaining({ code: 'MODULE_NOT_FOUND' }));
});

it('keeps it anew where a process came further, as that compiles more', async () => {
  interface Exported {
    readonly goOn: () => unknown;
  }
  const source = 'exports.goOn = () => require.compiled(__dirname, "late.cjs");';
  const further = { act: ({ goOn }: Exported) => void goOn() };
  const keptAt = () => statSync(path.join(kept, entries().find((name) => name.startsWith('hook')) ?? '')).ino;
  await load<Exported>(source);
  const first = keptAt();
  await load<Exported>(source);
  expect(keptAt()).toBe(first);
  await load<Exported>(source, further);
  const second = keptAt();
  expect(second).not.toBe(first);
  await load<Exported>(source, further);
  await load<Exported>(source);
  expect(keptAt()).toBe(second);
});

it('compiles again where what was kept is of no use', async () => {
  await load(SOURCE);
  const [name = ''] = entries();
  writeFileSync(path.join(kept, name), 'damaged');
  expect(await load(SOURCE)).toMatchObject({ sep: path.sep });
  expect(entries()).toEqual([name]);
});

it.each<[string, () => void]>([
  ['with LEDGER_CACHE=0', () => vi.stubEnv('LEDGER_CACHE', '0')],
  [
    'where others can write to its folder',
    () => {
      mkdirSync(kept, { recursive: true });
      chmodSync(kept, 0o777);
    },
  ],
  ['where there can be no folder', () => writeFileSync(path.join(root, 'cache'), 'in the way')],
])('keeps nothing %s, and works all the same', async (_where, prepare) => {
  prepare();
  expect(await load(SOURCE)).toMatchObject({ sep: path.sep });
  expect(entries()).toEqual([]);
});

it('forgets after a month what earlier versions left, and nothing that is not its own', async () => {
  mkdirSync(kept, { recursive: true, mode: 0o700 });
  const past = new Date(Date.now() - 31 * 24 * 60 * 60 * 1000);
  for (const name of ['hook.cjs-old', 'extract.cjs-old.1.tmp', 'notes']) {
    writeFileSync(path.join(kept, name), '');
    utimesSync(path.join(kept, name), past, past);
  }
  writeFileSync(path.join(kept, 'hook.cjs-recent'), '');
  await load(SOURCE);
  const own = entries().filter((name) => name.startsWith('hook.cjs-v'));
  expect(own).toHaveLength(1);
  expect(entries().toSorted()).toEqual(['hook.cjs-recent', 'notes', ...own].toSorted());
});
