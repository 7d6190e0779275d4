/**
 * Runs tests for `scripts/mutants.mjs --pure` in one process that has read everything once, so that a change costs what
 * the tests that reach it cost, and no start of them. It knows what most tests need of vitest: `describe`, `it`, `each`,
 * `runIf`, `expect`, and what is done before and after them. Only files of tests that reach the changed source are read.
 */
import { existsSync, readFileSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { format } from 'node:util';
import { pathToFileURL } from 'node:url';

class InProcessRunner {
  #tests = new Map();
  #globals = new Set();
  /** What went wrong where nobody waited for it. */
  #stray = null;
  #log;

  static inject = ['logger'];

  constructor(log) {
    this.#log = log;
  }

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
      metafile: true,
      logLevel: 'error',
      banner: {
        js: "import { createRequire as __require_ } from 'node:module'; const require = __require_(import.meta.url);",
      },
      plugins: [shared(root), installed([path.dirname(outdir), root]), whereItWas],
    });
    const Vitest = createRequire(require.resolve('vitest/package.json'));
    globalThis.pureTests = pureTests(
      {
        ...(await import(pathToFileURL(Vitest.resolve('@vitest/expect')).href)),
        ...(await import(pathToFileURL(Vitest.resolve('@vitest/spy')).href)),
      },
      this.#tests,
    );
    for (const [output, { entryPoint }] of Object.entries(metafile.outputs)) {
      if (!entryPoint || !reaches(metafile.outputs, output, changed)) continue;
      globalThis.pureTests.file = entryPoint;
      await import(pathToFileURL(path.join(root, output)).href);
    }
    state();
    this.#globals = new Set(Object.keys(globalThis));
    for (const event of ['unhandledRejection', 'uncaughtException'])
      process.on(event, (error) => (this.#stray ??= error));
  }

  /** A test that needs what another one made would fail under every change, so each is run alone, and those are left out. */
  async dryRun() {
    const tests = [];
    for (const id of this.#tests.keys()) {
      const [result] = await this.#runAll([id], () => (state().currentTestId = id));
      tests.push(result.status === 0 ? result : { ...result, status: 2 });
      if (result.status === 0) continue;
      this.#log.warn(`Left out, as it fails alone: ${id} (${result.failureMessage})`);
      delete state().mutantCoverage?.perTest[id];
    }
    return { status: 'complete', tests, mutantCoverage: state().mutantCoverage };
  }

  async mutantRun({ testFilter, activeMutant, hitLimit, disableBail }) {
    Object.assign(state(), { hitCount: 0, hitLimit });
    // As they are written: some need what those before them made.
    const order = [...this.#tests.keys()];
    const ids = testFilter ? testFilter.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)) : order;
    const results = await this.#runAll(
      ids,
      () => (state().activeMutant = activeMutant.id),
      ({ status }) => status === 1 && !disableBail,
    );
    state().activeMutant = undefined;
    const failed = results.filter(({ status }) => status === 1);
    if ((hitLimit !== undefined && state().hitCount > hitLimit) || failed.some(({ isLate }) => isLate))
      return { status: 'timeout', reason: failed[0]?.failureMessage ?? 'hit limit' };
    return failed.length > 0
      ? {
          status: 'killed',
          killedBy: failed.map(({ id }) => id),
          failureMessage: failed[0].failureMessage,
          nrOfTests: results.length,
        }
      : { status: 'survived', nrOfTests: results.length };
  }

  /** Nothing is changed in what is done before and after a whole suite. */
  async #runAll(ids, before, isEnough = () => false) {
    const results = [];
    let entered = [];
    const leaveTo = async (suites) => {
      for (const suite of entered.filter((each) => !suites.includes(each)).toReversed())
        for (const hook of suite.afterAll) await inTime(hook).catch(() => {});
      entered = entered.filter((each) => suites.includes(each));
    };
    for (const id of ids) {
      const { suites } = this.#tests.get(id);
      await leaveTo(suites);
      for (const suite of suites.filter((each) => !entered.includes(each))) {
        entered.push(suite);
        for (const hook of suite.beforeAll) await inTime(hook);
      }
      before(id);
      const result = await this.#run(id);
      state().activeMutant = undefined;
      state().currentTestId = undefined;
      results.push(result);
      if (isEnough(result)) break;
    }
    await leaveTo([]);
    return results;
  }

  async #run(id) {
    const { name, run, suites } = this.#tests.get(id);
    const start = performance.now();
    const finish = (rest) => ({ id, name, timeSpentMs: performance.now() - start, ...rest });
    this.#stray = null;
    try {
      for (const suite of suites) for (const hook of suite.beforeEach) await inTime(hook);
      try {
        await inTime(run);
      } finally {
        for (const suite of suites.toReversed()) for (const hook of suite.afterEach) await inTime(hook);
      }
      if (this.#stray !== null) throw this.#stray;
      return finish({ status: 0 });
    } catch (error) {
      return finish({
        status: 1,
        failureMessage: String(error?.message ?? error),
        isLate: error?.code === LATE,
      });
    } finally {
      // Code that a test runs may have made some, which the next would find.
      for (const name of Object.keys(globalThis)) if (!this.#globals.has(name)) delete globalThis[name];
    }
  }
}

