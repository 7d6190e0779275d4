import { describe, expect, it } from 'vitest';
import { toldBy } from '../../../../test/support/told.ts';

/* What an object has in the end of what is written and spread into it: as running it, or left to the running code. */

describe('what is spread into an object', () => {
  it.each([
    ['{ b: "x", ...{ b: "y" } }.b', 'y'],
    ['{ b: "x", ...null, ...undefined, ...1, ...true, ...n, ...p }.b', 'x'],
    ['{ 0: "x", ..."yz" }[0]', '{{ value }}'],
    ['{ 0: "x", ...s }[0]', '{{ value }}'],
    ['{ 0: "x", ...l }[0]', '{{ value }}'],
    ['{ b: "x", ...get() }.b', '{{ b }}'],
    ['{ ...get(), b: "x" }.b', 'x'],
    ['{ ...a, ...get() }.b', '{{ b }}'],
    ['{ ...get(), ...a }.b', '{{ b }}'],
    ['{ ...get(), ...a, b: "x" }.b', 'x'],
    ['{ ...a, ...o[0] }.b', '{% if o[0].b is defined %}{{ o[0].b }}{% else %}{{ a.b }}{% endif %}'],
    ['{ b: "x", ...{ ...get(), b: "y" } }.b', 'y'],
    ['{ b: "x", ...{ ...get(), b: "y" } }.c', '{{ c }}'],
    ['{ b: "x", ...{ ...get(), b: undefined } }.b', '{{ b }}'],
    ['{ b: "x", ...{ ...get(), b: p ? "y" : undefined } }.b', '{{ b }}'],
    ['{ b: "x", ...{ ...get(), b: p ? "y" : "z" } }.b', '{% if p %}y{% else %}z{% endif %}'],
    ['{ b: "x", ...{ b: undefined } }.b', 'undefined'],
  ])('%s', (expression, template) => {
    expect(toldBy(`return \`\${${expression}}\`;`)).toBe(template);
  });
});

describe('what is spread by a condition', () => {
  it.each([
    ['{ b: "x", ...(p && { b: "y" }) }.b', '{% if not p %}x{% else %}y{% endif %}'],
    ['{ b: "x", ...(p ? { b: "y" } : {}) }.b', '{% if p %}y{% else %}x{% endif %}'],
    ['{ b: "x", ...(p ? { c: "y" } : {}) }.b', 'x'],
    ['{ b: "x", ...(p ? { c: "y" } : {}) }.c', '{% if p %}y{% else %}undefined{% endif %}'],
    ['{ b: "x", ...(p ? { b: "y", c: "z" } : { c: "w" }) }.c', '{% if p %}z{% else %}w{% endif %}'],
    ['Object.keys({ b: "x", ...(p ? { b: "y", c: "z" } : { c: "w" }) })', 'b,c'],
    [
      'Object.keys({ b: "x", ...(p ? { c: "z" } : {}) }).length ? "x" : "y"',
      '{% if keys %}x{% else %}y{% endif %}',
    ],
    [
      'Object.keys({ b: "x", ...(p ? {} : { c: "z" }) }).length ? "x" : "y"',
      '{% if keys %}x{% else %}y{% endif %}',
    ],
    ['{ b: "x", ...(a && { b: "y" }) }.b', '{% if not a %}x{% else %}y{% endif %}'],
    ['{ b: "x", ...(a ? { b: "y" } : a) }.b', '{% if a %}y{% else %}x{% endif %}'],
    ['{ b: "x", ...(p ? { b: "y" } : a) }.b', '{% if p %}y{% else %}{{ a.b | default("x") }}{% endif %}'],
    ['{ b: "x", ...(a || { b: "y" }) }.b', '{% if a %}{{ a.b | default("x") }}{% else %}y{% endif %}'],
    ['{ b: "x", ...(p ? a : { b: "y" }) }.b', '{% if p %}{{ a.b | default("x") }}{% else %}y{% endif %}'],
    ['{ b: "x", ...(p ? a : { b: "y" }) }.c', '{{ c }}'],
    ['{ ...a, ...(p ? { b: "y" } : {}) }.b', '{% if p %}y{% else %}{{ a.b }}{% endif %}'],
    ['{ ...a, ...(p ? { b: "y" } : {}) }.c', '{{ a.c }}'],
    ['{ ...a, ...(p ? { b: "y" } : { ...o[0] }) }.c', '{{ c }}'],
    ['{ ...a, ...(p ? { b: "y" } : get()) }.b', '{{ b }}'],
    ['{ b: "x", ...(p ? { b: "y" } : get()) }.b', '{{ b }}'],
    ['{ b: "x", ...(p ? get() : { b: "y" }) }.b', '{{ b }}'],
    ['{ b: "x", ...(s && { b: "y" }) }.b', '{% if not s %}x{% else %}y{% endif %}'],
    ['{ b: "x", ...(a.c && { b: "y" }) }.c', 'undefined'],
  ])('%s', (expression, template) => {
    expect(toldBy(`return \`\${${expression}}\`;`)).toBe(template);
  });
});

describe('names of an object', () => {
  it.each([
    ['{ [1 + 1]: "x" }[2]', 'x'],
    ['{ [null]: "x", [undefined]: "y", [true]: "z" }.null', 'x'],
    ['{ ["b" + s]: "x" }.b', '{{ b }}'],
    ['{ c: "y", ["b" + s]: "x" }.c', '{{ c }}'],
    ['{ ["b" + s]: "x", c: "y" }.c', 'y'],
    ['{ [p ? "b" : "c"]: "x" }.b', '{{ b }}'],
    ['{ b: "x", b: "y" }.b', 'y'],
    ['{ "b": "x" }.b', 'x'],
    ['{ b: "x", get b() { return "y"; } }.b', '{{ value }}'],
    ['{ get b() { return "y"; }, b: "x" }.b', 'x'],
    ['{ b() { return "x"; } }.b()', 'x'],
    ['{ toString() { return "x"; } }', '{{ value }}'],
  ])('%s', (expression, template) => {
    expect(toldBy(`return \`\${${expression}}\`;`)).toBe(template);
  });
});
