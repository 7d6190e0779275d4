import { expect } from 'vitest';
import type { Extraction } from '../../src/extract/index.ts';
import { extractFrom, render } from '../extract/sample.ts';

const PROSE = 'You answer questions as well as you can, in a few words.';

/** What the code of a test may use besides what it declares: the parameters of a prompt, and what a caller gives. */
const PARAMETERS =
  's: string, l: string[], o: { name: string; on: boolean }[], n: number, p: boolean, q: boolean, a, maybe?: string | null';
const GIVEN = [
  {
    s: 'text',
    l: ['x', 'y', 'z'],
    o: [{ name: 'N', on: true }],
    n: 2,
    p: true,
    q: false,
    a: 'A',
    maybe: ' m ',
  },
  { s: '', l: [], o: [], n: 0, p: false, q: true, a: '', maybe: ' ' },
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
    maybe: null,
  },
  { s: 'x', l: ['', 'x'], o: [{ name: 'O', on: false }], n: 1, p: false, q: false, a: 'B', maybe: undefined },
];

/**
 * The template of an expression in a prompt, or why it is dynamic. It is rendered and compared with what running the
 * expression gives, as far as what is left to the running code can be run by itself.
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
  const { template, variables } = prompt;
  for (const given of GIVEN) {
    const run = (code: string) => {
      // Strictly, so that it makes no globals that the next would find.
      const text = `'use strict';\n${before}\n${code}`;
      // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- running it is what is compared with
      const written = new Function(...Object.keys(given), text) as (...args: unknown[]) => unknown;
      return written(...Object.values(given));
    };
    const slots = slotsOf(template, variables, (code) => run(`return ${code};`));
    const result = slots && resultOf(() => run(body));
    if (slots && result !== null) expectSame(() => render(template, { ...given, ...slots }), result);
  }
  return template.replace(`${PROSE} `, '');
}

/** What is not given, and printed by the code as `undefined`, is an error of the template: that is no other text. */
function expectSame(print: () => string, result: unknown): void {
  let text: string;
  try {
    text = print();
  } catch {
    expect(result).toContain('undefined');
    return;
  }
  expect(text).toBe(result);
}

/** @returns null where it throws, as what is only there in the text of a test does: there is no text to compare then */
function resultOf(run: () => unknown): unknown {
  try {
    return run();
  } catch {
    return null;
  }
}

type Variables = Extract<Extraction['prompts'][number], { status: 'ok' }>['variables'];

/**
 * @returns null where a slot has another value at each turn, its code uses what only stands inside the expression, or its
 * value is none that a template has a way to print as JavaScript would
 */
function slotsOf(template: string, variables: Variables, run: (code: string) => unknown) {
  const opaque = variables.filter((variable) => variable.opaque);
  if (opaque.length > 0 && template.includes('[loop.index0]')) return null;
  try {
    const slots = opaque.map(({ name, expression = '' }) => [name, run(expression)] as const);
    const isPrintable = slots.every(([name, value]) =>
      Array.isArray(value)
        ? template.includes(` in ${name} `) && [...value].every(isPlain)
        : isPlain(value) || (value !== null && typeof value === 'object' && template.includes(`${name}.`)),
    );
    return isPrintable ? Object.fromEntries(slots) : null;
  } catch {
    return null;
  }
}

function isPlain(value: unknown): boolean {
  return ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
}

/** The same of the statements of a function. */
export function toldBy(statements: string, before = ''): string {
  return told(`(() => { ${statements} })()`, before);
}
