import { describe, expect, it } from 'vitest';
import { extractFrom, type Files } from './sample.ts';
import type { ExtractOptions } from '../../src/extract/index.ts';

/* Which of the texts that an export leads to are prompts, and what is said of those that cannot be tracked. */

const PROSE = 'You are a helpful assistant. Answer the question of the user as well as you can.';

function found(files: Files | string, options: Partial<ExtractOptions> = {}): string[] {
  const { prompts } = extractFrom(files, options);
  return prompts.map(({ name, kind, status }) => `${name} ${kind} ${status}`);
}

function saidOf(code: string): string[] {
  return extractFrom(code).diagnostics.map(({ code: why, line }) => `${why} ${line}`);
}

describe('a member that only names another prompt', () => {
  it.each<[string, string, string[]]>([
    [
      'of another file',
      `import { OTHER_PROMPT } from './x'; export const prompts = { a: OTHER_PROMPT };`,
      [],
    ],
    [
      'of another file, by another name here',
      `import { OTHER_PROMPT as other } from './x'; export const prompts = { a: other };`,
      [],
    ],
    [
      'of another file, where its name does not say so',
      `import { other } from './x'; export const prompts = { a: other };`,
      ['prompts.a'],
    ],
    [
      'of another file, where it is marked',
      `import { OTHER_PROMPT } from './x'; /** @prompt */ export const prompts = { a: OTHER_PROMPT };`,
      ['prompts.a'],
    ],
    [
      'of this file',
      `export const OTHER_PROMPT = '${PROSE}'; export const prompts = { a: OTHER_PROMPT };`,
      ['OTHER_PROMPT'],
    ],
    [
      'of this file, exported behind it',
      `const OTHER_PROMPT = '${PROSE}'; export const prompts = { a: OTHER_PROMPT as string }; export { OTHER_PROMPT };`,
      ['OTHER_PROMPT'],
    ],
    [
      'of this file, which is not exported',
      `const OTHER_PROMPT = '${PROSE}'; export const prompts = { a: OTHER_PROMPT };`,
      ['prompts.a'],
    ],
    [
      'of this file, whose name does not say so',
      `export const other = '${PROSE}'; export const prompts = { a: other };`,
      ['prompts.a'],
    ],
    [
      'of this file, while another is exported by its name',
      `const OTHER_PROMPT = '${PROSE}'; export const prompts = { a: OTHER_PROMPT }; export { OTHER_PROMPT } from './y';`,
      ['prompts.a'],
    ],
    [
      'of this file, in a class',
      `export const OTHER_PROMPT = '${PROSE}'; export class Prompts { static prompt = OTHER_PROMPT; static a = '${PROSE} A'; }`,
      ['OTHER_PROMPT', 'Prompts.a'],
    ],
    [
      'in the options that something is made of',
      `import { Agent } from 'agents'; export const OTHER_PROMPT = '${PROSE}'; export const a = new Agent({ instructions: OTHER_PROMPT });`,
      ['OTHER_PROMPT'],
    ],
  ])('%s', (_, code, expected) => {
    const files = {
      'src/a.ts': code,
      'src/x.ts': `export const OTHER_PROMPT = '${PROSE}', other = '${PROSE}';`,
    };
    const { prompts } = extractFrom(files);
    expect(prompts.filter(({ file }) => file === 'src/a.ts').map(({ name }) => name)).toEqual(expected);
  });

  it('of this file, in a file of prompts', () => {
    const code = `export const other = '${PROSE}'; export const all = { a: other };`;
    expect(found(code)).toEqual(['other text ok']);
  });
});

