import { describe, expect, it } from 'vitest';
import { sourceOf } from '../../../test/extract/sample.ts';
import { parseExpression } from '../../../test/support/parse-expression.ts';
import { openModules } from '../modules/modules.ts';
import { DEFAULT_EXTRACT_OPTIONS, type ExtractOptions } from '../types.ts';
import { whyAbout } from './about.ts';
import { findCandidates, optionsOf } from './discover.ts';
import { isPromptPath, MEMBER_NAME, PROMPT_NAME, whyNotPath } from './filter.ts';

/* What of a file is looked at, by which rule, and which of its members. */

const PROSE = 'You are a helpful assistant. Answer the question of the user as well as you can.';

function candidatesOf(code: string, path = 'src/a.tsx', options: Partial<ExtractOptions> = {}) {
  const modules = openModules(sourceOf({ [path]: code.replaceAll('PROSE', `'${PROSE}'`) }));
  const module = modules.load(path);
  if (!module) throw new Error(`it cannot be parsed: ${JSON.stringify(modules.problemOf(path))}`);
  return findCandidates(module, { ...DEFAULT_EXTRACT_OPTIONS, ...options });
}

function found(code: string, path?: string, options?: Partial<ExtractOptions>): string[] {
  return candidatesOf(code, path, options).map(
    ({ exportName, binding, rule, marker, members, beside }) =>
      `${exportName}${binding === exportName ? '' : ` of ${binding}`} by ${rule}` +
      (marker ? ` "${marker.name ?? ''}"` : '') +
      (members === PROMPT_NAME ? ', prompts in it' : members === MEMBER_NAME ? ', members' : '') +
      (beside ? ' and beside' : ''),
  );
}

describe('what is looked at', () => {
  it.each<[string, string[]]>([
    ['export const aPrompt = 1;', ['aPrompt by name']],
    ['export const a = 1;', []],
    ['const aPrompt = 1;', []],
    ['export function aPrompt() {}', ['aPrompt by name']],
    ['export class Prompts {}', ['Prompts by name']],
    ['export enum Prompts { A }', []],
    ['export namespace Prompts { export const a = 1; }', []],
    ['export type Prompt = 1; export interface Prompts {}', []],
    ['export { aPrompt } from "x";', []],
    ['import { aPrompt } from "x"; export { aPrompt };', []],
    ['export { aPrompt };', []],
    ['const a = 1; export { a as aPrompt };', ['aPrompt of a by name']],
    ['const aPrompt = 1; export { aPrompt as a };', []],
    ['const aPrompt = 1; export default aPrompt;', ['default of aPrompt by name']],
    ['const a = 1; export default a;', []],
    ['export const aPrompt = 1; export default aPrompt;', ['aPrompt by name']],
    ['const aPrompt = 1; export { aPrompt as default, aPrompt };', ['aPrompt by name']],
    ['const a = 1; export { a as bPrompt, a as cPrompt };', ['bPrompt of a by name']],
    ['export const bPrompt = 1, aPrompt = 2;', ['bPrompt by name', 'aPrompt by name']],
    [
      'const b = 1, a = 2; export { a as aPrompt, b as bPrompt };',
      ['bPrompt of b by name', 'aPrompt of a by name'],
    ],
    ['export function usePrompt() {}', []],
    ['export function usefulPrompt() {}', ['usefulPrompt by name']],
    ['export function reusePrompt() {}', ['reusePrompt by name']],
    ['export const PromptBox = () => <p>a</p>;', []],
    ['export function PromptBox() { return <>a</>; }', []],
    ['export function PromptBox() { if (a) { return <p>a</p>; } return null; }', []],
    ['export const promptBox = <p>a</p>;', ['promptBox by name']],
    ['export const promptError = 1;', []],
  ])('%s', (code, expected) => {
    expect(found(code)).toEqual(expected);
  });

  it('is everything in a file of prompts, by its path', () => {
    const code =
      'export const a = 1, bPrompt = 2; const c = 3; export enum D { A } export function useE() {}';
    expect(found(code, 'src/prompts/a.ts')).toEqual(['a by path', 'bPrompt by name']);
    expect(found(code, 'src/prompts/a.ts', { match: '^c|^a$' })).toEqual(['a by name']);
  });

  it('is what has the name that is asked for', () => {
    const code = 'export const aPrompt = 1, text = 2; export const b = { text: PROSE, systemPrompt: PROSE };';
    expect(found(code, 'src/a.ts', { match: '^text$' })).toEqual(['text by name', 'b by name']);
    expect(candidatesOf(code, 'src/a.ts', { match: '^text$' })[1]?.members).toEqual(/^text$/u);
  });
});

