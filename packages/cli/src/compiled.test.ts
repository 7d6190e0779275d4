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

/** Loads a file as a new process does, and ends that process. */
function load(source: string): unknown {
  const directory = mkdtempSync(path.join(root, 'dist-'));
  const file = path.join(directory, 'hook.cjs');
  writeFileSync(file, source);
  // What is kept is known by the time of its file.
  utimesSync(file, new Date(1_000_000), new Date(1_000_000));
  const ends: (() => void)[] = [];
  const once = vi.spyOn(process, 'once').mockImplementation((event, act) => {
    if (event === 'exit') ends.push(act as () => void);
    return process;
  });
  try {
    const exported = loadCompiled(directory, 'hook.cjs');
    for (const end of ends) end();
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
  writeFileSync(path.join(directory, 'inner.cjs'), 'module.exports = { inner: {} };');
  writeFileSync(
    path.join(directory, 'hook.cjs'),
    'exports.inner = require.compiled(__dirname, "inner.cjs");',
  );
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
