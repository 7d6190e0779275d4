import { describe, expect, it } from 'vitest';
import { known, render } from './sample.ts';

/*
 * Each sample is run as the JavaScript that it is, and its template is rendered with the same values: what the ledger
 * says is what the model gets.
 */

const PROSE = 'You are a helpful assistant. Answer the question of the user as well as you can.';

interface Sample {
  readonly name: string;
  /** Declares `prompt`: a function, or text. */
  readonly code: string;
  /** Arguments of each call. */
  readonly calls?: readonly (readonly unknown[])[];
  /** The name of each parameter; `...` where it is destructured. */
  readonly names?: readonly string[];
  /** What the template must be, where that matters. */
  readonly template?: string;
  /** Values of opaque slots. */
  readonly slots?: Readonly<Record<string, unknown>>;
}

async function load(code: string): Promise<unknown> {
  const source = `const PROSE = ${JSON.stringify(PROSE)};\n${code}\nexport { prompt };`;
  const module = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(source)}`)) as {
    prompt: unknown;
  };
  return module.prompt;
}

function valuesOf(names: readonly string[], args: readonly unknown[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  names.forEach((name, index) => {
    const value = args[index];
    if (name === '...') Object.assign(values, value);
    else if (value !== undefined) values[name] = value;
  });
  return values;
}

async function check({ code, calls = [[]], names = [], template, slots = {} }: Sample) {
  const prompt = known({
    'prompts.js': `const PROSE = ${JSON.stringify(PROSE)};\n${code}\nexport { prompt };`,
  });
  if (template !== undefined) expect(prompt.template.replaceAll(PROSE, 'PROSE')).toBe(template);
  const running = await load(code);
  for (const args of calls) {
    const expected = typeof running === 'function' ? ((await running(...args)) as string) : running;
    expect(render(prompt.template, { ...valuesOf(names, args), ...slots })).toBe(expected);
  }
}

const constants: Sample[] = [
  { name: 'escapes', code: 'const prompt = PROSE + "\\u00e9\\x41\\u{1F600}\\n\\t\\\\ \\0".slice(0, -1);' },
  { name: 'line continuation', code: 'const prompt = PROSE + "one \\\n two";' },
  { name: 'U+2028 in a string', code: 'const prompt = PROSE + "a\u2028b\u2029c";' },
  { name: 'escaped backtick and dollar', code: 'const prompt = `${PROSE} \\`code\\` costs \\${5} $ {x}`;' },
  { name: 'nested template literals', code: 'const prompt = `${PROSE} ${`inner ${`most ${1 + 1}`}`}`;' },
  {
    name: 'export inside of a template literal',
    code: 'const prompt = `${PROSE}\nexport const X = "no";\nexport default 1`;',
  },
  { name: 'CRLF', code: 'const prompt = `${PROSE}\r\nline\r\n`;' },
  {
    name: 'references in any order',
    code: 'function later() { return PROSE + b; } const b = "b"; const prompt = later() + b;',
  },
  { name: 'join', code: 'const prompt = [PROSE, null, undefined, 1, true, ["a", "b"]].join("|");' },
  {
    name: 'filter and join',
    code: 'const prompt = [PROSE, null, "", "x"].filter((l) => l != null).join("\\n");',
  },
  {
    name: 'filter(Boolean)',
    code: 'const on = false; const prompt = [PROSE, on && "a", on || "b"].filter(Boolean).join("\\n");',
  },
  { name: 'trim', code: 'const prompt = ("\\n  " + PROSE + "  \\n").trim();' },
  {
    name: 'replace',
    code: 'const prompt = PROSE.replace("You", "I").replaceAll("a", "A").replace(/\\s+/g, " ");',
  },
  {
    name: 'repeat and case',
    code: 'const prompt = PROSE.toUpperCase() + "=-".repeat(20) + "X".toLowerCase();',
  },
  {
    name: 'slices',
    code: 'const prompt = PROSE.slice(0, -5) + PROSE.substring(3, 9) + PROSE.substr(-4, 2) + PROSE.at(-1) + PROSE.charAt(1);',
  },
  {
    name: 'search',
    code: 'const prompt = PROSE + PROSE.includes("You") + PROSE.indexOf("a") + PROSE.startsWith("Z") + PROSE.endsWith(".") + PROSE.lastIndexOf("a");',
  },
  {
    name: 'padding and split',
    code: 'const prompt = PROSE.split(" ").map((w) => w.padEnd(9, " ")).join("") + "7".padStart(3, "0");',
  },
  { name: 'String.raw', code: 'const prompt = PROSE + String.raw`\\n${1}\\t`;' },
  {
    name: 'Object.freeze',
    code: 'const T = Object.freeze({ a: { b: PROSE } }); const prompt = T.a.b + T["a"].b;',
  },
  {
    name: 'numbers as text',
    code: 'const prompt = `${PROSE} ${0.1 + 0.2} ${1e21} ${-0} ${5 / 0} ${"5" * 2} ${null} ${undefined} ${[]} ${7 % 4} ${2 ** 8}`;',
  },
  {
    name: 'conversions of +',
    code: 'const prompt = PROSE + 1 + 2 + (1 + 2) + true + null + [1, [2]] + undefined;',
  },
  {
    name: 'comparisons',
    code: 'const prompt = `${PROSE} ${1 < 2} ${"a" === "b"} ${1 == "1"} ${null == undefined} ${3 >= 4} ${1 !== 1} ${2 != "2"} ${typeof "x"} ${!0} ${-"3"} ${+"4"} ${~5} ${1 | 4} ${6 & 3} ${5 ^ 1} ${1 << 3} ${9 >> 1} ${5 > 4} ${4 <= 4}`;',
  },
  { name: 'a static condition', code: 'const FLAG = true; const prompt = FLAG ? PROSE : "none";' },
  {
    name: 'destructuring',
    code: 'const { a, b: [, c = "default"], ...rest } = { a: PROSE, b: [1], d: "d" }; const prompt = a + c + rest.d;',
  },
  {
    name: 'spread',
    code: 'const base = { a: PROSE, b: "b" }; const all = { ...base, b: "c" }; const prompt = [...Object.values(all), ...["x"]].join(" ");',
  },
  {
    name: 'Object.entries in order',
    code: 'const o = { b: "1", 2: "two", a: PROSE, 1: "one" }; const prompt = Object.entries(o).map(([k, v]) => `${k}=${v}`).join(";") + Object.keys(o);',
  },
  {
    name: 'Object.fromEntries',
    code: 'const c = { x: { t: PROSE }, y: { t: "b" } }; const o = Object.fromEntries(Object.entries(c).map(([k, v]) => [k, v.t])); const prompt = o.x + o.y;',
  },
  {
    name: 'list methods',
    code: 'const l = [PROSE, "b", "c"]; const prompt = [l.length, l.at(-1), l.slice(1), l.concat("d", ["e"]), l.includes("b"), l.find((x) => x === "c"), l.some((x) => x === "z"), l.every(Boolean), l.flatMap((x) => [x, x]), [[1], 2].flat(), l.reduce((s, x) => s + x, ""), l.reduce((s, x) => s + x)].join("|");',
  },
  {
    name: 'iterators',
    code: 'let s = PROSE; const f = () => { let t = ""; for (const [i, x] of ["a", "b"].entries()) t += i + x; return t; }; const prompt = s + f();',
  },
  {
    name: 'Array.from and Set',
    code: 'const prompt = PROSE + Array.from([1, 2], (x, i) => x + i).join() + [...new Set(["a", "b", "a"])].join("");',
  },
  {
    name: 'JSON.stringify',
    code: 'const prompt = PROSE + JSON.stringify({ a: [1, "b", null], c: undefined }, null, 2) + JSON.stringify("x") + JSON.parse(\'{"z":"y"}\').z;',
  },
  {
    name: 'Math',
    code: 'const prompt = PROSE + Math.round(1.5) + Math.floor(-1.5) + Math.ceil(1.2) + Math.max(1, 2) + Math.min(3, 2) + Math.abs(-1) + Math.trunc(2.7);',
  },
  {
    name: 'characters by code',
    code: 'const prompt = PROSE + String.fromCharCode(65, 66) + String.fromCodePoint(128512) + String(5) + (255).toString(16) + (1.5).toString();',
  },
  {
    name: 'optional chaining',
    code: 'const o = undefined; const prompt = PROSE + o?.a + (o?.b() ?? "none") + ({ f: () => "f" }).f?.();',
  },
  {
    name: 'an immediately called function',
    code: 'const prompt = (() => { const a = "a"; return PROSE + a; })();',
  },
  { name: 'a closure', code: 'const make = (x) => (y) => PROSE + x + y; const prompt = make("1")("2");' },
  { name: 'sequence and void', code: 'const prompt = (1, PROSE) + void 0 + Boolean("x");' },
  {
    name: 'tags of our own',
    code: 'const tag = (s, ...v) => s.raw.join("|") + s[0] + v.join(","); const prompt = tag`${PROSE}\\n${2}`;',
  },
  {
    name: 'template syntax in text',
    code: 'const x = 1; const prompt = `${PROSE} {{ name }} {% if %} {# #} {${x}} {{${x}}}`;',
    slots: { name: '{{ name }}' },
  },
  {
    name: 'mutable locals',
    code: 'const f = () => { let t = PROSE; t += "!"; const l = []; l.push(t, "b"); l.unshift("0"); let i = 1; i++; return l.join(",") + i; }; const prompt = f();',
  },
  {
    name: 'a counted loop',
    code: 'const f = () => { let t = PROSE; for (let i = 0; i < 3; i++) { if (i === 1) continue; t += i; } return t; }; const prompt = f();',
  },
  {
    name: 'a loop that breaks',
    code: 'const f = () => { let t = PROSE; for (const x of ["a", "b", "c"]) { if (x === "b") break; t += x; } return t; }; const prompt = f();',
  },
  {
    name: 'switch',
    code: 'const f = (k) => { switch (k) { case "a": case "b": return PROSE; case "c": { return "c"; } default: return "d"; } }; const prompt = f("b") + f("c") + f("x");',
  },
  {
    name: 'switch that falls through',
    code: 'const f = (k) => { let t = ""; switch (k) { case 1: t += "1"; case 2: t += "2"; break; case 3: t += "3"; } return t; }; const prompt = PROSE + f(1) + f(2) + f(3) + f(4);',
  },
  {
    name: 'Promise.resolve',
    code: 'const f = async () => PROSE; const prompt = await f() + await Promise.resolve("x") + (await Promise.all([f(), "y"])).join("");',
  },
  {
    name: 'logical assignment',
    code: 'const f = () => { let a = ""; a ||= "x"; let b = "1"; b &&= "2"; return PROSE + a + b; }; const prompt = f();',
  },
  {
    name: 'assigned patterns',
    code: 'const f = () => { let a = "a", b = "b"; [a, b] = [b, a]; const o = { x: 1 }; o.x = 2; return PROSE + a + b + o.x; }; const prompt = f();',
  },
  { name: 'var', code: 'const f = () => { if (true) { var a = PROSE; } return a; }; const prompt = f();' },
  {
    name: 'Object.assign',
    code: 'const prompt = Object.values(Object.assign({}, { a: PROSE }, { b: "b" })).join(" ");',
  },
  {
    name: 'template string default',
    code: 'const f = (a = PROSE, b = a + "!") => a + b; const prompt = f() + f("x") + f("x", "y");',
  },
  {
    name: 'rest parameters',
    code: 'const f = (first, ...rest) => first + rest.join("") + rest.length; const prompt = f(PROSE, "a", "b");',
  },
];

