import { describe, expect, it } from 'vitest';
import { sourceOf, type Files } from '../../../test/extract/sample.ts';
import { itemAnnotation, memberAnnotation, readAnnotation, type Annotation } from './annotations.ts';
import { openModules } from './modules.ts';

/* What the type of a parameter says of its value; null is a type of which nothing is known. */

/** @param way to what is asked of: a member, or `*` for an item */
function shapeOf(type: string, way: readonly string[] = [], files: Files = {}): string | null {
  const before = files['a.ts'] ?? '';
  const modules = openModules(sourceOf({ ...files, 'a.ts': `${before}\nexport function f(a: ${type}) {}` }));
  const module = modules.load('a.ts');
  const binding = module?.bindings.get('f');
  if (!module || binding?.kind !== 'function') throw new Error('it cannot be parsed');
  const [parameter] = binding.node.params;
  const given = parameter?.type === 'Identifier' ? parameter.typeAnnotation : null;
  let found: Annotation | null = readAnnotation(given, module, modules);
  for (const step of way)
    found = step === '*' ? itemAnnotation(found, modules) : memberAnnotation(found, step, modules);
  return found && found.shape;
}

describe('a type', () => {
  it.each<[string, string | null]>([
    ['string', 'string'],
    ['`x${string}`', 'string'],
    ['"x"', 'string'],
    ['"x" | "y"', 'string'],
    ['"x" | string', 'string'],
    ['number', 'number'],
    ['1', 'unknown'],
    ['boolean', 'boolean'],
    ['true', 'boolean'],
    ['string[]', 'list'],
    ['[string, number]', 'list'],
    ['readonly string[]', 'list'],
    ['(string)[]', 'list'],
    ['(string | undefined)', 'string'],
    ['Array<string>', 'list'],
    ['ReadonlyArray<string>', 'list'],
    ['Set<string>', 'collection'],
    ['ReadonlySet<string>', 'collection'],
    ['Map<string, number>', 'collection'],
    ['ReadonlyMap<string, number>', 'collection'],
    ['WeakSet<object>', null],
    ['MapLike<string>', null],
    ['{ a: string }', 'object'],
    ['{ a: string } & { b: string }', 'object'],
    ['Record<string, string>', 'object'],
    ['Readonly<string[]>', 'list'],
    ['Partial<{ a: string }>', 'object'],
    ['Required<{ a: string }>', 'object'],
    ['PartialOf<string[]>', null],
    ['Readonly', null],
    ['string | null', 'string'],
    ['undefined | string[]', 'list'],
    ['string | number', null],
    ['string[] | string', null],
    ['string | Elsewhere', null],
    ['null', null],
    ['null | undefined', null],
    ['any', null],
    ['unknown', null],
    ['keyof X', null],
    ['unique symbol', null],
    ['typeof x', null],
    ['x.Y', null],
    ['() => string', null],
  ])('%s', (type, shape) => {
    expect(shapeOf(type)).toBe(shape);
  });
});

describe('what is in a type', () => {
  it.each<[string, string[], string | null]>([
    ['{ a: string }', ['a'], 'string'],
    ['{ "a": string }', ['a'], 'string'],
    ['{ a?: number }', ['a'], 'number'],
    ['{ a: string }', ['b'], null],
    ['{ [a]: string }', ['a'], null],
    ['{ [key: string]: string }', ['key'], null],
    ['{ a(): string }', ['a'], null],
    ['{ a }', ['a'], null],
    ['{ a: { b: boolean } }', ['a', 'b'], 'boolean'],
    ['{ a: string } & { b: number }', ['b'], 'number'],
    ['{ a: string } & Elsewhere', ['a'], 'string'],
    ['{ a: string } | { a: string; b: number }', ['b'], 'number'],
    ['Partial<{ a: string }>', ['a'], 'string'],
    ['Record<string, string>', ['a'], null],
    ['string[]', ['*'], 'string'],
    ['{ a: number }[]', ['*', 'a'], 'number'],
    ['readonly { a: number }[]', ['*', 'a'], 'number'],
    ['Array<boolean>', ['*'], 'boolean'],
    ['ReadonlyArray<string[]>', ['*', '*'], 'string'],
    ['Set<string>', ['*'], 'string'],
    ['Map<string, number>', ['*'], null],
    ['[string, number]', ['*'], null],
    ['Array', ['*'], null],
    ['string', ['*'], null],
    ['Record<string, string>', ['*'], null],
  ])('%s: %j', (type, way, shape) => {
    expect(shapeOf(type, way)).toBe(shape);
  });
});

describe('a type by its name', () => {
  const declared = 'export interface A { a: string } export type L = A[]; export type T = { t: number };';
  it.each<[string, string[], string, Files]>([
    ['A', ['a'], 'string', { 'a.ts': declared }],
    ['L', ['*', 'a'], 'string', { 'a.ts': declared }],
    ['B', ['a'], 'string', { 'a.ts': `${declared} interface B extends A { b: number }` }],
    ['B', ['b'], 'number', { 'a.ts': `${declared} interface B extends A, Elsewhere { b: number }` }],
    ['B', ['a'], 'boolean', { 'a.ts': `${declared} interface B extends A { a: boolean }` }],
    ['A', ['a'], 'string', { 'a.ts': "import type { A } from './b';", 'b.ts': declared }],
    ['X', ['a'], 'string', { 'a.ts': "import { A as X } from './b';", 'b.ts': declared }],
    ['L', ['*', 'a'], 'string', { 'a.ts': "import { L } from './b';", 'b.ts': declared }],
    [
      'A',
      ['a'],
      'string',
      { 'a.ts': "import { A } from './b';", 'b.ts': "export { A } from './c';", 'c.ts': declared },
    ],
    [
      'A',
      ['a'],
      'string',
      { 'a.ts': "import { A } from './b';", 'b.ts': "export * from './c';", 'c.ts': declared },
    ],
    [
      'A',
      ['a'],
      'string',
      {
        'a.ts': "import { A } from './b';",
        'b.ts': "export * from './c';",
        'c.ts': "export { A } from './d';",
        'd.ts': declared,
      },
    ],
    [
      'A',
      ['a'],
      'string',
      {
        'a.ts': "import { A } from './b';",
        'b.ts': "export * from './c'; export * from './d';",
        'c.ts': 'export const A = 1;',
        'd.ts': declared,
      },
    ],
  ])('%s: %j is %s', (type, way, shape, files) => {
    expect(shapeOf(type, way, files)).toBe(shape);
  });

  it.each<[string, Files]>([
    ['that nobody declares', {}],
    ['of a package', { 'a.ts': "import { A } from 'elsewhere';" }],
    ['that a file does not have', { 'a.ts': "import { A } from './b';", 'b.ts': 'export type B = string;' }],
    [
      'that two files have from each other',
      {
        'a.ts': "import { A } from './b';",
        'b.ts': "export { A } from './c';",
        'c.ts': "export { A } from './b';",
      },
    ],
    ['that is its own', { 'a.ts': 'type A = Readonly<A>;' }],
    ['of a class', { 'a.ts': 'class A { a = 1; }' }],
  ])('%s is not known', (_, files) => {
    expect(shapeOf('A', [], files)).toBeNull();
  });
});
