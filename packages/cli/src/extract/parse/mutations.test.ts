import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../test/support/parse-expression.ts';
import { changedByMethods, changedNames, findMutations } from './mutations.ts';
import { parseSource } from './parse.ts';

/* What of a file is changed after it is made, so that it is no constant. */

function mutationsOf(code: string): string[] {
  const parsed = parseSource('a.ts', code);
  if (!('ast' in parsed)) throw new Error(parsed.message);
  const { names, statics } = findMutations(parsed.ast.program);
  const members = [...statics].flatMap(([node, changed]) =>
    [...changed].map((name) => `${node.id?.name ?? 'class'}.${name}`),
  );
  return [...names, ...members].toSorted();
}

describe('a name is changed', () => {
  it.each([
    'a = 1;',
    'a += 1;',
    'a ??= 1;',
    'a++;',
    '--a;',
    'a.b++;',
    'delete a.b;',
    'delete a?.b;',
    'a.b = 1;',
    'a.b.c = 1;',
    'a[x] = 1;',
    'a!.b = 1;',
    '(a as any).b = 1;',
    '[a] = x;',
    '[, a] = x;',
    '[a.b] = x;',
    '[a = 1] = x;',
    '[...a] = x;',
    '[...a.b] = x;',
    '[a.b = 1] = x;',
    '({ ...a.b } = x);',
    '({ c: a.b = 1 } = x);',
    '({ a } = x);',
    '({ b: a } = x);',
    '({ b: a.c } = x);',
    '({ b: a = 1 } = x);',
    '({ b: [a] } = x);',
    '({ ...a } = x);',
    'for (a of x) {}',
    'for (a.b of x) {}',
    'for (a in x) {}',
    'for ([a] of x) {}',
    'Object.assign(a, x);',
    'Object.assign(a.b, x);',
    'Object.defineProperty(a, x, y);',
    'Object.defineProperties(a, x);',
    'Object.setPrototypeOf(a, x);',
    'Reflect.set(a, x, y);',
    'Reflect.defineProperty(a, x, y);',
    'Reflect.deleteProperty(a, x);',
    'Object?.assign?.(a, x);',
    ...['push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill', 'copyWithin'].map(
      (name) => `a.${name}(x);`,
    ),
    ...['set', 'add', 'delete', 'clear'].map((name) => `a.${name}(x);`),
    'a?.push(x);',
    'Array.prototype.push.call(a, x);',
    '[].push.apply(a, x);',
    '(a ?? []).push(x);',
    '(a || {}).b = 1;',
    'a.b.push(x);',
    '(a as any).push(x);',
    '(a.push)(x);',
    'a["push"](x);',
    'f(() => { a = 1; });',
    'function f() { a = 1; }',
    'function f(b) { a = b; }',
    'function f() { { const a = 1; } }\na = 1;',
    'const f = () => { const b = 1; a = b; };',
    'class C { m() { a.b = 1; } }',
    'class C { static { a = 1; } }',
    'const o = { m() { a = 1; } };',
    'if (x) { a.b = 1; }',
    'function f() { a = 1; g(function a() {}); }',
    'function f() { a = 1; g(class a {}); }',
    '() => () => a++;',
  ])('%s', (code) => {
    expect(mutationsOf(code)).toEqual(['a']);
  });

  it('each of several', () => {
    expect(mutationsOf('[a, b.c] = x; ({ d, ...e } = x);')).toEqual(['a', 'b', 'd', 'e']);
  });
});

