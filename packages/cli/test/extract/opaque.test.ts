import { describe, expect, it } from 'vitest';
import { extractFrom, reasonOf, templateOf } from './sample.ts';

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
      'PROSE {{ b }} a,b{% for item in more %},{{ item }}{% endfor %} {{ constructor }} {{ x }} {{ raw }}',
    ],
    [
      'of methods with what is not known',
      '`${PROSE} ${"a".padEnd(n)} ${"a".replace("a", n)} ${"a".split(/x/)} ${[1].slice(n)} ${[1].sort()} ${"a".repeat(-1)} ${Math.sin(1)} ${Math.max(n)} ${Object.keys(n)} ${JSON.parse("{")} ${(1).toFixed(2)}`',
      'PROSE {{ padEnd }} {{ n }} a {{ slice }} {{ sort }} {{ repeat }} {{ sin }} {{ max }} {{ keys }} {{ parse }} {{ toFixed }}',
    ],
    [
      'of calls with what is not known',
      '`${PROSE} ${((...a) => a.join())(...n)} ${Array.from(n)} ${Array.isArray(n)} ${Object.fromEntries(n)} ${Object.assign({}, n)} ${String.fromCharCode(n)} ${Object.values(n)} ${Object.entries(n)} ${Array.from("ab", n)}`',
      'PROSE {{ value }} {% for item in n %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %} {{ isArray }} {{ fromEntries }} {{ assign }} {{ fromCharCode }} {{ values }} {{ entries }} {{ from }}',
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
      'PROSE {% if condition %}{{ load }}{% else %}b{% endif %}',
    ],
    [
      'of tries that stop in the middle',
      '(() => { let t = "a"; let u = "b"; const l = []; try { t = load(p); u += more(q); } catch (e) { u += e; } try { if (p) l.push(add(p)); } catch {} return `${PROSE} ${t} ${u} ${l.join()}`; })()',
      'PROSE {% if condition %}{{ load }}{% else %}{{ value }}{% endif %} b{% if condition %}{{ more }}{% else %}{{ value_2 }}{% endif %} {% if condition_2 and p %}{{ add }}{% endif %}',
    ],
    [
      'of tries that answer',
      '((x) => { try { return PROSE + load(x); } catch { return PROSE + "none"; } })(p)',
      'PROSE{% if condition %}{{ load }}{% else %}none{% endif %}',
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
        '{% if condition_2 %}7{% else %}8{% endif %}{% if type == "string" %}9{% else %}0{% endif %}{% if p and q or r %}x{% else %}y{% endif %}',
    );
  });
});

