import fc from 'fast-check';
import { expect, it } from 'vitest';
import { extractFrom, render } from './sample.ts';

/* `text.replace(/…/g, …)` where parts of the text are the caller's: as running it, or not told at all. */

const PROSE = 'You answer questions as well as you can, in a few words.';

const PIECES = [
  ' ',
  '\\n\\n',
  'word',
  ' more words ',
  '${a}',
  '${b.c}',
  '${n}',
  '${a ? ` yes ` : ""}',
  '${a ? `\\n${b.c}` : "no"}',
  '${n > 1 ? `${a}x` : `${b.c} `}',
  '${[a, b.c].join(" and ")}',
];
const CALLS = [
  '.replace(/\\s+/g, " ")',
  '.replace(/\\n/g, "\\n  ")',
  '.replace(/[ \\n]+/g, "-")',
  '.replace(/x/gi, "")',
  '.replace(/ /g, "_")',
  '.replace(/\\s+$/, "")',
  '.replace(/^\\s+/, "")',
  '.replace(/\\d+/g, "#")',
  '.replaceAll("\\n", "\\n  ")',
  '.replace("x", "")',
  '.replaceAll(" ", "_")',
  '.split("x").join("y")',
];
const given = fc.string({ unit: fc.constantFrom(' ', 'x', '\n', 'y'), maxLength: 4 });

/** Opaque slots are computed by the code that they say. */
function slotsOf(
  variables: readonly { name: string; opaque?: boolean; expression?: string }[],
  args: object,
) {
  return Object.fromEntries(
    variables
      .filter((variable) => variable.opaque)
      .map(({ name, expression }) => [
        name,
        // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- running it is what is compared with
        new Function(...Object.keys(args), `return ${expression};`)(...Object.values(args)) as unknown,
      ]),
  );
}

it('replacing in text that is known in part gives what running it gives', () => {
  let exact = 0;
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 7 }),
      fc.constantFrom(...CALLS),
      fc.array(fc.tuple(given, given, fc.integer({ min: 0, max: 12 })), { minLength: 1, maxLength: 3 }),
      (pieces, call, values) => {
        const body = `\`${PROSE}${pieces.join('')}\`${call}`;
        const { prompts } = extractFrom(
          `export const prompt = (a: string, b: { c: string }, n: number) => ${body};`,
        );
        const [prompt] = prompts;
        // A slot for the whole text hides it, so then it is dynamic.
        if (prompt?.status !== 'ok') return;
        exact += 1;
        // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- running it is what is compared with
        const run = new Function('a', 'b', 'n', `return ${body};`) as (...args: unknown[]) => string;
        for (const [a, c, n] of values) {
          const args = { a, b: { c }, n };
          const rendered = render(prompt.template, { ...args, ...slotsOf(prompt.variables, args) });
          expect(rendered).toBe(run(a, { c }, n));
        }
      },
    ),
    { numRuns: 500, seed: 20261123 },
  );
  expect(exact).toBeGreaterThan(200);
});
