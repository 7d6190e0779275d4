import { describe, expect, it } from 'vitest';
import { told, toldBy } from '../../../../test/support/told.ts';

/* What every program has: as JavaScript has it, or left to the running code. */

describe('objects', () => {
  it.each([
    ['Object.freeze(s)', '{{ s }}'],
    ['Object.seal({ b: 1 }).b', '1'],
    ['Object.freeze()', '{{ freeze }}'],
    ['Object.keys({ b: 1, a: 2, 1: 3 })', '1,b,a'],
    ['Object.keys({ b: 1, ...a })', '{{ keys }}'],
    ['Object.keys(["x", "y"])', '{{ keys }}'],
    ['Object.keys(get())', '{{ keys }}'],
    ['Object.values({ b: 1, a: s })', '1,{{ s }}'],
    ['Object.values({ b: 1, ...a })', '{{ values }}'],
    ['Object.values(l)', '{{ values }}'],
    ['Object.entries({ b: 1, a: s }).join("; ")', 'b,1; a,{{ s }}'],
    ['Object.entries({ b: 1, ...a })', '{{ entries }}'],
    ['Object.entries("ab")', '{{ entries }}'],
    ['Object.fromEntries([["a", 1], ["b", s]]).b', '{{ s }}'],
    ['Object.fromEntries([["a", 1], ["a", 2]]).a', '2'],
    ['Object.fromEntries([[1, "x"]])[1]', 'x'],
    ['Object.fromEntries([["a"]]).a', 'undefined'],
    ['Object.fromEntries([[s, 1]]).b', '{{ b }}'],
    ['Object.fromEntries([{ 0: "a", 1: "b" }]).a', 'b'],
    ['Object.fromEntries([s]).b', '{{ b }}'],
    ['Object.fromEntries([...l, ["a", 1]]).a', '{{ a_2 }}'],
    ['Object.fromEntries(o).b', '{{ b }}'],
    ['Object.assign({ x: 1 }, { x: 2, y: 3 }, { y: s }).y', '{{ s }}'],
    ['Object.assign({ x: 1 }, { x: 2 }).x', '2'],
    ['Object.assign({ x: 1 }, a).x', '{{ x }}'],
    ['Object.assign({ x: 1 }, { ...a }).x', '{{ x }}'],
    ['Object.assign({ x: 1 }, "ab").x', '{{ x }}'],
    ['Object.groupBy(["a"], (x) => x).a', '{{ a_2 }}'],
    ['Object.toString()', '{{ toString }}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('lists', () => {
  it.each([
    ['Array.of("a", s).join()', 'a,{{ s }}'],
    ['Array.from(["a", "b"]).join("; ")', 'a; b'],
    ['Array.from("ab").join("; ")', 'a; b'],
    [
      'Array.from(l).join("; ")',
      '{% for item in l %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'Array.from(s).join("; ")',
      '{% for item in from %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'Array.from(5).join("; ")',
      '{% for item in from %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    ['Array.from(["a", "b"], (x) => x + "!").join("; ")', 'a!; b!'],
    ['Array.from(["a", "b"], (x, i) => i + x).join("; ")', '0a; 1b'],
    ['Array.from(["a", "b"], (...x) => x.length).join("; ")', '2; 2'],
    [
      'Array.from(["a", "b"], get).join("; ")',
      '{% for item in from %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'Array.from(["a"], n).join("; ")',
      '{% for item in from %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'Array.from(l, (x, i) => i + x).join("; ")',
      '{% for item in l %}{{ loop.index0 }}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'Array.from([...l, "b"], (x) => x).join("; ")',
      '{% for item in l %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}{% if l[0] is defined %}; {% endif %}b',
    ],
    [
      'Array.from([...l, "b"], (x, i) => i + x).join("; ")',
      '{% for item in from %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'Array.from([...l, "b"], (...x) => x.length).join("; ")',
      '{% for item in from %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'Array.from([...(p ? ["a"] : []), "b"], (x, i) => i + x).join("; ")',
      '{% for item in from %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'Array.from({ length: 3 }, (_, i) => i).join("; ")',
      '{% for item in from %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    ['Array.isArray(["a"])', 'true'],
    ['Array.isArray("x")', 'false'],
    ['Array.isArray(`${s}!`)', 'false'],
    ['Array.isArray({})', 'false'],
    ['Array.isArray(() => 1)', 'false'],
    ['Array.isArray(l)', '{{ isArray }}'],
    ['Array.isArray(get())', '{{ isArray }}'],
    ['Array.isArray(class {})', '{{ isArray }}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('promises', () => {
  it.each([
    ['typeof Promise.resolve("a")', 'object'],
    ['Promise.resolve("a")', '{{ resolve }}'],
    ['typeof Promise.resolve(Promise.resolve("a"))', 'object'],
    ['typeof Promise.all(["a"])', 'object'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('JSON', () => {
  it.each([
    ['JSON.stringify({ a: 1, b: [true, null, "c"] })', '{"a":1,"b":[true,null,"c"]}'],
    ['JSON.stringify({ a: 1 }, null, 2)', '{\n  "a": 1\n}'],
    ['JSON.stringify({ a: 1 }, undefined, "--")', '{\n--"a": 1\n}'],
    ['JSON.stringify({ a: 1 }, null, n)', '{{ stringify }}'],
    ['JSON.stringify({ a: 1, b: 2 }, ["a"])', '{{ stringify }}'],
    ['JSON.stringify({ a: 1 }, get, 2)', '{{ stringify }}'],
    ['JSON.stringify({ a: s })', '{{ stringify }}'],
    ['JSON.stringify({ ...a })', '{{ stringify }}'],
    ['JSON.stringify({ a: undefined, b: NaN })', '{"b":null}'],
    ['JSON.stringify(s)', '{{ stringify }}'],
    ['JSON.stringify(undefined)', 'undefined'],
    ['JSON.stringify([() => 1])', '{{ stringify }}'],
    ['JSON.parse(\'{"a":[1,"b"]}\').a', '1,b'],
    ['JSON.parse("null")', 'null'],
    ['JSON.parse("{")', '{{ parse }}'],
    ['JSON.parse(s)', '{{ parse }}'],
    ['JSON.parse(5)', '{{ parse }}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('characters', () => {
  it.each([
    ['String.fromCharCode(72, 105)', 'Hi'],
    ['String.fromCharCode("72")', 'H'],
    ['String.fromCharCode(s)', '{{ fromCharCode }}'],
    ['String.fromCharCode(-1)', '{{ fromCharCode }}'],
    ['String.fromCharCode(0x10048)', 'H'],
    ['String.fromCodePoint(0x1f600)', '😀'],
    ['String.fromCodePoint(0x10ffff).length', '2'],
    ['String.fromCodePoint(0x110000)', '{{ fromCodePoint }}'],
    ['String.fromCodePoint(-1)', '{{ fromCodePoint }}'],
    ['String.fromCodePoint(1.5)', '{{ fromCodePoint }}'],
    ['String.fromCodePoint(72, s)', '{{ fromCodePoint }}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('numbers', () => {
  it.each([
    ['Math.round(2.5)', '3'],
    ['Math.round(-0.4) + "|"', '0|'],
    ['Math.floor(-2.5)', '-3'],
    ['Math.ceil(2.1)', '3'],
    ['Math.trunc(-2.7)', '-2'],
    ['Math.abs(-3)', '3'],
    ['Math.max(1, 5, 3)', '5'],
    ['Math.max(5, 1)', '5'],
    ['Math.min(4, 2, 3)', '2'],
    ['Math.min(2, 4)', '2'],
    ['Math.max("3", 1)', '3'],
    ['Math.abs(null)', '0'],
    ['Math.round("x")', 'NaN'],
    ['Math.max(n, 1)', '{{ max }}'],
    ['Math.max(1, n)', '{{ max }}'],
    ['Math.sin(0)', '{{ sin }}'],
    ['Mathx.max(1)', '{{ max }}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('conversions', () => {
  it.each([
    ['String(s)', '{{ s }}'],
    ['String([1, [2]])', '1,2'],
    ['String(null)', 'null'],
    ['String({ a: 1 })', '{{ value }}'],
    ['String()', '{{ String }}'],
    ['String(s, 1)', '{{ String }}'],
    ['Boolean(s) ? 1 : 2', '{% if s %}1{% else %}2{% endif %}'],
    ['Boolean(s)', '{% if s %}true{% else %}false{% endif %}'],
    ['Boolean(0)', 'false'],
    ['Boolean("a")', 'true'],
    ['Boolean(get()) ? 1 : 2', '{% if get %}1{% else %}2{% endif %}'],
    ['Boolean()', '{{ Boolean }}'],
    ['Number("5")', '{{ Number }}'],
    ['parseInt("5")', '{{ parseInt }}'],
    ['new Set(["a", "b", "a"]).size', '2'],
    ['[...new Set(["a", "b", "a"])].join("")', 'ab'],
    ['[...new Set([1, "1", 1])].join("")', '11'],
    ['[...new Set([s, "b"])].join("")', '{% for item in Set %}{{ item }}{% endfor %}'],
    ['[...new Set(l)].join("")', '{% for item in Set %}{{ item }}{% endfor %}'],
    ['[...new Set("aab")].join("")', 'ab'],
    ['[...new Set()].join("")', '{% for item in Set %}{{ item }}{% endfor %}'],
    ['[...new Set(["a", ...l])].join("")', '{% for item in Set %}{{ item }}{% endfor %}'],
    ['[...new Map([["a", 1]])].join("")', 'a,1'],
    ['new String("x")', '{{ String }}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('calls that change nothing of what they are given', () => {
  it.each([
    ['const m = ["a"]; console.assert(m); return m.join();', 'a'],
    ['const m = ["a"]; JSON.stringify(m, get); return m.join();', 'a'],
    ['const m = ["a"]; Math.max(m); return m.join();', 'a'],
    ['const m = ["a"]; Number(m); return m.join();', 'a'],
    ['const m = ["a"]; new Date(m); return m.join();', 'a'],
    ['const m = ["a"]; Intl.getCanonicalLocales("en", m); return m.join();', 'a'],
    ['const m = ["a"]; encodeURIComponent(m); return m.join();', 'a'],
    ['const m = ["a"]; String.fromCharCode(m); return m.join();', 'a'],
    ['const m = ["a"]; (console).assert(m); return m.join();', 'a'],
    ['const m = ["a"]; Object.is(m, m); return m.join();', 'a'],
    ['const m = { x: "a" }; Object.isFrozen(m); return m.x;', 'a'],
    ['const m = { x: "a" }; Object.assign(m, { x: "b" }); return m.x;', '{{ x }}'],
    ['const m = { x: "a" }; Object.defineProperty(m, "x", { value: "b" }); return m.x;', '{{ x }}'],
    ['const m = { x: "a" }; Object.defineProperties(m, { x: { value: "b" } }); return m.x;', '{{ x }}'],
    ['const m = { x: "a" }; Object.setPrototypeOf(m, null); return m.x;', '{{ x }}'],
    ['const m = { x: "a" }; Object[touch](m); return m.x;', 'a'],
    [
      'const m = ["a"]; touch(m); return m.join();',
      '{% for item in touch %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'const m = ["a"]; other.touch(m); return m.join();',
      '{% for item in touch %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'const m = ["a"]; other.console.assert(m); return m.join();',
      '{% for item in assert %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'const m = ["a"]; new Touch(m); return m.join();',
      '{% for item in Touch %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'const m = ["a"]; Reflect.set(m, 0, "b"); return m.join();',
      '{% for item in set %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'const m = ["a"]; touch(1, m); return m.join();',
      '{% for item in touch %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'const m = ["a"]; touch((m)); return m.join();',
      '{% for item in touch %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'const m = ["a"]; touch(() => m.push("b")); return m.join();',
      '{% for item in push %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    ['const m = ["a"]; Number(() => m.push("b")); return m.join();', 'a'],
    [
      'const m = ["a"]; const add = () => m.push("b"); touch(add); return m.join();',
      '{% for item in push %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    ['const t = "a"; touch(t); return t;', 'a'],
    ['let t = "a"; touch(() => { t = "b"; }); return t;', '{{ value }}'],
    ['let t = "a"; touch(function () { t += "b"; }); return t;', '{{ value }}'],
  ])('%s', (statements, template) => {
    expect(toldBy(statements)).toBe(template);
  });
});
