import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HELPERS, NAMES, PARAMETERS, calls, programs, type Call } from '../support/programs.ts';
import { extractFrom, render } from './sample.ts';

/*
 * Programs made at random, run beside their templates: the same ones each time, or others, and more of them:
 * `SEED=7 PROGRAMS=10000 npx vitest run packages/cli/test/extract/programs.test.ts`.
 */
const SEED = Number(process.env['SEED'] ?? 1);
const PROGRAMS = Number(process.env['PROGRAMS'] ?? 600);

const PROSE = 'You answer questions as well as you can, in a few words.';
const AROUND = `const PROSE = ${JSON.stringify(PROSE)};\n${HELPERS}`;

/** @returns null where it throws; undefined where it is no program at all */
function run(body: string, given: Call): unknown {
  let made: (...args: unknown[]) => unknown;
  try {
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- running it is what is compared with
    made = new Function(...NAMES, `${AROUND}\n${body}`) as typeof made;
  } catch {
    return undefined;
  }
  try {
    return made(...NAMES.map((name) => structuredClone(given[name])));
  } catch {
    return null;
  }
}

function renderedOf(template: string, given: Call): string | null {
  try {
    return render(template, given);
  } catch {
    return null;
  }
}

it('what is told of a program is what running it gives', { timeout: 3_600_000 }, () => {
  const told = { whole: 0, texts: 0, refused: 0 };
  fc.assert(
    fc.property(programs, fc.array(calls, { minLength: 4, maxLength: 8 }), (body, given) => {
      const { prompts } = extractFrom(`${AROUND}\nexport function prompt(${PARAMETERS}) {\n${body}\n}`, {
        placeholders: 'none',
      });
      const [prompt] = prompts;
      if (prompt?.status !== 'ok' || prompt.variables.some(({ opaque }) => opaque)) return;
      told.whole += 1;
      for (const each of given) {
        const expected = run(body, each);
        if (typeof expected !== 'string') continue;
        told.texts += 1;
        const text = renderedOf(prompt.template, each);
        if (text === null) told.refused += 1;
        else expect(text, prompt.template).toBe(expected);
      }
    }),
    { seed: SEED, numRuns: PROGRAMS },
  );
  // A quarter of them has nothing in it that only the running code knows, and a template refuses next to none.
  expect(told.whole).toBeGreaterThan(PROGRAMS / 5);
  expect(told.refused).toBeLessThanOrEqual(told.texts / 100);
});
