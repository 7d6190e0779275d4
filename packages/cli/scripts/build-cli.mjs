import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { buildHooks } from './build-hooks.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = 'node20.19';

/**
 * Builds the CLI into a folder, whose entry is `ledger.cjs`, with files of their own for hooks beside it.
 *
 * @returns how many bytes it has, and esbuild's account of what is in it
 */
export async function buildCli(outdir) {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(`${outdir}/chunks`, { recursive: true });
  const define = {
    __LEDGER_VERSION__: JSON.stringify(await version()),
    __LEDGER_EXTRACTOR__: JSON.stringify(await hashExtractor()),
  };
  const [commands, hooks] = await Promise.all([buildCommands(outdir, define), buildHooks(outdir, define)]);
  return { bytes: commands.bytes + hooks, metafile: commands.metafile };
}

/**
 * The commands are CommonJS in lazy chunks: Node starts that fastest, and a command loads only what it uses. esbuild splits ES
 * modules only, so a first pass splits and a second one turns each chunk into CommonJS.
 */
async function buildCommands(outdir, define) {
  const result = await build({
    entryPoints: { ledger: `${root}src/bin.ts` },
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
    define,
    // Conditions as `require` sees them, so that no ES-module wrapper of a CommonJS package comes in.
    mainFields: ['module', 'main'],
    metafile: true,
    write: false,
  });
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
  return { bytes, metafile: result.metafile };
}

async function version() {
  return JSON.parse(await readFile(`${root}package.json`, 'utf8')).version;
}

/**
 * Names the extractor by all the code that decides what it finds, the parser included: what is kept of earlier runs is
 * for the same extractor only, and nobody has to remember to raise a number.
 */
async function hashExtractor() {
  const { outputFiles } = await build({
    entryPoints: [`${root}src/extract/index.ts`, `${root}src/sources/decode.ts`],
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

/** Our own chunks come by `require`, which is synchronous and cheap; a foreign `import()` (the server) stays one. */
function requireChunksLazily(code) {
  return code.replace(
    /\bimport\((["'])(\.{1,2}\/[^"']+\.cjs)\1\)/g,
    'Promise.resolve().then(()=>require("$2"))',
  );
}