describe('what a template keeps of code that it cannot follow', () => {
  it.each([
    [
      'aliases in records',
      '(() => { const l = ["a"]; const o = { l }; l.push("b"); return `${PROSE} ${l} ${o.l}`; })()',
      'PROSE {{ push }} {{ l }}',
    ],
    [
      'aliases in choices',
      '(() => { const l = ["a"]; const m = p ? l : ["z"]; l.push("b"); return `${PROSE} ${l} ${m}`; })()',
      'PROSE {{ push }} {{ push_2 }}',
    ],
    [
      'aliases in lists',
      '(() => { const l = ["a"]; const m = [l, ...(p ? [l] : [])]; l.push("b"); return `${PROSE} ${l} ${m}`; })()',
      'PROSE {{ push }} {{ push_2 }}',
    ],
    [
      'an element that is counted up',
      '(() => { const o = { n: 1 }; o.n++; return `${PROSE} ${o.n}`; })()',
      'PROSE {{ n }}',
    ],
    [
      'a text that is counted up',
      '(() => { let s = "a"; s++; return `${PROSE} ${s}`; })()',
      'PROSE {{ value }}',
    ],
    [
      'a list in a loop handed on',
      '(l) => { const out = [PROSE]; for (const x of l) { out.push(x); log(out); } return PROSE + out.join(); }',
      'DYN_LOOP',
    ],
    [
      'a computed value in each turn',
      '(l) => PROSE + l.map((x) => `- ${x.toUpperCase()}`).join("; ")',
      'PROSE{% for item in l %}- {{ toUpperCase[loop.index0] }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'a list in a loop joined',
      '(l) => { const out = [PROSE]; let t = PROSE; for (const x of l) { out.push(x); t += out.join(); } return t; }',
      'PROSE{% for item in l %}{{ join[loop.index0] }}{% endfor %}',
    ],
    [
      'a list in a loop spread',
      '(l) => { const out = ["a"]; let t = PROSE; for (const x of l) { out.push(x); t += [...out].join() + out; } return t; }',
      'PROSE{% for item in l %}{% for item_2 in value[loop.index0] %}{{ item_2 }}{% if not loop.last %},{% endif %}{% endfor %}{{ value_2[loop.index0] }}{% endfor %}',
    ],
    [
      'a list in a loop put aside',
      '(l) => { const out = ["a"]; for (const x of l) { out.push({ out }); out.push([out]); out.push(x ? out : 1); } return PROSE + out.length; }',
      'PROSE{{ length }}',
    ],
    [
      'text in a loop that is tested',
      '(l) => { let t = ""; for (const x of l) { if (t) t += ", "; if (t && x || !t) t += x; } return PROSE + t; }',
      'PROSE{% for item in l %}{% if value[loop.index0] %}, {% endif %}{% if value_2[loop.index0] and item or not value_3[loop.index0] %}{{ item }}{% endif %}{% endfor %}',
    ],
    [
      'text in a loop used twice',
      '(l) => { let t = "a"; for (const x of l) { t += x + (x ? t : ""); } return PROSE + t; }',
      'PROSE{{ value }}',
    ],
    [
      'a boolean in a loop',
      '(l) => { let first = true; let t = PROSE; for (const x of l) { if (!first) t += ", "; t += x; first = false; } return t; }',
      'PROSE{% for item in l %}{% if not value[loop.index0] %}, {% endif %}{{ item }}{% endfor %}',
    ],
    [
      'a throw in a loop',
      '(l) => { let t = PROSE; for (const x of l) { if (!x) throw new Error(); t += x; } return t; }',
      'PROSE{% for item in l %}{{ item }}{% endfor %}',
    ],
    [
      'a loop that only throws',
      '(l) => { let t = PROSE; for (const x of l) { throw x; } return t; }',
      'PROSE',
    ],
    [
      'loops with other heads',
      '(l) => { let t = PROSE; let x; for (x of l) { t += x; } for (let i = 1; i < l.length; i++) { t += i; } for (let i = 0; i <= 2; i += 2) { t += i; } for (let i = 0; l[i]; i++) { t += i; } return t; }',
      'DYN_LOOP',
    ],
    [
      'loops that change their index',
      '(l) => { let t = PROSE; for (let i = 0; i < l.length; i++) { t += i; i++; } return t; }',
      'DYN_LOOP',
    ],
    [
      'an awaiting loop',
      'async (l) => { let t = PROSE; for await (const x of l) { t += x; } return t; }',
      'DYN_LOOP',
    ],
    [
      'loops of several items',
      '(l) => { let t = PROSE; for (const x of l.flatMap((y) => [y, y])) { t += x; } return t; }',
      'DYN_LOOP',
    ],
    [
      'reading an index of another list',
      '(l, m) => { let t = PROSE; for (let i = 0; i < l.length; i++) { t += m[i]; } return t; }',
      'PROSE{% for item in l %}{{ value[loop.index0] }}{% endfor %}',
    ],
    [
      'items of a list that may be shorter',
      '(p, l) => { const m = [...(p ? ["a"] : []), "b"]; const n = ["x", ...l]; return `${PROSE} ${m[0]} ${n[0]} ${n[1]} ${[1][3]} ${"ab"[1]} ${m.slice(1)} ${n.length}`; }',
      'PROSE {% if p %}a{% else %}b{% endif %} x {{ value }} undefined b {% if p %}b{% endif %} {{ length }}',
    ],
    [
      'lengths',
      '(l) => `${PROSE} ${l.length + 1} ${l.length - l.length} ${1 - l.length} ${l.length === "2" ? 1 : 2}`',
      'PROSE {{ value }} {{ value_2 }} {{ value_3 }} {% if condition %}1{% else %}2{% endif %}',
    ],
    [
      'filters that are never true',
      '(l) => PROSE + l.filter((x) => false).join() + l.filter((x, i) => i).join() + l.filter(keep).join() + l.filter((x) => x.ok()).map((x) => x.a).join()',
      'PROSE{% for item in filter %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}{% for item_2 in filter_2 %}{{ item_2 }}{% if not loop.last %},{% endif %}{% endfor %}{% for item_3 in filter_3 %}{{ item_3.a }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'methods of the caller',
      '(a) => `${PROSE} ${a.toString()} ${a.toString(2)} ${a.trim()} ${a.map()} ${a.map(f)} ${a.slice(1)} ${a.forEach(f)}`',
      'PROSE {{ a }} {{ toString }} {{ trim }} {{ map }} {{ map_2 }} {{ slice }} {{ forEach }}',
    ],
    [
      'methods of lists with what is not known',
      '(a) => `${PROSE} ${[1].map(a)} ${[1].filter(a)} ${[1].forEach(a)} ${[1].concat(a)} ${[1].reduce(a)} ${[].reduce((s, x) => s + x)} ${[1].find(a)} ${[1].at()} ${[1].includes()} ${[a].includes({})} ${[1].flatMap(() => a)}`',
      'PROSE {{ map }} {{ filter }} {{ forEach }} {{ concat }} {{ reduce }} {{ reduce_2 }} {{ find }} {{ at }} {{ includes }} {{ includes_2 }} {% for item in a %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'joins that depend on more',
      '(l, s) => `${PROSE} ${l.join(s)} ${l.filter((x) => x).concat("y").join("-")} ${["a", ...l.filter((x) => x)].join("-")} ${[...l.filter((x) => x), "z"].join("-")}`',
      'PROSE {% for item in l %}{% if loop.index0 > 0 %}{{ s }}{% endif %}{{ item }}{% endfor %} {{ join }} a{% for item_2 in l if item_2 %}-{{ item_2 }}{% endfor %} {{ join_2 }}',
    ],
    [
      'spread arguments',
      '(l) => { const f = (...a) => a.join(); return PROSE + f(...["a", "b"]) + f(...l) + Math.max(...[1, 2]); }',
      'PROSEa,b{{ value }}2',
    ],
    [
      'classes of all kinds',
      '(() => { class A { static a = "a"; static get b() { return 1; } static c; } class B extends A {} class C extends load() {} return `${PROSE} ${B.a} ${A.b} ${A.c} ${C.x} ${new A().a}`; })()',
      'PROSE a 1 {{ c }} {{ x }} {{ a }}',
    ],
    [
      'messages of this',
      'function () { return `${PROSE} ${this.x} ${super.x}`; }',
      'PROSE {{ x }} {{ x_2 }}',
    ],
    [
      'private names',
      '(o) => `${PROSE} ${o.a} ${"x" in o ? 1 : 2}`',
      'PROSE {{ o.a }} {% if condition %}1{% else %}2{% endif %}',
    ],
    [
      'globals',
      '(a) => `${PROSE} ${NaN} ${Infinity} ${-Infinity} ${String(a)} ${String([1, 2])} ${Boolean(a) ? 1 : 2} ${Boolean()} ${String()} ${Object.freeze()}`',
      'PROSE NaN Infinity -Infinity {{ a }} 1,2 {% if a %}1{% else %}2{% endif %} {{ Boolean }} {{ String }} {{ freeze }}',
    ],
    [
      'sets',
      '(a) => `${PROSE} ${[...new Set(["a", "b", "a"])]} ${new Set(a).size} ${new Set([a])} ${new Map()}`',
      'PROSE a,b {{ size }} {{ Set }} {{ Map }}',
    ],
    [
      'records with what is not known',
      '(a) => { const o = { a: 1, ...a, b: 2 }; const q = { a: 1, [a]: 2, ...null, ...{ c: 3 } }; return `${PROSE} ${o.a} ${o.b} ${o.c} ${q.a} ${q.c} ${Object.keys(o)} ${JSON.stringify(o)}`; }',
      'PROSE {{ a.a | default("1") }} 2 {{ a.c }} {{ a_2 }} 3 {{ keys }} {{ stringify }}',
    ],
    [
      'nested unknowns',
      '(a) => { const x = load(a); const { b, ...c } = x; const [d, ...e] = a; return `${PROSE} ${b} ${c.f} ${d} ${e} ${x.b}`; }',
      'PROSE {{ value }} {{ f }} {{ a[0] }} {{ value_2 }} {{ value }}',
    ],
    [
      'defaults of unknowns',
      '(a) => { const { b = "x" } = load(a); const { c = "y" } = a; const [d = "z"] = []; return `${PROSE} ${b} ${c} ${d}`; }',
      'PROSE {{ value }} {{ a.c | default("y") }} z',
    ],
  ])('%s', (_, code, expected) => {
    const source = `const PROSE = ${JSON.stringify(PROSE)};\n/** @prompt */\nconst prompt = ${code};\nexport { prompt };`;
    const found = extractFrom({ 'prompts.js': source });
    expect(found.prompts[0]?.template?.replaceAll(PROSE, 'PROSE') ?? found.diagnostics[0]?.code).toBe(
      expected,
    );
  });
});

