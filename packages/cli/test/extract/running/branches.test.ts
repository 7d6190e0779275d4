import { describe, it } from 'vitest';
import { check, type Sample } from './check.ts';

const samples: Sample[] = [
  {
    name: '?:',
    code: 'const prompt = (a) => `${PROSE}${a ? ` With ${a}.` : " Without."}`;',
    names: ['a'],
    calls: [['x'], [''], [null]],
    template: 'PROSE{% if a %} With {{ a }}.{% else %} Without.{% endif %}',
  },
  {
    name: 'plural',
    code: 'const prompt = (n) => `${PROSE} ${n} item${n === 1 ? "" : "s"}`;',
    names: ['n'],
    calls: [[1], [2]],
    template: 'PROSE {{ n }} item{% if n != 1 %}s{% endif %}',
  },
  {
    name: '&& in text prints false',
    code: 'const prompt = (a) => `${PROSE} ${a && "yes"}`;',
    names: ['a'],
    calls: [[true], [false], ['']],
  },
  {
    name: '|| and ??',
    code: 'const prompt = (a, b) => `${PROSE} ${a || "none"} ${b ?? "nothing"}`;',
    names: ['a', 'b'],
    calls: [
      ['x', 'y'],
      ['', ''],
      ['', null],
    ],
  },
  {
    name: 'conditions together',
    code: 'const prompt = (a, b, c) => PROSE + (a && !b ? "1" : a || c === "x" ? "2" : "3");',
    names: ['a', 'b', 'c'],
    calls: [
      [true, false, ''],
      [true, true, ''],
      [false, true, 'x'],
      [false, false, 'y'],
    ],
  },
  {
    name: 'null and undefined',
    code: 'const prompt = (a) => PROSE + (a === null ? "null" : a === undefined ? "undefined" : a == null ? "never" : a !== null && a !== undefined ? a : "never");',
    names: ['a'],
    calls: [[null], ['x']],
  },
  {
    name: 'loose null',
    code: 'const prompt = (a) => PROSE + (a == null ? "none" : "some") + (a != null ? a : "");',
    names: ['a'],
    calls: [[null], ['x'], [undefined]],
  },
  {
    name: 'not equal',
    code: 'const prompt = (a) => PROSE + (a !== "x" ? "other" : "x") + (!(a === "x") ? 1 : 2);',
    names: ['a'],
    calls: [['x'], ['y']],
  },
  {
    name: 'whether an object has keys',
    code: 'const prompt = (o) => { if (!o || Object.keys(o).length === 0) return PROSE; const n = Object.entries(o).length > 0 ? "some" : "none"; return PROSE + n + Object.keys(o).map((k) => `%${k}%`).join() + (Object.values(o).length ? "!" : "?"); };',
    names: ['o'],
    calls: [[{}], [null], [{ a: 1 }]],
    slots: { keys: ['a'] },
    template:
      'PROSE{% if o %}some{% for item in keys %}%{{ item }}%{% if not loop.last %},{% endif %}{% endfor %}!{% endif %}',
  },
  {
    name: 'length',
    code: 'const prompt = (l) => PROSE + (l.length > 0 ? `has ${l.length}` : "empty") + (l.length ? 1 : 0) + (l.length === 2 ? "two" : "") + (0 < l.length ? "+" : "-");',
    names: ['l'],
    calls: [[[]], [['a']], [['a', 'b']]],
  },
  {
    name: 'early returns',
    code: 'const prompt = (a, b) => { if (!a) return PROSE; if (b) { return PROSE + "b"; } return PROSE + a; };',
    names: ['a', 'b'],
    calls: [
      ['', false],
      ['x', true],
      ['x', false],
    ],
  },
  {
    name: 'if with +=',
    code: 'const prompt = (a, b) => { let t = PROSE; if (a) { t += "a"; } else if (b) { t += "b"; } else { t += "c"; } t += "."; return t; };',
    names: ['a', 'b'],
    calls: [
      [true, true],
      [false, true],
      [false, false],
    ],
    template: 'PROSE{% if a %}a{% elif b %}b{% else %}c{% endif %}.',
  },
  {
    name: 'if with assignment',
    code: 'const prompt = (a) => { let t = "x"; if (a) t = "y"; return PROSE + t; };',
    names: ['a'],
    calls: [[true], [false]],
  },
  {
    name: 'nested ifs that return',
    code: 'const prompt = (a, b) => { if (a) { if (b) { return PROSE + "ab"; } } return PROSE; };',
    names: ['a', 'b'],
    calls: [
      [true, true],
      [true, false],
      [false, true],
    ],
  },
  {
    name: 'a branch that throws',
    code: 'const prompt = (a) => { if (!a) throw new Error("no"); return PROSE + a; };',
    names: ['a'],
    calls: [['x']],
    template: 'PROSE{{ a }}',
  },
  {
    name: 'switch over a parameter',
    code: 'const prompt = (k) => { switch (k) { case "a": case "b": return PROSE + "ab"; case "c": return PROSE + "c"; default: return PROSE; } };',
    names: ['k'],
    calls: [['a'], ['b'], ['c'], ['d']],
  },
  {
    name: 'switch with break',
    code: 'const prompt = (k) => { let t; switch (k) { case "a": t = "A"; break; default: t = "D"; } return PROSE + t; };',
    names: ['k'],
    calls: [['a'], ['b']],
  },
  {
    name: 'switch that breaks under an if',
    code: 'const prompt = (k, x) => { let t = ""; switch (k) { case "a": if (x) break; t += "A"; case "b": t += "B"; } return PROSE + t; };',
    names: ['k', 'x'],
    calls: [
      ['a', true],
      ['a', false],
      ['b', false],
      ['c', false],
    ],
  },
  {
    name: 'an opaque condition',
    code: 'const prompt = (p) => `${PROSE} ${p.n > 3 ? "many" : "few"}`;',
    names: ['p'],
    calls: [[{ n: 2 }]],
    template: 'PROSE {% if condition %}many{% else %}few{% endif %}',
    slots: { condition: false },
  },
  {
    name: 'a try that only cleans up',
    code: 'const prompt = (a) => { let t = PROSE; try { t += a; } finally { t += "."; } return t; };',
    names: ['a'],
    calls: [['x']],
  },
  {
    name: 'a switch that may return nothing',
    code: 'const tone = (k) => { switch (k) { case "a": return "kind"; case "b": return "strict"; } }; const prompt = (k) => `${PROSE} Be ${tone(k)}.`;',
    names: ['k'],
    calls: [['a'], ['b'], ['c']],
  },
  {
    name: 'a condition on text that may be empty',
    code: 'const more = (x) => { if (!x) return ""; return `More: ${x}`; }; const prompt = (x) => { const m = more(x); return `${PROSE}${m ? `\n\n${m}` : ""}`; };',
    names: ['x'],
    calls: [[''], ['y']],
    template: 'PROSE{% if x %}\n\nMore: {{ x }}{% endif %}',
  },
  {
    name: 'branches that set different things',
    code: 'const prompt = (a) => { let t; let n = 1; let l = ["x"]; if (a) { t = PROSE + "1"; n = 2; l = ["y"]; } else { t = PROSE + "2"; } return t + n + l.join(); };',
    names: ['a'],
    calls: [[true], [false]],
  },
  {
    name: 'branches that begin alike',
    code: 'const prompt = (a, b) => { let t = ""; if (a) t += PROSE; if (b) t = t + b; else t += "-"; return PROSE + t; };',
    names: ['a', 'b'],
    calls: [
      [true, 'x'],
      [false, ''],
      [true, ''],
    ],
  },
  {
    name: 'nothing assigned',
    code: 'const prompt = (a) => { let t = a; t ||= "none"; let u = a; u &&= "some"; return PROSE + t + u; };',
    names: ['a'],
    calls: [['x'], ['']],
  },
  {
    name: 'patterns with a choice',
    code: 'const prompt = (p) => { const { a = "x", b } = p ? { a: "y", b: "z" } : { b: "w" }; return PROSE + a + b; };',
    names: ['p'],
    calls: [[true], [false]],
  },
  {
    name: 'calls of a choice',
    code: 'const prompt = (a) => { const f = a ? () => PROSE + "1" : (x) => PROSE + x; return f("2") + (a ? "x" : " y ").trim() + (a ? [1] : [2, 3]).join(); };',
    names: ['a'],
    calls: [[true], [false]],
  },
  {
    name: 'members of a choice',
    code: 'const prompt = (a) => { const o = a ? { t: PROSE } : { t: "x", u: 1 }; return PROSE + o.t + o.u + (a ? "ab" : "c").length; };',
    names: ['a'],
    calls: [[true], [false]],
  },
  {
    name: 'keys of a choice',
    code: 'const T = { a: "A", b: "B" }; const prompt = (p) => PROSE + T[p ? "a" : "b"];',
    names: ['p'],
    calls: [[true], [false]],
  },
  {
    name: 'comparison of choices',
    code: 'const prompt = (a, b) => { const k = a ? "x" : b ? "y" : "z"; return PROSE + (k === "y" ? 1 : 2) + ("x" !== k ? 3 : 4) + (k == null ? 5 : 6); };',
    names: ['a', 'b'],
    calls: [
      [true, true],
      [false, true],
      [false, false],
    ],
  },
  {
    name: 'comparison of what is no text',
    code: 'const prompt = (a) => { const l = [a]; const o = { a }; const t = `x${a}`; return PROSE + (l === null) + (o !== undefined) + (t === null) + (l == null) + ((() => 1) === undefined); };',
    names: ['a'],
    calls: [['x']],
  },
  {
    name: 'presence of every kind',
    code: 'const prompt = (a) => PROSE + (null ?? "n") + (0 ?? "z") + ([a] ?? "l")[0] + ((a ? null : a) ?? "c") + ((a ? "x" : undefined) ?? "d");',
    names: ['a'],
    calls: [['x'], ['']],
  },
  {
    name: 'truth of every kind',
    code: 'const prompt = (a) => PROSE + ([] ? 1 : 2) + ({} ? 1 : 2) + (`x${a}` ? 1 : 2) + ((() => 1) ? 1 : 2) + ("" ? 1 : 2) + (`${a ? "x" : "y"}` ? 1 : 2) + ((a ? 0 : 1) ? 1 : 2);',
    names: ['a'],
    calls: [['x'], ['']],
  },
  {
    name: 'a static condition with a jump',
    code: 'const f = (n) => { for (let i = 0; i < 10; i++) { if (i === n) return PROSE + i; } return "none"; }; const prompt = f(3) + f(20);',
  },
  {
    name: 'default of a switch first',
    code: 'const prompt = (k) => { switch (k) { default: return PROSE; case "a": return PROSE + "A"; } };',
    names: ['k'],
    calls: [['a'], ['b']],
  },
  {
    name: 'a switch that is known in part',
    code: 'const prompt = (k) => { let t = PROSE; switch ("b") { case k: t += "k"; break; case "b": t += "b"; break; case "c": t += "c"; } return t; };',
    names: ['k'],
    calls: [['b'], ['x']],
  },
];

describe('branches come out as they run', () => {
  it.each(samples)('$name', check);
});
