/**
 * Builds `dist/render-thread.mjs`, the program of the thread that renders prompts: a thread starts from a file, and
 * Node 20 reads no TypeScript. Tests build it too.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, rename } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

export async function buildRenderThread() {
  await mkdir(path('../dist'), { recursive: true });
  const file = path('../dist/render-thread.mjs');
  const temporary = `${file}.${randomUUID()}`;
  await build({
    entryPoints: [path('../src/templates/thread.ts')],
    outfile: temporary,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minifySyntax: true,
    legalComments: 'none',
    external: ['minijinja-js'],
  });
  // Whole or not at all: several processes, and several servers of one test, may build at the same time.
  await rename(temporary, file);
  return file;
}
