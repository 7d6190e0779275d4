import { describe, it } from 'vitest';
import { check, PROSE, type Sample } from './check.ts';

const samples: Sample[] = [
  {
    name: 'values that nest deep are no aliases',
    code: `const prompt = (a) => { const deep = ${'{ x: '.repeat(12)}a${' }'.repeat(12)}; const l = [PROSE]; l.push(deep${'.x'.repeat(12)}); return l.join(" "); };`,
    names: ['a'],
    calls: [['end']],
    template: 'PROSE {{ a }}',
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
    name: 'assignments as values',
    code: 'const prompt = (a) => { let t = ""; let u; u = t = PROSE; t ??= "x"; const o = { n: {} }; o.x = a; let i = 3; const j = i-- + --i; return t + u + o.x + j; };',
    names: ['a'],
    calls: [['y']],
    slots: { value: PROSE },
  },
  {
    name: 'patterns of helpers',
    code: 'const f = ({ a, ...r }, [b, ...s] = ["B", "1"], c = a) => a + b + c + r.z + s; const prompt = PROSE + f({ a: "A", z: "Z" }) + f({ a: "A", z: "Z" }, ["x", "y"], "c");',
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
  { name: 'spread text', code: 'const prompt = PROSE + [..."ab"].join("+");' },
];

describe('and so does the rest of the language', () => {
  it.each(samples)('$name', check);
});
