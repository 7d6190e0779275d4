import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { known, render, reasonOf, type Files } from './sample.ts';

/* TypeScript, run after its types are stripped: what types say decides how a template puts it. */

const PROSE = 'You are a helpful assistant. Answer the question of the user as well as you can.';

interface Sample {
  readonly name: string;
  readonly code: string;
  readonly template?: string;
  readonly names?: readonly string[];
  readonly calls?: readonly (readonly unknown[])[];
  readonly slots?: Readonly<Record<string, unknown>>;
}

async function check({ code, template, names = [], calls = [], slots = {} }: Sample) {
  const source = `const PROSE = ${JSON.stringify(PROSE)};\n${code}\nexport { prompt };`;
  const found = known({ 'prompts.ts': source }).template;
  if (template !== undefined) expect(found.replaceAll(PROSE, 'PROSE')).toBe(template);
  const { code: plain } = transformSync(source, { loader: 'ts' });
  const module = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(plain)}`)) as {
    prompt: (...args: readonly unknown[]) => string;
  };
  for (const args of calls) {
    const values = Object.fromEntries(names.map((name, index) => [name, args[index]]));
    expect(render(found, { ...values, ...slots })).toBe(await module.prompt(...args));
  }
}

const samples: Sample[] = [
  {
    name: 'turns that say nothing',
    code: 'interface Item { name: string; note?: string | null; score: number } const prompt = (items: Item[]) => `${PROSE} ${items.map((i) => (i.note?.trim() ? `${i.name}: ${i.note.trim()}` : null)).filter((l) => l !== null).join(" | ")}`;',
    names: ['items'],
    calls: [
      [[]],
      [
        [
          { name: 'a', note: ' x ', score: 3 },
          { name: 'b', score: 0 },
          { name: 'c', note: ' ', score: 5 },
        ],
      ],
      [
        [
          { name: '', note: null, score: -1 },
          { name: ' d', note: 'y', score: 0.5 },
        ],
      ],
    ],
  },
  {
    name: 'turns that say one thing or the other',
    code: 'interface Item { name: string; note?: string | null; score: number } const prompt = (items: Item[]) => `${PROSE} ${items.map((i) => (i.score > 3 ? "high " + i.name : i.score <= 0 ? "low " + i.name : "")).filter((l) => l.length > 0).join(" | ")}`;',
    names: ['items'],
    calls: [
      [[]],
      [
        [
          { name: 'a', note: ' x ', score: 3 },
          { name: 'b', score: 0 },
          { name: 'c', note: ' ', score: 5 },
        ],
      ],
      [
        [
          { name: '', note: null, score: -1 },
          { name: ' d', note: 'y', score: 0.5 },
        ],
      ],
    ],
  },
  {
    name: 'turns that say one thing or two',
    code: 'interface Item { name: string; note?: string | null; score: number } function prompt(items: Item[]) { const lines: string[] = []; for (const i of items) { if (i.score >= 0.5) lines.push(`+ ${i.name}`); if (i.note?.trim()) lines.push(`? ${i.note}`); } return `${PROSE} ${lines.join(" | ")}`; }',
    names: ['items'],
    calls: [
      [[]],
      [
        [
          { name: 'a', note: ' x ', score: 3 },
          { name: 'b', score: 0 },
          { name: 'c', note: ' ', score: 5 },
        ],
      ],
      [
        [
          { name: '', note: null, score: -1 },
          { name: ' d', note: 'y', score: 0.5 },
        ],
      ],
    ],
  },
  {
    name: 'turns that are left early',
    code: 'interface Item { name: string; note?: string | null; score: number } function prompt(items: Item[]) { const lines: string[] = []; for (const i of items) { if (!i.name.trim()) continue; lines.push(i.name); if (i.score < 1) continue; lines.push("!"); } return `${PROSE} ${lines.join(" | ")}`; }',
    names: ['items'],
    calls: [
      [[]],
      [
        [
          { name: 'a', note: ' x ', score: 3 },
          { name: 'b', score: 0 },
          { name: 'c', note: ' ', score: 5 },
        ],
      ],
      [
        [
          { name: '', note: null, score: -1 },
          { name: ' d', note: 'y', score: 0.5 },
        ],
      ],
    ],
  },
  {
    name: 'turns that say something at all times, and more at some',
    code: 'interface Item { name: string; note?: string | null; score: number } function prompt(items: Item[]) { const lines: string[] = []; items.forEach((i) => { lines.push(i.name); if (i.score > 0) lines.push("good"); }); return `${PROSE} ${lines.join(" | ")}`; }',
    names: ['items'],
    calls: [
      [[]],
      [
        [
          { name: 'a', note: ' x ', score: 3 },
          { name: 'b', score: 0 },
          { name: 'c', note: ' ', score: 5 },
        ],
      ],
      [
        [
          { name: '', note: null, score: -1 },
          { name: ' d', note: 'y', score: 0.5 },
        ],
      ],
    ],
  },
  {
    name: 'turns of a list of which some are left out before',
    code: 'interface Item { name: string; note?: string | null; score: number } const prompt = (items: Item[]) => `${PROSE} ${items.filter((i) => i.score > 0).map((i) => i.note?.trim() && `<${i.name}>`).filter(Boolean).join(" | ")}`;',
    names: ['items'],
    calls: [
      [[]],
      [
        [
          { name: 'a', note: ' x ', score: 3 },
          { name: 'b', score: 0 },
          { name: 'c', note: ' ', score: 5 },
        ],
      ],
      [
        [
          { name: '', note: null, score: -1 },
          { name: ' d', note: 'y', score: 0.5 },
        ],
      ],
    ],
  },
  {
    name: 'turns by what is not, and what is',
    code: 'interface Item { name: string; note?: string | null; score: number } const prompt = (items: Item[]) => `${PROSE} ${items.map((i) => (i.note?.trim() ? null : i.score !== 5 && i.name)).filter((l) => !!l).join(" | ")} ${items.length > 1 ? "many" : "few"}`;',
    names: ['items'],
    calls: [
      [[]],
      [
        [
          { name: 'a', note: ' x ', score: 3 },
          { name: 'b', score: 0 },
          { name: 'c', note: ' ', score: 5 },
        ],
      ],
      [
        [
          { name: '', note: null, score: -1 },
          { name: ' d', note: 'y', score: 0.5 },
        ],
      ],
    ],
  },
  {
    name: 'turns behind something that is always there',
    code: 'interface Item { name: string; note?: string | null; score: number } const prompt = (items: Item[]) => [PROSE, ...items.map((i) => (i.score > 0 ? `- ${i.name}` : ""))].filter(Boolean).join(" | ");',
    names: ['items'],
    calls: [
      [[]],
      [
        [
          { name: 'a', note: ' x ', score: 3 },
          { name: 'b', score: 0 },
          { name: 'c', note: ' ', score: 5 },
        ],
      ],
      [
        [
          { name: '', note: null, score: -1 },
          { name: ' d', note: 'y', score: 0.5 },
        ],
      ],
    ],
  },
  {
    name: 'a default has the type of what stands for it',
    code: 'const prompt = (n = 3, s = "a") => `${PROSE} ${n > 5 ? "many" : "few"} ${s.trim() ? "some" : "none"}`;',
    names: ['n', 's'],
    calls: [
      [5, ' '],
      [6, ' x'],
    ],
    template:
      'PROSE {% if n is defined and n > 5 %}many{% else %}few{% endif %} {% if s is not defined or s | trim %}some{% else %}none{% endif %}',
  },
  {
    name: 'a default has the type that is written',
    code: 'const prompt = (n: any = 3) => `${PROSE} ${n > 5 ? "many" : "few"}`;',
    template: 'PROSE {% if condition %}many{% else %}few{% endif %}',
  },
  {
    name: 'a list in text is joined with commas',
    code: 'const prompt = (l: string[]) => `${PROSE} ${l}`;',
    names: ['l'],
    calls: [[['a', 'b']], [[]]],
    template: 'PROSE {% for item in l %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
  },
  {
    name: 'an object is true however empty it is',
    code: 'const prompt = (o: { a: string } | null, l?: readonly string[]) => PROSE + (o ? "o" : "") + (l ? "l" : "");',
    names: ['o', 'l'],
    calls: [
      [{}, []],
      [null, ['x']],
    ],
    template:
      'PROSE{% if o is defined and o is not none %}o{% endif %}{% if l is defined and l is not none %}l{% endif %}',
  },
  {
    name: 'a string is joined by +',
    code: 'const prompt = (a: string, b: `x${string}`, c: "y") => a + b + c + PROSE;',
    names: ['a', 'b', 'c'],
    calls: [['1', '2', 'y']],
    template: '{{ a }}{{ b }}{{ c }}PROSE',
  },
  {
    name: 'numbers are not added',
    code: 'const prompt = (a: number, b: number) => PROSE + (a + b);',
    names: ['a', 'b'],
    calls: [[1, 2]],
    slots: { value: 3 },
    template: 'PROSE{{ value }}',
  },
  {
    name: 'trim of a string',
    code: 'const prompt = (a: string) => PROSE + a.trim() + a.toString();',
    names: ['a'],
    calls: [[' x ']],
    template: 'PROSE{% filter trim %}{{ a }}{% endfilter %}{{ a }}',
  },
  {
    name: 'an interface and what it extends',
    code: 'interface A { s: string } interface B extends A { l: string[]; f: boolean } const prompt = (b: B) => PROSE + b.s.trim() + b.l + b.f;',
    names: ['b'],
    calls: [[{ s: ' x', l: ['1', '2'], f: true }]],
  },
  {
    name: 'aliases, unions, intersections, utilities',
    code: 'type A = { s: string | undefined } & { l: Array<{ n: string }> }; const prompt = ({ a }: { a: Readonly<A> }) => PROSE + (a.s ?? "none") + a.l.map((x) => x.n.trim()).join();',
    names: ['_'],
    calls: [],
  },
  {
    name: 'tuples, readonly and parentheses',
    code: 'const prompt = (a: readonly (string)[], b: [string, string]) => PROSE + a.map((x) => x.trim()) + b;',
    names: ['a', 'b'],
    calls: [[[' a '], ['1', '2']]],
  },
  {
    name: 'destructured with a type',
    code: 'const prompt = ({ s, n: { m } }: { s: string; n: { m: string } }) => PROSE + s.trim() + m.trim();',
  },
  {
    name: 'default with a type',
    code: 'const prompt = (s: string = "x", l: string[] = []) => PROSE + s + (l ? 1 : 2);',
    template: 'PROSE{{ s | default("x") }}{% if l is not defined or l is not none %}1{% else %}2{% endif %}',
  },
  {
    name: 'a record, a literal, an unknown one',
    code: 'const prompt = (r: Record<string, string>, b: true, u: Elsewhere, k: keyof X) => PROSE + (r ? 1 : 2) + b + u.x + k; type Elsewhere = any;',
  },
  {
    name: 'replace by a string',
    code: 'const prompt = (s: string, u: unknown) => (PROSE + "{a} {b}").replace("{a}", s).replace("{b}", u as string);',
    names: ['s'],
    calls: [['1', '2']],
    slots: { value: '2' },
    template: 'PROSE{{ s }} {{ value }}',
  },
  {
    name: 'counters',
    code: 'function prompt(l: { n: string }[]) { let t = PROSE; let i = 1; for (const x of l) { t += `${i}. ${x.n}\\n`; i++; } return t; }',
    names: ['l'],
    calls: [[[{ n: 'a' }, { n: 'b' }]], [[]]],
    template: 'PROSE{% for item in l %}{{ loop.index }}. {{ item.n }}\n{% endfor %}',
  },
  {
    name: 'counters from elsewhere',
    code: 'function prompt(l: string[]) { const out: string[] = [PROSE]; let i = 5; l.forEach((x) => { out.push(`${i} ${x}`); i += 1; }); return out.join("\\n"); }',
    names: ['l'],
    calls: [[['a', 'b']], [[]]],
  },
  {
    name: 'enum parameters',
    code: 'enum E { A = "a", B = "b" } const T: Record<E, string> = { [E.A]: "Alpha", [E.B]: "Beta" }; const prompt = (e: E) => PROSE + T[e] + (e === E.A ? 1 : 2);',
    names: ['e'],
    calls: [['a'], ['b']],
  },
  {
    name: 'overloads and assertions',
    code: 'function f(a: string): string; function f(a: string) { return a!; } const prompt = (a: string) => PROSE + f(<string>a as string satisfies string);',
    names: ['a'],
    calls: [['x']],
  },
  {
    name: 'a callback that changes what is around it is not followed',
    code: 'function prompt(l: string[]) { let n = "x"; const t = l.map((x) => { n = x; return x; }).join(); return PROSE + t + n; }',
    names: ['l'],
    calls: [[['a', 'b']]],
    slots: { map: ['a', 'b'], value: 'b' },
  },
  {
    name: 'JSON of something typed',
    code: 'interface D { a: string; b: string } const prompt = (d: D, l: D[]) => `${PROSE} ${PROSE} ${PROSE} ${PROSE} ${JSON.stringify(d)} ${JSON.stringify(l, null, 2)}`;',
    names: ['d', 'l'],
    calls: [],
  },
  {
    name: 'a list of lists',
    code: 'const prompt = (l: string[][]) => PROSE + l.map((x) => x.join("+")).join("|");',
    names: ['l'],
    calls: [[[['a', 'b'], ['c']]]],
  },
  {
    name: 'items that turn into several',
    code: 'const prompt = (l: string[]) => PROSE + l.flatMap((x) => [x, `${x}!`]).join(",");',
    names: ['l'],
    calls: [[['a', 'b']], [[]]],
  },
  {
    name: 'a filtered list of the caller',
    code: 'const prompt = (l: { on: boolean; t: string }[]) => { const on = l.filter(({ on }) => on); return PROSE + (on.length > 0 ? on.map((x) => x.t).join() : "none"); };',
    names: ['l'],
    calls: [
      [
        [
          { on: true, t: 'a' },
          { on: false, t: 'b' },
        ],
      ],
    ],
    slots: { condition: true },
  },
  {
    name: 'filters twice',
    code: 'const prompt = (l: { a: string; b: string }[]) => PROSE + l.filter((x) => x.a).filter((x) => x.b).map((x) => x.a).join("");',
    names: ['l'],
    calls: [
      [
        [
          { a: '1', b: '' },
          { a: '2', b: '2' },
        ],
      ],
    ],
  },
  {
    name: 'lists of the caller and of our own',
    code: 'const prompt = (a: boolean, l: string[]) => { const all = a ? l : ["x", "y"]; let t = PROSE; for (const i of all) { t += i; } return t; };',
    names: ['a', 'l'],
    calls: [
      [true, ['1']],
      [false, ['1']],
    ],
  },
  {
    name: 'branches that add to a list in a loop',
    code: 'const prompt = (l: string[]) => { const out: string[] = []; for (const x of l) { if (x === "a") { out.push("A"); } else { out.push(x, "-"); } } return PROSE + out.join(""); };',
    names: ['l'],
    calls: [[['a', 'b']]],
  },
  {
    name: 'length minus one',
    code: 'const prompt = (l: string[]) => PROSE + l.map((x, i) => x + (i === l.length - 1 ? "." : i >= 1 ? ";" : i === 0 ? "," : "")).join("") + (l.length - 1 > 0 ? "many" : "few");',
    names: ['l'],
    calls: [[['a']], [['a', 'b', 'c']]],
  },
];

describe('typed samples', () => {
  it.each(samples)('$name', check);
});

describe('types of other files', () => {
  it.each<[string, Files]>([
    ['imported', { 'types.ts': 'export interface P { s: string }' }],
    [
      'exported again',
      {
        'types.ts': `export * from './more'; export { X } from './more';`,
        'more.ts': 'export type P = Inner; interface Inner { s: string }',
      },
    ],
    [
      'renamed',
      { 'types.ts': `export { Q as P } from './more';`, 'more.ts': 'export interface Q { s: string }' },
    ],
  ])('%s', (_, files) => {
    const code = `import type { P } from './types'; export const prompt = (p: P) => p.s + '${PROSE}' + p.s.trim();`;
    expect(known({ 'prompts.ts': code, ...files }).template).toBe(
      `{{ p.s }}${PROSE}{% filter trim %}{{ p.s }}{% endfilter %}`,
    );
  });
});

describe('what a template cannot say is not said', () => {
  it.each([
    [
      'an index of an outer loop',
      '(g: string[][]) => PROSE + g.map((l, i) => l.map((x) => `${i} ${x}`).join()).join()',
    ],
    [
      'a slot in a loop in a loop',
      '(g: string[][]) => PROSE + g.map((l) => l.map((x) => x.toUpperCase()).join()).join()',
    ],
    [
      'a condition in a loop in a loop',
      '(g: string[][]) => PROSE + g.map((l) => l.map((x) => (f(x) ? x : "")).join()).join()',
    ],
    [
      'a return from a loop',
      '(l: string[]) => { for (const x of l) { if (x) return PROSE + x; } return PROSE; }',
    ],
    [
      'a break out of a loop',
      '(l: string[]) => { let t = PROSE; for (const x of l) { if (x) break; t += x; } return t; }',
    ],
    [
      'a labelled continue',
      '(l: string[]) => { let t = PROSE; a: for (const x of l) { t += x; continue a; } return t; }',
    ],
  ])('%s', (_, fn) => {
    expect(reasonOf(`const PROSE = '${PROSE}';\n/** @prompt */ export const prompt = ${fn};`)).toMatch(
      /^DYN_(?:LOOP|COMPUTED)$/,
    );
  });
});
