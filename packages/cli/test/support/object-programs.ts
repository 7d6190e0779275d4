import fc from 'fast-check';

/**
 * Programs of records, functions that outlive their call, classes and several files: functions of the parameters that
 * `programs.ts` has, beside which stand top-level names that the code reads and changes.
 */

type Code = fc.Arbitrary<string>;
type Holes = Readonly<Record<string, Code>>;

function template(text: string, holes: Holes): Code {
  const names = [...text.matchAll(/#([A-Z])\d*/g)].map(([, name]) => name as string);
  if (names.length === 0) return fc.constant(text);
  return fc
    .tuple(...names.map((name) => holes[name] as Code))
    .map((codes) => codes.reduce((all, code) => all.replace(/#[A-Z]\d*/, () => code), text));
}

function oneOf(texts: readonly string[], holes: Holes): Code {
  return fc.oneof(...texts.map((each) => template(each, holes)));
}

const TEXTS = ['"a"', '"{{b}}"', '""', '"c d"', 'a', 'k', 'o.name', 't', 'u', 'r.v', 'CONFIG.name', 'LABEL'];
const TESTS = ['p', 'q', '!q', 'o.on', 'k === "x"', 'a', 'xs.length > 0'];
const LISTS = ['l', 'xs', 'r.n.y', 'o.tags', 'WORDS', 'CONFIG.deep.list', '["m", "n"]'];
const RECORDS = ['r', 'CONFIG', '{ v: "1", n: { x: "2", y: ["3"] } }', 'made'];
const FUNCTIONS = [
  'wrap',
  'pick',
  'say',
  'add',
  'next',
  'CONFIG.make',
  'r.f',
  'Kind.label',
  '(z) => z + "!"',
];

/** Text, tests, lists, records of `v`, `n.x` and `n.y`, and functions of a text. */
function expressions(depth: number): Holes {
  const plain = (texts: readonly string[]): Code => fc.constantFrom(...texts);
  const [S, B, L, R, F] = [TEXTS, TESTS, LISTS, RECORDS, FUNCTIONS].map(plain) as [
    Code,
    Code,
    Code,
    Code,
    Code,
  ];
  if (depth === 0) return { S, B, L, R, F };
  const inner = expressions(depth - 1);
  const mixed = (leaves: Code, texts: readonly string[]): Code =>
    fc.oneof({ weight: 2, arbitrary: leaves }, { weight: 3, arbitrary: oneOf(texts, inner) });
  return {
    S: mixed(S, TEXT_OF),
    B: mixed(B, TEST_OF),
    L: mixed(L, LIST_OF),
    R: mixed(R, RECORD_OF),
    F: mixed(F, FUNCTION_OF),
  };
}

const TEXT_OF = [
  '`${#S1}-${#S2}`',
  '`${#S1}-${#S2}`',
  '(#B ? #S1 : #S2)',
  '(#S1 ?? #S2)',
  '(#S1 || #S2)',
  '#R.v',
  '#R.n.x',
  '#R["v"]',
  '#R.n["x"]',
  '(#R.w ?? "none")',
  '(#R?.n?.x ?? "none")',
  '(#R.none?.x ?? "none")',
  '#L.join("+")',
  '#L.map((z) => #S).join("|")',
  '#L.map(#F).join("|")',
  '(#L[0] ?? "none")',
  '(#F)(#S)',
  '(#F)(#S)',
  'twice(#F, #S)',
  'prefixed(#S)(#S)',
  'joined("/")(#S, #S)',
  'joined(#S)(...#L)',
  'down(2)',
  'keysOf(#R)',
  'Object.keys(#R).join()',
  'Object.values(#R.n).join()',
  'Object.entries({ a: #S, b: #S }).map(([x, y]) => `${x}=${y}`).join(";")',
  'Object.entries(Object.fromEntries([["b", #S], ["a", #S], ["b", #S]])).join(";")',
  'Object.keys({ ...#R, w: #S }).join()',
  'Object.keys(Object.assign({ w: "" }, #R)).join()',
  'JSON.stringify(#R.n)',
  '(({ v, n: { x = "none" } = {} }) => v + x)(#R)',
  '(({ v, ...others }) => Object.keys(others).join())(#R)',
  '(([x = "none", ...others]) => `${x}:${others.join()}`)(#L)',
  '((x, y = x + #S) => `${x}${y}`)(#S)',
  '((...all) => all.join("&"))(#S, #S)',
  '(function (x) { return `${arguments.length}${x}`; })(#S, #S)',
  '((x) => { x = x + "!"; return x; })(#S)',
  'm.get("x")',
  '(m.get(k) ?? "none")',
  'String(s.has("s"))',
  '[...s].join()',
  '[...m.keys()].join()',
  '[...m.values()].join()',
  '`${m.size}${s.size}`',
  '("w" in #R ? "has" : "has not")',
  '("x" in #R.n ? "has" : "has not")',
  'table[k]',
  '(table[#S] ?? "none")',
  '({ x: #S, y: #S, z: #S })[k]',
  '({ [#S]: "1", b: #S }).b',
  '({ ["v" + 1]: #S }).v1',
  '({ get v() { return #S; } }).v',
  '({ say() { return #S; } }).say()',
  '({ v: #S, say() { return this.v; } }).say()',
  'Kind.NAME',
  'Kind.label(#S)',
  'Kind.own()',
  'Sub.own()',
  'Sub.NAME',
  'new Kind(#S).text()',
  'new Sub(#S).text()',
  '[...each(#S)].join()',
  'call(() => #S)',
  '`${next()}`',
  'counted()',
  'tag`${#S}.${#S}`',
  '(l.push(#S), "pushed")',
  '(t += #S)',
  '(r.v = #S)',
  '(u = #S, u)',
  '(add(#S) + l.length)',
  'read()',
  'LABEL + later()',
  'shout(#S)',
  'grow(#S)',
  'grown()',
  'note(#S)',
];

const TEST_OF = [
  '!#B',
  '(#B && #B)',
  '(#S === "a")',
  '#L.includes("a")',
  '("w" in #R)',
  'Boolean(#R.w)',
  's.has("t")',
  'm.has("y")',
  '(#F)(#S) === "a"',
  'Array.isArray(#L)',
  '#L.some((z) => z === #S)',
];

const LIST_OF = [
  '[#S, ...#L]',
  '[...#L, #S]',
  '#R.n.y',
  '#L.map((z) => #S)',
  '#L.map(#F)',
  '#L.filter((z) => z !== #S)',
  '[...new Set([#S, "a", #S])]',
  'Object.keys(#R)',
  'Object.values({ a: #S, b: #S })',
  'same(#L)',
  '(#B ? #L : #L)',
  '[...m.keys()]',
  'Array.from(#L)',
  '#L.concat(#L)',
  '#L.slice(1)',
];

const RECORD_OF = [
  '{ ...#R, v: #S }',
  '{ v: #S, ...#R }',
  '{ ...#R, n: { ...#R.n, x: #S } }',
  '{ ...#R, ...(#B ? { v: #S } : {}) }',
  '{ ...#R, ...(#B && { w: #S }) }',
  '{ ...(#B ? { n: { x: "5", y: [] }, v: "6" } : #R) }',
  'Object.assign({}, #R, { v: #S })',
  'Object.freeze({ ...#R })',
  'same(#R)',
  'build(#S)',
  'build(#S, { w: #S })',
  '(#B ? #R : #R)',
  '{ n: #R.n, v: #S }',
  'Object.fromEntries([["v", #S], ["n", { x: #S, y: #L }]])',
  'structuredClone({ v: #S, n: { x: #S, y: [] } })',
];

const FUNCTION_OF = [
  '(z) => z + #S',
  '(z) => { t += z; return #S; }',
  '(z) => { l.push(z); return z; }',
  'prefixed(#S)',
  'joined(#S)',
  '(#B ? #F : #F)',
  'compose(#F, #F)',
  'once(#F)',
  'same(#F)',
  'function inner(z) { return z.length > 3 ? z : inner(z + "z"); }',
];

function statements(depth: number): Code {
  const holes = expressions(2);
  const simple = oneOf(SIMPLE, holes);
  if (depth === 0) return simple;
  const block = fc.array(statements(depth - 1), { minLength: 1, maxLength: 2 }).map((all) => all.join(' '));
  return fc.oneof(
    { weight: 5, arbitrary: simple },
    { weight: 2, arbitrary: oneOf(AROUND, { ...holes, K: block }) },
  );
}

const SIMPLE = [
  't += #S;',
  't += #S;',
  't = #S;',
  'u = (#F)(#S);',
  'l.push(#S);',
  'r.v = #S;',
  'r.n.x = #S;',
  'r.n.y.push(#S);',
  'r = #R;',
  'r = { ...r, w: #S };',
  'r.w = #S;',
  'r.w ??= #S;',
  'r.w &&= #S;',
  'r["v"] += #S;',
  'r[k] = #S;',
  'delete r.w;',
  'delete r.v;',
  'r.f = #F;',
  'Object.assign(r, { v: #S });',
  'Object.assign(r.n, { x: #S });',
  'const n = r.n; n.x = #S;',
  'const { n: { y } } = r; y.push(#S);',
  'const { v = "d", w = #S, ...others } = r; t += v + w + Object.keys(others).join();',
  'const [x = #S, y = x] = #L; t += x + y;',
  '({ v: t, n: { x: u } } = #R);',
  '[t, u = #S] = [u];',
  '({ v: r.v } = #R);',
  '[r.v] = #L;',
  'm.set("x", #S);',
  'm.set(k, #S);',
  'm.delete("x");',
  's.add("t");',
  's.delete("s");',
  'say(#S);',
  'add(#S);',
  'next();',
  'counted();',
  'bump(r);',
  'fill(#L, #S);',
  'fill(l, #S);',
  'fill(same(l), #S);',
  'fill(r.n.y, #S);',
  '(#F)(#S);',
  'twice(#F, #S);',
  'call(() => { t += #S; });',
  'call(() => { r.v = #S; return ""; });',
  'down(2);',
  'const f = #F; t += f(#S) + f(#S);',
  'const f = prefixed(t); t = "later"; u = f(#S);',
  'const f = () => t; t = #S; u = f();',
  'let c = 0; const f = () => { c += 1; return c; }; t += f() + f();',
  'const fs = ["1", "2"].map((x) => () => x + t); t = #S; u = fs.map((f) => f()).join();',
  'const fs = []; for (const x of ["1", "2"]) fs.push(() => x); u = fs.map((f) => f()).join();',
  'var fs = []; for (var i = 0; i < 2; i++) fs.push(() => i); u = fs.map((f) => f()).join();',
  'const made = build(#S); made.v = #S; t += made.v;',
  'const c = counter(); c(); t += c() + c();',
  'const c = counter(), d = counter(); c(); t += `${c()}${d()}`;',
  'const box = holder(#S); box.set(#S); t += box.get();',
  'const box = holder(#S); const { set, get } = box; set(#S); t += get();',
  'const kind = new Kind(#S); kind.name = #S; t += kind.text();',
  'const kind = new Kind(#S); kind.add(#S); t += kind.text();',
  'new Kind(#S).tell(l);',
  'new Logs(l, #S);',
  'for (const x of each(#S)) t += x;',
  'const turns = each(#S); turns.next(); t += [...turns].join();',
  'const side = { get v() { l.push("read"); return "v"; } }; t += side.v;',
  'const side = { set v(x) { l.push(x); } }; side.v = #S;',
  'const side = { toString() { l.push("read"); return "v"; } }; t += side;',
  'const side = { v: #S, swap() { this.v = t; } }; side.swap(); u = side.v;',
  'for (const x in r.n) t += x;',
  'for (const [x, y] of Object.entries({ a: #S, b: #S })) t += x + y;',
  'for (const [x, y] of m) t += x + y;',
  's.forEach((x) => { t += x; });',
  'm.forEach((x, y) => { t += x + y; });',
  'if (#B) var hidden = #S; u = hidden ?? "none";',
  'u = typeof hoisted === "function" ? hoisted() : "none"; function hoisted() { return #S; }',
  '{ const t = #S; u = t; { const t = u + "i"; u = t; } }',
  '{ const l = [#S]; l.push(#S); u = l.join(); }',
  'const alias = r; alias.v = #S;',
  'const alias = WORDS; alias.push(#S);',
  'const alias = l; alias.push(#S); u = alias.join();',
  'const { deep } = CONFIG; t += deep.list.join();',
  'STATE.last = #S;',
  'STATE.list.push(#S);',
  'const { list } = STATE; list.push(#S);',
  'remember(#S);',
  'COUNTS.set("x", #S);',
  'fill(STATE.list, #S);',
  '[l, xs].forEach((each) => each.push(#S));',
  '[r].forEach((each) => { each.v = #S; });',
  'const pair = { l, r }; pair.l.push(#S); pair.r.v = #S;',
  'tag`${#S}`;',
];

const AROUND = [
  'if (#B) { #K } else { #K }',
  'if (#B) { #K }',
  '{ #K }',
  'const f = () => { #K return t; }; u += f();',
  'const f = (t) => { #K return t; }; u += f(#S) + f(#S);',
  'function f(x, y = x) { #K return x + y; } u = f(#S);',
  'for (const x of ["1", "2"]) { #K t += x; }',
  'for (const x of xs) { #K t += x; }',
  'const all = ["1", "2"].map((x) => { #K return x + t; }); u = all.join();',
  'call(() => { #K return "called"; });',
  'const f = once((x) => { #K return x; }); f(#S); f(#S);',
  'try { #K } catch { t += "caught"; }',
  '(function loop(i) { if (i === 0) return; #K loop(i - 1); })(2);',
  'const kept = (() => { const before = t; #K return () => before + t; })(); t += "1"; u = kept();',
  '{ let l = ["own"]; #K u = l.join(); }',
  '{ let r = { v: "own", n: { x: "own", y: [] } }; #K u = r.v + r.n.x; }',
];

interface Declaration {
  readonly names: readonly string[];
  readonly code: string;
  readonly uses?: readonly string[];
  /** It is changed, or changes: what one file changes of another's is not seen where that is read. */
  readonly stays?: true;
}

/** What stands at the top level, of one file or of another. */
const LIBRARY: readonly Declaration[] = [
  { names: ['wrap'], code: 'const wrap = (x, mark = "<") => `${mark}${x}`;' },
  { names: ['pick'], code: 'function pick(x) { return x === "a" ? "first" : x; }' },
  { names: ['same'], code: 'const same = (x) => x;' },
  { names: ['twice'], code: 'function twice(f, x) { return f(f(x)); }' },
  { names: ['call'], code: 'const call = (f) => f();' },
  { names: ['compose'], code: 'const compose = (f, g) => (x) => g(f(x));' },
  {
    names: ['once'],
    code: 'function once(f) { let done = false, x = ""; return (z) => { if (!done) { x = f(z); done = true; } return x; }; }',
  },
  { names: ['prefixed'], code: 'const prefixed = (x) => (y) => `${x}.${y}`;' },
  { names: ['joined'], code: 'function joined(sep) { return (...all) => all.join(sep); }' },
  { names: ['down'], code: 'function down(n) { return n === 0 ? "0" : `${n},${down(n - 1)}`; }' },
  { names: ['keysOf'], code: 'const keysOf = ({ ...all }) => Object.keys(all).join();' },
  {
    names: ['build'],
    code: 'function build(v, { w, ...others } = {}) { return { v, n: { x: v + "x", y: [v] }, ...(w && { w }), ...others }; }',
  },
  {
    names: ['counter'],
    code: 'function counter(start = 0) { let n = start; return () => { n += 1; return n; }; }',
  },
  { names: ['holder'], code: 'const holder = (x) => ({ get: () => x, set: (y) => { x = y; } });' },
  { names: ['bump'], code: 'function bump(x) { x.v = x.v + "+"; }' },
  {
    names: ['fill'],
    code: 'const fill = (all, x) => { more(all, x); return all; };\nfunction more(all, x) { all.push(x); }',
  },
  { names: ['each'], code: 'function* each(x) { yield x; yield x + "2"; }' },
  { names: ['tag'], code: 'function tag(all, ...rest) { return all.join("_") + rest.join(); }' },
  { names: ['table'], code: 'const table = { x: "tx", y: "ty", z: "tz" };' },
  { names: ['LABEL'], code: 'const LABEL = "label";' },
  {
    names: ['CONFIG'],
    code: 'const CONFIG = { name: "name", v: "cv", n: { x: "cx", y: ["cy"] }, deep: { list: ["d", "e"] }, make: (x) => `made ${x}` };',
  },
  { names: ['made'], code: 'const made = { ...{ w: "mw" }, v: "mv", n: { x: "mx", y: [] } };' },
  { names: ['WORDS'], code: 'const WORDS = ["w1", "w2"];', stays: true },
  { names: ['STATE'], code: 'const STATE = { last: "none", list: ["s1"] };', stays: true },
  { names: ['COUNTS'], code: 'const COUNTS = new Map([["x", "1"]]);', stays: true },
  {
    names: ['remember', 'read'],
    code: 'const memory = [];\nconst remember = (x) => { memory.push(x); };\nconst read = () => memory.join();',
  },
  {
    names: ['counted'],
    code: 'const counted = (() => { let n = 0; return () => { n += 1; return `${n}`; }; })();',
  },
  { names: ['later'], code: 'const later = () => AFTER;\nconst AFTER = "after";' },
  {
    names: ['Kind', 'Sub', 'Logs'],
    code: 'class Kind { static NAME = "kind"; static label(x) { return `${this.NAME} ${x}`; } static own() { return Kind.label("own"); } constructor(x) { this.name = x; this.all = [x]; } text() { return `${this.name}${this.all.join()}`; } add(x) { this.all.push(x); } tell(all) { all.push(this.name); } }\nclass Sub extends Kind { static NAME = "sub"; static own() { return super.own() + "sub" + this.label("s"); } }\nclass Logs { constructor(all, x) { all.push(x); } }',
  },
  { names: ['shout'], code: 'const shout = (x) => wrap(x, LABEL);', uses: ['wrap', 'LABEL'] },
  {
    names: ['grow', 'grown'],
    code: 'function grow(x) { WORDS.push(x); return x; }\nconst grown = () => WORDS.join();',
    stays: true,
  },
  {
    names: ['note'],
    code: 'const note = (x) => { put(STATE.list, x); return `noted ${x}`; };\nfunction put(all, x) { all.push(x); }',
    stays: true,
  },
];

const OPENING =
  'let t = "", u = "u"; let l = ["l"]; let r = { v: "v", n: { x: "x", y: ["y"] }, f: (x) => x + "f" }; const m = new Map([["x", "mx"]]); const s = new Set(["s"]); const say = (x) => { t += x; return x; }; const add = (x) => { l.push(x); return x; }; const next = counter();';

const ENDS = [
  't',
  'u',
  'l.join()',
  'r.v',
  'r.n.x',
  'r.n.y.join()',
  'r.w ?? "none"',
  'Object.keys(r).join()',
  '[...m].join()',
  '[...s].join()',
  'next()',
  'WORDS.join()',
  'STATE.last',
  'STATE.list.join()',
  'COUNTS.get("x")',
  'read()',
  'JSON.stringify(CONFIG)',
];

/** The body of a function. */
const bodies: Code = fc
  .tuple(
    fc.array(statements(1), { minLength: 1, maxLength: 3 }),
    fc.uniqueArray(fc.constantFrom(...ENDS), { minLength: 1, maxLength: 4 }),
    expressions(2)['S'] as Code,
    fc.boolean(),
  )
  .map(([all, ends, last, has]) => {
    const shown = [...ends, ...(has ? [last] : [])].map((each) => `\${${each}}`).join(' ');
    return `${OPENING}\n${all.map((each) => `{ ${each} }`).join('\n')}\nreturn \`\${PROSE} ${shown}\`;`;
  });

export interface Program {
  readonly body: string;
  /** By path; `prompts.ts` is the one that has the function. */
  readonly files: Readonly<Record<string, string>>;
}

const FILES = ['prompts', 'words', 'helpers'] as const;
type File = (typeof FILES)[number];

/** How one file gets names of another. */
const IMPORTS: readonly ((names: readonly string[], from: string) => string)[] = [
  (names, from) => `import { ${names.join(', ')} } from './${from}';`,
  (names, from) => `import { ${names.join(', ')} } from './barrel-${from}';`,
  (names, from) =>
    `import * as all_${from} from './${from}';\n${names.map((name) => `const ${name} = all_${from}.${name};`).join('\n')}`,
  (names, from) =>
    `import { ${names.map((name) => `${name}_ as ${name}`).join(', ')} } from './renamed-${from}';`,
  (names, from) =>
    `import all_${from} from './default-${from}';\nconst { ${names.join(', ')} } = all_${from};`,
];

const layouts = fc.oneof(
  fc.constant(LIBRARY.map(() => 'prompts' as File)),
  fc.tuple(...LIBRARY.map(({ stays }) => fc.constantFrom(...(stays ? (['prompts'] as const) : FILES)))),
);

/** @param parameters of the function */
export function programs(prose: string, parameters: string): fc.Arbitrary<Program> {
  return fc
    .tuple(bodies, layouts, fc.array(fc.nat(IMPORTS.length - 1), { minLength: 9, maxLength: 9 }))
    .map(([body, layout, imports]) => {
      const main = `const PROSE = ${JSON.stringify(prose)};\nexport function prompt(${parameters}) {\n${body}\n}`;
      return { body, files: filesOf(main, layout, imports) };
    });
}

function filesOf(main: string, layout: readonly File[], imports: readonly number[]): Record<string, string> {
  const files: Record<string, string> = {};
  const used = new Set(layout);
  for (const [at, file] of FILES.entries()) {
    if (!used.has(file) && file !== 'prompts') continue;
    const own = LIBRARY.filter((_, index) => layout[index] === file);
    const wanted = (from: File) =>
      LIBRARY.filter((_, index) => layout[index] === from && from !== file)
        .flatMap(({ names }) => names)
        .filter((name) => file === 'prompts' || own.some(({ uses }) => uses?.includes(name)));
    const imported = FILES.flatMap((from, index) => {
      const names = wanted(from);
      return names.length > 0 ? [IMPORTS[imports[at * FILES.length + index] ?? 0]?.(names, from) ?? ''] : [];
    });
    const names = own.flatMap((each) => each.names);
    const exported = names.length > 0 ? `export { ${names.join(', ')} };` : '';
    files[`${file}.ts`] = [
      ...imported,
      ...own.map(({ code }) => code),
      file === 'prompts' ? main : '',
      exported,
    ].join('\n');
    files[`barrel-${file}.ts`] = `export * from './${file}';`;
    files[`renamed-${file}.ts`] =
      `export { ${names.map((name) => `${name} as ${name}_`).join(', ')} } from './${file}';`;
    files[`default-${file}.ts`] = `import * as all from './${file}';\nexport default all;`;
  }
  return files;
}
