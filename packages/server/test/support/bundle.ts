import { mkdtemp, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { build } from 'esbuild';
import { buildImage } from '../../scripts/build-image.mjs';
import { buildRenderThread } from '../../scripts/build-render-thread.mjs';

export interface Bundle {
  readonly file: string;
  remove(): Promise<void>;
}

/**
 * Bundles a source file so that plain Node can run it as a process of its own: Node 20 reads no TypeScript. It goes
 * below `dist`, from where the packages that stay outside are found, and the built files too.
 *
 * @param source relative to `packages/server`
 */
export async function bundle(source: string): Promise<Bundle> {
  await Promise.all([buildImage(), buildRenderThread()]);
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const directory = await mkdtemp(path.join(root, 'dist', 'test-'));
  const file = path.join(directory, 'main.mjs');
  await build({
    entryPoints: [path.join(root, source)],
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'error',
    external: ['@electric-sql/pglite', '@electric-sql/pglite/*', 'minijinja-js', 'pg-native'],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  return { file, remove: () => rm(directory, { recursive: true, force: true }) };
}
