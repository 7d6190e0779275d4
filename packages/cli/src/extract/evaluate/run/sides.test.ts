import { describe, expect, it } from 'vitest';
import { toldBy } from '../../../../test/support/told.ts';

/* What only one side of a condition runs is changed only where that side is taken. */

describe('a side that changes a local', () => {
  it.each([
    ['const m = ["a"]; p && m.push("b"); return m.join();', 'a{% if p %},b{% endif %}'],
    ['const m = ["a"]; p || m.push("b"); return m.join();', 'a{% if not p %},b{% endif %}'],
    ['const m = ["a"]; p && q && m.push("b"); return m.join();', 'a{% if p and q %},b{% endif %}'],
    [
      'const m = ["a"]; p ? m.push("b") : m.push("c"); return m.join();',
      'a{% if p %},b{% else %},c{% endif %}',
    ],
    ['const m = ["a"]; p ? m.push("b") : null; return m.join();', 'a{% if p %},b{% endif %}'],
    ['const m = ["a"]; true && m.push("b"); false && m.push("c"); return m.join();', 'a,b'],
    ['const m = ["a"]; true || m.push("b"); false || m.push("c"); return m.join();', 'a,c'],
    ['const m = ["a"]; null ?? m.push("b"); "x" ?? m.push("c"); return m.join();', 'a,b'],
    ['const m = ["a"]; true ? m.push("b") : m.push("c"); return m.join();', 'a,b'],
    ['let t = "a"; p && (t = "b"); return t;', '{% if p %}b{% else %}a{% endif %}'],
    ['let t = "a"; p && (t += "b"); return t + "c";', 'a{% if p %}b{% endif %}c'],
    ['let t = "a"; if (p && (t = "b")) { t += "c"; } return t;', '{% if p %}bc{% else %}a{% endif %}'],
    ['let t = "a"; if (p || (t = "b")) { t += "c"; } return t;', '{% if p %}a{% else %}b{% endif %}c'],
    ['let t = "a"; if (!(p && (t = "b"))) { t += "c"; } return t;', '{% if not p %}ac{% else %}b{% endif %}'],
    ['let t = "a"; if (true || (t = "b")) { t += "c"; } return t;', 'ac'],
    ['let t = "a"; if (false && (t = "b")) { t += "c"; } return t;', 'a'],
    ['let t = "a"; const u = p ? (t = "b") : "c"; return t + u;', '{% if p %}bb{% else %}ac{% endif %}'],
    ['let i = 0; p && i++; return `${i}`;', '{% if p %}1{% else %}0{% endif %}'],
    ['const k = { t: "a" }; p && (k.t = "b"); return k.t;', '{% if p %}b{% else %}a{% endif %}'],
    ['const k = { t: "a" }; p && delete k.t; return `${k.t}`;', '{% if p %}{{ t }}{% else %}a{% endif %}'],
    ['let t = "a"; (p ? "x" : null) ?? (t = "b"); return t;', '{% if p %}a{% else %}b{% endif %}'],
    ['let t = "a"; (p ? "x" : "") && (t = "b"); return t;', '{% if p %}b{% else %}a{% endif %}'],
    ['let t = "a"; (p ? "x" : "") || (t = "b"); return t;', '{% if p %}a{% else %}b{% endif %}'],
    ['let t = "a"; get() && (t = "b"); return t;', '{% if get %}b{% else %}a{% endif %}'],
    [
      'let t = "a"; get() ?? (t = "b"); return t;',
      '{% if get is defined and get is not none %}a{% else %}b{% endif %}',
    ],
    [
      'const m = ["a"]; get() ?? m.push("b"); return m.length === 1 ? "c" : "d";',
      '{% if get is defined and get is not none %}c{% else %}d{% endif %}',
    ],
    ['let t = "a", u = p ? "x" : ""; u ||= (t = "b"); return t + u;', '{% if p %}ax{% else %}bb{% endif %}'],
    ['let t = "a", u = p ? "x" : ""; u &&= (t = "b"); return t + u;', '{% if p %}bb{% else %}a{% endif %}'],
    [
      'let t = "a", u = p ? "x" : null; u ??= (t = "b"); return t + u;',
      '{% if p %}ax{% else %}bb{% endif %}',
    ],
    ['let t = "a", u = "x"; u ||= (t = "b"); return t + u;', 'ax'],
    ['let t = "a", u = "x"; u ??= (t = "b"); return t + u;', 'ax'],
    [
      'let t = "a"; const { x = (t = "b") } = { x: p ? "c" : undefined }; return t + x;',
      '{% if p %}ac{% else %}bb{% endif %}',
    ],
    [
      'let t = "a"; const f = (x = (t = "b")) => x; const u = f(p ? "c" : undefined); return t + u;',
      '{% if p %}ac{% else %}bb{% endif %}',
    ],
  ])('%s', (statements, template) => {
    expect(toldBy(statements)).toBe(template);
  });
});

