import { describe, expect, it } from 'vitest';
import { extractFrom, render } from './sample.ts';

/* Operators on what is known, and conditions on what is not: as JavaScript says, or not told at all. */

const PROSE = 'You answer questions as well as you can, in a few words.';

/** What is not told is no lie; all else must be. */
const UNTOLD: readonly string[] = [
  '-9 >>> 28',
  '"key" in { key: 1 }',
  '"none" in { key: 1 }',
  '({ a: 1 }) == "x"',
  '10n',
  '10n + 5n',
  'n == 1',
  'n === 1n',
  's.length > 1',
  's.length * 2 > 2',
  's.includes("a", 1)',
  's.includes(n)',
  'l.includes(1)',
  's.startsWith("a")',
  'i % 2 === 0',
];

function evaluate(body: string, ...given: readonly unknown[]): unknown {
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- running it is what is compared with
  return (new Function('s', 'l', 'n', body) as (...args: readonly unknown[]) => unknown)(...given);
}

describe('of constants', () => {
  it.each([
    '7 % 4',
    '2 ** 3',
    '7 / 2',
    '7 - 2 * 3',
    '"3" * 2',
    '"b" > "a"',
    '3 >= 3',
    '2 <= 1',
    '2 != "2"',
    '2 !== 2',
    'null == undefined',
    'null ?? "none"',
    '0 || "other"',
    '"x" && "y"',
    '!""',
    '-"3"',
    '+"4"',
    '~5',
    '6 & 3',
    '6 | 3',
    '6 ^ 3',
    '1 << 4',
    '-9 >> 1',
    '-9 >>> 28',
    'typeof "x"',
    'typeof 1',
    'typeof undefined',
    'void 0',
    '"key" in { key: 1 }',
    '"none" in { key: 1 }',
    '({ a: 1 }) == "x"',
    '[1, 2].length === 2',
    '["a"] === null',
    '(1, 2)',
    '10n',
    '10n + 5n',
    'true + 1',
    '`a${1 + 1}b` + 3',
  ])('%s', (expression) => {
    const source = `export const A_PROMPT = \`${PROSE} [\${${expression}}]\`;`;
    const [prompt] = extractFrom(source).prompts;
    if (prompt?.status !== 'ok' || prompt.variables.some(({ opaque }) => opaque)) {
      expect(UNTOLD).toContain(expression);
      return;
    }
    expect(render(prompt.template, {})).toBe(`${PROSE} [${String(evaluate(`return (${expression})`))}]`);
  });
});

describe('of parameters', () => {
  const values = [
    ['', [], 0],
    ['a', ['x'], 1],
    ['b c', ['x', 'y'], 2],
    ['a', ['x', 'y', 'z'], -1],
  ] as const;

  const expectTold = (body: string, condition: string) => {
    const source = `export function prompt(s: string, l: string[], n: number) { ${body}; }`;
    const [prompt] = extractFrom(source).prompts;
    if (prompt?.status !== 'ok' || prompt.variables.some(({ opaque }) => opaque)) {
      expect(UNTOLD).toContain(condition);
      return;
    }
    for (const [s, l, n] of values) {
      expect(render(prompt.template, { s, l, n })).toBe(evaluate(body, s, l, n));
    }
  };

  it.each([
    's === "a"',
    's !== "a"',
    '"a" === s',
    's === null',
    's == null',
    's != null',
    's === undefined',
    'n === 1',
    'n == 1',
    'n === 1n',
    'l.length > 0',
    'l.length >= 1',
    'l.length !== 0',
    'l.length === 0',
    'l.length < 1',
    'l.length <= 0',
    '0 < l.length',
    '2 >= l.length',
    'l.length - 1 > 0',
    's.length > 0',
    's.length === 0',
    's.length < 1',
    's.length <= 0',
    's.length > 1',
    'Object.keys(l).length > 0',
    '!s',
    '!!s',
    's && n',
    's || n',
    '!(s && l.length)',
    's ? n : l.length',
    '[s] === null',
    '(s + "x") === null',
    's.length * 2 > 2',
    's.includes("a")',
    '!s.includes(" ")',
    's.includes("")',
    's.includes("\\"")',
    's?.includes("c")',
    's?.includes("c") ?? true',
    's.includes("a") && !l.includes("y")',
    's.includes("a") || s === "b c"',
    'l.includes("x")',
    'l.includes("")',
    '!l.includes("z")',
    'l?.includes("x") === true',
    's.includes("a", 1)',
    's.includes(n)',
    'l.includes(1)',
    's.startsWith("a")',
  ])('%s', (condition) => {
    const body = `return (${condition}) ? "${PROSE} Yes." : "${PROSE} No."`;
    expectTold(body, condition);
  });

  it('a text or list that is not given has nothing in it: it throws here and there, unless it is asked for', () => {
    const of = (parameters: string, condition: string) => {
      const source = `export function prompt(${parameters}) { return (${condition}) ? "${PROSE} Yes." : "${PROSE} No."; }`;
      return extractFrom(source).prompts[0]?.template ?? '';
    };
    const plain = of('s: string', 's.includes("a")');
    expect(plain).toBe(`{% if "a" in s %}${PROSE} Yes.{% else %}${PROSE} No.{% endif %}`);
    for (const values of [{}, { s: null }, { s: undefined }, { s: 1 }])
      expect(() => render(plain, values)).toThrow();
    const asked = of('s?: string', 's?.includes("a")');
    expect(render(asked, {})).toBe(`${PROSE} No.`);
    expect(render(asked, { s: null })).toBe(`${PROSE} No.`);
    expect(render(asked, { s: 'ab' })).toBe(`${PROSE} Yes.`);
    expect(render(of('s?: string', 's && s.includes("a")'), { s: '' })).toBe(`${PROSE} No.`);
    // Of an object with such a method there is no telling what it does, and a template would look at its keys.
    for (const type of ['{ includes(text: string): boolean }', 'Set<string>', 'number'])
      expect(of(`s: ${type}`, 's.includes("a")')).toContain('{% if includes %}');
  });

  it.each([
    'i === l.length - 1',
    'i < l.length - 1',
    'i >= l.length - 1',
    'i === 0',
    'i > 0',
    '0 < i',
    'i + 1 === l.length',
    'i % 2 === 0',
    'i !== l.length - 1',
  ])('%s within a list', (condition) => {
    const body = `return "${PROSE} " + l.map((x, i) => x + ((${condition}) ? "." : ",")).join("")`;
    expectTold(body, condition);
  });
});