describe('members', () => {
  const nested = (depth: number) => `${'{ a: '.repeat(depth)}'${PROSE}'${' }'.repeat(depth)}`;

  it('are found six deep', () => {
    expect(found(`export const PROMPTS = ${nested(6)};`)).toEqual(['PROMPTS.a.a.a.a.a.a text ok']);
    expect(found(`export const PROMPTS = ${nested(7)};`)).toEqual([]);
    expect(found(`/** @prompt */ export const PROMPTS = ${nested(7)};`)).toEqual([]);
  });

  it('of a map are a thousand at most', () => {
    const list = Array.from({ length: 1_001 }, (_, index) => `'${PROSE} ${index}'`).join(',');
    expect(found({ 'src/a.ts': `export const PROMPTS = [${list}];` })).toHaveLength(1_000);
  });

  it.each<[string, string, string[]]>([
    ['a field that is computed', `class A { static [prompt] = '${PROSE}'; }`, []],
    ['a field without a value', `class A { static prompt; static b = '${PROSE}'; }`, ['A.b text ok']],
    ['a getter', `class A { static get prompt() { return '${PROSE}'; } }`, ['A.prompt text ok']],
    ['what is set', `class A { static set prompt(v) { this.v = '${PROSE}'; } }`, []],
    ['a getter of an object', `class A { get prompt() { return '${PROSE}'; } }`, []],
    ['a field of an object', `class A { prompt = () => '${PROSE}'; }`, []],
    ['a method', `class A { getPrompt() { return '${PROSE}'; } }`, ['A.getPrompt text ok']],
    [
      'a method that asks its object',
      `class A { getPrompt() { return \`${PROSE} \${this.a}\`; } }`,
      ['A.getPrompt text dynamic'],
    ],
    [
      'a method that asks its object from inside',
      `class A { getPrompt() { return \`${PROSE} \${(() => this.a)()}\`; } }`,
      ['A.getPrompt text dynamic'],
    ],
    [
      'a method that asks what it is made from',
      `class A extends B { getPrompt() { return \`${PROSE} \${super.a()}\`; } }`,
      ['A.getPrompt text dynamic'],
    ],
    [
      'a method with a function of its own',
      `class A { getPrompt() { const o = { f() { return this; } }; return '${PROSE}'; } }`,
      ['A.getPrompt text ok'],
    ],
    ['a method with another name', `class A { describe() { return '${PROSE}'; } }`, []],
    [
      'a method that is marked',
      `class A { /** @prompt */ describe() { return '${PROSE}'; } }`,
      ['A.describe text ok'],
    ],
    [
      'what a method gives as it is, and what it is',
      `class A { static base = '${PROSE}'; static getPrompt() { return A.base; } }`,
      ['A.base text ok'],
    ],
    [
      'the same, by this',
      `class A { static base = '${PROSE}'; static getPrompt() { return this.base; } }`,
      ['A.base text ok'],
    ],
    [
      'what a method gives of another class',
      `class A { static base = '${PROSE} A'; static getPrompt() { return B.base; } } class B { static base = '${PROSE}'; }`,
      ['A.base text ok', 'A.getPrompt text ok'],
    ],
    [
      'what only running it can tell',
      `class A { static a = load('${PROSE}'); static b = '${PROSE}'; }`,
      ['A.b text ok'],
    ],
  ])('of a class: %s', (_, code, expected) => {
    expect(found(`import { load } from 'elsewhere'; export ${code}`)).toEqual(expected);
  });
});

describe('what a function gives as the text of a call', () => {
  const lib = `import { PromptTemplate } from '@langchain/core/prompts'; import { load } from 'elsewhere';\n`;
  it.each([
    ['text', `({ prompt: '${PROSE}' })`, ['aPrompt text ok']],
    ['text of the user', `({ userPrompt: '${PROSE}', model: 'x' })`, ['aPrompt text ok']],
    ['either of two', `({ prompt: p ? '${PROSE}' : null })`, ['aPrompt text ok']],
    ['a template', `({ prompt: PromptTemplate.fromTemplate('${PROSE} {a}') })`, ['aPrompt text ok']],
    ['what only running it can tell', `({ prompt: load('${PROSE}') })`, ['aPrompt text dynamic']],
    ['a list', `({ prompt: ['${PROSE}'] })`, []],
    ['an object', `({ prompt: { a: '${PROSE}' } })`, []],
    ['another member', `({ text: '${PROSE}' })`, []],
  ])('%s', (_, code, expected) => {
    expect(found(`${lib}export const aPrompt = (p) => ${code};`)).toEqual(expected);
  });
});

