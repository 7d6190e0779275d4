import { describe, expect, it } from 'vitest';
import { sourceOf, type Files } from '../../../test/extract/sample.ts';
import { openModules } from '../modules/modules.ts';
import { codeHash } from './code-hash.ts';

/* What changes the hash of a prompt that cannot be told as text: what its code does, and nothing else. */

function hashOf(files: Files | string, name = 'A'): string {
  const all = typeof files === 'string' ? { 'a.ts': files } : files;
  const modules = openModules(sourceOf(all));
  const module = modules.load('a.ts');
  const binding = module?.bindings.get(name);
  if (!module || !binding)
    throw new Error(`it cannot be parsed: ${JSON.stringify(modules.problemOf('a.ts'))}`);
  return codeHash(modules, binding.node, module);
}

describe('the same code', () => {
  it.each([
    ['const A = f("a");', 'const A = f(\n  `a`, // why\n);'],
    ['const A = f("a");', 'let A = (f)(("a"));'],
    ['const A = f("a");', 'const A: string = f<string>("a") as string;'],
    ['const A = f("a");', 'const A = f("a")!;'],
    ['const A = { a: a };', 'const A = { a };'],
    ['const A = f("a\\n");', 'const A = f(`a\n`);'],
    ['const A = (a) => f(a);', 'const A = (a: string): string => f(a);'],
    ['const A = (a) => f(a);', 'const A = <T>(a?: T) => f(a);'],
    ['class A { static a = f(1); }', 'class A implements B { public static readonly a: number = f(1); }'],
    ['function A() { return f(); }', 'function A() { type T = string; interface I { a: T } return f(); }'],
    ['function A() { return f(A); }', 'function A() { return f(A); } const b = f;'],
    ['const B = "b"; const A = f(B);', 'const A = f(C); const C = "b";'],
    ['const { b, c } = g(); const A = f(b);', 'const A = f(b); const { b, c } = g();'],
    ['function A({ a: b }) { return f(b); }', 'function A({ a: c }) { return f(c); }'],
    ['const A = () => { const b = g(); return f(b); };', 'const A = () => { const c = g(); return f(c); };'],
    ['const A = () => { for (let b = 0; ; ) f(b); };', 'const A = () => { for (let c = 0; ; ) f(c); };'],
    ['const A = (l) => { for (const b of l) f(b); };', 'const A = (l) => { for (const c of l) f(c); };'],
    ['const A = (l) => { for (const b in l) f(b); };', 'const A = (l) => { for (const c in l) f(c); };'],
    [
      'const A = () => { try { f(); } catch (b) { f(b); } };',
      'const A = () => { try { f(); } catch (c) { f(c); } };',
    ],
    [
      'const A = (s) => { switch (s) { case 1: const b = 1; f(b); } };',
      'const A = (s) => { switch (s) { case 1: const c = 1; f(c); } };',
    ],
    ['const A = () => { if (1) { var b = 1; } f(b); };', 'const A = () => { if (1) { var c = 1; } f(c); };'],
    ['const A = () => { function b() {} f(b); };', 'const A = () => { function c() {} f(c); };'],
    ['const A = () => { class b {} f(b); };', 'const A = () => { class c {} f(c); };'],
    ['const A = f(function b() { return b; });', 'const A = f(function c() { return c; });'],
    ['const A = f(class b { c = b; });', 'const A = f(class d { c = d; });'],
    ['class A { static { const b = 1; f(b); } }', 'class A { static { const c = 1; f(c); } }'],
    ['const A = f((b) => b);', 'const A = f((c) => c);'],
    ['function A() { return f(); }', 'async function B() {} function A() { return f(); }'],
    [
      'const A = () => { const b = g(); return (d) => f(b, d); };',
      'const A = () => { const c = g(); return (d) => f(c, d); };',
    ],
    [
      'const A = () => { const b = g(); f(b); { const b = h(); k(b); } };',
      'const A = () => { const b = g(); f(b); { const c = h(); k(c); } };',
    ],
    ['const A = ({ a: b } = {}) => f(b);', 'const A = ({ a: c } = {}) => f(c);'],
    ['const A = f(B); function B(a) { return g(a); }', 'const A = f(B); function B(b) { return g(b); }'],
    ['const A = (b) => f((b) => g(b));', 'const A = (b) => f((c) => g(c));'],
    [
      'const A = () => { const b = g(); return () => f(b); };',
      'const A = () => { const c = g(); return () => f(c); };',
    ],
    [
      'const A = (b) => { f(b); { const b = g(); h(b); } };',
      'const A = (b) => { f(b); { const c = g(); h(c); } };',
    ],
    [
      'const A = () => { const b = g(); f({ [b]: 1 }); };',
      'const A = () => { const c = g(); f({ [c]: 1 }); };',
    ],
    ['const A = () => { const b = g(); f(a[b]); };', 'const A = () => { const c = g(); f(a[c]); };'],
    [
      'const A = () => { f(b); g(() => { var b = 1; h(b); }); };',
      'const A = () => { f(b); g(() => { var c = 1; h(c); }); };',
    ],
    // What has the name of a parameter, a property or a label is not asked for by it.
    ['const A = (b) => f(b);', 'const b = 1; const A = (b) => f(b);'],
    ['const A = f(a.b);', 'const b = 1; const A = f(a.b);'],
    ['const A = f({ b: 1 });', 'const b = 1; const A = f({ b: 1 });'],
    ['const A = () => { b: for (;;) break b; };', 'const b = 1; const A = () => { b: for (;;) break b; };'],
  ])('%s; %s', (before, after) => {
    expect(hashOf(after)).toBe(hashOf(before));
  });

  it.each([
    ['const A = f("a");', 'const B = f("a");'],
    ['const A = () => f(A);', 'const B = () => f(B);'],
    ['function A() { return f(A); }', 'function B() { return f(B); }'],
    ['class A { static a = f(A); }', 'class B { static a = f(B); }'],
    ['function A() { const A = 1; return f(A); }', 'function B() { const c = 1; return f(c); }'],
  ])('whatever it is called: %s; %s', (before, after) => {
    expect(hashOf(after, 'B')).toBe(hashOf(before));
  });

  it('wherever it lies, and whatever the names are that it is imported by', () => {
    const one = { 'a.ts': 'import { B } from "./b"; const A = f(B);', 'b.ts': 'export const B = g();' };
    const other = {
      'a.ts': 'import { D as C } from "./c"; const A = f(C);',
      'c.ts': 'const E = g(); export { E as D };',
    };
    expect(hashOf(other)).toBe(hashOf(one));
  });
});