describe('what a constant is another name of is changed with it', () => {
  it.each([
    ['const a = b; a.push(x);', ['a', 'b']],
    ['const a = b as string[]; a.push(x);', ['a', 'b']],
    ['export const a = b.c; a.d = 1;', ['a', 'b']],
    ['const { a } = b; a.push(x);', ['a', 'b']],
    ['const [a] = b.c; a.push(x);', ['a', 'b']],
    ['const a = x ? b : c; a.push(x);', ['a', 'b', 'c']],
    ['const a = b ?? c; a.push(x);', ['a', 'b', 'c']],
    ['const c = b; const a = c; a.push(x);', ['a', 'b', 'c']],
    ['const a = c; const c = b; a.push(x);', ['a', 'b', 'c']],
    ['(x ? a : b).push(y);', ['a', 'b']],
    ['const a = b, b = a; a.push(x);', ['a', 'b']],
    // It is another value from then on.
    ['let a = b; a = x;', ['a']],
    ['const a = [...b]; a.push(x);', ['a']],
    ['const a = f(b); a.push(x);', ['a']],
    ['const a = { b }; a.c = 1;', ['a']],
    ['const a = b; b.push(x);', ['b']],
    ['const a = b;', []],
    ['const a = load().b; a.push(x);', ['a']],
    ['class B {} const a = B.c; a.push(x);', ['B.*', 'a']],
    ['const a = [...b]; a[0].c = x;', ['a', 'b']],
    ['const a = { ...b }; a.c.push(x);', ['a', 'b']],
    ['const a = { ...b, c: [] }; a.d = x;', ['a']],
    ['const a = b.filter(x); a.push(y);', ['a']],
    ['const a = b.filter(x); a[0].c = y;', ['a', 'b']],
    ['const a = b.find(x); a.c = y;', ['a', 'b']],
    ['const f = (x) => x; f(a).push(y);', ['a']],
    ['const f = () => a; f().push(y);', ['a']],
    ['const f = () => [...a]; f().push(y);', []],
    ['Object.values(a)[0].b = x;', ['a']],
    ['f.call(a, x); a.push.call(); push.call(a, x); b.map.call(a, x);', []],
  ])('%s', (code, expected) => {
    expect(mutationsOf(code)).toEqual(expected);
  });
});

describe('what a function of the file changes of what it is handed', () => {
  it.each<[string, string[]]>([
    ['function f(b) { b.push(x); } f(a);', ['a']],
    ['function f(b) { b.c = x; } f(a.d);', ['a']],
    ['export function f(b) { b.push(x); } f(a);', ['a']],
    ['const f = (b) => b.push(x); f(a);', ['a']],
    ['const f = function (b) { delete b.c; }; f?.(a);', ['a']],
    ['function f(c, b = []) { b.push(c); } f(x, a);', ['a']],
    ['function f(b, c) { c.push(b); } f(a, d);', ['d']],
    ['function f(b) { if (x) { for (;;) b.push(x); } } function g() { f(a); }', ['a']],
    ['function f(b) { g(() => b.push(x)); } f(a);', ['a']],
    ['f(a); function f(b) { b.push(x); }', ['a']],
    ['function f(b) { b.push(x); } f(c ? a : d);', ['a', 'd']],
    ['function f(b) { b.push(x); } const c = a; f(c);', ['a', 'c']],
    ['function f(b) { b.push(x); } f([]); f(); f("x", a); g(a); o.f(a);', []],
    ['function f(b) { b.push(x); } f(...a);', ['a']],
    ['function f(b) { b.push(x); } new f(a);', ['a']],
    ['class F { constructor(b) { b.push(x); } } new F(a);', ['a']],
    ['const o = { f(b) { b.push(x); } }; o.f(a);', ['a']],
    ['const o = { f: (b) => b.push(x) }; o.f(a);', ['a']],
    ['(function (b) { b.push(x); })(a);', ['a']],
    ['function f(b) { g(b); } function g(c) { c.push(x); } f(a);', ['a']],
    ['function f(b) { const c = b; c.push(x); } f(a);', ['a']],
    ['a.forEach((b) => { b.c = x; });', ['a']],
    ['[a, c].forEach((b) => b.push(x));', ['a', 'c']],
    ['a.forEach(f); function f(b) { b.c = x; }', ['a']],
    ['a.reduce((all, b) => { all.push(b); return all; }, []);', []],
    ['a.reduce((all, b) => { all.push(b); return all; }, c);', ['c']],
    ['function f(b) { b = x; b++; [b] = x; } f(a);', []],
    ['function f(b) { g(b); } f(a);', []],
    ['function f({ b }) { b.push(x); } f(a);', ['a']],
    ['function f(...b) { b.push(x); } f(a);', []],
    ['function f(b) { b.push(x); } function g(f) { f(a); }', []],
    ['function f(b) { b.push(x); } function g(a) { f(a); }', []],
    ['function f(b) { b.push(x); } class A {} f(A);', ['A.*']],
  ])('%s', (code, expected) => {
    expect(mutationsOf(code)).toEqual(expected);
  });
});

