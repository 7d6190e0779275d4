import { expect } from 'vitest';
import { extractFrom, render } from '../extract/sample.ts';

const PROSE = 'You answer questions as well as you can, in a few words.';

/** What the code of a test may use besides what it declares: the parameters of a prompt, and what a caller gives. */
const PARAMETERS =
  's: string, l: string[], o: { name: string; on: boolean }[], n: number, p: boolean, q: boolean, a';
const GIVEN = [
  { s: 'text', l: ['x', 'y', 'z'], o: [{ name: 'N', on: true }], n: 2, p: true, q: false, a: 'A' },
  { s: '', l: [], o: [], n: 0, p: false, q: true, a: '' },
  {
    s: ' b c ',
    l: ['x'],
    o: [
      { name: 'M', on: false },
      { name: '', on: true },
    ],
    n: -1,
    p: true,
    q: true,
    a: 'x',
  },
  { s: 'x', l: ['', 'x'], o: [{ name: 'O', on: false }], n: 1, p: false, q: false, a: 'B' },
];

/**
 * The template of an expression in a prompt, or why it is dynamic. Where nothing in it is left to the running code, it is
 * rendered, and compared with what running the expression gives.
 *
 * @param before declarations of the file
 */
export function told(expression: string, before = ''): string {
  const body = `return \`${PROSE} \${${expression}}\`;`;
  const { prompts, diagnostics } = extractFrom({
    'prompts.ts': `${before}\n/** @prompt */\nexport function prompt(${PARAMETERS}) { ${body} }`,
  });
  const prompt = prompts.find(({ name }) => name === 'prompt');
  if (prompt?.status !== 'ok') return diagnostics[0]?.code ?? 'none';
  if (!prompt.variables.some(({ opaque }) => opaque)) {
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- running it is what is compared with
    const run = new Function(...Object.keys(GIVEN[0] ?? {}), `${before}\n${body}`) as (
      ...args: readonly unknown[]
    ) => string;
    for (const given of GIVEN) expect(render(prompt.template, given)).toBe(run(...Object.values(given)));
  }
  return prompt.template.replace(`${PROSE} `, '');
}

/** The same of the statements of a function. */
export function toldBy(statements: string, before = ''): string {
  return told(`(() => { ${statements} })()`, before);
}
