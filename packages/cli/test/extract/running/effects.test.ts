import { expect, it } from 'vitest';
import { extractFrom, render } from '../sample.ts';
import { PROSE } from './check.ts';

/*
 * What code changes that is run without being followed: recursion, generators, getters, what instances do and what stays
 * from one call to the next. What is told of such a function without a value that only the running code knows is what each
 * of several calls gives.
 */
const SAMPLES: readonly (readonly [top: string, body: string])[] = [
  [
    '',
    'const l = []; const f = (n) => { l.push(n); if (n > 0) f(n - 1); return "x"; }; f(2); return `${PROSE} ${l.join()}`;',
  ],
  [
    '',
    'let t = ""; const f = (n) => { t += n; if (n > 0) f(n - 1); return "x"; }; f(2); return `${PROSE} ${t}`;',
  ],
  ['', 'let t = ""; const g = function* () { t += "g"; yield "1"; }; [...g()]; return `${PROSE} ${t}`;'],
  [
    '',
    'let t = ""; const g = function* () { t += "g"; yield "1"; }; const i = g(); t = "n"; for (const x of i) {} return `${PROSE} ${t}`;',
  ],
  ['', 'let t = ""; class A { constructor(x) { t += x; } } new A("x"); return `${PROSE} ${t}`;'],
  ['', 'let t = ""; class A { go() { t += "go"; } } new A().go(); return `${PROSE} ${t}`;'],
  ['', 'let t = ""; class A { go() { t += "go"; } } const i = new A(); i.go(); return `${PROSE} ${t}`;'],
  [
    '',
    'let t = ""; class A { get v() { t += "go"; return "1"; } } const i = new A(); i.v; return `${PROSE} ${t}`;',
  ],
  ['', 'let t = ""; class A { static { t += "s"; } } return `${PROSE} ${t}`;'],
  ['', 'let t = ""; class A { static x = (t += "s"); } return `${PROSE} ${t}`;'],
  ['', 'let t = ""; class A { static go() { t += "s"; return "r"; } } A.go(); return `${PROSE} ${t}`;'],
  [
    '',
    'let t = ""; class A { go() { t += "s"; return "r"; } } class B extends A {} new B().go(); return `${PROSE} ${t}`;',
  ],
  ['', 'let t = ""; const o = { get v() { t += "go"; return "1"; } }; o.v; return `${PROSE} ${t}`;'],
  [
    '',
    'let t = ""; const o = { get v() { t += "go"; return "1"; } }; const { v } = o; return `${PROSE} ${t}`;',
  ],
  [
    '',
    'let t = ""; const o = { get v() { t += "go"; return "1"; } }; const c = { ...o }; return `${PROSE} ${t}`;',
  ],
  ['', 'let t = ""; const o = { toString() { t += "go"; return "1"; } }; String(o); return `${PROSE} ${t}`;'],
  [
    '',
    'let t = ""; const o = { toJSON() { t += "go"; return "1"; } }; JSON.stringify(o); return `${PROSE} ${t}`;',
  ],
  ['', 'let t = ""; const o = { valueOf() { t += "go"; return 1; } }; if (o > 1) {} return `${PROSE} ${t}`;'],
  [
    '',
    'let t = ""; const o = { [Symbol.toPrimitive]() { t += "go"; return 1; } }; `${o}`; return `${PROSE} ${t}`;',
  ],
  [
    '',
    'let t = ""; const o = { [Symbol.iterator]() { t += "go"; return [][Symbol.iterator](); } }; [...o]; return `${PROSE} ${t}`;',
  ],
  [
    '',
    'const r = { f: (z) => { l.push(z); } }; const l = ["0"]; r[a] = "x"; r.f("1"); return `${PROSE} ${l.join()}`;',
  ],
  [
    '',
    'const l = ["0"]; const fs = new Map([["x", (z) => { l.push(z); }]]); fs.get("x")("1"); return `${PROSE} ${l.join()}`;',
  ],
  ['', 'const l = ["0"]; const fs = [(z) => { l.push(z); }]; fs.pop()("1"); return `${PROSE} ${l.join()}`;'],
  [
    '',
    'const l = ["0"]; const fs = [(z) => { l.push(z); }]; fs.reverse(); fs[0]("1"); return `${PROSE} ${l.join()}`;',
  ],
  [
    '',
    'const l = ["0"], r = { v: "v" }; const pair = { l, r }; pair.l.push("x"); pair.r.v = "w"; return `${PROSE} ${r.v}`;',
  ],
  [
    '',
    'const l = ["0"], r = { v: "v" }; const pair = [l, r]; pair[0].push("x"); pair[1].v = "w"; return `${PROSE} ${r.v}`;',
  ],
  ['', 'const r = { v: "v" }; r.w &&= "x"; return `${PROSE} ${Object.keys(r).join()}`;'],
  ['', 'const r = { v: "v" }; r.w &&= "x"; return `${PROSE} ${"w" in r}`;'],
  ['', 'const r = { v: "v", w: undefined }; r.w ??= "x"; return `${PROSE} ${Object.keys(r).join()}`;'],
  ['', 'const o = b ? { x: "1", y: "2" } : { y: "3", x: "4" }; return `${PROSE} ${Object.keys(o).join()}`;'],
  [
    '',
    'const o = { ...(b ? { x: "1", y: "2" } : { y: "3", x: "4" }) }; return `${PROSE} ${Object.keys(o).join()}`;',
  ],
  [
    '',
    'let o = {}; if (b) o = { x: "1", y: "2" }; else o = { y: "3", x: "4" }; return `${PROSE} ${Object.entries(o).join()}`;',
  ],
  ['', 'const o = {}; if (b) o.x = "1"; o.y = "2"; o.x = "3"; return `${PROSE} ${Object.keys(o).join()}`;'],
  [
    '',
    'const o = {}; if (b) { o.x = "1"; o.y = "1"; } else { o.y = "2"; o.x = "2"; } return `${PROSE} ${Object.keys(o).join()}`;',
  ],
  ['', 'const o = { __proto__: { x: "p" } }; return `${PROSE} ${o.x} ${Object.keys(o).join()}`;'],
  ['', 'const o = { ["__proto__"]: "p" }; return `${PROSE} ${Object.keys(o).join()}`;'],
  ['', 'const f = function g(n) { return n ? "g" + g(n - 1) : ""; }; return `${PROSE} ${f(2)}`;'],
  [
    '',
    'const g = () => "outer"; const f = function g(n) { return n ? "g" + g(n - 1) : ""; }; return `${PROSE} ${f(2)}`;',
  ],
  ['', 'const C = class D { static x = "x"; static f() { return D.x; } }; return `${PROSE} ${C.f()}`;'],
  [
    '',
    'const D = { x: "wrong" }; const C = class D { static x = "x"; static f() { return D.x; } }; return `${PROSE} ${C.f()}`;',
  ],
  ['', 'const o = Object.freeze({ l: ["0"] }); o.l.push("1"); return `${PROSE} ${o.l.join()}`;'],
  ['', 'const o = { x: "1" }; try { Object.freeze(o); o.x = "2"; } catch {} return `${PROSE} ${o.x}`;'],
  [
    'const counted = (() => { let n = 0; return () => { n += 1; return `${n}`; }; })();',
    'return `${PROSE} ${counted()}`;',
  ],
  [
    'const make = () => { let n = 0; return () => { n += 1; return `${n}`; }; }; const counted = make();',
    'return `${PROSE} ${counted()}`;',
  ],
  [
    'const memo = {}; const o = { f: (x) => { memo[x] = "1"; return x; } };',
    'o.f("a"); return `${PROSE} ${Object.keys(memo).join()}`;',
  ],
  ['let n = 0; class A { static next() { n += 1; return n; } }', 'return `${PROSE} ${A.next()}`;'],
  [
    'class A { static n = 0; static next() { this.n += 1; return this.n; } }',
    'return `${PROSE} ${A.next()}`;',
  ],
  ['const o = { n: 0, next() { this.n += 1; return this.n; } };', 'return `${PROSE} ${o.next()}`;'],
  ['const o = { n: 0, next() { o.n += 1; return o.n; } };', 'return `${PROSE} ${o.next()}`;'],
  [
    'const o = { l: ["0"], add(x) { this.l.push(x); return this; } };',
    'return `${PROSE} ${o.add("x").l.join()}`;',
  ],
  ['const s = new Set(["0"]); const add = (x) => s.add(x);', 'add(a); return `${PROSE} ${[...s].join()}`;'],
  ['const l = ["0"]; const box = { l };', 'box.l.push("x"); return `${PROSE} ${l.join()}`;'],
  [
    'const l = ["0"]; const boxes = [{ l }];',
    'for (const x of boxes) x.l.push("x"); return `${PROSE} ${l.join()}`;',
  ],
  [
    'const l = ["0"]; const make = () => ({ add: (x) => l.push(x) });',
    'make().add("x"); return `${PROSE} ${l.join()}`;',
  ],
  [
    'const cache = {}; const get = (k) => cache[k] ?? (cache[k] = "v" + k);',
    'get("x"); return `${PROSE} ${get("x")} ${Object.keys(cache).length}`;',
  ],
  [
    '',
    'const l = ["0"]; const o = { l }; Reflect.apply((x) => { x.l.push("1"); }, null, [o]); return `${PROSE} ${l.join()}`;',
  ],
  [
    '',
    'const l = ["0"]; Reflect.apply((x) => { x.l.push("1"); }, null, [{ l }]); return `${PROSE} ${l.join()}`;',
  ],
  [
    '',
    'const l = ["0"]; const o = { f: (z) => { l.push(z); } }; Reflect.apply((x) => { x.f("1"); }, null, [o]); return `${PROSE} ${l.join()}`;',
  ],
  [
    '',
    'const l = ["0"]; Reflect.apply((f) => { f("1"); }, null, [(z) => { l.push(z); }]); return `${PROSE} ${l.join()}`;',
  ],
  [
    '',
    'const r = { v: "v" }; const m = new Map(); m.set("r", r); r.v = "w"; m.get("r").v = "z"; return `${PROSE} ${r.v}`;',
  ],
  ['', 'const r = { v: "v" }; const m = new Map([["r", r]]); m.get("r").v = "z"; return `${PROSE} ${r.v}`;'],
  [
    '',
    'const r = { v: "v" }; const o = { x: "1" }; o[a] = r; o.y = "2"; o[a].v = "z"; return `${PROSE} ${r.v}`;',
  ],
  [
    '',
    'const r = { v: "v" }; const p = [r]; p.reverse(); r.v = "w"; p[0].v = "z"; return `${PROSE} ${r.v}`;',
  ],
  [
    '',
    'const r = { v: "v" }; const p = [r]; p.reverse(); const [{ ...c }] = p; c.v = "z"; return `${PROSE} ${r.v}`;',
  ],
  [
    '',
    'const l = ["0"]; const add = (x) => { l.push(x); return x; }; const p = [{}]; p.reverse(); const [{ v = add("1") }] = p; return `${PROSE} ${l.join()}`;',
  ],
];

const CALLS = ['A', 'B', ''].flatMap((a) => [true, false].map((b) => ({ a, b, xs: ['x', 'y'] })));

function told(top: string, body: string): string | null {
  const code = `const PROSE = ${JSON.stringify(PROSE)};\n${top}\nexport const prompt = (a, b, xs) => { ${body} };`;
  const [prompt] = extractFrom({ 'prompts.js': code }).prompts;
  return prompt?.status === 'ok' && !prompt.variables.some(({ opaque }) => opaque) ? prompt.template : null;
}

type Run = (a: unknown, b: unknown, xs: unknown) => string;

it.each(SAMPLES)('%s %s', (top, body) => {
  const template = told(top, body);
  if (template === null) return;
  const code = `'use strict'; ${top}\nreturn (a, b, xs) => { ${body} };`;
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- running it is what is compared with
  const run = (new Function('PROSE', code) as (prose: string) => Run)(PROSE);
  for (const { a, b, xs } of CALLS) expect(render(template, { a, b, xs })).toBe(run(a, b, [...xs]));
});

it('is told where nothing is left out', () => {
  expect(SAMPLES.filter(([top, body]) => told(top, body) !== null).length).toBeGreaterThan(3);
});