describe('what a local is another name of is changed with it', () => {
  it.each([
    'Object.assign(...a);',
    'function f() { const b = a; b.push(x); }',
    'function f() { let b; b = a; b.c = x; }',
    'function f() { const { b } = a; b.c = x; }',
    'function f() { const [{ b }] = a; b.c = 1; }',
    'function f() { for (const b of a) b.c = 1; }',
    'function f() { const b = a; return () => { b.c = x; }; }',
    'function f(b = a) { b.push(x); }',
    'function f() { const b = { a }; b.a.push(x); }',
  ])('%s', (code) => {
    expect(mutationsOf(code)).toEqual(['a']);
  });
});

describe('nothing is changed', () => {
  it.each([
    'let a = 1;',
    'const a = x.b;',
    'x(a);',
    'a.b;',
    'a === 1;',
    '-a; !a; typeof a; void a.b;',
    'for (const a of x) {}',
    'for (let a in x) {}',
    'for (const x of a) {}',
    'Object.assign();',
    'Object.assign({}, a);',
    'Object.keys(a);',
    'Object.freeze(a);',
    'Object.reassign(a, x);',
    'Reflect.get(a, x);',
    'Reflect.reset(a, x);',
    'objects.assign(a, x);',
    'x.Object.assign(a, x);',
    'Reflect.assign(a);',
    'a.map(x);',
    'a.slice();',
    'a.concat(x);',
    'a.pushed(x);',
    'a[push](x);',
    'a.push;',
    'push(a);',
    'load().push(a);',
    'load().b = a;',
    'this.a = 1;',
    'this.push(a);',
    'function f(a) { a = 1; }',
    'function f({ a }) { a = 1; }',
    'function f(a = 1) { a.b = 1; }',
    'function f(...a) { a.push(1); }',
    'const f = (a) => { a.b = 1; };',
    'function f() { let a; a = 1; }',
    'function f() { if (x) { var a = 1; } a = 2; }',
    'function f() { let a = x; a = 1; }',
    'function f() { const a = { ...x }; a.b = 1; }',
    'function f() { const a = x.map(y); a.push(1); }',
    'function f() { function a() {} a.b = 1; }',
    'function f() { class a {} a.b = 1; }',
    'function f(a) { return () => { a.b = 1; }; }',
    'class C { m(a) { a = 1; } }',
    'class C { #m(a) { a = 1; } }',
    'class C { constructor(private a) { a = 1; } }',
    'const o = { m(a) { a = 1; } };',
    'f(function (a) { a = 1; });',
  ])('%s', (code) => {
    expect(mutationsOf(code)).toEqual([]);
  });

  it('in a function, by what is declared in one inside it', () => {
    expect(mutationsOf('function f() { a = 1; function g() { let a; } }')).toEqual(['a']);
    expect(mutationsOf('function f() { a = 1; const g = (a) => 1; }')).toEqual(['a']);
    expect(mutationsOf('function f() { a = 1; function g(a) {} }')).toEqual(['a']);
  });
});