describe('what is marked', () => {
  it.each<[string, string[]]>([
    ['/** @prompt */ const a = 1;', ['a by marker ""']],
    ['/** @prompt b */ const a = 1;', ['a by marker "b"']],
    ['/** @prompt  b c  */ const a = 1;', ['a by marker "b c"']],
    ['/** A text.\n * @prompt b\n * @see c */ const a = 1;', ['a by marker "b"']],
    ['/** A text.\n * @prompt b **/ const a = 1;', ['a by marker "b"']],
    ['/** A @prompt */ const a = 1;', []],
    ['/** @prompts */ const a = 1;', []],
    ['/* @prompt */ const a = 1;', []],
    ['// @prompt\nconst a = 1;', []],
    ['/** @prompt b */ /* c */ const a = 1;', ['a by marker "b"']],
    ['/** @prompt b */ /** c */ const a = 1;', ['a by marker "b"']],
    ['/** @prompt b */ /** @prompt c */ const a = 1;', ['a by marker "c"']],
    ['/** @prompt b */ export const a = 1;', ['a by marker "b"']],
    ['export /** @prompt b */ const a = 1;', ['a by marker "b"']],
    ['const /** @prompt b */ a = 1, c = 2;', ['a by marker "b"']],
    ['/** @prompt */ const a = 1, c = 2;', ['a by marker ""', 'c by marker ""']],
    ['/** @prompt b */ const a = 1, /** @prompt d */ c = 2;', ['a by marker "b"', 'c by marker "d"']],
    ['/** @prompt */ const { a, b: c } = d;', ['a by marker ""', 'c by marker ""']],
    ['/** @prompt */ function a() {}', ['a by marker ""']],
    ['/** @prompt */ class A {}', ['A by marker ""']],
    ['/** @prompt */ export function a() {}', ['a by marker ""']],
    ['/** @prompt b */ export default function () {}', ['default of *default* by marker "b"']],
    ['/** @prompt b */ export default function a() {}', ['default of a by marker "b"']],
    ['/** @prompt b */ export default class {}', ['default of *default* by marker "b"']],
    ['/** @prompt b */ export default f();', ['default of *default* by marker "b"']],
    ['export default /** @prompt b */ f();', ['default of *default* by marker "b"']],
    ['/** @prompt */ f(a); const a = 1;', []],
    ['/** @prompt */ import { a } from "x";', []],
    ['/** @prompt */ export { a }; const a = 1;', []],
    ['/** @prompt */ export enum A { B }', []],
    ['/** @prompt */ export function usePrompt() {}', ['usePrompt by marker ""']],
    ['export const a = 1; /** @prompt */ const b = 2;', ['b by marker ""']],
    [
      'import { definePrompt } from "@prompt-ledger/cli"; export const a = definePrompt({ name: "b", text: 1 });',
      ['a by marker "b"'],
    ],
    [
      'import { definePrompt } from "@prompt-ledger/cli"; export const a = definePrompt({ text: 1, "name": "b" });',
      ['a by marker "b"'],
    ],
    [
      'import { definePrompt } from "@prompt-ledger/cli"; export const a = definePrompt({ name: b });',
      ['a by marker ""'],
    ],
    [
      'import { definePrompt } from "@prompt-ledger/cli"; export const a = definePrompt({ [name]: "b", ...c, name() {} });',
      ['a by marker ""'],
    ],
    [
      'import { definePrompt } from "@prompt-ledger/cli"; export const a = definePrompt();',
      ['a by marker ""'],
    ],
    [
      'import { definePrompt } from "@prompt-ledger/cli"; export const a = definePrompt(b);',
      ['a by marker ""'],
    ],
    ['import { definePrompt } from "@prompt-ledger/cli"; export const a = new definePrompt({});', []],
    ['import { definePrompt } from "other"; export const a = definePrompt({ name: "b" });', []],
    ['export const a = definePrompt({ name: "b" });', []],
    ['import { prompt } from "@prompt-ledger/cli"; export const a = prompt`b`;', ['a by marker ""']],
    ['import { prompt } from "@prompt-ledger/cli"; const a = prompt`b`;', []],
    ['import { prompt } from "other"; export const a = prompt`b`;', []],
    ['import * as l from "@prompt-ledger/cli"; export const a = l.prompt`b`;', ['a by marker ""']],
  ])('%s', (code, expected) => {
    expect(found(code)).toEqual(expected);
  });
});

