import { transformSync } from 'esbuild';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NAMES, PARAMETERS, calls, type Call } from '../support/programs.ts';
import { programs, type Program } from '../support/object-programs.ts';
import { extractFrom, render } from './sample.ts';

/*
 * Programs of records, closures, classes and several files, run beside their templates. What one call leaves is there in
 * the next. The same ones each time, or others:
 * `SEED=7 PROGRAMS=10000 npx vitest run packages/cli/test/extract/object-programs.test.ts`.
 */
const SEED = Number(process.env['SEED'] ?? 1);
const PROGRAMS = Number(process.env['PROGRAMS'] ?? 200);

const PROSE = 'You answer questions as well as you can, in a few words.';

type Prompt = (...args: unknown[]) => unknown;
type Exports = Record<string, unknown>;

/** Most files of a program are those of others, too. */
const compiled = new Map<string, string>();

function compile(text: string): string {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const { code } = transformSync(text, { loader: 'ts', format: 'cjs', target: 'es2022' });
  compiled.set(text, code);
  return code;
}

/** Loads the files as modules, and gives the function. */
function load({ files }: Program): Prompt {
  const loaded = new Map<string, { exports: Exports }>();
  const read = (specifier: string): Exports => {
    const path = `${specifier.replace(/^\.\//, '')}.ts`;
    const known = loaded.get(path);
    if (known) return known.exports;
    const module = { exports: {} };
    loaded.set(path, module);
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- running it is what is compared with
    const run = new Function(
      'module',
      'exports',
      'require',
      `'use strict';\n${compile(files[path] ?? '')}`,
    ) as (...all: unknown[]) => void;
    run(module, module.exports, read);
    return module.exports;
  };
  return read('./prompts')['prompt'] as Prompt;
}

function resultOf<T>(run: () => T): T | null {
  try {
    return run();
  } catch {
    return null;
  }
}

it('what is told of a program is what running it gives, again and again', { timeout: 3_600_000 }, () => {
  const told = { whole: 0, texts: 0, refused: 0 };
  const check = (program: Program, given: readonly Call[]) => {
    const { prompts } = extractFrom(program.files, { placeholders: 'none' });
    const prompt = prompts.find(({ exportName, file }) => exportName === 'prompt' && file === 'prompts.ts');
    if (prompt?.status !== 'ok' || prompt.variables.some(({ opaque }) => opaque)) return;
    told.whole += 1;
    // Files that go round in a circle may not load at all.
    const run = resultOf(() => load(program));
    for (const each of run ? given : []) {
      const expected = resultOf(() => run?.(...NAMES.map((name) => structuredClone(each[name]))));
      if (typeof expected !== 'string') continue;
      told.texts += 1;
      const text = resultOf(() => render(prompt.template, each));
      if (text === null) told.refused += 1;
      else expect(text, prompt.template).toBe(expected);
    }
  };
  const all = fc.property(
    programs(PROSE, PARAMETERS),
    fc.array(calls, { minLength: 3, maxLength: 5 }),
    check,
  );
  fc.assert(all, { seed: SEED, numRuns: PROGRAMS });
  expect(told.whole).toBeGreaterThan(PROGRAMS / 5);
  expect(told.refused).toBeLessThanOrEqual(told.texts / 100);
});
