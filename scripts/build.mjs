/**
 * Builds what is published: `packages/cli/dist` and `packages/server/dist`.
 *
 * The CLI is CommonJS in lazy chunks: Node starts that fastest, and a command loads only what it uses. esbuild splits
 * ES modules only, so a first pass splits and a second one turns each chunk into CommonJS.
 */
import { createHash } from 'node:crypto';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = 'node20.19';

async function version(name) {
  return JSON.parse(await readFile(`${root}packages/${name}/package.json`, 'utf8')).version;
}

/**
 * Names the extractor by all the code that decides what it finds, the parser included: what is kept of earlier runs is
 * for the same extractor only, and nobody has to remember to raise a number.
 */
async function hashExtractor() {
  const { outputFiles } = await build({
    entryPoints: [`${root}packages/cli/src/extract/index.ts`, `${root}packages/cli/src/sources/decode.ts`],
    outdir: 'nowhere',
    bundle: true,
    format: 'esm',
    platform: 'node',
    target,
    minify: true,
    legalComments: 'none',
    write: false,
  });
  const hash = createHash('sha256');
  for (const { text } of outputFiles) hash.update(text);
  return hash.digest('hex');
}

async function buildCli() {
  const outdir = `${root}packages/cli/dist`;
  await rm(outdir, { recursive: true, force: true });
  const result = await build({
    entryPoints: { ledger: `${root}packages/cli/src/bin.ts` },
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target,
    minify: true,
    legalComments: 'none',
    define: {
      __LEDGER_VERSION__: JSON.stringify(await version('cli')),
      __LEDGER_EXTRACTOR__: JSON.stringify(await hashExtractor()),
    },
    // Conditions as `require` sees them, so that no ES-module wrapper of a CommonJS package comes in.
    mainFields: ['module', 'main'],
    metafile: true,
    write: false,
  });
  const { mkdir } = await import('node:fs/promises');
  await mkdir(`${outdir}/chunks`, { recursive: true });
  let bytes = 0;
  for (const file of result.outputFiles) {
    const { code } = await transform(file.text, {
      format: 'cjs',
      platform: 'node',
      target,
      minifyWhitespace: true,
      supported: { 'dynamic-import': true },
      legalComments: 'none',
    });
    const text = requireChunksLazily(code);
    bytes += Buffer.byteLength(text);
    await writeFile(file.path, text);
  }
  await chmod(`${outdir}/ledger.cjs`, 0o755);
  return bytes;
}

/** Our own chunks come by `require`, which is synchronous and cheap; a foreign `import()` (the server) stays one. */
function requireChunksLazily(code) {
  return code.replace(
    /\bimport\((["'])(\.{1,2}\/[^"']+\.cjs)\1\)/g,
    'Promise.resolve().then(()=>require("$2"))',
  );
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
  return Object.values(result.metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0);
}

const started = performance.now();
const [cli, server] = await Promise.all([buildCli(), buildServer()]);
const { buildImage } = await import('../packages/server/scripts/build-image.mjs');
await buildImage();
const { buildRenderThread } = await import('../packages/server/scripts/build-render-thread.mjs');
await buildRenderThread();
const { buildDocs } = await import('../packages/server/scripts/build-docs.mjs');
await buildDocs();
const kb = (bytes) => `${Math.round(bytes / 1024)} kB`;
process.stderr.write(
  `built  cli ${kb(cli)}, server ${kb(server)} in ${((performance.now() - started) / 1000).toFixed(1)} s\n`,
);
