import { describe, expect, it } from 'vitest';
import { known, type Files } from './sample.ts';
import { buildDeclarations } from '../../src/report/declarations.ts';

const PROSE = 'You are a helpful assistant. Answer the question of the user as well as you can.';

/** The types of the variables of a function with these parameters. */
function typesOf(parameters: string, text: string, before = '', files: Files = {}) {
  const code = `${before}\nexport const prompt = (${parameters}) => \`${PROSE} ${text}\`;`;
  const { variables } = known({ 'prompts.ts': code, ...files });
  return Object.fromEntries(variables.map(({ name, type }) => [name, type ?? null]));
}

describe('types of parameters', () => {
  it.each<[string, string, string | null]>([
    ['a string', 'string', 'string'],
    ['a number', 'number', 'number'],
    ['a boolean', 'boolean', 'boolean'],
    ['a template', '`x-${string}`', 'string'],
    ['a literal', '"en"', '"en"'],
    ['a union, in its order', `'en' | "de" | 3 | -1 | true | 'en'`, '"en" | "de" | 3 | -1 | true'],
    ['quotes in a literal', `'say "a | b"' | 'c'`, '"say \\"a | b\\"" | "c"'],
    ['what may be undefined', 'string | undefined', 'string'],
    ['what may be null', 'string | null | undefined', 'string | null'],
    ['parentheses', '(string)', 'string'],
    ['an alias', 'Language', '"en" | "de"'],
    ['a union of aliases', 'Language | "fr"', '"en" | "de" | "fr"'],
    ['an enum', 'Tone', '"calm" | "glad"'],
    ['a member of an enum', 'Tone.Glad', '"glad"'],
    ['numbers of an enum', 'Level', '0 | 1 | 7 | 8'],
    ['an enum that computes', 'Computed', null],
    ['any', 'any', null],
    ['unknown', 'unknown', null],
    ['a class', 'Date', null],
    ['a part that is not understood', 'string | Date', null],
    ['a type that is not there', 'Nowhere', null],
    ['a type of a parameter of types', 'Box<string>', null],
    ['a type that contains itself', 'Loop', null],
    ['a type that is itself', 'Self', null],
  ])('%s', (_, type, expected) => {
    const before = `type Language = 'en' | 'de'; enum Tone { Calm = 'calm', Glad = 'glad' } enum Level { A, B, C = 7, D }
      enum Computed { A = f() } type Box<T> = T; type Loop = { a: Loop }; type Self = Self;`;
    expect(typesOf(`x: ${type}`, '${x}', before)).toEqual({ x: expected });
  });

  it('lists and objects, where they are used as a whole', () => {
    const loop = '${x.map((i) => `- ${i}`).join("")}';
    expect(typesOf('x: string[]', loop)).toEqual({ x: 'readonly string[]' });
    expect(typesOf('x: ReadonlyArray<"a" | "b">', loop)).toEqual({ x: 'readonly ("a" | "b")[]' });
    expect(
      typesOf('x: readonly number[] | undefined', '${x?.length ? x.map((i) => i).join("") : ""}'),
    ).toEqual({
      x: 'readonly number[]',
    });
    const rows = '${x.map((i) => `- ${i.id}`).join("")}';
    expect(typesOf('x: Row[]', rows, 'interface Row { id: number; note?: string }')).toEqual({
      x: 'readonly { id: number; note?: string }[]',
    });
    expect(typesOf('x: Row[]', rows, 'interface Row { id: number; on(): void }')).toEqual({ x: null });
  });

  it('members, of interfaces, what they extend, aliases and intersections', () => {
    const before = `interface Base { id: number } interface User extends Base { name: string; address: { city?: string } }
      type Team = { lead: Readonly<User>; members: User[] } & { size: number };`;
    expect(
      typesOf(
        'u: User, t: Team',
        '${u.name} ${u.id} ${u.address.city} ${t.lead.id} ${t.size} ${t.members[0].name}',
        before,
      ),
    ).toEqual({
      'u.name': 'string',
      'u.id': 'number',
      'u.address.city': 'string',
      't.lead.id': 'number',
      't.size': 'number',
      't.members[0].name': 'string',
    });
  });

  it('destructured, renamed, with defaults', () => {
    expect(
      typesOf(
        `{ name: who, tone = 'calm', n: { m }, ...rest }: { name: string; tone?: 'calm' | 'glad'; n: { m: number }; on: boolean }`,
        '${who} ${tone} ${m} ${rest.on}',
      ),
    ).toEqual({ name: 'string', tone: '"calm" | "glad"', 'n.m': 'number', 'rest.on': 'boolean' });
    expect(typesOf(`lang = 'en', n = 3`, '${lang} ${n}')).toMatchObject({ lang: 'string' });
    expect(typesOf(`{ lang = 'en' }`, '${lang}')).toEqual({ lang: 'string' });
    expect(typesOf('class_: string, in_: number', '${class_} ${in_}')).toEqual({
      class_: 'string',
      in_: 'number',
    });
  });

  it('what may be missing is needed as long as the text needs it', () => {
    const code = `export const prompt = (a?: string, b?: string) => \`${PROSE} \${a} \${b ?? 'none'}\`;`;
    expect(known({ 'prompts.ts': code }).variables).toMatchObject([
      { name: 'a', required: true, type: 'string' },
      { name: 'b', required: false, type: 'string' },
    ]);
  });

  it('of other files', () => {
    const files = {
      'types.ts': `export { Tone } from './tone'; export * from './more';`,
      'tone.ts': `export enum Tone { Calm = 'calm' }`,
      'more.ts': `type Inner = 'a' | 'b'; export interface P { s: Inner; t: import('./tone').Tone }`,
    };
    const before = `import { Tone, type P } from './types';`;
    expect(typesOf('p: P, tone: Tone', '${p.s} ${p.t} ${tone}', before, files)).toEqual({
      'p.s': '"a" | "b"',
      'p.t': null,
      tone: '"calm"',
    });
  });

  it('none of what the code computes, of a type parameter, of plain JavaScript, of two of one name', () => {
    expect(typesOf('x: string', '${x.toUpperCase()}')).toEqual({ toUpperCase: null });
    const generic = `type T = string; export function prompt<T>(x: T) { return \`${PROSE} \${x}\`; }`;
    expect(known({ 'prompts.ts': generic }).variables).toEqual([{ name: 'x', required: true }]);
    const plain = `export const prompt = (x = 'a') => \`${PROSE} \${x}\`;`;
    expect(known({ 'prompts.js': plain }).variables[0]).not.toHaveProperty('type');
    expect(typesOf('{ a }: { a: string }, { a: b }: { a: number }', '${a} ${b}')).toEqual({
      a: null,
      a_2: null,
    });
  });

  it('change nothing of the content', () => {
    const sums = ['string', '"en" | "de"', 'Date'].map(
      (type) => known(`export const prompt = (x: ${type}) => \`${PROSE} \${x}\`;`).checksum,
    );
    expect(new Set(sums).size).toBe(1);
  });

  it('are declared', () => {
    const code = `export const prompt = ({ user, lang = 'en' }: { user: { name: string }; lang?: 'en' | 'de' }) => \`${PROSE} \${user.name} \${lang}\`;`;
    expect(buildDeclarations([known(code)])).toContain(
      '  prompt: {\n    lang?: "en" | "de";\n    user: {\n      name: string;\n    };\n  };\n',
    );
  });
});
