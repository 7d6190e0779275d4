import { describe, expect, it } from 'vitest';
import { sourceOf, type Files } from '../../../test/extract/sample.ts';
import { openGraph } from './graph.ts';
import { openModules, type Binding, type Module, type ModuleCache } from './modules.ts';

/* The names that a file declares and exports. */

function open(code: string, path = 'a.ts'): Module {
  const modules = openModules(sourceOf({ [path]: code }));
  const module = modules.load(path);
  if (!module) throw new Error(`it cannot be parsed: ${JSON.stringify(modules.problemOf(path))}`);
  return module;
}

function toldOf(binding: Binding): string {
  switch (binding.kind) {
    case 'import':
      return `${binding.name} of ${binding.from}`;
    case 'variable':
      return binding.declared ? 'declared' : 'variable';
    case 'expression':
      return binding.node.type;
    default:
      return binding.kind;
  }
}

const bindingsOf = (code: string) =>
  [...open(code).bindings].map(([name, binding]) => `${name}: ${toldOf(binding)}`);
const exportsOf = (code: string) => {
  const { exports, stars } = open(code);
  return [
    ...[...exports].map(([name, exported]) =>
      exported.kind === 'local'
        ? `${name}: ${exported.name}`
        : `${name}: ${exported.name} of ${exported.from}`,
    ),
    ...stars.map((from) => `* of ${from}`),
  ];
};

describe('what a file declares', () => {
  it.each<[string, string[]]>([
    ['import a from "x";', ['a: default of x']],
    ['import { a, b as c } from "x";', ['a: a of x', 'c: b of x']],
    ['import { "a b" as c } from "x";', ['c: a b of x']],
    ['import * as a from "x";', ['a: * of x']],
    [
      'import a, { b } from "x"; import c, * as d from "y";',
      ['a: default of x', 'b: b of x', 'c: default of y', 'd: * of y'],
    ],
    ['import "x";', []],
    ['const a = 1; let b; var c;', ['a: variable', 'b: variable', 'c: variable']],
    ['const { a, b: [c], ...d } = e;', ['a: variable', 'c: variable', 'd: variable']],
    ['export const a = 1;', ['a: variable']],
    ['declare const a: string;', ['a: declared']],
    ['export declare let a: string;', ['a: declared']],
    ['function a() {}', ['a: function']],
    ['export function a() {}', ['a: function']],
    ['class A {}', ['A: class']],
    ['export default function a() {}', ['a: function']],
    ['export default function () {}', ['*default*: function']],
    ['export default class A {}', ['A: class']],
    ['export default class {}', ['*default*: class']],
    ['export default f();', ['*default*: CallExpression']],
    ['export default (a as b);', []],
    ['export default function a(): string;', []],
    ['export = f();', ['*default*: CallExpression']],
    ['enum A { B }', ['A: enum']],
    ['namespace A { export const b = 1; }', ['A: CallExpression']],
    ['declare namespace A { export const b: string; }', []],
    ['declare global { const b: string; }', []],
    ['declare module "a" { const b: string; }', []],
    ['class A {} namespace A { export const b = 1; }', ['A: class']],
    ['namespace A.B { export const c = 1; }', []],
    ['type A = 1; interface B {}', []],
    ['if (a) { var b = 1; }', []],
    ['module.exports = f();', ['*default*: CallExpression']],
    [
      'module.exports = { a: 1, b, "c": f(), [d]: 1, ...e, g() {} };',
      ['*a*: NumericLiteral', '*c*: CallExpression'],
    ],
    ['exports.a = 1;', ['*a*: NumericLiteral']],
    ['module.exports.a = 1;', ['*a*: NumericLiteral']],
    ['exports.a = b;', []],
    ['exports[a] = 1;', []],
    ['exports.a += 1;', []],
    ['exports = { a: 1 };', []],
    ['other.exports.a = 1; other.a = 1; module.b = 1; a.module.exports = 1;', []],
    ['f(exports.a);', []],
  ])('%s', (code, expected) => {
    expect(bindingsOf(code)).toEqual(expected);
  });

  it('of an enum in parts has the members of all of them', () => {
    const membersOf = (code: string) => {
      const binding = open(code).bindings.get('A');
      return binding?.kind === 'enum'
        ? binding.node.members.map(({ id }) => (id.type === 'Identifier' ? id.name : id.value))
        : null;
    };
    expect(membersOf('enum A { B } enum A { C = 1 } enum A { D = 2 }')).toEqual(['B', 'C', 'D']);
    expect(membersOf('enum A { B }')).toEqual(['B']);
  });
});