const LATE = 'LATE';

/** Half of the time after which the whole process would be given up. */
async function inTime(act) {
  const done = act();
  if (typeof done?.then !== 'function') return;
  const ms = Number(process.env.MUTANTS_PATIENCE) / 2;
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('It did not end'), { code: LATE })), ms);
  });
  try {
    await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}

function list(variable) {
  return (process.env[variable] ?? '').split(' ').filter(Boolean);
}

/** Where Stryker's changes look up which of them is on. */
function state() {
  return (globalThis.__stryker__ ??= {});
}

/** What a package says it exports, as source. */
function shared(root) {
  const folder = path.join(root, 'packages', 'shared');
  const { name, exports } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return {
    name: 'shared',
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${name}(/|$)`) }, ({ path: wanted }) => ({
        path: path.join(folder, exports[`.${wanted.slice(name.length)}`]),
      }));
    },
  };
}

/** What is found from where the tests are bundled to is read from there; what only another package has is bundled. */
function installed(folders) {
  return {
    name: 'installed',
    setup(build) {
      build.onResolve({ filter: /^[@\w]/ }, ({ path: wanted, kind }) => {
        if (kind === 'entry-point' || wanted === 'vitest') return null;
        const [scope, name] = wanted.split('/');
        const found = path.join('node_modules', scope, wanted.startsWith('@') ? name : '');
        const isThere = isBuiltin(wanted) || folders.some((folder) => existsSync(path.join(folder, found)));
        return isThere ? { external: true } : null;
      });
    },
  };
}

/** A test finds its samples beside itself, not beside what it is bundled to; and its vitest is what is below. */
const whereItWas = {
  name: 'where-it-was',
  setup(build) {
    build.onResolve({ filter: /^vitest$/ }, () => ({ path: 'vitest', namespace: 'pure' }));
    build.onLoad({ filter: /./, namespace: 'pure' }, () => ({
      contents: `const t = globalThis.pureTests;
        export const { describe, it, expect } = t; export const test = t.it;
        export const { beforeAll, afterAll, beforeEach, afterEach, vi } = t;`,
    }));
    build.onLoad({ filter: /[\\/]packages[\\/].*\.(ts|mjs)$/ }, async ({ path: file }) => {
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
  let suites = [];
  const pure = {
    vi: { fn: others.fn, spyOn: others.spyOn },
    expect,
    it,
    describe,
    beforeAll: hook('beforeAll'),
    afterAll: hook('afterAll'),
    beforeEach: hook('beforeEach'),
    afterEach: hook('afterEach'),
    set file(name) {
      suites = [suite(name)];
    },
  };
  for (const register of [it, describe]) {
    register.each = each(register);
    register.runIf = (holds) => (holds ? register : () => {});
    register.skipIf = (holds) => register.runIf(!holds);
  }
  return pure;

  function it(title, run) {
    const [file, ...others] = suites;
    const name = [...others.map((each) => each.title), title].join(' ');
    let id = `${file.title}#${name}`;
    while (tests.has(id)) id += '+';
    tests.set(id, { name, run, suites });
  }
  function describe(title, body) {
    suites = [...suites, suite(title)];
    body();
    suites = suites.slice(0, -1);
  }
  function hook(kind) {
    return (act) => void suites.at(-1)[kind].push(act);
  }
}

function suite(title) {
  return { title, beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] };
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
