import fc from 'fast-check';
import { expect, it } from 'vitest';
import { extractFrom, render } from './sample.ts';

/* Lists with items that are there or not, texts with placeholders on some branches: as running them, or not told at all. */

const PROSE = 'You answer questions as well as you can, in a few words.';
const PARAMETERS = 'p: boolean, q: boolean, a: string';

interface Case {
  readonly p: boolean;
  readonly q: boolean;
  readonly a: string;
}

const values = fc.record({
  p: fc.boolean(),
  q: fc.boolean(),
  a: fc.constantFrom('', 'x', '{{b}}', 'two words'),
});

function run(body: string, { p, q, a }: Case): unknown {
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- running it is what is compared with
  return (new Function('p', 'q', 'a', body) as (...args: unknown[]) => unknown)(p, q, a);
}

/** @returns whether it was told without anything that only the running code knows */
function agrees(body: string, given: readonly Case[]): boolean {
  const { prompts } = extractFrom(`export function prompt(${PARAMETERS}) { ${body} }`, {
    placeholders: 'none',
  });
  const [prompt] = prompts;
  if (prompt?.status !== 'ok' || prompt.variables.some(({ opaque }) => opaque)) return false;
  for (const each of given) expect(render(prompt.template, { ...each })).toBe(run(body, each));
  return true;
}

const ITEMS = ['"a"', '`${a}!`', '...(p ? ["b"] : [])', '...(q ? ["c", "d"] : ["e"])', '...(!p ? [a] : [])'];
const USES = [
  'l.map((x, i) => `${i + 1}. ${x}`).join("; ")',
  'l.slice(0, -1).join(", ")',
  'l.slice(1).map((x) => x + "!").join("")',
  'l.length',
  '(l.length > 1 ? "many" : "few")',
  '(l.length === 0 ? "none" : l[0])',
  'l[1]',
  'l.at(-1)',
  'l.includes("b")',
  'l.filter((x, i) => i > 0).join()',
  'l.reduce((all, x) => all + x, "")',
  'l.find((x) => x === "e")',
  '[...l, "z"].map((x, i) => i).join("")',
];

it('a list whose items are there by conditions is one list for each way', () => {
  let told = 0;
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...ITEMS), { maxLength: 4 }),
      fc.option(fc.constantFrom('if (p) l.push("x");', 'if (!q) { l.push(a, "y"); } else l.unshift("0");')),
      fc.constantFrom('[ITEMS]', 'p ? [ITEMS] : ["other"]'),
      fc.constantFrom(...USES),
      fc.array(values, { minLength: 1, maxLength: 6 }),
      (items, change, made, use, given) => {
        const list = made.replace('ITEMS', items.join(', '));
        const body = `const l = ${list}; ${change ?? ''} return \`${PROSE} \${${use}}\`;`;
        if (agrees(body, given)) told += 1;
      },
    ),
    { numRuns: 300 },
  );
  expect(told).toBeGreaterThan(220);
});

const TEXTS = [
  'plain ',
  '{{b}} ',
  '${p ? "with {{b}}, " : "without, "}',
  '${q ? `{{b}}` : a}',
  '${a} ',
  '{{ b }}\\n',
];
const CALLS = [
  '.replace("{{b}}", () => a)',
  '.replace("{{b}}", "b")',
  '.replaceAll("{{b}}", a)',
  '.replaceAll("{{b}}", (m) => m.length + a)',
  '.replace(/\\{\\{\\s*b\\s*\\}\\}/g, "b")',
  '.replace(/{{b}}/g, (m) => `[${m}]`)',
  '.replace(/{{(b)}}|plain/g, (m, g) => `<${g}>`)',
  '.replace(/(a|i)n (?=\\w)/g, "<$&>").replace(/\\s+$/, "")',
];

it('a placeholder is replaced on every branch that has it', () => {
  let told = 0;
  // What the caller gives is no template of its own.
  const plain = values.filter(({ a }) => !a.includes('{{'));
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...TEXTS), { minLength: 1, maxLength: 5 }),
      fc.array(fc.constantFrom(...CALLS), { minLength: 1, maxLength: 2 }),
      fc.array(plain, { minLength: 1, maxLength: 5 }),
      (texts, calls, given) => {
        const body = `const t = \`${PROSE} ${texts.join('')}\`; return t${calls.join('')};`;
        if (agrees(body, given)) told += 1;
      },
    ),
    { numRuns: 300 },
  );
  expect(told).toBeGreaterThan(150);
});

it('a table of functions is a branch for each of them', () => {
  const body =
    'const table = { x: (s) => `Long live ${s}`, y: () => "Y" }; const made = table[a]?.(p); if (!made) return `${"' +
    PROSE +
    '"} none`; return `${"' +
    PROSE +
    '"} ${made}`;';
  expect(
    agrees(
      body,
      [true, false].flatMap((p) => ['x', 'y', 'z'].map((a) => ({ p, q: p, a }))),
    ),
  ).toBe(true);
});
