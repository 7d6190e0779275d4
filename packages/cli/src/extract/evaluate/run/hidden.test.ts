import { describe, expect, it } from 'vitest';
import { told, toldBy } from '../../../../test/support/told.ts';

/* Text of our own that only the running code puts in is no template, wherever a value keeps it. */

const OURS = 'const ours = "and this is said by us, at some length";';

describe('a slot that hides text of our own', () => {
  it.each([
    ['const t = ours; return get(t);'],
    ['const t = `${ours} ${s}`; return get(t);'],
    ['const t = p ? ours : "x"; return get(t);'],
    ['const t = p ? "x" : ours; return get(t);'],
    ['const t = [ours]; return get(t);'],
    ['const t = []; if (p) t.push(ours); return get(t);'],
    ['const t = []; if (p) { t.push("x"); } else { t.push(ours); } return get(t);'],
    ['const t = l.map((x) => `${x} ${ours}`); return get(t);'],
    ['const t = new Set([ours]); return get(t);'],
    ['const t = { a: ours }; return get(t);'],
    ['const t = { a: { b: [ours] } }; return get(t);'],
    ['const f = async () => ours; const t = f(); return get(t);'],
    ['const t = get(ours); return other(t);'],
    ['const f = () => ours; return get(f);'],
    ['const f = () => ours; const g = () => f(); return get(g);'],
    ['const f = () => ours; const u = get(f); return other(u);'],
    ['const t = { f: () => ours }; return get(t);'],
    ['const t = [() => ours]; return get(t);'],
    ['const t = p ? () => ours : null; return get(t);'],
    ['const f = () => "and this is said by us, at some length"; const t = { f }; return get(t);'],
    ['const t = { f() { return "and this is said by us, at some length"; } }; return get(t);'],
  ])('%s', (statements) => {
    expect(toldBy(`${OURS} ${statements}`)).toMatch(/^DYN_/);
  });
});

it('is no text of ours that characters are escaped as, however many there are', () => {
  const escaped =
    '.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replaceAll("x", "&#120;")';
  const named = '.replaceAll("y", "&nbsp;").replaceAll("z", "&quot;")';
  const before = 'These are the things that you may look at, in the order of their names:';
  expect(toldBy(`return "${before}" + l.map((t) => "\\n- " + t${escaped}${named}).join("");`)).toBe(
    `${before}{% for item in l %}\n- {{ replaceAll[loop.index0] }}{% endfor %}`,
  );
});

describe('what is made of a value of the caller, where a text of ours stands in for it', () => {
  it.each([
    [
      'const t = s || ours; return t.replace("said", p ? "told" : "sung");',
      '{% if s %}{{ replace }}{% else %}and this is {% if p %}told{% else %}sung{% endif %} by us, at some length{% endif %}',
    ],
    [
      'const t = a ?? ours; return t.toUpperCase();',
      '{% if a is defined and a is not none %}{{ toUpperCase }}{% else %}AND THIS IS SAID BY US, AT SOME LENGTH{% endif %}',
    ],
    ['const t = s || `${ours} ${s}`; return t.toUpperCase();', 'DYN_CALL_RESULT'],
    ['const t = s || "x"; return t.concat(ours);', 'DYN_CALL_RESULT'],
    [
      'const t = get() || ours; return t.replace("said", s);',
      '{% if get %}{{ replace }}{% else %}and this is {{ s }} by us, at some length{% endif %}',
    ],
    [
      'const t = get() || ours; return t.replace("said", s).replace("at some length", s);',
      '{% if get %}{{ replace }}{% else %}and this is {{ s }} by us, {{ s }}{% endif %}',
    ],
    ['const t = get(ours) || ours; return t.replace("said", s).replace("us", s);', 'DYN_CALL_RESULT'],
    ['const t = get() || ours; return t.concat(ours).replace("us", s);', 'DYN_CALL_RESULT'],
    [
      'const t = get(ours).filter((x) => x.on); return `${t.map((x) => x.name.concat("!"))}`;',
      'DYN_CALL_RESULT',
    ],
  ])('%s', (statements, template) => {
    expect(toldBy(`${OURS} ${statements}`)).toBe(template);
  });
});

describe('a slot that hides next to nothing of ours', () => {
  it.each([
    ['return get(t, t);'],
    ['const u = [t, t]; return get(u);'],
    ['const u = { a: t, b: t }; return get(u);'],
    ['const u = { a: t, b: { c: t } }; return get(u, t);'],
    ['const u = get(t); return get(u, t);'],
    ['const u = get(t); const v = get(t); return get(u, v);'],
    ['const f = () => t; const g = () => f(); const h = () => f(); return get(g, h);'],
    ['const f = () => "not that much of it"; const u = { f, g: f }; return get(u);'],
    ['const f = () => "not that much of it"; const g = () => f(); const h = () => f(); return get(g, h);'],
    ['const u = { a: 1, b: true, c: null, d: "gpt-4.1-mini-2025-04-14-preview-of-a-model" }; return get(u);'],
    ['const u = { a: [l, o], b: p ? s : n, c: get(s) }; return get(u);'],
  ])('%s', (statements) => {
    expect(toldBy(`const t = "not that much of it"; ${statements}`)).toBe('{{ get }}');
  });
});

describe('a slot that names code of the file', () => {
  it.each([
    [
      'import { PromptTemplate } from "@langchain/core/prompts";',
      '(() => { const t = PromptTemplate.fromTemplate("and this is said by us, at some length: {x}"); return get(t); })()',
      'DYN_CALL_RESULT',
    ],
    ['const OURS = "and this is said by us, at some length";', 'get(OURS)', 'DYN_CALL_RESULT'],
    ['const f = () => "and this is said by us, at some length";', 'get(f)', 'DYN_CALL_RESULT'],
    [
      'const OURS = "and this is said by us, at some length"; const f = () => OURS;',
      'get(f)',
      'DYN_CALL_RESULT',
    ],
    ['const OURS = "not that much of it"; const f = () => OURS;', 'get(f, OURS, OURS)', '{{ get }}'],
    [
      'const OURS = "not that much of it"; const f = () => OURS; const g = () => OURS;',
      'get(f, g)',
      '{{ get }}',
    ],
    ['const l = "and this is said by us, at some length";', 'get(l)', '{{ get }}'],
  ])('%s %s', (before, expression, template) => {
    expect(told(expression, before)).toBe(template);
  });
});
