/**
 * Builds what is published: `packages/cli/dist` and `packages/server/dist`.
 */
import { chmod, copyFile, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildCli } from '../packages/cli/scripts/build-cli.mjs';
import { writeNotices } from './notices.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = 'node20.19';

async function version(name) {
  return JSON.parse(await readFile(`${root}packages/${name}/package.json`, 'utf8')).version;
}

async function buildServer() {
  const outdir = `${root}packages/server/dist`;
  const entries = ['index', 'bin'];
  await Promise.all(entries.map((name) => rm(`${outdir}/${name}.js`, { force: true })));
  await rm(`${outdir}/chunks`, { recursive: true, force: true });
  const result = await build({
    entryPoints: entries.map((name) => `${root}packages/server/src/${name}.ts`),
    outdir,
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target,
    minifySyntax: true,
    legalComments: 'none',
    define: { __LEDGER_VERSION__: JSON.stringify(await version('server')) },
    // These two carry WebAssembly and data files beside their code.
    external: ['@electric-sql/pglite', '@electric-sql/pglite/*', 'minijinja-js', 'pg-native'],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    metafile: true,
  });
  await chmod(`${outdir}/bin.js`, 0o755);
  const bytes = Object.values(result.metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
  return { bytes, metafile: result.metafile };
}

const started = performance.now();
const [cli, server] = await Promise.all([buildCli(`${root}packages/cli/dist`), buildServer()]);
const { buildImage } = await import('../packages/server/scripts/build-image.mjs');
await buildImage();
const { buildRenderThread } = await import('../packages/server/scripts/build-render-thread.mjs');
await buildRenderThread();
const { buildDocs } = await import('../packages/server/scripts/build-docs.mjs');
await buildDocs();
for (const [name, { metafile }] of Object.entries({ cli, server })) {
  writeNotices(`${root}packages/${name}/dist`, metafile, process.cwd());
  await copyFile(`${root}LICENSE`, `${root}packages/${name}/LICENSE`);
}
const kb = (bytes) => `${Math.round(bytes / 1024)} kB`;
process.stderr.write(
  `built  cli ${kb(cli.bytes)}, server ${kb(server.bytes)} in ${((performance.now() - started) / 1000).toFixed(1)} s\n`,
);