describe('members', () => {
  it.each<[string, string[]]>([
    ['export const a = { systemPrompt: PROSE };', ['a by name, members']],
    ['export const a = { "systemPrompt": PROSE };', ['a by name, members']],
    ['export const a = { [systemPrompt]: PROSE };', []],
    ['export const a = { systemPrompt: "short" };', []],
    ['export const a = { title: PROSE };', []],
    ['export const a = { prompt: PROSE };', []],
    ['export const a = { systemPrompt() { return PROSE; } };', ['a by name, members']],
    ['export const a = ({ systemPrompt: PROSE } as const);', ['a by name, members']],
    ['export const a = { ...b, c: { systemPrompt: PROSE } };', ['a by name, members']],
    ['export const a = { c() { return { systemPrompt: PROSE }; } };', []],
    ['export const a = { b: { c: { systemPrompt: PROSE } } };', ['a by name, members']],
    ['export const a = { b: { c: { d: { systemPrompt: PROSE } } } };', ['a by name, members']],
    ['export const a = { b: { c: { d: { e: { systemPrompt: PROSE } } } } };', []],
    ['export const a = [{ systemPrompt: PROSE }];', ['a by name, members']],
    ['export const a = [, { b: 1 }, { systemPrompt: PROSE }];', ['a by name, members']],
    ['export const a = [[[{ systemPrompt: PROSE }]]];', ['a by name, members']],
    ['export const a = [[[[{ systemPrompt: PROSE }]]]];', []],
    ['export const a = new A({ systemPrompt: PROSE });', ['a by name, members']],
    ['export const a = make(1, { systemPrompt: PROSE } as any);', ['a by name, members']],
    ['export const a = make({ b: { systemPrompt: PROSE } });', []],
    ['export const a = make({ ...b, title: PROSE });', []],
    ['export const a = make([{ systemPrompt: PROSE }]);', []],
    ['export const a = make`${{ systemPrompt: PROSE }}`;', []],
    ['export const a = () => ({ systemPrompt: PROSE });', []],
    ['export default { systemPrompt: PROSE };', ['default of *default* by name, members']],
    ['export let a;', []],
    ['export class A { static prompt = PROSE; }', ['A by name, prompts in it']],
    ['export const A = class { static prompt = PROSE; };', ['A by name, prompts in it']],
    ['export class A { static prompt = "short"; }', []],
    ['export class A { static title = PROSE; }', []],
    ['export class A { prompt = PROSE; }', []],
    ['export class A { systemPrompt = PROSE; }', []],
    ['export class A { static prompt() { return PROSE; } }', []],
    ['export class A { static getPrompt() { return PROSE; } }', ['A by name, members and beside']],
    [
      'export class A { static getPrompt() { return A.b; } static b = PROSE; }',
      ['A by name, members and beside'],
    ],
    ['export class A { static getPrompt() { return A.b; } static b = "short"; }', []],
    ['export class A { static get() { return PROSE; } }', []],
    ['export class A { getPrompt() { return PROSE; } }', ['A by name, members']],
    ['export class A { getPrompt() { return this.b; } b = PROSE; }', []],
    ['export class A { get() { return PROSE; } }', []],
    [
      'export class A { static prompt = PROSE; static getPrompt() { return PROSE; } }',
      ['A by name, prompts in it'],
    ],
    [
      'export class A { getPrompt() { return PROSE; } static getPrompt() { return PROSE; } }',
      ['A by name, members and beside'],
    ],
  ])('%s', (code, expected) => {
    expect(found(code)).toEqual(expected);
  });

  it('are those of the options that something is made of', () => {
    const count = (code: string) => optionsOf(parseExpression(code)).length;
    expect(count('new A({}, {})')).toBe(2);
    expect(count('f({} as any, [], b)')).toBe(1);
    expect(count('({})')).toBe(0);
    expect(count('f`${{}}`')).toBe(0);
  });
});