describe('a prompt that is a function', () => {
  it('may be neither a generator, nor call itself', () => {
    expect(
      found(`export function aPrompt(n) { return n ? '${PROSE} ' + aPrompt(n - 1) : '${PROSE}'; }`),
    ).toEqual(['aPrompt text dynamic']);
    expect(found(`/** @prompt */ export function* aPrompt() { return '${PROSE}'; }`)).toEqual([
      'aPrompt text dynamic',
    ]);
    expect(saidOf(`/** @prompt */ export function* aPrompt() { return '${PROSE}'; }`)).toEqual([
      'DYN_CALL_RESULT 1',
    ]);
  });

  it.each([
    ['load, a', '{{ load_2 }}'],
    ['load = 1, a', '{{ load_2 }}'],
    ['{ load }, a', '{{ load_2 }}'],
    ['{ load: b }, a', '{{ load_2 }}'],
    ['{ load = 1 } = {}, a', '{{ load_2 }}'],
    ['{ a, ...load }', '{{ load_2 }}'],
    ['{ b: load }, a', '{{ load }}'],
    ['b, a', '{{ load }}'],
    ['{ [b]: load }, a', '{{ load }}'],
  ])('has no other value under the name of a parameter: %s', (parameters, expected) => {
    const { prompts } = extractFrom(
      `export const aPrompt = (${parameters}) => \`${PROSE} \${other.load()}\`;`,
    );
    expect(prompts.map(({ template }) => template)).toEqual([`${PROSE} ${expected}`]);
  });
});

describe('what marked code is where it says next to nothing', () => {
  it.each([
    ['only what the caller gives', '(a, b) => `${a} ${b}`', ['DYN_COMPUTED 1']],
    ['only what is computed', '(a, b) => `${a}\\n${load(b)}`', ['DYN_CALL_RESULT 1']],
    ['one word', '(a) => `Say ${a}`', []],
    ['nothing', "''", ['DYN_COMPUTED 1']],
    ['messages of what the caller gives', "(a) => [{ role: 'user', content: a }]", []],
  ])('%s', (_, code, expected) => {
    expect(saidOf(`/** @prompt */ export const A = ${code};`)).toEqual(expected);
  });
});

describe('what is said of a prompt', () => {
  it('names it, and the prompt where the reason is elsewhere', () => {
    const { diagnostics, prompts } = extractFrom({
      'src/a.ts': `import { facts } from './b';\n/** @prompt */ export const aPrompt = () =>\n  \`Hi \${facts()}\`;`,
      'src/b.ts': `export const facts = () => load('${PROSE}');`,
    });
    expect(prompts).toMatchObject([{ status: 'dynamic', variables: [], messages: null, kind: 'text' }]);
    expect(diagnostics).toMatchObject([
      { message: expect.stringMatching(/^aPrompt is not tracked as text\. \S.*\.$/) },
    ]);
    const [said] = diagnostics;
    expect(said?.prompt ?? { file: said?.file, line: said?.line }).toEqual({ file: 'src/a.ts', line: 2 });
  });

  it('is the kind of what it would be, and a hash of its code, unless none is asked for', () => {
    const code = `export const aPrompt = (p) => [{ role: 'system', content: '${PROSE}' }, p && { role: 'user', content: 'A' }];`;
    expect(extractFrom(code).prompts).toMatchObject([
      { kind: 'chat', status: 'dynamic', codeHash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    expect(extractFrom(code, { hashes: false }).prompts).toMatchObject([{ kind: 'chat', codeHash: '' }]);
  });

  it('is that nothing fills in a placeholder, unless a library does', () => {
    const lib = `import { SystemMessagePromptTemplate, ChatPromptTemplate } from '@langchain/core/prompts';\n`;
    const foreign = (code: string) =>
      saidOf(`${lib}export const APrompt = ${code};`).filter((each) => each.startsWith('foreign'));
    expect(foreign(`[{ role: 'user', content: '${PROSE} {name}' }]`)).toEqual(['foreign-placeholder 2']);
    expect(
      foreign(
        `[SystemMessagePromptTemplate.fromTemplate('${PROSE} {name}'), { role: 'user', content: 'Hi {name}' }]`,
      ),
    ).toEqual([]);
  });

  it('is that a text cannot be stored', () => {
    const { diagnostics, prompts } = extractFrom(`export const aPrompt = '${PROSE}\\u0000';`);
    expect(prompts).toMatchObject([{ status: 'dynamic' }]);
    expect(diagnostics).toMatchObject([
      {
        code: 'unstorable-text',
        message: expect.stringMatching(/^aPrompt is not tracked as text\. The text \S/),
      },
    ]);
  });

  it('is that a text is too large', () => {
    const code = `export const aPrompt = 'Say it. '.repeat(200_000);`;
    expect(saidOf(code)).toEqual(['DYN_LIMIT 1']);
  });
});