describe('what is declared in parts', () => {
  it.each([
    ['enum A { X } namespace A { export const b = 1; }', ['A']],
    ['namespace A { export const b = 1; } namespace A { export const c = 1; }', ['A']],
    ['export enum A { X } export namespace A { export const b = 1; }', ['A']],
    ['enum A { X } namespace B { export const b = 1; }', []],
    ['namespace A { export const b = 1; }', []],
    ['enum A { X } enum B { X }', []],
    ['declare module "a" { } declare module "a" { }', []],
    ['export default function A() {} namespace B {}', []],
    // The members of both are read.
    ['enum A { X } enum A { Y = 1 }', []],
    ['export * from "a"; export { b }; let b;', []],
  ])('%s', (code, expected) => {
    expect(mutationsOf(code)).toEqual(expected);
  });
});

describe('a static member is changed', () => {
  it.each([
    ['class A {} A.b = 1;', ['A.b']],
    ['class A {} A.b.c = 1;', ['A.b']],
    ['class A {} A["b"]++;', ['A.b']],
    ['class A {} A[b] = 1;', ['A']],
    ['class A {} A.b.push(1);', ['A.b']],
    ['class A {} A = 1;', ['A']],
    ['class A {} Object.assign(A, x);', ['A']],
    ['export class A {} A.b = 1;', ['A.b']],
    ['export default class A {} A.b = 1;', ['A.b']],
    ['const A = class {}; A.b = 1;', ['class.b']],
    ['export const A = class {} as any; A.b = 1;', ['class.b']],
    ['const B = 1, A = class {}; A.b = 1;', ['class.b']],
    ['const { A } = class {}; A.b = 1;', ['A']],
    ['const A = {}; A.b = 1;', ['A']],
    ['let A; A.b = 1;', ['A']],
    ['class A {} function f(A) { A.b = 1; }', []],
    ['class A { static m() { this.b = 1; } }', ['A.b']],
    ['class A { static #m() { this.b = 1; } }', ['A.b']],
    ['class A { static m() { this[b] = 1; } }', ['A.*']],
    ['class A { static m() { Object.assign(this, x); } }', ['A.*']],
    ['class A { static #b = 0; static m() { this.#b = 1; } }', ['A.#b']],
    ['class A { static b = (() => { this.c = 1; })(); }', ['A.c']],
    ['class A { static #b = (() => { this.c = 1; })(); }', ['A.c']],
    ['class A { static accessor b = (() => { this.c = 1; })(); }', ['A.c']],
    ['class A { static { this.b = 1; } }', ['A.b']],
    ['class A { static m() { return () => { this.b = 1; }; } }', ['A.b']],
    ['class A { static m() { return function () { this.b = 1; }; } }', []],
    ['class A { static m() { function f() { this.b = 1; } } }', []],
    ['class A { static m() { return { n() { this.b = 1; } }; } }', []],
    ['class A { m() { this.b = 1; } }', []],
    ['class A { #m() { this.b = 1; } }', []],
    ['class A { b = (this.c = 1); }', []],
    ['class A { #b = (this.c = 1); }', []],
    ['class A { accessor b = (this.c = 1); }', []],
    ['class A { static m() { return class { static n() { this.b = 1; } }; } }', []],
    ['class A { static m() { class B { static n() { this.b = 1; } } } }', []],
    ['export default class { static m() { this.b = 1; } }', ['class.b']],
    ['this.b = 1; class A {}', []],
  ])('%s', (code, expected) => {
    expect(mutationsOf(code)).toEqual(expected);
  });
});

