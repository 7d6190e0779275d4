import { describe, expect, it } from 'vitest';
import { exportsMember, exportsName, exportsValue } from './exported.ts';

const WANTED = /^WANTED$/;

describe('a name behind the first of a declaration', () => {
  it.each([
    '1',
    '"a, b"',
    "'it\\'s, so'",
    '`a, ${b}, \\`${`deep ${ { c: { d: 1 } } }, `}`',
    '`${{ a: 1 }.a}`',
    '[1, 2, { a: 1 }]',
    'f(1, (2, 3))',
    '/a,[/]"b\\/,/',
    '8 / 2, other = "/"',
    '/* ; export const x = " */ 1',
    '1 // it\'s; "so"\n',
    'x / /* " */ y',
    '"not ended\n',
    '(/[;]/g, 1)',
    'a => { return /"/; }',
    '/ not a regular expression, as the line ends\n2',
    // Were these not read to their ends, the quote in them would begin a text.
    "`${a}'`",
    "`${`'`}`",
    "`${{ a: `'` }.a}`",
    "`${{ a: { b: `'` } }.a.b}'`",
    "`$'`",
    "`{'`",
    "`}'`",
    "`\\`'`",
    "/a'/",
    "/\\/'/",
    "/[a]'/",
    "/[/']/",
    "a => { return   /'/; }",
    "/*/ ' */ 1",
  ])('is seen past %s', (value) => {
    expect(exportsName(`export const first = ${value}, WANTED = 1;`, WANTED)).toBe(true);
  });

  it.each([
    'export const first = 1; const a = 2, WANTED = 3;',
    'export const first = f(1, WANTED);',
    'export const first = 1\nexport default 2, WANTED',
    'export const first = "\\\n, WANTED = 1',
    'export const first = `${a}, WANTED`;',
    'export const first = 1 // , WANTED = 2',
    'export const first = 1 /* , WANTED = 2 */;',
    'export const first = 1 /* , WANTED = 2',
    'export const first = `not ended, WANTED = 2',
    'export const first = (1, [2, { WANTED }]);',
    'export const first = [1, WANTED];',
    'export const first = { a, WANTED };',
    "export const first = 'a, WANTED';",
    'export const first = "a, WANTED";',
    'export const first = 1, other = 2;',
    'export const first = 1, WANTEDs = 2;',
  ])('is not seen in %j', (text) => {
    expect(exportsName(text, WANTED)).toBe(false);
  });

  it('may be in a pattern, whose names are not looked for', () => {
    expect(exportsName('export const first = 1, { a } = b;', WANTED)).toBe(true);
  });
});

describe('a name', () => {
  it.each([
    ['export default async function* WANTED() {}', true],
    ['export abstract class WANTED {}', true],
    ['export = WANTED', true],
    ['export { a as b, WANTED }', false],
    ['exports.WANTED = 1', true],
    ["exports['WANTED'] = 1", true],
    ['module.exports = WANTED', true],
    ['class A { static override readonly WANTED = 1 }', true],
    ["export { WANTED } from './a'", false],
    ['const WANTED = 1', false],
    ['reexport const WANTED = 1', false],
  ])('%s: %s', (text, expected) => {
    expect(exportsName(text, WANTED)).toBe(expected);
  });

  it.each([
    ['export { a as b, WANTED }', true],
    ['export const { a, WANTED } = b', true],
    ['export const [WANTED] = b', true],
    ["export const { WANTED } = b;\nfrom './a'", true],
    ['module.exports = { deep: { WANTED: 1 } }', true],
    ['WANTED(); module.exports = { a: 1 }', false],
    ['export const [a] = { WANTED }', false],
    ['export const { a } = [WANTED]', false],
    ["export { WANTED } from './a'", false],
  ])('in a list %s: %s', (text, expected) => {
    expect(exportsName(text, /\bWANTED\b/)).toBe(expected);
  });
});

it.each([
  ['export class A {\n  static async WANTED(a) {\n  }\n}', true],
  ['export class A {\n  static async WANTED(\n    a,\n  ) {\n  }\n}', true],
  ['export const A = class {\n  static get WANTED() {\n  }\n}', true],
  ['export class A {\n  static async other(WANTED) {\n  }\n}', false],
  ['export default {\n  WANTED: (a) => a,\n}', true],
  ["export const a = { WANTED: 'text' }", true],
  ["export const a = [{ b: { c: 1, WANTED: ['text'] } }]", true],
  ['export const a = { b, WANTED(c) { return `text` } }', true],
  ['export const a = make({ b() {}, async WANTED() { return `text` } })', true],
  ['export class A { b = 1; WANTED() { return `text` } }', true],
  ['export class A { b() {} static async WANTED() { return `text` } }', true],
  ['export const a = { b: WANTED }', false],
  ['export const a = { WANTED: 1 }', false],
  ['export const a = f({ b }, WANTED(c))', false],
  ['export const a: T = Object.freeze({\n  WANTED: `text`,\n})', true],
  ['export const a = {\n  other: 1,\n}', false],
  ['class A {\n  WANTED() {\n  }\n}', false],
])('a member in %j: %s', (text, expected) => {
  expect(exportsMember(text, WANTED)).toBe(expected);
});

it.each([
  ['export const a = 1', true],
  ['export default "text"', true],
  ['export { a }', true],
  ['module.exports = 1', true],
  ['export const type = 1', true],
  ['export function module() {}', true],
  ['export async', true],
  ['export type A = 1', false],
  ['export namespace A {}', false],
  ['export interface A {}', false],
  ["export * from './a'", false],
  ['const a = 1', false],
])('a value in %j: %s', (text, expected) => {
  expect(exportsValue(text)).toBe(expected);
});
