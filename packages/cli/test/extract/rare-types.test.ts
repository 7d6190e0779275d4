import { describe, expect, it } from 'vitest';
import { extractFrom, known, type Files } from './sample.ts';

const PROSE = 'You are a helpful assistant. Answer the question of the user as well as you can.';

/** The types of the variables of a function with these parameters. */
function typesOf(parameters: string, text: string, before = '', files: Files = {}) {
  const code = `${before}\nexport const prompt = (${parameters}) => \`${PROSE} ${text}\`;`;
  const { variables } = known({ 'prompts.ts': code, ...files });
  return Object.fromEntries(variables.map(({ name, type }) => [name, type ?? null]));
}

describe('a type', () => {
  it.each<[string, string, string, Record<string, string | null>]>([
    ['of a default that is a boolean', '{ on = true }', '${on}', { on: 'boolean' }],
    ['of a default that is a number', '{ n = 3 }', '${n}', { n: 'number' }],
    ['of a default that is computed', '{ x = make() }', '${x}', { x: null }],
    ['of an item of an array by its name', 'x: Array<{ id: number }>', '${x[0].id}', { 'x[0].id': 'number' }],
    ['of an item of what is no list', 'x: string', '${x[0]}', { 'x[0]': null }],
    ['of a member behind parentheses', 'x: ({ id: number })', '${x.id}', { 'x.id': 'number' }],
    [
      'of a member of what is only read',
      'x: readonly { id: number }[]',
      '${x[0].id}',
      { 'x[0].id': 'number' },
    ],
    ['of a member of what may be missing', 'x: { id: number } | undefined', '${x.id}', { 'x.id': 'number' }],
    ['of a member of one of two', 'x: { id: number } | { id: string }', '${x.id}', { 'x.id': null }],
    ['of a member that is not there', 'x: { id: number }', '${x.name}', { 'x.name': null }],
    ['of a member of the keys of a type', 'x: keyof T', '${x.name}', { 'x.name': null }],
    ['of a member without one', 'x: { id }', '${x.id}', { 'x.id': null }],
    ['of the keys of a type', 'x: keyof T', '${x}', { x: null }],
    ['of a big number', 'x: 1n', '${x}', { x: null }],
    ['of a member of an enum of another name', 'x: Nowhere.A', '${x}', { x: null }],
    ['of a member of a member of a name', 'x: A.B.C', '${x}', { x: null }],
    ['of a member that an enum has not', 'x: Tone.Loud', '${x}', { x: null }],
    ['of two parameters of one name', 'x: string, { x: y }: { x: number }', '${x}', { x: null }],
  ])('%s', (_what, parameters, text, expected) => {
    const before = "type T = { a: string }; enum Tone { Calm = 'calm' }";
    expect(typesOf(parameters, text, before)).toMatchObject(expected);
  });

  it('of records and objects used as a whole', () => {
    const loop = (inner: string) => `\${x.map((i) => ${inner}).join("")}`;
    expect(typesOf('x: { "a-b": number }[]', loop('`- ${i["a-b"]}`'))).toEqual({
      x: 'readonly { "a-b": number }[]',
    });
    expect(typesOf('x: Readonly<{ a: Record<string, number> }>[]', loop('`- ${i.a}`'))).toEqual({
      x: 'readonly { a: Readonly<Record<string, number>> }[]',
    });
    expect(typesOf('x: { a: Record<string, Date> }[]', loop('`- ${i.a}`'))).toEqual({ x: null });
    expect(typesOf('x: { a }[]', loop('`- ${i.a}`'))).toEqual({ x: null });
    expect(typesOf('x: {}[]', loop('`- ${i}`'))).toEqual({ x: null });
  });

  it('of enums of other files, by each way that leads there, and by none', () => {
    const files = {
      'barrel.ts': `export * from './tone'; export { Level as Grade } from './tone';`,
      'tone.ts': `export enum Tone { Calm = 'calm' } export enum Level { A, B }`,
    };
    const before = `import { Tone, Grade } from './barrel'; import { Far } from 'elsewhere'; import { Lost } from './barrel';`;
    expect(typesOf('a: Tone, b: Grade, c: Far, d: Lost', '${a} ${b} ${c} ${d}', before, files)).toEqual({
      a: '"calm"',
      b: '0 | 1',
      c: null,
      d: null,
    });
  });
});

describe('what only the running code knows', () => {
  const namesIn = (code: string) => extractFrom(code).prompts.map(({ name }) => name);

  it.each([
    ['a number', '(): number => read(TEXT)'],
    ['a promise of nothing', 'async (): Promise<void> => read(TEXT)'],
    ['a test of a type', '(x: unknown): x is string => read(TEXT)'],
    ['a list of texts', '(): string[] => read(TEXT)'],
    ['an object without text', '(): { id: number } => read(TEXT)'],
    ['an object with messages', '(): { messages: unknown[] } => read(TEXT)', true],
    ['a list of objects without text', '(): { id: string }[] => read(TEXT)'],
    ['a list of messages', '(): { role: string; content: string }[] => read(TEXT)', true],
    ['a set', '(): Set<string> => read(TEXT)'],
    ['a promise of text', 'async (): Promise<string> => read(TEXT)', true],
    ['a promise that says nothing', 'async (): Promise => read(TEXT)', true],
    ['nothing that is declared', '() => read(TEXT)', true],
  ] as [string, string, boolean?][])(
    'is a prompt only where it may be text: %s',
    (_what, code, may = false) => {
      const source = `import { read } from 'elsewhere';\nexport const aPrompt = ${code.replace('TEXT', `'${PROSE}'`)};`;
      expect(namesIn(source)).toEqual(may ? ['aPrompt'] : []);
    },
  );

  it.each([
    ['a map', `new Map([['a', '${PROSE}']])`],
    ['a list of others', `read().map((x) => '${PROSE}' + x)`],
    ['a schema', `z.object({ a: z.string().describe('${PROSE}') })`],
    ['a schema by a constant', `SCHEMA.describe('${PROSE}')`],
    ['an object that is given', `ai.define({ text: '${PROSE}' })`],
    ['text that is given', `wrap('${PROSE}')`, true],
    ['text that is given to what is asked of a call', `make('${PROSE}').then(read)`, true],
    ['text that is waited for', `await wrap('${PROSE}')`, true],
    ['what a function for prompts gives', `buildPrompt({ a: '${PROSE}' })`, true],
  ] as [string, string, boolean?][])(
    'of a constant is one only where text is given: %s',
    (_what, code, may = false) => {
      const imports = `import { z } from 'zod';\nimport { ai, read, wrap, make, buildPrompt } from 'elsewhere';\nconst SCHEMA = z.string();\n`;
      expect(namesIn(`${imports}export const A_PROMPT = ${code};`)).toEqual(may ? ['A_PROMPT'] : []);
    },
  );
});