describe('other code', () => {
  it.each([
    ['const A = f("a");', 'const A = f("b");'],
    ['const A = f("a");', 'const A = g("a");'],
    ['const A = f("a");', 'const A = f("a", "a");'],
    ['const A = f("a");', 'const A = f("f");'],
    ['const A = f("g");', 'const A = f(g);'],
    ['const A = f(1);', 'const A = f(2);'],
    ['const A = f(1);', 'const A = f("1");'],
    ['const A = f(1n);', 'const A = f(2n);'],
    ['const A = f(/a/);', 'const A = f(/b/);'],
    ['const A = f(/a/);', 'const A = f(/a/g);'],
    ['const A = f(true);', 'const A = f(false);'],
    ['const A = f(a + b);', 'const A = f(a - b);'],
    ['const A = f(a + b);', 'const A = f(b + a);'],
    ['const A = f([a, b]);', 'const A = f([a, , b]);'],
    ['const A = f(`a${b}`);', 'const A = f(`c${b}`);'],
    ['const A = f(a.b);', 'const A = f(a.c);'],
    ['const A = f(a.b);', 'const A = f(a[b]);'],
    ['const A = f(a.b);', 'const A = f(a?.b);'],
    ['const A = f(a[b]);', 'const A = f(a[c]);'],
    ['const A = f({ a: b });', 'const A = f({ c: b });'],
    ['const A = f({ [a]: b });', 'const A = f({ a: b });'],
    ['const A = f({ a: b });', 'const A = f({ a: c });'],
    ['const A = () => f();', 'const A = async () => f();'],
    ['const A = (a) => f(a);', 'const A = (b) => f(b);'],
    ['const A = (a = 1) => f(a);', 'const A = (b = 1) => f(b);'],
    ['const A = (a, b) => f(a, b);', 'const A = (a, b) => f(b, a);'],
    ['const A = ({ a }) => f(a);', 'const A = ({ b }) => f(b);'],
    ['const A = (b, c) => f((d) => b);', 'const A = (b, c) => f((d) => d);'],
    ['const A = () => { const b = 1, c = 2; f(b); };', 'const A = () => { const b = 1, c = 2; f(c); };'],
    [
      'const A = () => { const b = 1; { const b = 2; } f(b); };',
      'const A = () => { const b = 1; { const c = 2; f(c); } };',
    ],
    [
      'const A = () => { b: for (;;) { c: for (;;) break b; } };',
      'const A = () => { b: for (;;) { c: for (;;) break c; } };',
    ],
    ['const B = "b"; const A = f(B);', 'const B = "c"; const A = f(B);'],
    ['const B = "b"; const A = f(B);', 'const A = f(B);'],
    [
      'const B = () => C; const C = "b"; const A = f(B);',
      'const B = () => C; const C = "c"; const A = f(B);',
    ],
    ['const { b, c } = g(); const A = f(b);', 'const { b, c } = g(); const A = f(c);'],
    ['const { b, c } = g(); const A = f(b);', 'const { b, c } = h(); const A = f(b);'],
    ['const B = g(), C = h(); const A = f(B, C);', 'const B = g(), C = h(); const A = f(C, B);'],
    ['const B = g(), C = h(); const A = f(B, C, B);', 'const B = g(), C = h(); const A = f(B, C, C);'],
    ['const B = g(), C = h(); const A = f(B, B);', 'const B = g(), C = g(); const A = f(B, C);'],
    ['import { b } from "x"; const A = f(b);', 'import { c } from "x"; const A = f(c);'],
    ['import { b } from "x"; const A = f(b);', 'import { b } from "y"; const A = f(b);'],
    ['import { b } from "x"; const A = f(b);', 'import * as b from "x"; const A = f(b);'],
    ['import { b } from "x"; const A = f(b);', 'const A = f(b);'],
    ['class A { static a = f(1); }', 'class A { a = f(1); }'],
    ['class A { a() { return f(1); } }', 'class A { get a() { return f(1); } }'],
    ['class A { a = f(1); }', 'class A extends B { a = f(1); }'],
    ['function A() { return f(); }', 'function* A() { return f(); }'],
    ['const A = f(`a${b}`);', 'const A = f(`a${c}`);'],
    ['const A = f(`a${b}`);', 'const A = f("a");'],
    ['const A = f({ "a b": c });', 'const A = f({ "b a": c });'],
    ['const A = f({ 1: c });', 'const A = f({ 2: c });'],
    ['const A = () => { for (a; ; ) f(); };', 'const A = () => { for (; a; ) f(); };'],
    ['const A = () => { if (a) f(); };', 'const A = () => { while (a) f(); };'],
    [
      'const A = () => { const b = 1; { const b = 2; f(b); } };',
      'const A = () => { const b = 1; { const c = 2; f(b); } };',
    ],
    ['const A = (b) => f((c) => g(c));', 'const A = (b) => f((c) => g(b));'],
    ['const A = f(B); function B(a) { return g(a); }', 'const A = f(B); function B(a) { return g(h); }'],
    ['const A = f(B); function B() { return g(B); }', 'const A = f(B); function B() { return g(A); }'],
    ['const A = f(import.meta);', 'const A = f(a.meta);'],
    ['function A() { return f(new.target); }', 'function A() { return f(A.target); }'],
  ])('%s; %s', (before, after) => {
    expect(hashOf(after)).not.toBe(hashOf(before));
  });

  it('of a file that is imported, and of one that this imports, but not of what is further away', () => {
    const files = (text: Record<string, string>): Files => ({
      'a.ts': 'import { B } from "./b"; const A = f(B);',
      'b.ts': `import { C } from "./c"; export const B = g(C, ${text['b'] ?? 1});`,
      'c.ts': `import { D } from "./d"; export const C = g(D, E, ${text['c'] ?? 1}); const E = ${text['e'] ?? 1};`,
      'd.ts': `export const D = g(${text['d'] ?? 1});`,
    });
    const hash = hashOf(files({}));
    // However many steps it takes inside of one file.
    const steps = (text: string): Files => ({
      'a.ts': 'import { B } from "./b"; const A = f(B);',
      'b.ts':
        'import { C } from "./c"; export const B = g(D); const D = g(E); const E = g(F); const F = g(C);',
      'c.ts': `export const C = ${text};`,
    });
    expect(hashOf(steps('1'))).not.toBe(hashOf(steps('2')));
    expect(hashOf(files({ b: '2' }))).not.toBe(hash);
    expect(hashOf(files({ c: '2' }))).not.toBe(hash);
    expect(hashOf(files({ e: '2' }))).not.toBe(hash);
    expect(hashOf(files({ d: '2' }))).toBe(hash);
  });

  it('also of a prompt that names itself, and of functions that name each other', () => {
    const code = (more: string) =>
      `const A = () => f(B); function B() { return [A, C, 1]; } function C() { return [B, ${more}]; }`;
    expect(hashOf(code('1'))).toBe(hashOf(code('1')));
    expect(hashOf(code('2'))).not.toBe(hashOf(code('1')));
  });

  it('of as much as is looked at: what is named last by very much is not', () => {
    const code = (items: number, last: string) =>
      `const A = f(B, C); const B = [${'1,'.repeat(items)}]; const C = ${last};`;
    expect(hashOf(code(19_000, '1'))).not.toBe(hashOf(code(19_000, '2')));
    expect(hashOf(code(21_000, '1'))).toBe(hashOf(code(21_000, '2')));
  });
});
