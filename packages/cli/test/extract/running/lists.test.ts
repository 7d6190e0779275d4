import { describe, it } from 'vitest';
import { check, type Sample } from './check.ts';

const samples: Sample[] = [
  {
    name: 'map and join',
    code: 'const prompt = (l) => PROSE + l.map((x) => `- ${x}`).join("\\n");',
    names: ['l'],
    calls: [[[]], [['a']], [['a', 'b']]],
    template: 'PROSE{% for item in l %}- {{ item }}{% if not loop.last %}\n{% endif %}{% endfor %}',
  },
  {
    name: 'map with members and numbers',
    code: 'const prompt = (p) => PROSE + p.items.map(({ name }, i) => `${i + 1}/${i} ${name}`).join("; ");',
    names: ['p'],
    calls: [[{ items: [{ name: 'a' }, { name: 'b' }] }]],
  },
  {
    name: 'nested maps',
    code: 'const prompt = (gs) => PROSE + gs.map((g) => g.xs.map((x) => `${g.n}${x}`).join(",")).join("|");',
    names: ['gs'],
    calls: [
      [
        [
          { n: '1', xs: ['a', 'b'] },
          { n: '2', xs: [] },
        ],
      ],
    ],
  },
  {
    name: 'filter, map, join',
    code: 'const prompt = (l) => PROSE + l.filter((x) => x.on).map((x) => x.t).join(", ");',
    names: ['l'],
    calls: [
      [
        [
          { on: true, t: 'a' },
          { on: false, t: 'b' },
          { on: true, t: 'c' },
        ],
      ],
      [[]],
    ],
  },
  {
    name: 'join alone',
    code: 'const prompt = (l) => `${PROSE} ${l.join(", ")}`;',
    names: ['l'],
    calls: [[['a', 'b']], [[]]],
  },
  {
    name: 'for of',
    code: 'const prompt = (l) => { let t = PROSE; for (const x of l) { t += "\\n- " + x; } return t; };',
    names: ['l'],
    calls: [[['a', 'b']], [[]]],
    template: 'PROSE{% for item in l %}\n- {{ item }}{% endfor %}',
  },
  {
    name: 'for of with if',
    code: 'const prompt = (l) => { const out = [PROSE]; for (const x of l) { if (!x) continue; out.push(x); } return out.join("\\n"); };',
    names: ['l'],
    calls: [[['a', '', 'b']], [[]]],
  },
  {
    name: 'for with an index',
    code: 'const prompt = (l) => { let t = PROSE; for (let i = 0; i < l.length; i++) { t += `${i + 1}. ${l[i]}`; if (i < l.length - 1) t += "\\n"; } return t; };',
    names: ['l'],
    calls: [[['a', 'b']], [[]]],
  },
  {
    name: 'forEach',
    code: 'const prompt = (l) => { let t = PROSE; l.forEach((x) => { t += x; }); ["1", "2"].forEach((x, i) => { t += x + i; }); return t; };',
    names: ['l'],
    calls: [[['a', 'b']], [[]]],
  },
  {
    name: 'push and conditional elements',
    code: 'const prompt = (a, b) => { const l = [PROSE, a && "A", b ? "B" : null].filter(Boolean); l.push("end"); if (b) l.push("extra"); return l.join("\\n"); };',
    names: ['a', 'b'],
    calls: [
      [true, true],
      [false, false],
      [true, false],
    ],
  },
  {
    name: 'a conditional first element',
    code: 'const prompt = (a, b) => [a && "A", b && "B", PROSE].filter(Boolean).join("\\n");',
    names: ['a', 'b'],
    calls: [
      [true, true],
      [false, true],
      [true, false],
      [false, false],
    ],
  },
  {
    name: 'a conditional only',
    code: 'const prompt = (a, b) => PROSE + [a && "A", b && "B"].filter(Boolean).join(", ");',
    names: ['a', 'b'],
    calls: [
      [true, true],
      [false, true],
      [true, false],
      [false, false],
    ],
  },
  {
    name: 'a list of the caller among others',
    code: 'const prompt = (a, l) => PROSE + [...(a ? ["A"] : []), ...l, "end"].join(",");',
    names: ['a', 'l'],
    calls: [
      [true, []],
      [false, []],
      [false, ['x']],
      [true, ['x', 'y']],
    ],
  },
  {
    name: 'length of a conditional list',
    code: 'const prompt = (a) => { const l = []; if (a) l.push("A"); return PROSE + (l.length > 0 ? l.join() : "none") + (l.length === 0 ? "!" : "."); };',
    names: ['a'],
    calls: [[true], [false]],
  },
  {
    name: 'find among known items',
    code: 'const L = [{ id: "a", t: "Alpha" }, { id: "b", t: "Beta" }]; const prompt = (k) => PROSE + (L.find((x) => x.id === k)?.t ?? "none");',
    names: ['k'],
    calls: [['a'], ['b'], ['c']],
  },
  {
    name: 'includes among known items',
    code: 'const prompt = (k) => PROSE + (["a", "b"].includes(k) ? "yes" : "no");',
    names: ['k'],
    calls: [['a'], ['c']],
  },
  {
    name: 'a list that only the code knows',
    code: 'const prompt = (o) => `${PROSE} ${Object.entries(o).map(([k, v], i) => `${i + 1}. ${k}: ${v.note}`).join("; ")}`;',
    names: ['o'],
    calls: [[{ b: { note: 'x' }, a: { note: 'y' } }]],
    slots: {
      entries: [
        ['b', { note: 'x' }],
        ['a', { note: 'y' }],
      ],
    },
  },
  {
    name: 'what is computed at each turn, and once',
    code: 'const prompt = (l) => { const n = l.slice(1).length.toFixed(1); return PROSE + l.map((x) => `\n- ${x.toUpperCase()} of ${n}`).join("") + n; };',
    names: ['l'],
    calls: [[['a', 'b']]],
    slots: { toUpperCase: ['A', 'B'], toFixed: '1.0' },
    template:
      'PROSE{% for item in l %}\n- {{ toUpperCase[loop.index0] }} of {{ toFixed }}{% endfor %}{{ toFixed }}',
  },
  {
    name: 'forEach with the number of the turn',
    code: 'const prompt = (l) => { let t = PROSE; l.forEach((x, i) => { t += `\n${i + 1}. ${x}`; if (i > 0) t += "!"; }); return t + "."; };',
    names: ['l'],
    calls: [[[]], [['a']], [['a', 'b', 'c']]],
  },
  {
    name: 'how many there are',
    code: 'const prompt = (l) => PROSE + (l.length ? "some" : "none") + (l.length > 1 ? "many" : "") + (l.length === 1 ? "one" : "") + (l.length < 3 ? "few" : "") + (l.length !== 2 ? "odd" : "");',
    names: ['l'],
    calls: [[[]], [[1]], [[1, 2]], [[1, 2, 3]]],
  },
  {
    name: 'a loop that ends early is not followed, what comes after it is',
    code: 'const prompt = (l) => { let t = ""; for (const x of l) { if (x === "b") break; t += x; } return `${PROSE} ${t}`; };',
    names: ['l'],
    calls: [[['a', 'b', 'c']]],
    slots: { value: 'a' },
  },
  {
    name: 'lists that may be empty',
    code: 'const prompt = (a, b) => { const l = [...(a ? ["a"] : []), ...(b ? ["b"] : [])]; return PROSE + (l.length ? l.join(" & ") : "none") + (l.length >= 1 ? 1 : 2) + (l.length < 1 ? 3 : 4); };',
    names: ['a', 'b'],
    calls: [
      [true, true],
      [false, true],
      [false, false],
    ],
  },
  {
    name: 'loops in branches',
    code: 'const prompt = (a, l) => { let t = PROSE; if (a) { for (const x of l) t += x; } else { for (const x of ["1", "2"]) t += x; } return t; };',
    names: ['a', 'l'],
    calls: [
      [true, ['x']],
      [false, []],
    ],
  },
  {
    name: 'loops over choices that jump',
    code: 'const prompt = (a) => { let t = PROSE; for (const x of a ? ["1", "2"] : ["3"]) { if (x === "2") continue; t += x; } return t; };',
    names: ['a'],
    calls: [[true], [false]],
  },
  {
    name: 'a loop that sets nothing',
    code: 'const prompt = (l) => { let t = PROSE; for (const x of l) { const y = x; } return t; };',
    names: ['l'],
    calls: [[['x']]],
  },
  {
    name: 'text that a loop replaces',
    code: 'const prompt = (l) => { let t = "a"; for (const x of l) { t = x + t; } return PROSE + t; };',
    names: ['l'],
    calls: [[['x', 'y']]],
    slots: { value: 'yxa' },
  },
  {
    name: 'find and every with a parameter',
    code: 'const L = ["a", "b"]; const prompt = (k) => PROSE + L.every((x) => x !== k) + L.some((x) => x === k) + L.filter((x) => x !== k).join() + L.map((x) => (x === k ? "!" : x)).filter(Boolean).join();',
    names: ['k'],
    calls: [['a'], ['z']],
  },
  {
    name: 'toReversed, keys, values',
    code: 'const prompt = PROSE + ["a", "b"].toReversed() + [...["a", "b"].keys()] + [...["a"].values()] + Array.of(1, 2) + Array.isArray([]) + Array.isArray("x");',
  },
];

describe('lists and loops come out as they run', () => {
  it.each(samples)('$name', check);
});
