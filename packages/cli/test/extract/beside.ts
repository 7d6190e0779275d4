import fc from 'fast-check';
import { expect } from 'vitest';
import { extractFrom, render } from './sample.ts';

/*
 * Programs made at random, run beside their templates: the same ones each time, or others, and more of them:
 * `SEED=7 PROGRAMS=10000 npx vitest run packages/cli/test/extract/programs.test.ts`.
 */
const SEED = Number(process.env['SEED'] ?? 1);
const PROGRAMS = Number(process.env['PROGRAMS'] ?? 300);

type Given = Readonly<Record<string, unknown>>;

/** What programs are made of. */
export interface Language {
  /** Bodies of functions. */
  readonly programs: fc.Arbitrary<string>;
  /** The functions that they call. */
  readonly HELPERS: string;
  /** Their parameters, with types. */
  readonly PARAMETERS: string;
  readonly NAMES: readonly string[];
  /** What they are called with. */
  readonly calls: fc.Arbitrary<Given>;
}

const PROSE = 'const PROSE = "You answer questions as well as you can, in a few words.";';

/**
 * What is told of a program, without anything that only the running code knows, is what running it gives.
 *
 * @param mostRefused the share of calls that a template may refuse, as a value that it asks for is missing
 */
export function runBeside(language: Language, mostRefused: number): void {
  const around = `${PROSE}\n${language.HELPERS}`;
  const told = { whole: 0, texts: 0, refused: 0 };
  fc.assert(
    fc.property(
      language.programs,
      fc.array(language.calls, { minLength: 4, maxLength: 8 }),
      (body, given) => {
        const { prompts } = extractFrom(
          `${around}\nexport function prompt(${language.PARAMETERS}) {\n${body}\n}`,
          { placeholders: 'none' },
        );
        const [prompt] = prompts;
        if (prompt?.status !== 'ok' || prompt.variables.some(({ opaque }) => opaque)) return;
        told.whole += 1;
        for (const each of given) {
          const expected = run(`${around}\n${body}`, language.NAMES, each);
          if (typeof expected !== 'string') continue;
          told.texts += 1;
          const text = renderedOf(prompt.template, each);
          if (text === null) told.refused += 1;
          else expect(text, prompt.template).toBe(expected);
        }
      },
    ),
    { seed: SEED, numRuns: PROGRAMS },
  );
  // Others have something in them that only the running code knows.
  expect(told.whole).toBeGreaterThan(PROGRAMS / 5);
  expect(told.refused).toBeLessThanOrEqual(told.texts * mostRefused);
}

/** @returns nothing where it throws, or is no program at all */
function run(body: string, names: readonly string[], given: Given): unknown {
  try {
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- running it is what is compared with
    const made = new Function(...names, body) as (...args: unknown[]) => unknown;
    return made(...names.map((name) => structuredClone(given[name])));
  } catch {
    return undefined;
  }
}

/** @returns null where the template refuses a value that is missing */
function renderedOf(template: string, given: Given): string | null {
  try {
    // What is undefined is not given.
    return render(template, JSON.parse(JSON.stringify(given)));
  } catch {
    return null;
  }
}
