import { describe, expect, it } from 'vitest';
import { extractFrom } from './sample.ts';
import { timed } from '../support/processor-time.ts';

/* Code that is written to be slow or large: it ends in a template or in a sentence, and soon. */

const PROSE = 'You are a helpful assistant. Answer the question of the user as well as you can.';
const times = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index)).join('\n');

const cases: readonly (readonly [string, string])[] = [
  [
    'many tries one after another, each of which may answer',
    `(a) => { ${times(200, (i) => `try { if (load${i}(a)) return PROSE + ${i}; } catch { return a; }`)} return PROSE; }`,
  ],
  [
    'tries inside of each other',
    `(a) => { let t = PROSE; ${'try { '.repeat(60)} t += load(a); ${'} catch { t += "x"; }'.repeat(60)} return t; }`,
  ],
  [
    'a list of forty items that are there or not',
    `(a) => { const l = [PROSE]; ${times(40, (i) => `if (a.x${i}) l.push("${i}");`)} return l.map((x, i) => i + x).slice(0, -1).join() + l.length + l[7]; }`,
  ],
  [
    'lists chosen from lists',
    `(a) => { let l = a ? [PROSE] : []; ${times(30, (i) => `l = a.x${i} ? [...l, ...l] : l;`)} return l.map((x, i) => i + x).join(); }`,
  ],
  [
    'an enormous switch',
    `(a) => { switch (a) { ${times(4_000, (i) => `case "k${i}": return PROSE + "${i}";`)} } return PROSE; }`,
  ],
  [
    'a table of tables',
    `(a) => { const t = { ${Array.from({ length: 30 }, (_, i) => `k${i}: PROSE + ${i}`).join(', ')} }; return t[a.x] + t[a.y] + t[a.z] + t[load(a)]; }`,
  ],
  [
    'a table of many entries',
    `(a) => { const t = { ${times(20_000, (i) => `k${i}: "${i}",`)} }; return PROSE + a + t.k7; }`,
  ],
  [
    'a table over which the caller spreads much, again and again',
    `(a) => { const t = { ${times(20_000, (i) => `k${i}: "${i}", ...a,`)} }; return PROSE + a + t.k7; }`,
  ],
  [
    'expressions that try every way to match',
    `(a) => PROSE + "${'a'.repeat(5_000)}".replace(/(a+)+$/, "").replace(/^(a|aa)+b/, "").replace(/a*a*a*b/, "").replace(/(?:a?){30}a{30}/, "") + /(x+x+)+y/.test("${'x'.repeat(2_000)}")`,
  ],
  [
    'a text replaced into itself',
    `(a) => { let t = PROSE + "xxxxxxxxxx"; ${times(30, () => 't = t.replace(/x/g, () => t).replaceAll("e", t);')} return t; }`,
  ],
  [
    'replacements that call replacements',
    `(a) => { const f = (n) => "xxxxxxxx".replace(/x/g, () => (n > 0 ? f(n - 1) : a)); return PROSE + f(9); }`,
  ],
  [
    'members of members, each of which is one of two',
    `(a) => { let v = a; ${times(60, (i) => `v = a.x${i} ? v.l : v.r;`)} return PROSE + v; }`,
  ],
  [
    'conditions that ask what a condition has chosen',
    `(a) => { let v = a.x; ${times(60, (i) => `v = v ? a.l${i} : a.r${i};`)} return v ? PROSE : PROSE + a; }`,
  ],
  [
    'one of two texts, to which much is added or not',
    `(a) => { let t = a.x ? PROSE : PROSE + a; ${times(60, (i) => `if (a.y${i}) t += "${i}";`)} return t; }`,
  ],
  [
    'a text that doubles itself',
    `(a) => { let t = PROSE + a; for (let i = 0; i < 60; i++) t += t; return t; }`,
  ],
  [
    'a list that doubles itself with much between its items',
    `(a) => { let t = PROSE + a.list.join(PROSE.repeat(9_999)); ${'t += t; '.repeat(12)} return t; }`,
  ],
  ['a text that is repeated without end', `(a) => PROSE.repeat(1e9) + "x".padEnd(1e9) + a`],
  ['a huge template', `(a) => \`${PROSE}${'${a} and more, '.repeat(20_000)}\``],
  ['a list without end', `(a) => { const l = []; for (;;) l.push(PROSE); return l.join(); }`],
  [
    'getters, proxies and things that change when they are looked at',
    `(a) => { const o = { get x() { return load(); }, [Symbol.toPrimitive]: () => "no" }; const p = new Proxy(o, { get: () => PROSE }); return PROSE + o.x + p.y + String(o); }`,
  ],
  ['recursion through a table', `(a) => { const t = { f: (n) => PROSE + t[a](n + 1) }; return t.f(0); }`],
  [
    'deep nesting',
    `(a) => ${'('.repeat(3_000)}PROSE${')'.repeat(3_000)} + ${'['.repeat(2_000)}${']'.repeat(2_000)}`,
  ],
  ['long chains', `(a) => PROSE${' + a + "x"'.repeat(4_000)} + a${'.b'.repeat(3_000)}`],
];

describe('hostile code ends soon', () => {
  it.each(cases)('%s', (_, code) => {
    const source = `const PROSE = '${PROSE}';\nexport const prompt = ${code};`;
    const { value, seconds } = timed(2, () => extractFrom({ 'prompts.ts': source }));
    const { prompts, diagnostics } = value;
    expect(seconds).toBeLessThan(2);
    for (const prompt of prompts) {
      if (prompt.status === 'ok') expect(prompt.template.length).toBeLessThan(2 ** 21);
      else expect(diagnostics.some(({ code: said }) => said.startsWith('DYN_'))).toBe(true);
    }
  });

  it('a file of five megabytes is read in part of a second, or said to be too large', () => {
    const source = `export const OTHER = ${JSON.stringify('word '.repeat(1_000_000))};\nexport const prompt = '${PROSE}';`;
    const { value, seconds } = timed(2, () => extractFrom({ 'prompts.ts': source }));
    const { prompts, diagnostics } = value;
    expect(seconds).toBeLessThan(2);
    expect(prompts.length + diagnostics.length).toBeGreaterThan(0);
  });
});
