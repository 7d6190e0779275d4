import { describe, expect, it } from 'vitest';
import { templateOf } from '../../../../test/extract/sample.ts';
import { toldBy } from '../../../../test/support/told.ts';

/* What a function that outlives a call or a branch still sees: as running it. */

describe('a function that lives on', () => {
  it.each([
    [
      'const f = () => { let t = "a"; const g = () => t; if (p) t = "b"; return g; }; return f()();',
      '{% if p %}b{% else %}a{% endif %}',
    ],
    [
      'const f = () => { let t = "a"; const g = () => t; if (p) t = "b"; return { g }; }; return f().g();',
      '{% if p %}b{% else %}a{% endif %}',
    ],
    [
      'const f = () => { let t = "a"; const g = () => t; if (p) t = "b"; return ["x", g]; }; return f()[1]();',
      '{{ value }}',
    ],
    [
      'const f = () => { let t = "a"; const g = () => t; if (p) t = "b"; return q ? g : () => "c"; }; return f()();',
      '{% if q %}{% if p %}b{% else %}a{% endif %}{% else %}c{% endif %}',
    ],
    [
      'const f = () => { let t = "a"; const g = () => t; if (p) t = "b"; return q ? "x" : { g }; }; const h = f(); return q ? "y" : h.g();',
      '{% if q %}y{% elif p %}b{% else %}a{% endif %}',
    ],
    [
      'const f = () => { let t = "a"; const g = () => t; if (p) t = "b"; return ["x", g]; }; const [x, g] = f(); return g();',
      '{% if p %}b{% else %}a{% endif %}',
    ],
    [
      'const f = () => { let t = "a"; const g = () => t; if (p) t = "b"; return new Map([["k", g]]); }; const g = f().get("k"); return g();',
      '{% if p %}b{% else %}a{% endif %}',
    ],
    [
      'const f = () => { let t = "a"; class A { static m() { return t; } } if (p) t = "b"; return A; }; return f().m();',
      '{% if p %}b{% else %}a{% endif %}',
    ],
    [
      'const f = () => { let t = "a"; const g = () => t; if (p) t = "b"; const m = []; if (q) m.push(g); else m.push(() => "c"); return m; }; const [g] = f(); return g();',
      '{% if q %}{% if p %}b{% else %}a{% endif %}{% else %}c{% endif %}',
    ],
    [
      'let g; const f = () => { let t = "a"; g = () => t; if (p) t = "b"; }; f(); return g();',
      '{% if p %}b{% else %}a{% endif %}',
    ],
    [
      'const k = { g: null }; const f = () => { let t = "a"; k.g = () => t; if (p) t = "b"; }; f(); return k.g();',
      '{% if p %}b{% else %}a{% endif %}',
    ],
    [
      'let g; if (p) { const t = "b"; g = () => t; } else { g = () => "c"; } return g();',
      '{% if p %}b{% else %}c{% endif %}',
    ],
  ])('%s', (statements, template) => {
    expect(toldBy(statements)).toBe(template);
  });
});

it('a function that lives on in a promise is called as it was when that came', () => {
  const code = `export async function prompt(p) {
    const f = async () => { let t = 'a'; const g = () => t; if (p) t = 'b'; return g; };
    const g = await f();
    return \`You answer questions as well as you can, in a few words. \${g()}\`;
  }`;
  expect(templateOf(code)).toBe(
    'You answer questions as well as you can, in a few words. {% if p %}b{% else %}a{% endif %}',
  );
});

describe('a call that is not followed', () => {
  it.each([
    ['function* g() { return "b"; } return `${g()}`;', '{{ value }}'],
    [
      'function* g() { yield "b"; } return [...g()].join();',
      '{% for item in value %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    ['const f = (i) => (i ? "x" : f(i + 1)); return f(0);', '{{ value }}'],
  ])('%s', (statements, template) => {
    expect(toldBy(statements)).toBe(template);
  });
});
