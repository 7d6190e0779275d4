import { describe, expect, it } from 'vitest';
import { told, toldBy } from '../../../../test/support/told.ts';

/* Members, patterns and assignments: as running them, or left to the running code. */

describe('members of what is known', () => {
  it.each([
    ['({ a: "x" }).a', 'x'],
    ['({ a: "x" })["a"]', 'x'],
    ['({ a: "x" }).b', 'undefined'],
    ['({ a: { b: s } }).a.b', '{{ s }}'],
    ['({ 1: "x" })[1]', 'x'],
    ['({ a: "x" }).toString', '{{ toString }}'],
    ['({ ["a" + "b"]: "x" }).ab', 'x'],
    ['({ [s]: "x" }).a', '{{ a_2 }}'],
    ['({ a: "x", [s]: "y" }).a', '{{ a_2 }}'],
    ['({ [s]: "x", a: "y" }).a', 'y'],
    ['({ a: "x", ...{ a: "y" } }).a', 'y'],
    ['({ ...{ a: "y" }, a: "x" }).a', 'x'],
    ['({ ...a, b: "x" }).b', 'x'],
    ['({ b: "x", ...a }).b', '{{ a.b | default("x") }}'],
    ['({ ...a }).b', '{{ a.b }}'],
    ['({ 0: "x", ...s })[0]', '{{ value }}'],
    ['({ 0: "x", ...l })[0]', '{{ value }}'],
    ['({ 0: "x", ...n, ...p })[0]', 'x'],
    ['({ ...null, ...undefined, b: "x" }).b', 'x'],
    ['({ ...(p ? { b: "x" } : {}) }).b', '{% if p %}x{% else %}undefined{% endif %}'],
    ['({ ...{ ...a }, b: "x" }).c', '{{ a.c }}'],
    ['({ s }).s', '{{ s }}'],
    ['({ "a-b": "x" })["a-b"]', 'x'],
    ['({ f() { return "x"; } }).f()', 'x'],
    ['({ get f() { return "x"; } }).f', '{{ value }}'],
    ['["x", "y"][1]', 'y'],
    ['["x", "y"][2]', 'undefined'],
    ['["x", "y"]["0"]', 'x'],
    ['["x", "y"][-1]', '{{ value }}'],
    ['["x", "y"].length', '2'],
    ['["x", "y"].raw', '{{ raw }}'],
    ['["x", ...l].length', '{{ length }}'],
    ['["x", ...l][0]', 'x'],
    ['["x", ...l][1]', '{{ value }}'],
    ['[...l, "x"][0]', '{{ value }}'],
    ['[...(p ? ["x"] : []), "y"][0]', '{% if p %}x{% else %}y{% endif %}'],
    ['[...(p ? ["x"] : []), "y"][1]', '{% if p %}y{% else %}undefined{% endif %}'],
    ['[...(p ? ["x"] : []), "y"].length', '{% if p %}2{% else %}1{% endif %}'],
    [
      '[...(p ? ["x"] : []), ...(p ? ["y"] : []), ...(q ? ["z"] : [])].length',
      '{% if p %}{% if q %}3{% else %}2{% endif %}{% elif q %}1{% else %}0{% endif %}',
    ],
    [
      '[...(p ? ["a"] : ["b"]), ...(!p ? ["c"] : []), ...(q ? ["d"] : []), ...(!q ? ["e"] : [])].length',
      '{% if p %}2{% else %}3{% endif %}',
    ],
    [
      '[...(!p ? ["a"] : []), ...(p ? ["b"] : []), ...(q ? ["c"] : []), ...(!q ? ["d"] : [])][1]',
      '{% if not p %}{% if q %}c{% else %}d{% endif %}{% elif q %}c{% else %}d{% endif %}',
    ],
    [
      '[...(p ? ["a"] : []), ...(q ? ["c"] : []), ...(s ? ["d"] : [])][2]',
      '{% if p and (q and s) %}d{% else %}undefined{% endif %}',
    ],
    [
      '[...(p ? ["a"] : []), ...(q ? ["c"] : []), ...(s ? ["d"] : []), ...(a ? ["d"] : [])].length',
      '{% if p or q or s or a %}{{ length }}{% else %}0{% endif %}',
    ],
    ['[...(p ? ["x"] : []), ...(!p ? ["y"] : [])].join()', '{% if p %}x{% else %}y{% endif %}'],
    ['[...(p ? ["x"] : []), ...(!p ? ["y"] : [])][0]', '{% if p %}x{% else %}y{% endif %}'],
    [
      '[...(p ? ["x"] : []), ...l].length ? "some" : "none"',
      '{% if p or l[0] is defined %}some{% else %}none{% endif %}',
    ],
    ['[...(p ? ["x"] : ["y"]), ...l].length ? "some" : "none"', 'some'],
    [
      '[...(p ? ["x"] : []), ...(q ? l : o)].length ? "some" : "none"',
      '{% if p or (q and l[0] is defined or not q and o[0] is defined) %}some{% else %}none{% endif %}',
    ],
    ['[...l.filter((x) => x)].length ? "some" : "none"', '{% if length %}some{% else %}none{% endif %}'],
    ['[...l.filter((x) => x), "y"].length ? "some" : "none"', '{% if length %}some{% else %}none{% endif %}'],
    ['[...l.flatMap((x) => [])].length ? "some" : "none"', '{% if length %}some{% else %}none{% endif %}'],
    [
      '[...l, ...o].length ? "some" : "none"',
      '{% if l[0] is defined or o[0] is defined %}some{% else %}none{% endif %}',
    ],
    ['"xy"[1]', 'y'],
    ['"xy".length', '2'],
    ['"xy"[2]', 'undefined'],
    ['`${s}!`.length', '{{ length }}'],
    ['`${s}!`[0]', '{{ value }}'],
    ['(5).length', '{{ length }}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('members of what the caller gives', () => {
  it.each([
    ['a.b.c', '{{ a.b.c }}'],
    ['a.length', '{{ a | length }}'],
    ['s.length', '{{ length }}'],
    ['l.length', '{{ l | length }}'],
    ['l[0].length', '{{ length }}'],
    ['o[0].name', '{{ o[0].name }}'],
    ['o[0].on ? "yes" : "no"', '{% if o[0].on %}yes{% else %}no{% endif %}'],
    ['a[s]', '{{ value }}'],
    ['a[n]', '{{ value }}'],
    ['a.b[s]', '{{ b }}'],
    ['(p ? { b: "x" } : { b: "y" }).b', '{% if p %}x{% else %}y{% endif %}'],
    ['(p ? { b: "x" } : null).b', 'x'],
    ['(p ? { b: "x" } : null)?.b', '{% if p %}x{% else %}undefined{% endif %}'],
    ['(p ? { b: "x" } : undefined)?.b ?? "none"', '{% if p %}x{% else %}none{% endif %}'],
    ['a?.b.c', '{{ a.b.c }}'],
    ['null?.b', 'undefined'],
    ['undefined?.b.c', 'undefined'],
    ['undefined?.b.c.d ?? "none"', 'none'],
    ['get().b', '{{ b }}'],
    ['get().b.c', '{{ c }}'],
    ['`${get().b}${get().b}`', '{{ b }}{{ b_2 }}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('a table by a key that is not known', () => {
  it.each([
    ['({ a: "x", b: "y" })[s]', '{% if s == "a" %}x{% elif s == "b" %}y{% else %}undefined{% endif %}'],
    [
      '({ a: "x", b: "y" })[get()]',
      '{% if condition %}x{% elif condition_2 %}y{% else %}undefined{% endif %}',
    ],
    ['({ a: "x", b: "y" })[a.b]', '{% if a.b == "a" %}x{% elif a.b == "b" %}y{% else %}undefined{% endif %}'],
    ['({ a: "x", b: "y" })[n]', '{% if n == "a" %}x{% elif n == "b" %}y{% else %}undefined{% endif %}'],
    ['({ 1: "x", 2: "y" })[n]', '{% if n == 1 %}x{% elif n == 2 %}y{% else %}undefined{% endif %}'],
    ['({ a: "x", ...a })[s]', '{{ value }}'],
    ['({ a: "x", b: "y" })[s] ?? "none"', '{% if s == "a" %}x{% elif s == "b" %}y{% else %}none{% endif %}'],
    ['({ a: "x", b: "y" })[s] || "none"', '{% if s == "a" %}x{% elif s == "b" %}y{% else %}none{% endif %}'],
    ['({ a: "x", b: "y" })[p ? "a" : "b"]', '{% if p %}x{% else %}y{% endif %}'],
    [
      '({ a: "x", b: "y" })[p ? "a" : s]',
      '{% if p %}x{% elif s == "a" %}x{% elif s == "b" %}y{% else %}undefined{% endif %}',
    ],
    ['({ a: "x", b: "y" })[`${s}`]', '{{ value }}'],
    ['({ a: "x", b: "y" })[`${s}!`]', '{{ value }}'],
    ['({ a: { c: "x" }, b: { c: "y" } })[s].c', '{% if s == "a" %}x{% else %}y{% endif %}'],
    [
      '({ a: { c: "x" }, b: { c: "y" } })[s]?.c',
      '{% if s == "a" %}x{% elif s == "b" %}y{% else %}undefined{% endif %}',
    ],
    ['["x", "y"][n]', '{{ value }}'],
    ['["x", "y"][p ? 0 : 1]', '{% if p %}x{% else %}y{% endif %}'],
    ['"xy"[n]', '{{ value }}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('what a pattern leaves', () => {
  it.each([
    ['const { b, ...rest } = { b: "x", c: "y" }; return `${rest.b}${rest.c}`;', 'undefinedy'],
    ['const { name, ...rest } = a; return `${rest.c}`;', '{{ a.c }}'],
    ['const { name, ...rest } = a; return `${rest.name}`;', '{{ value }}'],
    ['const { name, ...rest } = o[0]; return `${rest.name}${rest.on}`;', '{{ value }}{{ o[0].on }}'],
    ['const { name, ...rest } = a; return `${{ name: "x", ...rest }.name}`;', '{{ value }}'],
    ['const { name, ...rest } = a; return `${{ c: "x", ...rest }.c}`;', '{{ a.c | default("x") }}'],
    [
      'const { name, ...rest } = a; return Object.keys(rest).length ? "x" : "y";',
      '{% if keys %}x{% else %}y{% endif %}',
    ],
    ['const { name, ...rest } = a; return rest ? "x" : "y";', 'x'],
    ['const { name, ...rest } = a; return `${rest}`;', '{{ value }}'],
    ['const { b, ...rest } = { ...a, b: "x" }; return `${rest.b}${rest.c}`;', '{{ value }}{{ a.c }}'],
    ['const { b, ...rest } = { b: "x", ...a }; return `${rest.b}`;', '{{ value }}'],
    ['const { b, ...rest } = { b: "x", ...get() }; return `${rest.b}${rest.c}`;', '{{ value }}{{ c }}'],
    ['const f = ({ name, ...rest }) => `${rest.name}${rest.c}`; return f(a);', '{{ value }}{{ a.c }}'],
    ['const { [s]: b, ...rest } = { b: "x", c: "y" }; return `${rest.b}${rest.c}`;', '{{ b }}{{ c }}'],
    ['const { [s]: b, ...rest } = a; return `${rest.b}`;', '{{ b }}'],
  ])('%s', (statements, template) => {
    expect(toldBy(statements)).toBe(template);
  });
});

describe('members in a loop', () => {
  it.each([
    ['l.map((x, i) => l[i]).join("")', '{% for item in l %}{{ item }}{% endfor %}'],
    ['l.map((x, i) => l[i + 1]).join("")', '{% for item in l %}{{ value[loop.index0] }}{% endfor %}'],
    ['l.map((x, i) => o[i]?.name).join("")', '{% for item in l %}{{ name[loop.index0] }}{% endfor %}'],
    ['o.map((x, i) => o[i].name).join("")', '{% for item in o %}{{ item.name }}{% endfor %}'],
    ['l.map((x) => x.length).join("")', '{% for item in l %}{{ join[loop.index0] }}{% endfor %}'],
    ['l.map((x, i) => ["a", "b"][i]).join("")', '{% for item in l %}{{ value[loop.index0] }}{% endfor %}'],
    ['o.map((x) => x?.name).join("")', '{% for item in o %}{{ item.name }}{% endfor %}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('changes of a local', () => {
  it.each([
    ['const c = { n: "a" }; c.n = "b"; return c.n;', 'b'],
    ['const c = { n: "a" }; c["n"] = s; return c.n;', '{{ s }}'],
    ['const c = { n: "a" }; c[s] = "b"; return c.n;', '{{ n_2 }}'],
    ['const c = { n: "a" }; c.m = "b"; return c.n + c.m;', 'ab'],
    ['const c = { n: "a" }; if (p) c.n = "b"; return c.n;', '{% if p %}b{% else %}a{% endif %}'],
    ['const c = { n: { m: "a" } }; c.n.m = "b"; return c.n.m;', '{{ m }}'],
    ['const c = { n: "a" }; const d = c; d.n = "b"; return c.n + d.n;', '{{ value }}'],
    ['const c = { n: "a" }; const d = { c }; c.n = "b"; return c.n + d.c.n;', '{{ value }}'],
    ['const c = { n: "a" }; const d = [c]; c.n = "b"; return c.n + d[0].n;', '{{ value }}'],
    ['const c = { n: "a" }; const d = [[{ c }]]; c.n = "b"; return c.n + d[0][0].c.n;', '{{ value }}'],
    ['const c = { n: "a" }; const d = p ? c : { n: "z" }; c.n = "b"; return c.n + d.n;', '{{ value }}'],
    ['const c = { n: "a" }; const d = p ? { n: "z" } : c; c.n = "b"; return c.n + d.n;', '{{ value }}'],
    ['const c = { n: "a" }; const d = [...(p ? [c] : [])]; c.n = "b"; return c.n + d.length;', '{{ value }}'],
    ['const c = { n: "a" }; const d = [...(p ? [] : [c])]; c.n = "b"; return c.n + d.length;', '{{ value }}'],
    ['const c = { n: "a" }; const d = [...l.map(() => c)]; c.n = "b"; return c.n + d.length;', '{{ value }}'],
    ['const c = { n: "a" }; const d = { n: "z" }; c.n = "b"; return c.n + d.n;', 'bz'],
    ['const c = { n: "a" }; const d = "z"; c.n = "b"; return c.n + d;', 'bz'],
    [
      'const c = ["a"]; c[0] = "b"; return c.join();',
      '{% for item in value %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'const c = ["a"]; const d = c; c[0] = "b"; return d.join();',
      '{% for item in value %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'const c = ["a"]; c.length = 0; return c.join();',
      '{% for item in value %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    ['const c = { n: "a" }; delete c.n; return `${c.n}`;', '{{ n_2 }}'],
    ['const c = { n: 1 }; c.n++; return `${c.n}`;', '{{ n_2 }}'],
    ['const c = { n: 1 }; c.n += 1; return `${c.n}`;', '2'],
    ['const c = { n: "a" }; (c).n = "b"; return c.n;', 'b'],
    ['a.b = "x"; return a.b;', '{{ b }}'],
    ['s = "x"; return s;', 'x'],
    ['let t = "a"; t += "b"; return t;', 'ab'],
    ['let t = "a"; t -= 1; return `${t}`;', '{{ value }}'],
    ['let t = 5; t -= 1; return `${t}`;', '{{ value }}'],
    ['let t = "a"; const u = t += "b"; return t + u;', 'abab'],
    ['let t = ""; t ||= "b"; return t;', 'b'],
    ['let t = "a"; t ||= "b"; return t;', 'a'],
    ['let t = s; t ||= "b"; return t;', '{% if s %}{{ s }}{% else %}b{% endif %}'],
    ['let t = get(); t ||= "b"; return t;', '{% if get %}{{ get }}{% else %}b{% endif %}'],
    ['let t = "a"; t &&= "b"; return t;', 'b'],
    ['let t = ""; t &&= "b"; return t;', ''],
    ['let t = s; t &&= "b"; return t;', '{% if s %}b{% else %}{{ s }}{% endif %}'],
    ['let t = null; t ??= "b"; return t;', 'b'],
    ['let t = "a"; t ??= "b"; return t;', 'a'],
    [
      'let t = a.b; t ??= "b"; return t;',
      '{% if a.b is defined and a.b is not none %}{{ a.b }}{% else %}b{% endif %}',
    ],
    [
      'let t = get(); t ??= "b"; return t;',
      '{% if get is defined and get is not none %}{{ get }}{% else %}b{% endif %}',
    ],
    ['let t; let u; t = u = "a"; return t + u;', 'aa'],
    ['let i = 1; return `${i++}${i}`;', '12'],
    ['let i = 1; return `${++i}${i}`;', '22'],
    ['let i = 1; return `${i--}${--i}`;', '1-1'],
    ['let i = n; i++; return `${i}`;', '{{ value }}'],
    ['let i = "a"; i++; return `${i}`;', '{{ value }}'],
    ['let t, u; [t, u] = ["a", "b"]; return t + u;', 'ab'],
    ['let t, u; ({ t, v: u } = { t: "a", v: "b" }); return t + u;', 'ab'],
    ['let t = "a", u = "b"; [t, u] = [u, t]; return t + u;', 'ba'],
    ['let t, u; [t, ...u] = ["a", "b", "c"]; return t + u.join();', 'ab,c'],
    ['let t; [t = "x"] = []; return t;', 'x'],
    ['const c = {}; [c.n] = ["a"]; return `${c.n}`;', '{{ n_2 }}'],
    ['const { n, ...r } = { n: "a", m: "b" }; return n + r.m + r.n;', 'abundefined'],
    ['const { n = "x" } = {}; return n;', 'x'],
    ['const { n = "x" } = a; return n;', '{{ a.n | default("x") }}'],
    [
      'const f = (n = "x") => n; return f(a?.n);',
      '{% if a is defined and a.n is defined %}{{ a.n }}{% else %}x{% endif %}',
    ],
    ['const { n = "x" } = get(); return n;', '{{ value }}'],
    ['const { n = "x" } = { n: null }; return `${n}`;', 'null'],
    ['const { n = "x" } = p ? { n: "a" } : {}; return n;', '{% if p %}a{% else %}x{% endif %}'],
    ['const { ["n"]: m } = { n: "a" }; return m;', 'a'],
    ['const { [s]: m } = { n: "a" }; return `${m}`;', '{{ value }}'],
    ['const { n, ...r } = get(); return `${n}${r.m}`;', '{{ value }}{{ m }}'],
    ['const [x, , y = "z"] = ["a", "b"]; return x + y;', 'az'],
    [
      'const [x, ...r] = l; return `${x}${r.join()}`;',
      '{{ l[0] }}{% for item in value %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    ['const [x, y] = "ab"; return x + y;', 'ab'],
    ['const [x, y] = p ? ["a", "b"] : ["c", "d"]; return x + y;', '{% if p %}ab{% else %}cd{% endif %}'],
    ['const { length } = "abc"; return `${length}`;', '3'],
    ['const [{ n }, [m]] = [{ n: "a" }, ["b"]]; return n + m;', 'ab'],
    ['const { n: { m } } = { n: { m: "a" } }; return m;', 'a'],
  ])('%s', (statements, template) => {
    expect(toldBy(statements)).toBe(template);
  });
});

describe('a table by numbers and booleans', () => {
  it.each([
    ['({ 1: "x", 2: "y" })[o.length]', '{{ value }}'],
    [
      '({ 1: "x", 2: "y" })[a]',
      '{% if a == "1" or a == 1 %}x{% elif a == "2" or a == 2 %}y{% else %}undefined{% endif %}',
    ],
    [
      '({ 1: "x", 2: "y" })[a.n]',
      '{% if a.n == "1" or a.n == 1 %}x{% elif a.n == "2" or a.n == 2 %}y{% else %}undefined{% endif %}',
    ],
    [
      '({ 1.5: "x", "-1": "z", "01": "y" })[n]',
      '{% if n == 1.5 %}x{% elif n == -1 %}z{% elif n == "01" %}y{% else %}undefined{% endif %}',
    ],
    [
      '({ 1.5: "x", "-1": "z", "01": "y" })[a.n]',
      '{% if a.n == "1.5" or a.n == 1.5 %}x{% elif a.n == "-1" or a.n == -1 %}z{% elif a.n == "01" %}y{% else %}undefined{% endif %}',
    ],
    ['({ "-1": "z" })[n]', '{% if n == -1 %}z{% else %}undefined{% endif %}'],
    ['({ NaN: "x" })[n]', '{% if n == "NaN" %}x{% else %}undefined{% endif %}'],
    [
      '({ true: "x", false: "y" })[p]',
      '{% if p == true %}x{% elif p == false %}y{% else %}undefined{% endif %}',
    ],
    [
      '({ true: "x", false: "y" })[a.n]',
      '{% if a.n == "true" or a.n == true %}x{% elif a.n == "false" or a.n == false %}y{% else %}undefined{% endif %}',
    ],
    [
      '({ true: "x", false: "y" })[s]',
      '{% if s == "true" %}x{% elif s == "false" %}y{% else %}undefined{% endif %}',
    ],
    ['({ true: "x" })[p] ?? "none"', '{% if p == true %}x{% else %}none{% endif %}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('what is looked into by ?. is asked for first', () => {
  it.each([
    [
      'o[0]?.name ?? "none"',
      '{% if o[0] is defined and o[0].name is defined and o[0].name is not none %}{{ o[0].name }}{% else %}none{% endif %}',
    ],
    [
      'o[0]?.name || "none"',
      '{% if o[0] is defined and o[0].name %}{{ o[0].name }}{% else %}none{% endif %}',
    ],
    [
      'o[0]?.name && `named ${o[0].name}`',
      '{% if not (o[0] is defined and o[0].name) %}{{ o[0].name }}{% else %}named {{ o[0].name }}{% endif %}',
    ],
    ['o.length > 0 ? o[0].name : "none"', '{% if o[0] is defined %}{{ o[0].name }}{% else %}none{% endif %}'],
    ['(o[0]?.on ? "a" : "b")', '{% if o[0] is defined and o[0].on %}a{% else %}b{% endif %}'],
    [
      'o.map((x) => `${x.name}:${o[0]?.name ?? "none"}`).join(",")',
      '{% for item in o %}{{ item.name }}:{% if o[0] is defined and o[0].name is defined and o[0].name is not none %}{{ o[0].name }}{% else %}none{% endif %}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'a?.b?.c ?? "none"',
      '{% if a is defined and a.b is defined and a.b.c is defined and a.b.c is not none %}{{ a.b.c }}{% else %}none{% endif %}',
    ],
    [
      'l[5]?.length ?? "none"',
      '{% if l[5] is defined and l[5] is not none %}{{ value }}{% else %}none{% endif %}',
    ],
    ['o[5]?.name.length > 2 ? "y" : "n"', '{% if condition %}y{% else %}n{% endif %}'],
    ['l[5]?.length > 2 ? "y" : "n"', '{% if condition %}y{% else %}n{% endif %}'],
    [
      'o[5]?.list?.length > 2 ? "y" : "n"',
      '{% if o[5] is defined and o[5].list is defined and o[5].list[2] is defined %}y{% else %}n{% endif %}',
    ],
    [
      'o[5]?.list?.length === 0 ? "y" : "n"',
      '{% if o[5] is defined and o[5].list is defined and o[5].list[0] is not defined %}y{% else %}n{% endif %}',
    ],
    [
      'o[0]?.name === "M" ? "y" : "n"',
      '{% if o[0] is defined and o[0].name == "M" %}y{% else %}n{% endif %}',
    ],
    [
      'o[0]?.name !== "M" ? "y" : "n"',
      '{% if not (o[0] is defined and o[0].name == "M") %}y{% else %}n{% endif %}',
    ],
    [
      'o[0]?.name === undefined ? "y" : "n"',
      '{% if not (o[0] is defined and o[0].name is defined) %}y{% else %}n{% endif %}',
    ],
    [
      'o[0]?.name == null ? "y" : "n"',
      '{% if not (o[0] is defined and o[0].name is defined) or o[0].name is none %}y{% else %}n{% endif %}',
    ],
    ['!o[0]?.on ? "y" : "n"', '{% if not (o[0] is defined and o[0].on) %}y{% else %}n{% endif %}'],
    [
      '(o[0] ?? { name: "none" }).name',
      '{% if o[0] is defined and o[0] is not none %}{{ o[0].name }}{% else %}none{% endif %}',
    ],
    [
      'l[7]?.includes("M") ? "y" : "n"',
      '{% if l[7] is defined and l[7] is not none and "M" in l[7] %}y{% else %}n{% endif %}',
    ],
    [
      'a?.list?.map((x) => `<${x}>`).join(" ") ?? "none"',
      '{% if a is defined and a is not none and (a.list is defined and a.list is not none) %}{% for item in a.list %}<{{ item }}>{% if not loop.last %} {% endif %}{% endfor %}{% else %}none{% endif %}',
    ],
    [
      'a?.list?.map((x) => `<${x}>`).join(" ") || "none"',
      '{% if a is defined and a is not none and (a.list is defined and a.list is not none) and a.list[0] is defined %}{% for item in a.list %}<{{ item }}>{% if not loop.last %} {% endif %}{% endfor %}{% else %}none{% endif %}',
    ],
    [
      'l?.map((x) => `<${x}>`).join(" ") || "none"',
      '{% if l is defined and l is not none and l[0] is defined %}{% for item in l %}<{{ item }}>{% if not loop.last %} {% endif %}{% endfor %}{% else %}none{% endif %}',
    ],
    [
      'o[3]?.name?.trim() || "none"',
      '{% if o[3] is defined and o[3] is not none and (o[3].name is defined and o[3].name is not none) and o[3].name | trim %}{% filter trim %}{{ o[3].name }}{% endfilter %}{% else %}none{% endif %}',
    ],
    [
      'l.map((x) => o[0]?.name ?? x).join(" ")',
      '{% for item in l %}{% if o[0] is defined and o[0].name is defined and o[0].name is not none %}{{ o[0].name }}{% else %}{{ item }}{% endif %}{% if not loop.last %} {% endif %}{% endfor %}',
    ],
    [
      '(() => { const name = o[0]?.name; return name ?? "none"; })()',
      '{% if o[0] is defined and o[0].name is defined and o[0].name is not none %}{{ o[0].name }}{% else %}none{% endif %}',
    ],
    [
      '(() => { const { name = "none" } = o[0] ?? {}; return name; })()',
      '{% if o[0] is defined and o[0] is not none and o[0].name is defined %}{{ o[0].name }}{% else %}none{% endif %}',
    ],
    [
      '(() => { const name = o[0]?.name; if (!name) return "none"; return `I am ${name}`; })()',
      '{% if not (o[0] is defined and o[0].name) %}none{% else %}I am {{ o[0].name }}{% endif %}',
    ],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('the length of what only the running code knows', () => {
  it.each([
    ['load().length === 0 ? "y" : "n"', '{% if not load %}y{% else %}n{% endif %}'],
    ['load().length ? "y" : "n"', '{% if load %}y{% else %}n{% endif %}'],
    ['load()?.length > 0 ? "y" : "n"', '{% if load %}y{% else %}n{% endif %}'],
    ['load().length > 3 ? "y" : "n"', '{% if condition %}y{% else %}n{% endif %}'],
    ['load().length', '{{ length }}'],
    ['load().length + 1', '{{ value }}'],
    ['load().rows.length > 0 ? "y" : "n"', '{% if rows %}y{% else %}n{% endif %}'],
    [
      '((r) => r.length === 0 ? "none" : r.map((x) => x.a).join(",") + r.length)(load())',
      '{% if not load %}none{% else %}{% for item in load %}{{ item.a }}{% if not loop.last %},{% endif %}{% endfor %}{{ length }}{% endif %}',
    ],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('what is changed under another name', () => {
  it.each([
    [
      '(() => { const m = ["a"]; const r = { m }; r.m.push("b"); return m.join(); })()',
      '{% for item in push %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    ['(() => { const m = { a: "a" }; const r = { m }; r.m.a = s; return m.a; })()', '{{ a_2 }}'],
    [
      '(() => { const m = ["a"]; const r = [m]; r[0].push("b"); return m.join(); })()',
      '{% for item in push %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      '(() => { const m = ["a"]; const r = { m }; get(r.m); return m.join(); })()',
      '{% for item in get %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      '(() => { const m = ["a"]; const { x } = { x: m }; x.push("b"); return m.join(); })()',
      '{% for item in push %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      '(() => { const m = { list: ["a"] }; const r = { m }; r.m.list.push("b"); return m.list.join(); })()',
      '{% for item in list %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      '(() => { const m = { list: ["a"], more: ["b"] }; get(m.list); return m.more.join(); })()',
      '{% for item in more %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    ['new Map([["a", () => "x"], ["b", () => "y"]]).get(s)()', '{{ get }}'],
    ['(() => { const m = new Set(["a"]); const r = { m }; r.m.add("b"); return m.size; })()', '{{ size }}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});