const functions: Sample[] = [
  {
    name: 'a parameter',
    code: 'const prompt = (q) => `${PROSE} ${q}`;',
    names: ['q'],
    calls: [['a'], ['{{ x }}']],
    template: 'PROSE {{ q }}',
  },
  {
    name: 'members of one',
    code: 'const prompt = (p) => `${PROSE} ${p.user.name} ${p["a-b"]} ${p.list[0]}`;',
    names: ['p'],
    calls: [[{ user: { name: 'n' }, 'a-b': 'c', list: ['l'] }]],
    template: 'PROSE {{ p.user.name }} {{ p["a-b"] }} {{ p.list[0] }}',
  },
  {
    name: 'destructured ones, by property name',
    code: 'const prompt = ({ a: local, b: { c }, ...rest }) => `${PROSE} ${local} ${c}`;',
    names: ['...'],
    calls: [[{ a: '1', b: { c: '2' } }]],
    template: 'PROSE {{ a }} {{ b.c }}',
  },
  {
    name: 'destructured inside',
    code: 'const prompt = (p) => { const { a, b: [x] } = p; return `${PROSE} ${a} ${x}`; };',
    names: ['p'],
    calls: [[{ a: '1', b: ['2'] }]],
    template: 'PROSE {{ p.a }} {{ p.b[0] }}',
  },
  {
    name: 'defaults',
    code: 'const prompt = (q, lang = "en", n = 3) => `${PROSE} ${q} ${lang} ${n}`;',
    names: ['q', 'lang', 'n'],
    calls: [['a'], ['a', 'de', '4'], ['a', undefined, '5']],
    template: 'PROSE {{ q }} {{ lang | default("en") }} {{ n | default("3") }}',
  },
  {
    name: 'defaults that depend on others',
    code: 'const prompt = (a, b = a + "!") => `${PROSE} ${b}`;',
    names: ['a', 'b'],
    calls: [['x'], ['x', 'y']],
  },
  {
    name: 'default of a property',
    code: 'const prompt = ({ lang = "en" } = {}) => `${PROSE} ${lang}`;',
    names: ['...'],
    calls: [[{}], [{ lang: 'de' }]],
  },
  {
    name: 'locals and helpers',
    code: 'const wrap = (tag, text) => `<${tag}>${text}</${tag}>`; function prompt(q) { const head = PROSE; return head + wrap("q", q); }',
    names: ['q'],
    calls: [['a']],
  },
  {
    name: '+= of a helper',
    code: 'const wrapXml = (n, t) => `<${n}>\\n${t}\\n</${n}>`; const prompt = (q) => { let p = ""; p += wrapXml("role", PROSE); p += wrapXml("q", q); return p; };',
    names: ['q'],
    calls: [['a']],
  },
  {
    name: '?:',
    code: 'const prompt = (a) => `${PROSE}${a ? ` With ${a}.` : " Without."}`;',
    names: ['a'],
    calls: [['x'], [''], [null]],
    template: 'PROSE{% if a %} With {{ a }}.{% else %} Without.{% endif %}',
  },
  {
    name: 'plural',
    code: 'const prompt = (n) => `${PROSE} ${n} item${n === 1 ? "" : "s"}`;',
    names: ['n'],
    calls: [[1], [2]],
    template: 'PROSE {{ n }} item{% if n != 1 %}s{% endif %}',
  },
  {
    name: '&& in text prints false',
    code: 'const prompt = (a) => `${PROSE} ${a && "yes"}`;',
    names: ['a'],
    calls: [[true], [false], ['']],
  },
  {
    name: '|| and ??',
    code: 'const prompt = (a, b) => `${PROSE} ${a || "none"} ${b ?? "nothing"}`;',
    names: ['a', 'b'],
    calls: [
      ['x', 'y'],
      ['', ''],
      ['', null],
    ],
  },
  {
    name: 'conditions together',
    code: 'const prompt = (a, b, c) => PROSE + (a && !b ? "1" : a || c === "x" ? "2" : "3");',
    names: ['a', 'b', 'c'],
    calls: [
      [true, false, ''],
      [true, true, ''],
      [false, true, 'x'],
      [false, false, 'y'],
    ],
  },
  {
    name: 'null and undefined',
    code: 'const prompt = (a) => PROSE + (a === null ? "null" : a === undefined ? "undefined" : a == null ? "never" : a !== null && a !== undefined ? a : "never");',
    names: ['a'],
    calls: [[null], ['x']],
  },
  {
    name: 'loose null',
    code: 'const prompt = (a) => PROSE + (a == null ? "none" : "some") + (a != null ? a : "");',
    names: ['a'],
    calls: [[null], ['x'], [undefined]],
  },
  {
    name: 'not equal',
    code: 'const prompt = (a) => PROSE + (a !== "x" ? "other" : "x") + (!(a === "x") ? 1 : 2);',
    names: ['a'],
    calls: [['x'], ['y']],
  },
  {
    name: 'whether an object has keys',
    code: 'const prompt = (o) => { if (!o || Object.keys(o).length === 0) return PROSE; const n = Object.entries(o).length > 0 ? "some" : "none"; return PROSE + n + Object.keys(o).map((k) => `%${k}%`).join() + (Object.values(o).length ? "!" : "?"); };',
    names: ['o'],
    calls: [[{}], [null], [{ a: 1 }]],
    slots: { keys: ['a'] },
    template:
      'PROSE{% if o %}some{% for item in keys %}%{{ item }}%{% if not loop.last %},{% endif %}{% endfor %}!{% endif %}',
  },
  {
    name: 'length',
    code: 'const prompt = (l) => PROSE + (l.length > 0 ? `has ${l.length}` : "empty") + (l.length ? 1 : 0) + (l.length === 2 ? "two" : "") + (0 < l.length ? "+" : "-");',
    names: ['l'],
    calls: [[[]], [['a']], [['a', 'b']]],
  },
  {
    name: 'early returns',
    code: 'const prompt = (a, b) => { if (!a) return PROSE; if (b) { return PROSE + "b"; } return PROSE + a; };',
    names: ['a', 'b'],
    calls: [
      ['', false],
      ['x', true],
      ['x', false],
    ],
  },
  {
    name: 'if with +=',
    code: 'const prompt = (a, b) => { let t = PROSE; if (a) { t += "a"; } else if (b) { t += "b"; } else { t += "c"; } t += "."; return t; };',
    names: ['a', 'b'],
    calls: [
      [true, true],
      [false, true],
      [false, false],
    ],
    template: 'PROSE{% if a %}a{% elif b %}b{% else %}c{% endif %}.',
  },
  {
    name: 'if with assignment',
    code: 'const prompt = (a) => { let t = "x"; if (a) t = "y"; return PROSE + t; };',
    names: ['a'],
    calls: [[true], [false]],
  },
  {
    name: 'nested ifs that return',
    code: 'const prompt = (a, b) => { if (a) { if (b) { return PROSE + "ab"; } } return PROSE; };',
    names: ['a', 'b'],
    calls: [
      [true, true],
      [true, false],
      [false, true],
    ],
  },
  {
    name: 'a branch that throws',
    code: 'const prompt = (a) => { if (!a) throw new Error("no"); return PROSE + a; };',
    names: ['a'],
    calls: [['x']],
    template: 'PROSE{{ a }}',
  },
  {
    name: 'switch over a parameter',
    code: 'const prompt = (k) => { switch (k) { case "a": case "b": return PROSE + "ab"; case "c": return PROSE + "c"; default: return PROSE; } };',
    names: ['k'],
    calls: [['a'], ['b'], ['c'], ['d']],
  },
  {
    name: 'switch with break',
    code: 'const prompt = (k) => { let t; switch (k) { case "a": t = "A"; break; default: t = "D"; } return PROSE + t; };',
    names: ['k'],
    calls: [['a'], ['b']],
  },
  {
    name: 'switch that breaks under an if',
    code: 'const prompt = (k, x) => { let t = ""; switch (k) { case "a": if (x) break; t += "A"; case "b": t += "B"; } return PROSE + t; };',
    names: ['k', 'x'],
    calls: [
      ['a', true],
      ['a', false],
      ['b', false],
      ['c', false],
    ],
  },
  {
    name: 'map and join',
    code: 'const prompt = (l) => PROSE + l.map((x) => `- ${x}`).join("\\n");',
    names: ['l'],
    calls: [[[]], [['a']], [['a', 'b']]],
    template: 'PROSE{% for item in l %}- {{ item }}{% if not loop.last %}\n{% endif %}{% endfor %}',
  },
  {
    name: 'map with members and numbers',
    code: 'const prompt = (p) => PROSE + p.items.map(({ name }, i) => `${i + 1}/${i} ${name}`).join("; ");',
    names: ['p'],
    calls: [[{ items: [{ name: 'a' }, { name: 'b' }] }]],
  },
  {
    name: 'nested maps',
    code: 'const prompt = (gs) => PROSE + gs.map((g) => g.xs.map((x) => `${g.n}${x}`).join(",")).join("|");',
    names: ['gs'],
    calls: [
      [
        [
          { n: '1', xs: ['a', 'b'] },
          { n: '2', xs: [] },
        ],
      ],
    ],
  },
  {
    name: 'filter, map, join',
    code: 'const prompt = (l) => PROSE + l.filter((x) => x.on).map((x) => x.t).join(", ");',
    names: ['l'],
    calls: [
      [
        [
          { on: true, t: 'a' },
          { on: false, t: 'b' },
          { on: true, t: 'c' },
        ],
      ],
      [[]],
    ],
  },
  {
    name: 'join alone',
    code: 'const prompt = (l) => `${PROSE} ${l.join(", ")}`;',
    names: ['l'],
    calls: [[['a', 'b']], [[]]],
  },
  {
    name: 'for of',
    code: 'const prompt = (l) => { let t = PROSE; for (const x of l) { t += "\\n- " + x; } return t; };',
    names: ['l'],
    calls: [[['a', 'b']], [[]]],
    template: 'PROSE{% for item in l %}\n- {{ item }}{% endfor %}',
  },
  {
    name: 'for of with if',
    code: 'const prompt = (l) => { const out = [PROSE]; for (const x of l) { if (!x) continue; out.push(x); } return out.join("\\n"); };',
    names: ['l'],
    calls: [[['a', '', 'b']], [[]]],
  },
  {
    name: 'for with an index',
    code: 'const prompt = (l) => { let t = PROSE; for (let i = 0; i < l.length; i++) { t += `${i + 1}. ${l[i]}`; if (i < l.length - 1) t += "\\n"; } return t; };',
    names: ['l'],
    calls: [[['a', 'b']], [[]]],
  },
  {
    name: 'forEach',
    code: 'const prompt = (l) => { let t = PROSE; l.forEach((x) => { t += x; }); ["1", "2"].forEach((x, i) => { t += x + i; }); return t; };',
    names: ['l'],
    calls: [[['a', 'b']], [[]]],
  },
  {
    name: 'push and conditional elements',
    code: 'const prompt = (a, b) => { const l = [PROSE, a && "A", b ? "B" : null].filter(Boolean); l.push("end"); if (b) l.push("extra"); return l.join("\\n"); };',
    names: ['a', 'b'],
    calls: [
      [true, true],
      [false, false],
      [true, false],
    ],
  },
  {
    name: 'a conditional first element',
    code: 'const prompt = (a, b) => [a && "A", b && "B", PROSE].filter(Boolean).join("\\n");',
    names: ['a', 'b'],
    calls: [
      [true, true],
      [false, true],
      [true, false],
      [false, false],
    ],
  },
  {
    name: 'a conditional only',
    code: 'const prompt = (a, b) => PROSE + [a && "A", b && "B"].filter(Boolean).join(", ");',
    names: ['a', 'b'],
    calls: [
      [true, true],
      [false, true],
      [true, false],
      [false, false],
    ],
  },
  {
    name: 'a list of the caller among others',
    code: 'const prompt = (a, l) => PROSE + [...(a ? ["A"] : []), ...l, "end"].join(",");',
    names: ['a', 'l'],
    calls: [
      [true, []],
      [false, []],
      [false, ['x']],
      [true, ['x', 'y']],
    ],
  },
  {
    name: 'length of a conditional list',
    code: 'const prompt = (a) => { const l = []; if (a) l.push("A"); return PROSE + (l.length > 0 ? l.join() : "none") + (l.length === 0 ? "!" : "."); };',
    names: ['a'],
    calls: [[true], [false]],
  },
  {
    name: 'trim',
    code: 'const prompt = (a) => `  ${a}  `.trim() + `\\n ${PROSE} ${a} `.trim() + ` ${a}${PROSE} `.trimEnd() + PROSE;',
    names: ['a'],
    calls: [[' x '], ['']],
  },
  {
    name: 'a lookup by parameter',
    code: 'const T = { a: "Alpha", b: "Beta" }; const prompt = (k) => `${PROSE} ${T[k]}`;',
    names: ['k'],
    calls: [['a'], ['b'], ['c']],
  },
  {
    name: 'replace with a parameter',
    code: 'const prompt = (q) => (PROSE + "{q}{q}").replace("{q}", `<${q}>`).replaceAll("{q}", "<x>");',
    names: ['q'],
    calls: [['a']],
  },
  {
    name: 'opaque slots',
    code: 'const prompt = (p) => `${PROSE} ${JSON.stringify(p)} ${new Date(0).toISOString()} ${p.n * 2}`;',
    names: ['p'],
    calls: [[{ n: 2 }]],
    template: 'PROSE {{ stringify }} {{ toISOString }} {{ value }}',
    slots: { stringify: '{"n":2}', toISOString: '1970-01-01T00:00:00.000Z', value: 4 },
  },
  {
    name: 'an opaque condition',
    code: 'const prompt = (p) => `${PROSE} ${p.n > 3 ? "many" : "few"}`;',
    names: ['p'],
    calls: [[{ n: 2 }]],
    template: 'PROSE {% if condition %}many{% else %}few{% endif %}',
    slots: { condition: false },
  },
  {
    name: 'async',
    code: 'async function prompt(q) { const head = await Promise.resolve(PROSE); return `${head} ${q}`; }',
    names: ['q'],
    calls: [['a']],
  },
  {
    name: 'names that Jinja cannot read',
    code: 'const prompt = (naïve, $x) => `${PROSE} ${naïve} ${$x}`;',
    names: ['na_ve', '_x'],
    calls: [['a', 'b']],
  },
  {
    name: 'reserved names',
    code: 'const prompt = (not, loop) => `${PROSE} ${not} ${loop}`;',
    names: ['not_', 'loop_'],
    calls: [['a', 'b']],
  },
  {
    name: 'shadowed names',
    code: 'const q = "outer"; const prompt = (p) => { const f = (q) => q + "!"; return PROSE + q + f(p); };',
    names: ['p'],
    calls: [['a']],
  },
  {
    name: 'a try that only cleans up',
    code: 'const prompt = (a) => { let t = PROSE; try { t += a; } finally { t += "."; } return t; };',
    names: ['a'],
    calls: [['x']],
  },
  {
    name: 'find among known items',
    code: 'const L = [{ id: "a", t: "Alpha" }, { id: "b", t: "Beta" }]; const prompt = (k) => PROSE + (L.find((x) => x.id === k)?.t ?? "none");',
    names: ['k'],
    calls: [['a'], ['b'], ['c']],
  },
  {
    name: 'includes among known items',
    code: 'const prompt = (k) => PROSE + (["a", "b"].includes(k) ? "yes" : "no");',
    names: ['k'],
    calls: [['a'], ['c']],
  },
  {
    name: 'brace before a variable',
    code: 'const prompt = (q) => `${PROSE} {${q}} {{${q}}} {%${q}%}`;',
    names: ['q'],
    calls: [['a']],
  },
  {
    name: 'a flag with a default',
    code: 'const prompt = (on = true, off = false) => PROSE + (on ? "on" : "") + (off ? "off" : "");',
    names: ['on', 'off'],
    calls: [[], [false, true], [true, false]],
  },
];

