import { describe, expect, it } from 'vitest';
import { templateOf } from './sample.ts';

/* Samples whose exact template matters, as they cannot be run: they use what is not there. */

const PROSE = 'You are a helpful assistant. Answer the question of the user as well as you can.';

function template(code: string): string {
  return templateOf({
    'prompts.ts': `const PROSE = ${JSON.stringify(PROSE)};\n${code}\nexport { prompt };`,
  }).replaceAll(PROSE, 'PROSE');
}

describe('slots', () => {
  it.each([
    [
      'named by the callee',
      '`${PROSE} ${a.b.load(1)} ${load?.(2)} ${new Thing()} ${await get()}`',
      'PROSE {{ load }} {{ load_2 }} {{ Thing }} {{ get }}',
    ],
    [
      'named by the last member',
      '`${PROSE} ${a.b.c} ${a?.[x]} ${a[0]} ${(a as any).d!}`',
      'PROSE {{ c }} {{ a }} {{ a_2 }} {{ d }}',
    ],
    [
      'or just values',
      '`${PROSE} ${1n} ${/x/g} ${() => 1} ${class {}} ${a ** 2} ${import.meta} ${{}} ${tag`x`}`',
      'PROSE {{ value }} {{ value_2 }} {{ value_3 }} {{ value_4 }} {{ value_5 }} {{ value_6 }} {{ value_7 }} {{ tag }}',
    ],
    [
      'one for one place, on every branch',
      '(() => { const t = `${PROSE} ${load()}`; return p ? t + "1" : t + "2"; })()',
      '{% if p %}PROSE {{ load }}1{% else %}PROSE {{ load }}2{% endif %}',
    ],
    [
      'one for one value',
      '(() => { const t = load(); return `${PROSE} ${t} ${t}`; })()',
      'PROSE {{ load }} {{ load }}',
    ],
    [
      'two for two calls',
      '(() => { const f = (x) => load(x); return `${PROSE} ${f(1)} ${f(2)}`; })()',
      'PROSE {{ load }} {{ load_2 }}',
    ],
    [
      'of members that are not there',
      '`${PROSE} ${({ toString: 1, get a() { return 1; }, ...rest }).b} ${[..."ab", ...more]} ${"x".constructor} ${[1].x} ${String.raw}`',
      'PROSE {{ b }} {{ value }} {{ constructor }} {{ x }} {{ raw }}',
    ],
    [
      'of methods with what is not known',
      '`${PROSE} ${"a".padEnd(n)} ${"a".replace("a", n)} ${"a".split(/x/)} ${[1].slice(n)} ${[1].sort()} ${"a".repeat(-1)} ${Math.sin(1)} ${Math.max(n)} ${Object.keys(n)} ${JSON.parse("{")} ${(1).toFixed(2)}`',
      'PROSE {{ padEnd }} {{ n }} {{ split }} {{ slice }} {{ sort }} {{ repeat }} {{ sin }} {{ max }} {{ keys }} {{ parse }} {{ toFixed }}',
    ],
    [
      'of calls with what is not known',
      '`${PROSE} ${((...a) => a.join())(...n)} ${Array.from(n)} ${Array.isArray(n)} ${Object.fromEntries(n)} ${Object.assign({}, n)} ${String.fromCharCode(n)} ${Object.values(n)} ${Object.entries(n)} ${Array.from("ab", n)}`',
      'PROSE {{ value }} {{ from }} {{ isArray }} {{ fromEntries }} {{ assign }} {{ fromCharCode }} {{ values }} {{ entries }} {{ from_2 }}',
    ],
    [
      'of regular expressions that are not safe to run',
      '`${PROSE} ${"aab".replace(/(a|b)+c*/, "x")} ${"aab".replace(/a+b+/, "x")} ${"aab".replace(/[/, "x")}`',
      null,
    ],
    [
      'of numbers that change in a branch',
      '(() => { let i = 0; if (p) i++; return `${PROSE} ${i}`; })()',
      'PROSE {% if p %}1{% else %}0{% endif %}',
    ],
    [
      'of what a call may change',
      '(() => { const o = { a: 1 }; const l = [1]; touch(o); touch(() => { l.push(2); }); return `${PROSE} ${o.a} ${l}`; })()',
      'PROSE {{ a }} {{ push }}',
    ],
    [
      'of what is deleted, sorted, assigned',
      '(() => { const o = { a: 1 }; delete o.a; const l = [2, 1]; l.sort(); const m = [1]; m[0] = 2; const q = { x: { y: 1 } }; q.x.y = 2; const r = {}; Object.assign(r, { z: 1 }); return `${PROSE} ${o.a} ${l} ${m} ${q.x} ${r.z}`; })()',
      'PROSE {{ a }} {{ sort }} {{ value }} {{ x }} {{ z }}',
    ],
    [
      'of tries',
      '(() => { let t = "a"; try { t = load(); } catch { t = "b"; } try { t2(); } catch (e) { throw e; } finally { done(); } return `${PROSE} ${t}`; })()',
      'PROSE {{ value }}',
    ],
    [
      'of loops over what is not known',
      '(() => { let t = "a"; for (const x of load()) t += x; for (const k in o) t += k; while (p) t += 1; do { t += 2 } while (p); for (;;) { t += 3; } return `${PROSE} ${t}`; })()',
      'PROSE {{ value }}',
    ],
  ])('%s', (_, code, expected) => {
    if (expected === null) return;
    expect(template(`const prompt = ${code};`)).toBe(expected);
  });

  it('conditions of every kind', () => {
    const code =
      'const prompt = `${PROSE}${load() ? 1 : 2}${p > q ? 3 : 4}${!p ? 5 : 6}${"a" in p ? 7 : 8}${typeof p === "string" ? 9 : 0}${(p && q) || r ? "x" : "y"}`;';
    expect(template(code)).toBe(
      'PROSE{% if load %}1{% else %}2{% endif %}{% if condition %}3{% else %}4{% endif %}{% if not p %}5{% else %}6{% endif %}' +
        '{% if condition_2 %}7{% else %}8{% endif %}{% if condition_3 %}9{% else %}0{% endif %}{% if p and q or r %}x{% else %}y{% endif %}',
    );
  });
});
