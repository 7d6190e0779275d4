/** What benches share, and what they share with the tests. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

export const { createCluster, findFreePort } = await importTypeScript('cluster');
export const { startProxy } = await importTypeScript('proxy');

/** mulberry32: the same seed, the same numbers. */
export function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A file that the tests of the server share, and that imports only what Node brings: Node 20 reads no TypeScript. */
async function importTypeScript(name) {
  const source = fileURLToPath(new URL(`../packages/server/test/support/${name}.ts`, import.meta.url));
  const { code } = await transform(await readFile(source, 'utf8'), { loader: 'ts', target: 'node20' });
  const folder = await mkdtemp(path.join(tmpdir(), 'ledger-bench-'));
  try {
    const file = path.join(folder, `${name}.mjs`);
    await writeFile(file, code);
    return await import(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}
