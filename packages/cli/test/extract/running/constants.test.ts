import { describe, it } from 'vitest';
import { check, type Sample } from './check.ts';

const samples: Sample[] = [
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

describe('constants come out as JavaScript computes them', () => {
  it.each(samples)('$name', check);
});
