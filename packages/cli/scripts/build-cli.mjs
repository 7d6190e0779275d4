import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = `${root}src/`;
const options = {
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  legalComments: 'none',
  // Conditions as `require` sees them, so that no ES-module wrapper of a CommonJS package comes in.
  mainFields: ['module', 'main'],
  // Only a run from source asks for it.
  logOverride: { 'empty-import-meta': 'silent' },
  metafile: true,
  write: false,
};

/**
 * What is loaded when it is called for, each a file of its own: the hooks, all other commands, the extractor where a prompt
 * may be, what speaks to proxies, and packages that few commands have a use for. `start/compiled.ts` loads them.
 */
const LATE = {
  hook: ['./start/hook-bin.ts'],
  commands: ['./cli.ts', './context.ts'],
  extract: ['index', 'explain', 'inline', 'replay'].map((part) => `./extract/${part}.ts`),
  proxied: ['./ledger/proxied.ts'],
  questions: ['@clack/prompts'],
};
/** These hash a few short texts, and wait for nothing as long as for Node's cryptography. */
const LIGHT = new Set(['hook', 'extract']);

/**
 * Builds the CLI into a folder, whose entry is `ledger.cjs`: a few files, as finding and reading many small ones takes
 * longer than compiling them.
 *
 * @returns how many bytes it has, and esbuild's account of what is in it
 */
export async function buildCli(outdir) {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  const define = {
    __LEDGER_VERSION__: JSON.stringify(await version()),
    __LEDGER_EXTRACTOR__: JSON.stringify(await hashExtractor()),
  };
  const results = await Promise.all([
    build({
      ...options,
      define,
      entryPoints: [`${source}bin.ts`],
      outfile: `${outdir}/ledger.cjs`,
    }),
    ...Object.entries(LATE).map(([name, parts]) => {
      const contents = parts.map((part) => `export * from '${part}';`).join('\n');
      const stdin = { contents, resolveDir: source, sourcefile: `${name}.ts`, loader: 'ts' };
      const plugins = [leaveOut(name), ...(LIGHT.has(name) ? [lighten] : [])];
      return build({ ...options, define, stdin, outfile: `${outdir}/${name}.cjs`, plugins });
    }),
  ]);
  let bytes = 0;
  for (const { path, text } of results.flatMap(({ outputFiles }) => outputFiles)) {
    if (NOT_ASCII.test(text)) throw new Error(`${path} is not ASCII, as which it is loaded.`);
    const code = path.endsWith('ledger.cjs') ? text : wrap(text);
    bytes += code.length;
    await writeFile(path, code);
  }
  await chmod(`${outdir}/ledger.cjs`, 0o755);
  const inputs = Object.assign({}, ...results.map(({ metafile }) => metafile.inputs));
  return { bytes, metafile: { inputs } };
}

// oxlint-disable-next-line no-control-regex -- ASCII begins with them
const NOT_ASCII = /[^\u0000-\u007f]/;

/** Into the function that Node would put around it, in which our own files come by what `start/compiled.ts` gives. */
function wrap(text) {
  const lazy = text.replace(
    /\bimport\((["'])\.\/(\w+\.cjs)\1\)/g,
    'Promise.resolve().then(()=>require.compiled(__dirname,"$2"))',
  );
  return `(function (exports, require, module, __filename, __dirname) {${lazy}\n})\n`;
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
    ...options,
    entryPoints: [`${source}extract/index.ts`, `${source}sources/decode.ts`],
    outdir: 'nowhere',
    format: 'esm',
  });
  const hash = createHash('sha256');
  for (const { text } of outputFiles) hash.update(text);
  return hash.digest('hex');
}

const lighten = {
  name: 'hash-a-few-texts-without-loading-what-hashes-many',
  setup({ onResolve }) {
    onResolve({ filter: /^node:crypto$/ }, () => ({ path: `${source}start/light-crypto.ts` }));
  },
};

const leaveOut = (own) => ({
  name: 'leave-out-what-is-loaded-late',
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const file = path.startsWith('.')
        ? fileURLToPath(new URL(path, `file://${resolveDir}/`)).replace(source, './')
        : path;
      const name = Object.keys(LATE).find((one) => one !== own && LATE[one].includes(file));
      return name && { path: `./${name}.cjs`, external: true };
    });
  },
});