describe('a side that calls a function which changes a local', () => {
  it.each([
    [
      'const m = ["a"]; const add = (x) => { m.push(x); }; p && add("b"); return m.join();',
      'a{% if p %},b{% endif %}',
    ],
    [
      'let t = "a"; const f = () => { t += "b"; return "c"; }; const u = p ? f() : "d"; return t + u;',
      'a{% if p %}bc{% else %}d{% endif %}',
    ],
    [
      'let t = "a"; const f = () => { t += "b"; return true; }; if (p && f()) { t += "c"; } return t;',
      'a{% if p %}bc{% endif %}',
    ],
    [
      'let t = ""; const f = p ? () => { t += "f"; } : () => { t += "g"; }; f(); return t;',
      '{% if p %}f{% else %}g{% endif %}',
    ],
    [
      'let t = ""; const f = p ? { g: () => { t += "f"; } } : { g: () => { t += "g"; } }; f.g(); return t;',
      '{% if p %}f{% else %}g{% endif %}',
    ],
    [
      'let t = ""; (p ? ["a"] : ["b", "c"]).forEach((x) => { t += x; }); return t;',
      '{% if p %}a{% else %}bc{% endif %}',
    ],
    [
      'const make = (x) => { const m = [x]; return { add: (y) => m.push(y), all: () => m.join() }; }; const k = p ? make("a") : make("b"); return k.all();',
      '{% if p %}a{% else %}b{% endif %}',
    ],
  ])('%s', (statements, template) => {
    expect(toldBy(statements)).toBe(template);
  });
});

describe('a search that changes a local, which ends where it finds', () => {
  it.each([
    [
      'let t = ""; const f = ["a", "b", "c"].find((x) => { t += x + get(); return x === "b"; }); return t + f;',
      '{{ find }}b',
    ],
    [
      'let t = ""; const f = ["a", "b", "c"].some((x) => { t += x + get(); return x === "b"; }); return f ? t : "";',
      '{{ some }}',
    ],
    [
      'let t = ""; const f = ["a", "b", "c"].every((x) => { t += x + get(); return x === "a"; }); return f ? "" : t;',
      '{{ every }}',
    ],
    ['let t = "a"; const f = ["a", "b"].find((x) => x === "b"); return t + f;', 'ab'],
  ])('%s', (statements, template) => {
    expect(toldBy(statements)).toBe(template);
  });
});

describe('what an operator asks for before it evaluates it', () => {
  it.each([
    [
      'const m = ["a"]; const f = (x) => { m.push(x); return { g: () => undefined }; }; const u = f("b")?.g?.() ?? "c"; return m.join() + u;',
      'a,bc',
    ],
    [
      'const m = ["a"]; const f = (x) => { m.push(x); return { g: () => "d" }; }; const u = f("b")?.g?.() || "c"; return m.join() + u;',
      'a,bd',
    ],
  ])('%s', (statements, template) => {
    expect(toldBy(statements)).toBe(template);
  });
});

describe('what the arguments of a call that is not followed change', () => {
  it.each([
    ['get(f("b")); return m.join();', 'a,b'],
    ['new Date(f("b")); return m.join();', 'a,b'],
    ['console.log(m.push("b")); return m.join();', 'a,b'],
    ['let t = "a"; get({ k: (t += "b") }); return t;', 'ab'],
    ['JSON.stringify({ k: f("b") }); return m.join();', 'a,b'],
    ['new Set([f("b"), s]); return m.join();', 'a,b'],
    ['l.slice(f("b")); return m.join();', 'a,b'],
    ['get(f("b"), ...l); return m.join();', 'a,b'],
  ])('%s', (statements, template) => {
    expect(toldBy(`const m = ["a"]; const f = (x) => { m.push(x); return "z"; }; ${statements}`)).toBe(
      template,
    );
  });
});