describe('how much slots hide', () => {
  const facts = `const FACTS = ['${'The sky is blue. '.repeat(12)}'];`;
  const text = (start: string) => `\`${start} ${'Say what is so. '.repeat(60)} \${known}\``;

  it('is compared with what a template can say at once', () => {
    const code = `${facts}\nexport const prompt = (a) => { const known = order(FACTS); return ${text('A.')}; };`;
    expect(reasonOf({ 'prompts.ts': code })).toBe('DYN_CALL_RESULT');
  });

  it('is not made up for by the other branches', () => {
    const code = `${facts}\nexport const prompt = (a) => { const known = order(FACTS); return a ? ${text('A.')} : ${text('B.')}; };`;
    expect(reasonOf({ 'prompts.ts': code })).toBe('DYN_CALL_RESULT');
  });

  it.each([
    ['a list with a default', 'f(l?: D[]) { return `${A} ${JSON.stringify(l ?? [])}`'],
    ['either of two', 'f(a: boolean, d: D, l: D[]) { return `${A} ${JSON.stringify(a ? d : l)}`'],
    [
      'an object that is made here',
      'f(d: D) { return `${A} ${JSON.stringify({ identifier: d.identifier, written: [d.text] })}`',
    ],
  ])('is also the names that JSON of %s prints', (_, rest) => {
    const code = `interface D { identifier: string; text: string }
      const A = 'Say in a few words what all of these memories of the user say.';
      export function ${rest.replace('f(', 'memoryPrompt(')}; }`;
    expect(reasonOf({ 'src/a.ts': code })).toBe('DYN_CALL_RESULT');
    expect(
      extractFrom({ 'src/a.ts': code.replace('a few words', 'a few words '.repeat(60)) }).prompts,
    ).toMatchObject([{ status: 'ok' }]);
  });

  it('is too much where a loop goes through it', () => {
    const code = (
      list: string,
    ) => `const KINDS = { preference: '1', identity: '2', decision: '3', relationship: '4' };
      export const prompt = (more) => \`${'Say what is so. '.repeat(60)}\${${list}.map(([k, v]) => \`- the kind \${k} comes \${v}\`).join('\\n')}\`;`;
    expect(reasonOf({ 'prompts.ts': code('Object.entries({ ...KINDS, ...more })') })).toBe('DYN_LOOP');
    expect(extractFrom({ 'prompts.ts': code('Object.entries({ ...more })') }).prompts).toMatchObject([
      { status: 'ok' },
    ]);
  });

  it('is nothing where a text of the caller is only trimmed or cut, however little stands beside it', () => {
    const code = (way: string) =>
      `export const prompt = (own?: string) => { if (own?.trim()) return ${way}; return '${'Say what is so. '.repeat(5)}'; };`;
    expect(extractFrom({ 'prompts.ts': code('own.trim().slice(0, 500)') }).prompts).toMatchObject([
      { status: 'ok' },
    ]);
    expect(reasonOf({ 'prompts.ts': code('"Quote: " + translate(own)') })).toBe('DYN_CALL_RESULT');
    expect(reasonOf({ 'prompts.ts': code('"Quote: " + own.split(" ")[0].trim()') })).toBe('DYN_CALL_RESULT');
    expect(reasonOf({ 'prompts.ts': code('"Quote: " + load().trim()') })).toBe('DYN_CALL_RESULT');
  });

  it('is nothing where a text from elsewhere is all there is on one way, and our own on the other', () => {
    const text = (words: number) => "'" + 'Say what is so. '.repeat(words) + "'";
    const code = (other: string) =>
      `export async function prompt(x) { const own = await load(); if (!own || own.length === 0) return ${other}; return own; }`;
    expect(extractFrom({ 'prompts.ts': code(text(5)) }).prompts).toMatchObject([{ status: 'ok' }]);
    expect(
      reasonOf({ 'prompts.ts': code(text(5)).replace('return own;', 'return "Said: " + own;') }),
    ).toMatch(/DYN/);
    expect(
      reasonOf({
        'prompts.ts': `const T = ${text(9)};\n${code(text(5)).replace('return own;', 'return own + T.at(x);')}`,
      }),
    ).toMatch(/DYN/);
  });

  it.each([
    ['a method of an instance', 'settings.read("a")', 'ok'],
    ['one that asks others', 'settings.readAll()', 'ok'],
    ['one that has text', 'settings.explain()', 'dynamic'],
    ['one that asks one with text', 'settings.help()', 'dynamic'],
    ['one that asks for a field with text', 'settings.note()', 'dynamic'],
    ['one that is inherited', 'settings.inherited()', 'dynamic'],
    ['one whose name is not known', 'settings[name]()', 'dynamic'],
    ['all of its fields', 'JSON.stringify(settings)', 'dynamic'],
    ['none', 'print(settings)', 'ok'],
    ['an instance that is made there', 'new Settings().read("a")', 'ok'],
    ['a static method', 'Settings.find()', 'ok'],
  ])('is that of the members that are asked of a class: %s', (_, value, expected) => {
    const code = `class Base { inherited() { return '${'The sky is blue. '.repeat(12)}'; } }
      class Settings extends Base {
        values = load();
        constructor() { super(); console.warn('${'The file of settings is old. '.repeat(9)}'); }
        remark = '${'The sea is blue. '.repeat(12)}';
        read(key) { return this.values[key]; }
        readAll() { return this.read('a') + this.read('b'); }
        explain() { return '${'The sky is grey. '.repeat(12)}' + this.read('a'); }
        help() { return ask(this.explain()); }
        note() { return ask(this.remark); }
        static find() { return ask(); }
      }
      const settings = new Settings();
      export const prompt = () => \`${'Say what is so. '.repeat(8)} \${${value}}\`;`;
    expect(extractFrom({ 'prompts.ts': code }).prompts).toMatchObject([{ status: expected }]);
  });
});
