import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
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

/** Loads a file as a new process does, and ends that process. */
function load(source: string, { use = '', code = 0 } = {}): unknown {
  const directory = mkdtempSync(path.join(root, 'dist-'));
  const file = write(directory, 'hook.cjs', source);
  // What is kept is known by the time of its file.
  utimesSync(file, new Date(1_000_000), new Date(1_000_000));
  const ends: ((code: number) => void)[] = [];
  const once = vi.spyOn(process, 'once').mockImplementation((event, act) => {
    if (event === 'exit') ends.push(act as (code: number) => void);
    return process;
  });
  try {
    const exported = loadCompiled(directory, 'hook.cjs', use);
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

it('keeps what V8 made of it for the next process', () => {
  expect(load(SOURCE)).toMatchObject({ sep: path.sep });
  expect(entries()).toEqual([expect.stringMatching(/^hook\.cjs-v\d+/)]);
  expect(load(SOURCE)).toMatchObject({ sep: path.sep });
  expect(entries()).toHaveLength(1);
});

it('keeps it for each use, but not for one that there is not', () => {
  load(SOURCE, { use: 'list' });
  load(SOURCE, { use: 'show' });
  load(SOURCE, { use: 'shwo', code: 2 });
  expect(entries().toSorted()).toEqual([
    expect.stringMatching(/^hook\.cjs-v\d+.*-list$/),
    expect.stringMatching(/^hook\.cjs-v\d+.*-show$/),
  ]);
});

it('has no other module', () => {
  const { load: loadOther } = load('exports.load = () => require("none");') as { load: () => unknown };
  expect(loadOther).toThrow(expect.objectContaining({ code: 'MODULE_NOT_FOUND' }));
});

it('compiles again where what was kept is of no use', () => {
  load(SOURCE);
  const [name = ''] = entries();
  writeFileSync(path.join(kept, name), 'damaged');
  expect(load(SOURCE)).toMatchObject({ sep: path.sep });
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
])('keeps nothing %s, and works all the same', (_where, prepare) => {
  prepare();
  expect(load(SOURCE)).toMatchObject({ sep: path.sep });
  expect(entries()).toEqual([]);
});

it('forgets after a month what earlier versions left, and nothing that is not its own', () => {
  mkdirSync(kept, { recursive: true, mode: 0o700 });
  const past = new Date(Date.now() - 31 * 24 * 60 * 60 * 1000);
  for (const name of ['hook.cjs-old', 'extract.cjs-old.1.tmp', 'notes']) {
    writeFileSync(path.join(kept, name), '');
    utimesSync(path.join(kept, name), past, past);
  }
  writeFileSync(path.join(kept, 'hook.cjs-recent'), '');
  load(SOURCE);
  const own = entries().filter((name) => name.startsWith('hook.cjs-v'));
  expect(own).toHaveLength(1);
  expect(entries().toSorted()).toEqual(['hook.cjs-recent', 'notes', ...own].toSorted());
});