describe('what a file exports', () => {
  it.each<[string, string[]]>([
    ['export const a = 1, { b } = c;', ['a: a', 'b: b']],
    ['export function a() {} export class B {} export enum C { D }', ['a: a', 'B: B', 'C: C']],
    ['export namespace A { export const b = 1; }', ['A: A']],
    ['export type A = 1; export interface B {}', []],
    ['export { a, b as c };', ['a: a', 'c: b']],
    ['export { a as default };', ['default: a']],
    ['export { a as "b c" };', ['b c: a']],
    ['export { a, b as c } from "x";', ['a: a of x', 'c: b of x']],
    ['export { default } from "x";', ['default: default of x']],
    ['export * as a from "x";', ['a: * of x']],
    ['export * from "x"; export * from "y";', ['* of x', '* of y']],
    ['export default a;', ['default: a']],
    ['export default a as string;', ['default: a']],
    ['export default f();', ['default: *default*']],
    ['export default function a() {}', ['default: a']],
    ['export default function () {}', ['default: *default*']],
    ['export default class A {}', ['default: A']],
    ['export default function a(): string;', []],
    ['export = a;', ['default: a']],
    ['module.exports = a;', ['default: a']],
    ['module.exports = f();', ['default: *default*']],
    ['module.exports = { a: 1, b, c: d };', ['a: *a*', 'b: b', 'c: d']],
    ['module["exports"] = { a: 1 };', ['a: *a*']],
    ['exports.a = 1; module.exports.b = c;', ['a: *a*', 'b: c']],
    ['export const a = 1; module.exports = { a, b: a };', ['a: a', 'b: a']],
    ['export const a = 1; exports.a = 2;', ['a: a']],
    ['exports.a = void 0;', []],
    ['exports.a = !0;', ['a: *a*']],
    ['exports.a = exports.b = void 0; exports.b = 1;', ['b: *b*']],
    ['declare module "a" { export const b: string; }', []],
    ['import { a } from "x"; export { a };', ['a: a']],
  ])('%s', (code, expected) => {
    expect(exportsOf(code)).toEqual(expected);
  });

  it('is changed under the name that it has here', () => {
    const changedIn = (code: string) => [...open(code).mutated.names].toSorted();
    expect(changedIn('const b = { c: 1 }; exports.a = b; exports.a.c = 2;')).toEqual(['b', 'exports']);
    expect(changedIn('exports.a = 1; exports.a = 2;')).toEqual(['*a*', 'exports']);
    expect(changedIn('exports.a = 1; exports.b = 2;')).toEqual(['exports']);
    expect(changedIn('export { a } from "x"; exports.a = 1; exports.a = 2;')).toEqual(['exports']);
    expect(changedIn('let b = 1; b = 2; exports.a = 1; exports.a = 2;')).toEqual(['*a*', 'b', 'exports']);
  });
});

describe('the types of a file', () => {
  it('are its aliases and interfaces, with what they extend', () => {
    const { types } = open(
      'type A = string; interface B extends C, D.E { f: A } export type G = 1; export interface H {}',
    );
    expect([...types.keys()]).toEqual(['A', 'B', 'G', 'H']);
    expect(types.get('A')).toMatchObject({ type: { type: 'TSStringKeyword' }, members: [], parents: [] });
    expect(types.get('B')).toMatchObject({
      type: null,
      members: [{ type: 'TSPropertySignature' }],
      parents: ['C'],
    });
    expect(types.get('H')).toEqual({ type: null, members: [], parents: [] });
  });
});

describe('the files of a source', () => {
  function watched(files: Files, cache: ModuleCache | null = null, withIds = true) {
    const reads: string[] = [];
    const plain = sourceOf(files);
    const source = {
      ...plain,
      read(path: string) {
        reads.push(path);
        return plain.read(path);
      },
      ...(withIds && { id: (path: string) => (files[path] === undefined ? null : `id of ${files[path]}`) }),
    };
    return { modules: openModules(source, openGraph(source), cache), reads };
  }

  it('are read and parsed once', () => {
    const { modules, reads } = watched({ 'a.ts': 'const a = 1;', 'b.ts': 'const = ;' });
    expect(modules.load('a.ts')?.text).toBe('const a = 1;');
    expect(modules.load('a.ts')).toBe(modules.load('a.ts'));
    expect(modules.load('b.ts')).toBeNull();
    expect(modules.load('b.ts')).toBeNull();
    expect(modules.load('c.ts')).toBeNull();
    expect(reads).toEqual(['a.ts', 'b.ts', 'c.ts']);
    expect(modules.parsedCount()).toBe(3);
    expect(modules.problemOf('a.ts')).toBeNull();
    expect(modules.problemOf('b.ts')).toMatchObject({ problem: 'syntax', line: 1 });
    expect(modules.problemOf('c.ts')).toBeNull();
  });

  it('are followed where they are no data', () => {
    const code = (size: number) => `export const a = '${'a'.repeat(size - 20)}';`;
    const { modules } = watched({
      'a.ts': code(1024 * 1024),
      'b.ts': code(1024 * 1024 + 1),
      'c.ts': 'export {};',
    });
    expect(modules.follow('a.ts')).not.toBeNull();
    expect(modules.follow('b.ts')).toBeNull();
    expect(modules.followStar('a.ts', 'a')).not.toBeNull();
    expect(modules.followStar('b.ts', 'a')).toBeNull();
    expect(modules.followStar('a.ts', 'b')).toBeNull();
    expect(modules.follow('c.ts')).not.toBeNull();
    expect(modules.follow('d.ts')).toBeNull();
    expect(modules.load('b.ts')).not.toBeNull();
    expect(modules.follow('b.ts')).toBeNull();
  });

  it('are kept as they are for the next state, by what they hold', () => {
    const kept = new Map<string, Module>();
    const cache: ModuleCache = {
      get: (path, id) => kept.get(`${path} ${id}`) ?? null,
      set: (path, id, module) => void kept.set(`${path} ${id}`, module),
    };
    const first = watched({ 'a.ts': 'const a = 1;', 'b.ts': 'const = ;' }, cache);
    const module = first.modules.load('a.ts');
    expect(first.modules.load('b.ts')).toBeNull();
    expect([...kept.keys()]).toEqual(['a.ts id of const a = 1;']);
    const second = watched({ 'a.ts': 'const a = 1;' }, cache);
    expect(second.modules.load('a.ts')).toBe(module);
    expect(second.reads).toEqual([]);
    const third = watched({ 'a.ts': 'const a = 2;' }, cache);
    expect(third.modules.load('a.ts')).not.toBe(module);
    const fourth = watched({ 'a.ts': 'const a = 1;' }, cache, false);
    expect(fourth.modules.load('a.ts')).not.toBe(module);
    expect(kept.size).toBe(2);
  });
});