describe('an export by assignment is changed', () => {
  const changedIn = (code: string) => {
    const parsed = parseSource('a.cjs', code);
    if (!('ast' in parsed)) throw new Error(parsed.message);
    return [...findMutations(parsed.ast.program).exports].toSorted();
  };

  it.each<[string, string[]]>([
    ['exports.a = 1;', []],
    ['exports.a = 1; exports.b = 2;', []],
    ['exports.a = 1; exports.a = 2;', ['a']],
    ['exports["a"] = 1; exports.a = 2;', ['a']],
    ['exports.a = 1; exports.a = 2; exports.a = 3; exports.b = 1; exports.b = 2;', ['a', 'b']],
    ['module.exports.a = 1; exports.a = 2;', ['a']],
    ['module["exports"].a = 1; exports.a = 2;', ['a']],
    ['module.exports = { a: 1, ...b, c() {} }; module.exports.a = 2;', ['a']],
    ['module.exports = { a: 1 }; module.exports = { a: 2 };', ['a']],
    ['module.exports = { a: 1, b() {} }; module.exports.b = 2;', ['b']],
    ['module.exports = { [a]: 1 }; module.exports.a = 2;', []],
    ['module.exports = a; module.exports.a = 2;', []],
    ['exports.a = 1; if (b) { exports.a = 2; }', ['a']],
    ['exports.a = 1; function f() { exports.a = 2; }', ['a']],
    ['exports.a = 1; function f(exports) { exports.a = 2; exports.a.b = 1; }', []],
    ['exports.a += 1;', ['a']],
    ['exports.a++;', ['a']],
    ['delete exports.a;', ['a']],
    ['exports.a.b = 1;', ['a']],
    ['exports.a.b = void 0;', ['a']],
    ['exports.a.b.c = 1;', ['a']],
    ['module.exports.a.b = 1;', ['a']],
    ['exports.a.push(1);', ['a']],
    ['Object.assign(exports.a, b);', ['a']],
    ['[exports.a] = b;', ['a']],
    ['exports.a = void 0; exports.a = 1;', []],
    ['exports.b = exports.a = void 0; exports.a = 1;', []],
    ['exports.a = -0; exports.a = 1;', ['a']],
    ['exports[a] = 1; exports[a] = 2;', []],
    ['other.exports.a = 1; other.exports.a = 2;', []],
    ['module.other.a = 1; module.other.a = 2;', []],
    ['a = { b: 1 }; a = { b: 2 };', []],
  ])('%s', (code, expected) => {
    expect(changedIn(code)).toEqual(expected);
  });
});

describe('what methods of an object change of it', () => {
  it.each<[string, string[]]>([
    ['{ m() { this.a = 1; } }', ['a']],
    ['{ m() { this.a.b = 1; this["c"]++; } }', ['a', 'c']],
    ['{ m: function () { this.a = 1; } }', ['a']],
    ['{ m() { this.a.push(1); } }', ['a']],
    ['{ m() { if (x) { for (;;) this.a = 1; } } }', ['a']],
    ['{ m() { return () => { this.a = 1; }; } }', ['a']],
    ['{ m() { this[a] = 1; } }', ['*']],
    ['{ m() { f(this); } }', ['*']],
    ['{ m() { const o = this; } }', ['*']],
    ['{ m() { return [this]; } }', ['*']],
    ['{ m() { x[this] = 1; } }', ['*']],
    ['{ get m() { return this.a; } }', []],
    ['{ m() { return this; } }', []],
    ['{ m() { return this?.a; } }', []],
    ['{ m() { return this.a + this.b(); } }', []],
    ['{ m: () => { this.a = 1; } }', []],
    ['{ m() { return function () { this.a = 1; }; } }', []],
    ['{ m() { function f() { this.a = 1; } } }', []],
    ['{ m() { return { n() { this.a = 1; } }; } }', []],
    ['{ m() { x.a = 1; } }', []],
    ['{ m: x, ...y, n: this }', []],
  ])('%s', (code, expected) => {
    const node = parseExpression(code);
    if (node.type !== 'ObjectExpression') throw new Error('it is no object');
    expect([...changedByMethods(node)].toSorted()).toEqual(expected);
  });
});

describe('the names that one node changes', () => {
  it.each([
    ['a = 1', ['a']],
    ['[a, b.c] = x', ['a', 'b']],
    ['this.a = 1', []],
    ['[this.a, b] = x', ['b']],
    // What is inside of it is another node.
    ['f(a = 1)', []],
  ])('%s', (code, expected) => {
    expect(changedNames(parseExpression(code))).toEqual(expected);
  });
});