describe('constants come out as JavaScript computes them', () => {
  it.each(constants)('$name', check);
});

const further: Sample[] = [
  {
    name: 'a list that only the code knows',
    code: 'const prompt = (o) => `${PROSE} ${Object.entries(o).map(([k, v], i) => `${i + 1}. ${k}: ${v.note}`).join("; ")}`;',
    names: ['o'],
    calls: [[{ b: { note: 'x' }, a: { note: 'y' } }]],
    slots: {
      entries: [
        ['b', { note: 'x' }],
        ['a', { note: 'y' }],
      ],
    },
  },
  {
    name: 'what is computed at each turn, and once',
    code: 'const prompt = (l) => { const n = l.slice(1).length.toFixed(1); return PROSE + l.map((x) => `\n- ${x.toUpperCase()} of ${n}`).join("") + n; };',
    names: ['l'],
    calls: [[['a', 'b']]],
    slots: { toUpperCase: ['A', 'B'], toFixed: '1.0' },
    template:
      'PROSE{% for item in l %}\n- {{ toUpperCase[loop.index0] }} of {{ toFixed }}{% endfor %}{{ toFixed }}',
  },
  {
    name: 'forEach with the number of the turn',
    code: 'const prompt = (l) => { let t = PROSE; l.forEach((x, i) => { t += `\n${i + 1}. ${x}`; if (i > 0) t += "!"; }); return t + "."; };',
    names: ['l'],
    calls: [[[]], [['a']], [['a', 'b', 'c']]],
  },
  {
    name: 'a switch that may return nothing',
    code: 'const tone = (k) => { switch (k) { case "a": return "kind"; case "b": return "strict"; } }; const prompt = (k) => `${PROSE} Be ${tone(k)}.`;',
    names: ['k'],
    calls: [['a'], ['b'], ['c']],
  },
  {
    name: 'a condition on text that may be empty',
    code: 'const more = (x) => { if (!x) return ""; return `More: ${x}`; }; const prompt = (x) => { const m = more(x); return `${PROSE}${m ? `\n\n${m}` : ""}`; };',
    names: ['x'],
    calls: [[''], ['y']],
    template: 'PROSE{% if x %}\n\nMore: {{ x }}{% endif %}',
  },
  {
    name: 'how many there are',
    code: 'const prompt = (l) => PROSE + (l.length ? "some" : "none") + (l.length > 1 ? "many" : "") + (l.length === 1 ? "one" : "") + (l.length < 3 ? "few" : "") + (l.length !== 2 ? "odd" : "");',
    names: ['l'],
    calls: [[[]], [[1]], [[1, 2]], [[1, 2, 3]]],
  },
  {
    name: 'values that nest deep are no aliases',
    code: `const prompt = (a) => { const deep = ${'{ x: '.repeat(12)}a${' }'.repeat(12)}; const l = [PROSE]; l.push(deep${'.x'.repeat(12)}); return l.join(" "); };`,
    names: ['a'],
    calls: [['end']],
    template: 'PROSE {{ a }}',
  },
  {
    name: 'a loop that ends early is not followed, what comes after it is',
    code: 'const prompt = (l) => { let t = ""; for (const x of l) { if (x === "b") break; t += x; } return `${PROSE} ${t}`; };',
    names: ['l'],
    calls: [[['a', 'b', 'c']]],
    slots: { value: 'a' },
  },
  {
    name: 'numbers by minus and times',
    code: 'const prompt = PROSE + (7 - 2) + ("3" - 1) + (2 * "x") + ("b" + "a" + +"a" + "a") + (1 / 3);',
  },
  {
    name: 'text by typeof',
    code: 'const prompt = PROSE + typeof undefined + typeof (() => 1) + typeof [] + typeof {} + typeof `${PROSE}` + typeof 1 + typeof null + typeof class {};',
  },
  {
    name: 'concat, trimStart, trimEnd',
    code: 'const prompt = "  ".concat(PROSE, 1, null).trimStart().trimEnd() + "x ".trimRight() + " y".trimLeft() + "a".normalize("NFC") + "b".valueOf();',
  },
  {
    name: 'edges of string methods',
    code: 'const prompt = PROSE + "abc".substr(1) + "abc".substr(-2, 1) + "a-b".split("-", 1) + "abc".split() + "abc".split("") + "abc".at(9) + "aXa".lastIndexOf("a", 1) + "abc".endsWith("b", 2) + "abc".startsWith("b", 1) + "5".padStart(3) + "abc".includes("c", 2);',
  },
  {
    name: 'replacements that find nothing',
    code: 'const prompt = PROSE.replace("zz", "x").replaceAll("zz", "y").replace(/zz/g, "z").replace(/You/, "I").replace(/[.]/g, "!");',
  },
  {
    name: 'several of one pattern',
    code: 'const prompt = (PROSE + "{a}{a}").replace("{a}", "1").replaceAll("{a}", "2");',
  },
  {
    name: 'branches that set different things',
    code: 'const prompt = (a) => { let t; let n = 1; let l = ["x"]; if (a) { t = PROSE + "1"; n = 2; l = ["y"]; } else { t = PROSE + "2"; } return t + n + l.join(); };',
    names: ['a'],
    calls: [[true], [false]],
  },
  {
    name: 'branches that begin alike',
    code: 'const prompt = (a, b) => { let t = ""; if (a) t += PROSE; if (b) t = t + b; else t += "-"; return PROSE + t; };',
    names: ['a', 'b'],
    calls: [
      [true, 'x'],
      [false, ''],
      [true, ''],
    ],
  },
  {
    name: 'assignments as values',
    code: 'const prompt = (a) => { let t = ""; let u; u = t = PROSE; t ??= "x"; const o = { n: {} }; o.x = a; let i = 3; const j = i-- + --i; return t + u + o.x + j; };',
    names: ['a'],
    calls: [['y']],
    slots: { value: PROSE },
  },
  {
    name: 'nothing assigned',
    code: 'const prompt = (a) => { let t = a; t ||= "none"; let u = a; u &&= "some"; return PROSE + t + u; };',
    names: ['a'],
    calls: [['x'], ['']],
  },
  {
    name: 'patterns of parameters',
    code: 'const prompt = ({ a: { b = "x" } = {}, "c-d": e }, [f, ...g], ...rest) => PROSE + b + e + f;',
    names: ['...'],
    calls: [],
    template: 'PROSE{{ a.b | default("x") }}{{ c_d }}{{ f }}',
  },
  {
    name: 'patterns of helpers',
    code: 'const f = ({ a, ...r }, [b, ...s] = ["B", "1"], c = a) => a + b + c + r.z + s; const prompt = PROSE + f({ a: "A", z: "Z" }) + f({ a: "A", z: "Z" }, ["x", "y"], "c");',
  },
  {
    name: 'patterns with a choice',
    code: 'const prompt = (p) => { const { a = "x", b } = p ? { a: "y", b: "z" } : { b: "w" }; return PROSE + a + b; };',
    names: ['p'],
    calls: [[true], [false]],
  },
  {
    name: 'computed keys',
    code: 'const k = "a"; const o = { [k]: PROSE, [`${k}b`]: "c", 1: "one" }; const { [k]: v } = o; const prompt = v + o.ab + o[1];',
  },
  {
    name: 'methods, getters, classes',
    code: 'const o = { f() { return PROSE; }, "g"() { return "g"; } }; class K { static s = "s"; static m(x) { return x; } } const prompt = o.f() + o.g() + K.s + K.m("x");',
  },
  {
    name: 'calls of a choice',
    code: 'const prompt = (a) => { const f = a ? () => PROSE + "1" : (x) => PROSE + x; return f("2") + (a ? "x" : " y ").trim() + (a ? [1] : [2, 3]).join(); };',
    names: ['a'],
    calls: [[true], [false]],
  },
  {
    name: 'members of a choice',
    code: 'const prompt = (a) => { const o = a ? { t: PROSE } : { t: "x", u: 1 }; return PROSE + o.t + o.u + (a ? "ab" : "c").length; };',
    names: ['a'],
    calls: [[true], [false]],
  },
  {
    name: 'keys of a choice',
    code: 'const T = { a: "A", b: "B" }; const prompt = (p) => PROSE + T[p ? "a" : "b"];',
    names: ['p'],
    calls: [[true], [false]],
  },
  {
    name: 'comparison of choices',
    code: 'const prompt = (a, b) => { const k = a ? "x" : b ? "y" : "z"; return PROSE + (k === "y" ? 1 : 2) + ("x" !== k ? 3 : 4) + (k == null ? 5 : 6); };',
    names: ['a', 'b'],
    calls: [
      [true, true],
      [false, true],
      [false, false],
    ],
  },
  {
    name: 'comparison of what is no text',
    code: 'const prompt = (a) => { const l = [a]; const o = { a }; const t = `x${a}`; return PROSE + (l === null) + (o !== undefined) + (t === null) + (l == null) + ((() => 1) === undefined); };',
    names: ['a'],
    calls: [['x']],
  },
  {
    name: 'presence of every kind',
    code: 'const prompt = (a) => PROSE + (null ?? "n") + (0 ?? "z") + ([a] ?? "l")[0] + ((a ? null : a) ?? "c") + ((a ? "x" : undefined) ?? "d");',
    names: ['a'],
    calls: [['x'], ['']],
  },
  {
    name: 'truth of every kind',
    code: 'const prompt = (a) => PROSE + ([] ? 1 : 2) + ({} ? 1 : 2) + (`x${a}` ? 1 : 2) + ((() => 1) ? 1 : 2) + ("" ? 1 : 2) + (`${a ? "x" : "y"}` ? 1 : 2) + ((a ? 0 : 1) ? 1 : 2);',
    names: ['a'],
    calls: [['x'], ['']],
  },
  {
    name: 'lists that may be empty',
    code: 'const prompt = (a, b) => { const l = [...(a ? ["a"] : []), ...(b ? ["b"] : [])]; return PROSE + (l.length ? l.join(" & ") : "none") + (l.length >= 1 ? 1 : 2) + (l.length < 1 ? 3 : 4); };',
    names: ['a', 'b'],
    calls: [
      [true, true],
      [false, true],
      [false, false],
    ],
  },
  {
    name: 'loops in branches',
    code: 'const prompt = (a, l) => { let t = PROSE; if (a) { for (const x of l) t += x; } else { for (const x of ["1", "2"]) t += x; } return t; };',
    names: ['a', 'l'],
    calls: [
      [true, ['x']],
      [false, []],
    ],
  },
  {
    name: 'loops over choices that jump',
    code: 'const prompt = (a) => { let t = PROSE; for (const x of a ? ["1", "2"] : ["3"]) { if (x === "2") continue; t += x; } return t; };',
    names: ['a'],
    calls: [[true], [false]],
  },
  {
    name: 'a loop that sets nothing',
    code: 'const prompt = (l) => { let t = PROSE; for (const x of l) { const y = x; } return t; };',
    names: ['l'],
    calls: [[['x']]],
  },
  {
    name: 'text that a loop replaces',
    code: 'const prompt = (l) => { let t = "a"; for (const x of l) { t = x + t; } return PROSE + t; };',
    names: ['l'],
    calls: [[['x', 'y']]],
    slots: { value: 'yxa' },
  },
  {
    name: 'a static condition with a jump',
    code: 'const f = (n) => { for (let i = 0; i < 10; i++) { if (i === n) return PROSE + i; } return "none"; }; const prompt = f(3) + f(20);',
  },
  {
    name: 'a block, an empty statement, a label of types',
    code: 'const prompt = (a) => { ; { const b = a; { var c = b; } } debugger; class K {} function late() { return c; } return PROSE + late(); };',
    names: ['a'],
    calls: [['x']],
  },
  {
    name: 'functions before they are declared',
    code: 'const prompt = (a) => { return g(a); function g(x) { return PROSE + x; } };',
    names: ['a'],
    calls: [['x']],
  },
  {
    name: 'a body without return',
    code: 'const f = () => {}; const g = () => { return; }; const prompt = PROSE + f() + g();',
  },
  {
    name: 'default of a switch first',
    code: 'const prompt = (k) => { switch (k) { default: return PROSE; case "a": return PROSE + "A"; } };',
    names: ['k'],
    calls: [['a'], ['b']],
  },
  {
    name: 'a switch that is known in part',
    code: 'const prompt = (k) => { let t = PROSE; switch ("b") { case k: t += "k"; break; case "b": t += "b"; break; case "c": t += "c"; } return t; };',
    names: ['k'],
    calls: [['b'], ['x']],
  },
  {
    name: 'find and every with a parameter',
    code: 'const L = ["a", "b"]; const prompt = (k) => PROSE + L.every((x) => x !== k) + L.some((x) => x === k) + L.filter((x) => x !== k).join() + L.map((x) => (x === k ? "!" : x)).filter(Boolean).join();',
    names: ['k'],
    calls: [['a'], ['z']],
  },
  {
    name: 'toReversed, keys, values',
    code: 'const prompt = PROSE + ["a", "b"].toReversed() + [...["a", "b"].keys()] + [...["a"].values()] + Array.of(1, 2) + Array.isArray([]) + Array.isArray("x");',
  },
  { name: 'holes and spread text', code: 'const prompt = PROSE + [, "a"].join("-") + [..."ab"].join("+");' },
];

describe('functions come out as they run', () => {
  it.each(functions)('$name', check);
});

describe('and so do their edges', () => {
  it.each(further)('$name', check);
});
