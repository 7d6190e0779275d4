import { describe, it } from 'vitest';
import { check, type Sample } from './check.ts';

const samples: Sample[] = [
  {
    name: 'a parameter',
    code: 'const prompt = (q) => `${PROSE} ${q}`;',
    names: ['q'],
    calls: [['a'], ['{{ x }}']],
    template: 'PROSE {{ q }}',
  },
  {
    name: 'members of one',
    code: 'const prompt = (p) => `${PROSE} ${p.user.name} ${p["a-b"]} ${p.list[0]}`;',
    names: ['p'],
    calls: [[{ user: { name: 'n' }, 'a-b': 'c', list: ['l'] }]],
    template: 'PROSE {{ p.user.name }} {{ p["a-b"] }} {{ p.list[0] }}',
  },
  {
    name: 'destructured ones, by property name',
    code: 'const prompt = ({ a: local, b: { c }, ...rest }) => `${PROSE} ${local} ${c}`;',
    names: ['...'],
    calls: [[{ a: '1', b: { c: '2' } }]],
    template: 'PROSE {{ a }} {{ b.c }}',
  },
  {
    name: 'destructured inside',
    code: 'const prompt = (p) => { const { a, b: [x] } = p; return `${PROSE} ${a} ${x}`; };',
    names: ['p'],
    calls: [[{ a: '1', b: ['2'] }]],
    template: 'PROSE {{ p.a }} {{ p.b[0] }}',
  },
  {
    name: 'defaults',
    code: 'const prompt = (q, lang = "en", n = 3) => `${PROSE} ${q} ${lang} ${n}`;',
    names: ['q', 'lang', 'n'],
    calls: [['a'], ['a', 'de', '4'], ['a', undefined, '5']],
    template: 'PROSE {{ q }} {{ lang | default("en") }} {{ n | default("3") }}',
  },
  {
    name: 'defaults that depend on others',
    code: 'const prompt = (a, b = a + "!") => `${PROSE} ${b}`;',
    names: ['a', 'b'],
    calls: [['x'], ['x', 'y']],
  },
  {
    name: 'default of a property',
    code: 'const prompt = ({ lang = "en" } = {}) => `${PROSE} ${lang}`;',
    names: ['...'],
    calls: [[{}], [{ lang: 'de' }]],
  },
  {
    name: 'locals and helpers',
    code: 'const wrap = (tag, text) => `<${tag}>${text}</${tag}>`; function prompt(q) { const head = PROSE; return head + wrap("q", q); }',
    names: ['q'],
    calls: [['a']],
  },
  {
    name: '+= of a helper',
    code: 'const wrapXml = (n, t) => `<${n}>\\n${t}\\n</${n}>`; const prompt = (q) => { let p = ""; p += wrapXml("role", PROSE); p += wrapXml("q", q); return p; };',
    names: ['q'],
    calls: [['a']],
  },
  {
    name: 'trim',
    code: 'const prompt = (a) => `  ${a}  `.trim() + `\\n ${PROSE} ${a} `.trim() + ` ${a}${PROSE} `.trimEnd() + PROSE;',
    names: ['a'],
    calls: [[' x '], ['']],
  },
  {
    name: 'a lookup by parameter',
    code: 'const T = { a: "Alpha", b: "Beta" }; const prompt = (k) => `${PROSE} ${T[k]}`;',
    names: ['k'],
    calls: [['a'], ['b'], ['c']],
  },
  {
    name: 'a member of what is looked up by a parameter',
    code: 'const T = { a: { text: "Alpha", of: (x) => `of ${x}` }, b: { text: "Beta", of: (x) => `by ${x}` } }; const prompt = (k, x) => { const { text } = T[k]; return `${PROSE} ${text} ${T[k].of(x)} ${T[k].text.toUpperCase()}`; };',
    names: ['k', 'x'],
    calls: [
      ['a', 'x'],
      ['b', 'y'],
    ],
  },
  {
    name: 'no branch for what would have thrown',
    code: 'const T = { a: { text: "Alpha" }, b: { text: "Beta" } }; const prompt = (k) => `${PROSE} ${T[k].text}`;',
    names: ['k'],
    calls: [['a'], ['b']],
    template: 'PROSE {% if k == "a" %}Alpha{% else %}Beta{% endif %}',
  },
  {
    name: 'what is looked up and may be missing',
    code: 'const T = { a: { text: "Alpha" }, b: { text: "Beta" } }; const prompt = (k) => { const found = T[k]; if (!found) return `${PROSE} none`; return `${PROSE} ${found.text} ${T[k]?.text}`; };',
    names: ['k'],
    calls: [['a'], ['b'], ['c']],
  },
  {
    name: 'what is looked up with another instead',
    code: 'const T = { a: { text: "Alpha" }, b: { text: "Beta" } }; const prompt = (k) => `${PROSE} ${(T[k] ?? T.b).text} ${T[k]?.text ?? "none"} ${k ? T.a.text : undefined}`;',
    names: ['k'],
    calls: [['a'], ['b'], ['c'], ['']],
  },
  {
    name: 'replace with a parameter',
    code: 'const prompt = (q) => (PROSE + "{q}{q}").replace("{q}", `<${q}>`).replaceAll("{q}", "<x>");',
    names: ['q'],
    calls: [['a']],
  },
  {
    name: 'split and joined again',
    code: 'const fill = (text, values) => { let result = text; for (const [key, value] of Object.entries(values)) { result = result.split(`{${key}}`).join(value); } return result; }; const prompt = (q, r) => fill(PROSE + "{q}{r}{q} {s}", { q, r: q ? `<${r}>` : "none", s: "$&" });',
    names: ['q', 'r'],
    calls: [
      ['a', 'b'],
      ['', 'b'],
    ],
  },
  {
    name: 'opaque slots',
    code: 'const prompt = (p) => `${PROSE} ${JSON.stringify(p)} ${new Date(0).toISOString()} ${p.n * 2}`;',
    names: ['p'],
    calls: [[{ n: 2 }]],
    template: 'PROSE {{ stringify }} {{ toISOString }} {{ value }}',
    slots: { stringify: '{"n":2}', toISOString: '1970-01-01T00:00:00.000Z', value: 4 },
  },
  {
    name: 'async',
    code: 'async function prompt(q) { const head = await Promise.resolve(PROSE); return `${head} ${q}`; }',
    names: ['q'],
    calls: [['a']],
  },
  {
    name: 'names that Jinja cannot read',
    code: 'const prompt = (naïve, $x) => `${PROSE} ${naïve} ${$x}`;',
    names: ['na_ve', '_x'],
    calls: [['a', 'b']],
  },
  {
    name: 'reserved names',
    code: 'const prompt = (not, loop) => `${PROSE} ${not} ${loop}`;',
    names: ['not_', 'loop_'],
    calls: [['a', 'b']],
  },
  {
    name: 'shadowed names',
    code: 'const q = "outer"; const prompt = (p) => { const f = (q) => q + "!"; return PROSE + q + f(p); };',
    names: ['p'],
    calls: [['a']],
  },
  {
    name: 'brace before a variable',
    code: 'const prompt = (q) => `${PROSE} {${q}} {{${q}}} {%${q}%}`;',
    names: ['q'],
    calls: [['a']],
  },
  {
    name: 'a flag with a default',
    code: 'const prompt = (on = true, off = false) => PROSE + (on ? "on" : "") + (off ? "off" : "");',
    names: ['on', 'off'],
    calls: [[], [false, true], [true, false]],
  },
  {
    name: 'patterns of parameters',
    code: 'const prompt = ({ a: { b = "x" } = {}, "c-d": e }, [f, ...g], ...rest) => PROSE + b + e + f;',
    names: ['...'],
    calls: [],
    template: 'PROSE{{ a.b | default("x") }}{{ c_d }}{{ f }}',
  },
  {
    name: 'defaults that the caller may replace',
    code: 'const D = { lang: "en", tone: "calm" }; const prompt = (o) => { const s = { ...D, ...o }; return `${PROSE} ${s.lang} ${s.tone} ${s.more}`; };',
    names: ['o'],
    calls: [[{ more: 'x' }], [{ lang: 'de', more: 'y' }], [{ lang: '', tone: 't', more: '' }]],
    template: 'PROSE {{ o.lang | default("en") }} {{ o.tone | default("calm") }} {{ o.more }}',
  },
  {
    name: 'defaults that two objects may replace, and what is written after them',
    code: 'const prompt = (a, b) => { const { x, y, z, ...rest } = { x: "1", y: "2", z: "3", ...a, y: "4", ...b }; return `${PROSE} ${x} ${y} ${z} ${rest.w}`; };',
    names: ['a', 'b'],
    calls: [
      [{ w: 'w' }, {}],
      [{ x: 'ax', y: 'ay', w: 'aw' }, { w: 'bw' }],
      [
        { x: 'ax', z: 'az', w: 'aw' },
        { x: 'bx', y: 'by' },
      ],
    ],
  },
  {
    name: 'what is spread on a condition',
    code: 'const prompt = (f, g) => { const o = { a: "1", b: "2", ...(f ? { a: "3", c: "4" } : {}), ...(g && { b: "5" }) }; return `${PROSE} ${o.a} ${o.b} ${o.c}`; };',
    names: ['f', 'g'],
    calls: [
      [true, true],
      [false, false],
      [true, false],
      [false, true],
    ],
  },
  {
    name: 'members that several conditions set',
    code: 'const prompt = (a, b) => { const o = { x: "1", y: "2", z: PROSE }; if (a) o.x = "3"; if (b) { o.y = `${o.x}4`; o.z += "!"; } else o.x += "5"; return o.z + o.x + o.y; };',
    names: ['a', 'b'],
    calls: [
      [true, true],
      [true, false],
      [false, true],
      [false, false],
    ],
  },
  {
    name: 'a second name for what a branch sets',
    code: 'const prompt = (a) => { const o = { x: "1" }; const p = { x: "2" }; let q = p; if (a) q = o; const before = q.x; return PROSE + before + p.x + o.x; };',
    names: ['a'],
    calls: [[true], [false]],
  },
  {
    name: 'what may not be there replaces nothing',
    code: 'const prompt = (c) => { const o = { ...(c ? { a: "1" } : {}) }; const p = { a: "0", ...o }; return `${PROSE} ${c ? o.a : ""} ${p.a}`; };',
    names: ['c'],
    calls: [[false]],
    template: 'PROSE {% if c %}1{% endif %} {{ a }}',
    slots: { a: '0' },
  },
  {
    name: 'what the caller gives, replaced on a condition',
    code: 'const prompt = (p, c) => { const o = { ...p, ...(c ? { a: "1" } : {}) }; return `${PROSE} ${o.a} ${o.b}`; };',
    names: ['p', 'c'],
    calls: [
      [{ a: 'a', b: 'b' }, true],
      [{ a: 'a', b: 'b' }, false],
    ],
  },
  {
    name: 'a member that replaces what was spread',
    code: 'const D = { intro: `${PROSE} Kind.`, tail: "Kind." }; const fill = (o = {}) => { const t = { ...D, ...o }; if (o.tail !== undefined && o.intro === undefined) { t.intro = D.intro.replace(D.tail, `${o.tail}`); } return t; }; const prompt = (q, o) => { const { intro } = fill(o); return `${intro} ${q}`; };',
    names: ['q', 'o'],
    calls: [
      ['q', {}],
      ['q', { tail: 'Rude.' }],
      ['q', { tail: 'Rude.', intro: 'Hello' }],
    ],
  },
];

describe('parameters come out as variables', () => {
  it.each(samples)('$name', check);
});