describe('a name that speaks of prompts', () => {
  const isAbout = (name: string, code: string | null = null) =>
    whyAbout(name, code === null ? null : parseExpression(code)) !== null;

  it.each([
    'PROMPT_NAME_ERROR',
    'PROMPT_ERRORS',
    'promptWarning',
    'promptWarnings',
    'PROMPT_CONFLICT',
    'promptLimit',
    'promptRestriction',
    'promptDescription',
    'SYSTEM_PROMPT_DESCRIPTIONS',
    'promptPlaceholder',
    'promptsPlaceholders',
    'promptLabel',
    'promptLabels',
    'promptTooltip',
    'promptTooltips',
    'PROMPT_TOO_LONG_ERROR_MESSAGE',
    'promptErrorText',
    'instructionsError',
    'instructionError',
    'HTMLPromptError',
    'PROMPT_ERROR_2',
    'emptyPlaceholder',
    'placeholder',
  ])('is that of something about them: %s', (name) => {
    expect(isAbout(name)).toBe(name !== 'PROMPT_ERROR_2');
  });

  it.each([
    'systemPrompt',
    'ERROR_PROMPT',
    'errorMessagePrompt',
    'PROMPT_FOR_DESCRIPTION',
    'promptWithLabels',
    'promptOfError',
    'promptMessage',
    'promptText',
    'promptTexts',
    'promptErrorHandler',
    'promptTerrors',
    'promptErrorsx',
    'errors',
    'error',
    'placeholders',
    'placeholderText',
    'preprompterror',
    'promptertext',
    '',
  ])('may be that of one: %s', (name) => {
    expect(isAbout(name)).toBe(false);
  });

  it.each(['validatePromptName', 'isPromptValid', 'hasPromptText', 'assertPromptName', 'checkPromptLength'])(
    'is that of a verdict, where it is a function: %s',
    (name) => {
      const verdict = !name.endsWith('Text');
      expect(isAbout(name, '(a) => a')).toBe(verdict);
      expect(isAbout(name, 'function (a) { return a; }')).toBe(verdict);
      expect(isAbout(name, '"a"')).toBe(false);
      expect(isAbout(name)).toBe(false);
    },
  );

  it.each([
    'validatePrompt',
    'validateTextPrompt',
    'revalidatePromptName',
    'isolatePromptName',
    'promptIsName',
  ])('is not: %s', (name) => {
    expect(isAbout(name, '(a) => a')).toBe(false);
  });

  it('and says why', () => {
    expect(whyAbout('promptLabel', null)).toBe('its name is that of something about a prompt: label');
    expect(whyAbout('aPlaceholder', null)).toBe('its name is that of what an empty field shows');
    expect(whyAbout('isPromptValid', parseExpression('() => 1'))).toBe(
      'its name is that of a function that judges a prompt',
    );
  });
});

describe('a path', () => {
  it.each<[string, Partial<ExtractOptions>, string | null]>([
    ['src/a.ts', {}, null],
    ['latest/a.ts', {}, null],
    ['src/test.ts', {}, null],
    ['a.md', {}, 'it is no JavaScript or TypeScript'],
    ['a.d.ts', {}, 'it is a declaration file'],
    ['a.d.mts', {}, 'it is a declaration file'],
    ['dist/a.js', {}, 'it lies in dist/, which holds tests, samples for them, or what a build made'],
    ['b/tests/c/a.ts', {}, 'it lies in tests/, which holds tests, samples for them, or what a build made'],
    ['a.test.ts', {}, 'its name ends with .test.ts, as tests, stories and bundles do'],
    ['a.stories.tsx', {}, 'its name ends with .stories.tsx, as tests, stories and bundles do'],
    ['src/a.ts', { include: ['lib/**', 'b.ts'] }, '"include" leaves it out: lib/**, b.ts'],
    ['src/a.ts', { include: ['src/**'] }, null],
    ['src/a.ts', { exclude: ['lib/**', 'src/*'] }, '"exclude" leaves it out: src/*'],
    ['src/a.ts', { include: ['src/**'], exclude: ['lib/**'] }, null],
  ])('%s with %j: %s', (path, options, expected) => {
    expect(whyNotPath(path, { ...DEFAULT_EXTRACT_OPTIONS, ...options })).toBe(expected);
  });

  it.each([
    ['prompt.ts', true],
    ['a/title-Prompts.ts', true],
    ['prompts/a.ts', true],
    ['a/Prompt/b/c.ts', true],
    ['my-prompts/a.ts', false],
    ['promptset/a.ts', false],
    ['a/b.ts', false],
  ])('%s is one of prompts: %s', (path, expected) => {
    expect(isPromptPath(path)).toBe(expected);
  });
});
