import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const source = fileURLToPath(new URL('../src/', import.meta.url));

/** What hooks load late, each a file of its own: the extractor where a prompt may have changed, and what speaks to proxies. */
const LATE = {
  extract: ['extract/index.ts', 'extract/explain.ts'],
  proxied: ['ledger/proxied.ts'],
};

/**
 * Builds what hooks run: one file, as finding and reading many small ones takes longer than compiling them, and beside it
 * what they load late. `compiled.ts` loads them all.
 *
 * @returns how many bytes they have
 */
export async function buildHooks(outdir, define) {
  const options = {
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    minify: true,
    legalComments: 'none',
    define,
    mainFields: ['module', 'main'],
    // Only a run from source asks for it.
    logOverride: { 'empty-import-meta': 'silent' },
    write: false,
  };
  const results = await Promise.all([
    build({
      ...options,
      entryPoints: { hook: `${source}hook-bin.ts` },
      outdir,
      plugins: [leaveOut, lighten],
    }),
    ...Object.entries(LATE).map(([name, files]) => {
      const contents = files.map((file) => `export * from './${file}';`).join('\n');
      const stdin = { contents, resolveDir: source, sourcefile: `${name}.ts`, loader: 'ts' };
      const plugins = name === 'extract' ? [lighten] : [];
      return build({ ...options, stdin, outfile: `${outdir}/${name}.js`, plugins });
    }),
  ]);
  let bytes = 0;
  for (const file of results.flatMap(({ outputFiles }) => outputFiles)) {
    const text = file.text.replace(
      /\bimport\((["'])\.\/(\w+\.cjs)\1\)/g,
      'Promise.resolve().then(()=>require.compiled(__dirname,"$2"))',
    );
    if (NOT_ASCII.test(text)) throw new Error(`${file.path} is not ASCII, as which it is loaded.`);
    bytes += text.length;
    await writeFile(file.path.replace(/\.js$/, '.cjs'), text);
  }
  return bytes;
}

// oxlint-disable-next-line no-control-regex -- ASCII begins with them
const NOT_ASCII = /[^\u0000-\u007f]/;

const lighten = {
  name: 'hash-a-few-texts-without-loading-what-hashes-many',
  setup({ onResolve }) {
    onResolve({ filter: /^node:crypto$/ }, () => ({ path: `${source}light-crypto.ts` }));
  },
};

const leaveOut = {
  name: 'leave-out-what-is-loaded-late',
  setup({ onResolve }) {
    onResolve({ filter: /\.ts$/ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const file = fileURLToPath(new URL(path, `file://${resolveDir}/`));
      const name = Object.keys(LATE).find((one) => LATE[one].some((part) => file === source + part));
      return name && { path: `./${name}.cjs`, external: true };
    });
  },
};
