/**
 * Runs tests for `scripts/mutants.mjs --pure` in one process that has read everything once, so that a change costs what
 * the tests that reach it cost, and no start of them. It knows what pure tests need of vitest: `describe`, `it`, `each`,
 * `expect`. Only files of tests that reach the changed source are read.
 */
import { glob, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { format } from 'node:util';
import { pathToFileURL } from 'node:url';

class InProcessRunner {
  #tests = new Map();
  #globals = new Set();

  capabilities() {
    return { reloadEnvironment: false };
  }

  /** The working directory is a copy of the project with all changes in it, of which one is switched on at a time. */
  async init() {
    const root = process.cwd();
    const require = createRequire(path.join(root, 'package.json'));
    const { build } = require('esbuild');
    const without = list('MUTANTS_WITHOUT');
    const entries = [];
    for (const pattern of list('MUTANTS_TESTS')) {
      for await (const file of glob(pattern, { cwd: root })) {
        if (!without.some((each) => path.matchesGlob(file, each))) entries.push(file);
      }
    }
    const changed = list('MUTANTS_FILES');
    // In the package, so that its dependencies are found.
    const outdir = path.join(root, ...changed[0].split('/').slice(0, 2), 'mutants');
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: [...new Set(entries)],
      outdir,
      outbase: root,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      metafile: true,
      logLevel: 'error',
      banner: {
        js: "import { createRequire as __require_ } from 'node:module'; const require = __require_(import.meta.url);",
      },
      alias: aliases(root),
      plugins: [whereItWas],
    });
    const Vitest = createRequire(require.resolve('vitest/package.json'));
    globalThis.pureTests = pureTests(
      await import(pathToFileURL(Vitest.resolve('@vitest/expect')).href),
      this.#tests,
    );
    for (const [output, { entryPoint }] of Object.entries(metafile.outputs)) {
      if (!entryPoint || !reaches(metafile.outputs, output, changed)) continue;
      globalThis.pureTests.file = entryPoint;
      await import(pathToFileURL(path.join(root, output)).href);
    }
    state();
    this.#globals = new Set(Object.keys(globalThis));
  }

  async dryRun() {
    const tests = [];
    for (const id of this.#tests.keys()) {
      state().currentTestId = id;
      tests.push(await this.#run(id));
    }
    state().currentTestId = undefined;
    return { status: 'complete', tests, mutantCoverage: state().mutantCoverage };
  }

  async mutantRun({ testFilter, activeMutant, hitLimit, disableBail }) {
    Object.assign(state(), { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
    const ids = testFilter ?? [...this.#tests.keys()];
    let count = 0;
    const killedBy = [];
    let failureMessage = '';
    for (const id of ids) {
      const result = await this.#run(id);
      count += 1;
      if (result.status !== 1) continue;
      killedBy.push(id);
      failureMessage ||= result.failureMessage;
      if (!disableBail) break;
    }
    state().activeMutant = undefined;
    if (hitLimit !== undefined && state().hitCount > hitLimit)
      return { status: 'timeout', reason: 'hit limit' };
    return killedBy.length > 0
      ? { status: 'killed', killedBy, failureMessage, nrOfTests: count }
      : { status: 'survived', nrOfTests: count };
  }

  async #run(id) {
    const { name, run } = this.#tests.get(id);
    const start = performance.now();
    const finish = (rest) => ({ id, name, timeSpentMs: performance.now() - start, ...rest });
    try {
      await run();
      return finish({ status: 0 });
    } catch (error) {
      return finish({ status: 1, failureMessage: String(error?.message ?? error) });
    } finally {
      // Code that a test runs may have made some, which the next would find.
      for (const name of Object.keys(globalThis)) if (!this.#globals.has(name)) delete globalThis[name];
    }
  }
}

function list(variable) {
  return (process.env[variable] ?? '').split(' ').filter(Boolean);
}

/** Where Stryker's changes look up which of them is on. */
function state() {
  return (globalThis.__stryker__ ??= {});
}

function aliases(root) {
  const source = (file) => path.join(root, 'packages', file);
  return {
    '@prompt-ledger/shared/contract': source('shared/src/contract/prompts.ts'),
    '@prompt-ledger/shared/variables': source('shared/src/variables.ts'),
    '@prompt-ledger/shared': source('shared/src/index.ts'),
  };
}

/** A test finds its samples beside itself, not beside what it is bundled to; and its vitest is what is below. */
const whereItWas = {
  name: 'where-it-was',
  setup(build) {
    build.onResolve({ filter: /^vitest$/ }, () => ({ path: 'vitest', namespace: 'pure' }));
    build.onLoad({ filter: /./, namespace: 'pure' }, () => ({
      contents: `const t = globalThis.pureTests;
        export const { describe, it, expect } = t; export const test = t.it; export const vi = undefined;
        export const beforeEach = t.hook, afterEach = t.hook, beforeAll = t.hook, afterAll = t.hook, onTestFinished = t.hook;`,
    }));
    build.onLoad({ filter: /[\\/]packages[\\/].*\.ts$/ }, async ({ path: file }) => {
      const text = await readFile(file, 'utf8');
      return {
        contents: text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href)),
        loader: 'ts',
      };
    });
  },
};

function reaches(outputs, from, changed) {
  const seen = new Set();
  const pending = [from];
  for (let output = pending.pop(); output; output = pending.pop()) {
    if (seen.has(output)) continue;
    seen.add(output);
    if (
      Object.keys(outputs[output].inputs).some((input) =>
        changed.some((each) => path.matchesGlob(input, each)),
      )
    )
      return true;
    for (const { path: imported, external } of outputs[output].imports) if (!external) pending.push(imported);
  }
  return false;
}

/** What a test file asks of vitest, as it registers its tests. */
function pureTests({ chai, JestExtend, JestChaiExpect, JestAsymmetricMatchers, ...others }, tests) {
  for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);
  const expect = (value, message) => chai.expect(value, message);
  Object.assign(expect, chai.expect, globalThis[others.ASYMMETRIC_MATCHERS_OBJECT]);
  const suites = [];
  const pure = { file: '', expect, it, describe, hook };
  it.each = each(it);
  describe.each = each(describe);
  return pure;

  function it(title, run) {
    const name = [...suites, title].join(' ');
    let id = `${pure.file}#${name}`;
    while (tests.has(id)) id += '+';
    tests.set(id, { name, run });
  }
  function describe(title, body) {
    suites.push(title);
    body();
    suites.pop();
  }
  function hook() {
    throw new Error(`${pure.file} does something before or after its tests: leave it out with --without`);
  }
}

function each(register) {
  return (rows) => (title, body) => {
    for (const row of rows) {
      const values = Array.isArray(row) ? row : [row];
      const used = title.match(/%[a-z]/g)?.length ?? 0;
      const named = title.replaceAll(/\$(\w+)/g, (all, key) => String(values[0]?.[key] ?? all));
      register(format(named, ...values.slice(0, used)), () => body(...values));
    }
  };
}

export const strykerPlugins = [{ kind: 'TestRunner', name: 'in-process', injectableClass: InProcessRunner }];
