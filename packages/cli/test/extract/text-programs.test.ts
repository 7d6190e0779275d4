import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  TEXT_HELPERS,
  TEXT_NAMES,
  TEXT_PARAMETERS,
  constantTexts,
  textCalls,
  textPrograms,
  type TextCall,
} from '../support/text-programs.ts';
import { extractFrom, render } from './sample.ts';

/*
 * Texts made at random, run beside their templates: the same ones each time, or others, and more of them, as in
 * `programs.test.ts`.
 */
const SEED = Number(process.env['SEED'] ?? 1);
const PROGRAMS = Number(process.env['PROGRAMS'] ?? 300);

const PROSE = 'You answer questions as well as you can, in a few words.';
const AROUND = `const PROSE = ${JSON.stringify(PROSE)};\n${TEXT_HELPERS}`;

/** @returns null where it throws, or is no program at all */
function run(body: string, given: TextCall): unknown {
  try {
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- running it is what is compared with
    const made = new Function(...TEXT_NAMES, `${AROUND}\n${body}`) as (...args: unknown[]) => unknown;
    return made(...TEXT_NAMES.map((name) => structuredClone(given[name])));
  } catch {
    return null;
  }
}

function renderedOf(template: string, values: unknown): string | null {
  try {
    return render(template, values);
  } catch {
    return null;
  }
}

/** What stands where only the running code knows what does. */
const MARK = '\u0001';

/** Whether a text is another one with something in the place of each mark. */
function agrees(text: string, rendered: string): boolean {
  const pattern = rendered
    .split(MARK)
    .map((piece) => piece.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`))
    .join('[^]*');
  return new RegExp(`^${pattern}$`).test(text);
}

it('what is told of a text is what running it gives', { timeout: 3_600_000 }, () => {
  const told = { whole: 0, partly: 0, texts: 0, refused: 0 };
  fc.assert(
    fc.property(textPrograms, fc.array(textCalls, { minLength: 4, maxLength: 8 }), (body, given) => {
      const code = `${AROUND}\nexport function prompt(${TEXT_PARAMETERS}) {\n${body}\n}`;
      const [prompt] = extractFrom(code, { placeholders: 'none' }).prompts;
      if (prompt?.status !== 'ok') return;
      const slots = prompt.variables.filter(({ opaque }) => opaque).map(({ name }) => name);
      // A condition that only the running code knows may be either.
      if (slots.some((name) => new RegExp(`\\{%[^%]*\\b${name}\\b`).test(prompt.template))) return;
      told[slots.length === 0 ? 'whole' : 'partly'] += 1;
      const marks = Object.fromEntries(slots.map((name) => [name, MARK]));
      for (const each of given) {
        const expected = run(body, each);
        if (typeof expected !== 'string') continue;
        told.texts += 1;
        const text = renderedOf(prompt.template, { ...each, ...marks });
        if (text === null) told.refused += 1;
        else if (slots.length === 0 || !agrees(expected, text)) expect(text, prompt.template).toBe(expected);
      }
    }),
    { seed: SEED, numRuns: PROGRAMS },
  );
  expect(told.whole).toBeGreaterThan(PROGRAMS / 5);
  expect(told.refused).toBeLessThanOrEqual(told.texts / 100);
});

it('a text that is known wholly is told to the last character', { timeout: 3_600_000 }, () => {
  fc.assert(
    fc.property(constantTexts, fc.constantFrom('\n', '\r\n'), (text, newline) => {
      const code =
        `${AROUND}\nconst k = "x", n = 2;\nexport const prompt = PROSE + ${text} + ".";`.replaceAll(
          '\n',
          newline,
        );
      // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- running it is what is compared with
      const expected = new Function(code.replace('export const prompt =', 'return'))() as string;
      for (const placeholders of ['none', 'mustache'] as const) {
        const [prompt] = extractFrom(code, { placeholders }).prompts;
        if (prompt?.status !== 'ok' || prompt.variables.some(({ opaque }) => opaque)) continue;
        const named = prompt.variables.map(({ name }) => name);
        expect(named.every((name) => placeholders === 'mustache' && name === 'b')).toBe(true);
        const filled = named.length > 0 ? expected.replaceAll(/(?<!\{)\{\{b\}\}(?!\})/g, 'filled') : expected;
        expect(render(prompt.template, { b: 'filled' }), prompt.template).toBe(filled);
      }
    }),
    { seed: SEED, numRuns: Math.ceil(PROGRAMS / 2) },
  );
});
