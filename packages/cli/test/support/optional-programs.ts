import fc from 'fast-check';
import { fill, type Code } from './programs.ts';

/** Programs whose parameters may not be there, and ask whether they are. */

export const PARAMETERS =
  'p: boolean, a?: string, b: string | null, o?: { name?: string; on?: boolean; tags?: string[]; in?: { x?: string } }, xs?: string[], n?: number';
export const NAMES = ['p', 'a', 'b', 'o', 'xs', 'n'] as const;

const word = fc.constantFrom('x', 'y', 'two words', '', ' ', ' padded ');
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

/** What such a function is called with. */
export const calls = fc.record({
  p: fc.boolean(),
  a: maybe(word),
  b: fc.option(word, { nil: null }),
  o: maybe(
    fc.record({
      name: maybe(word),
      on: maybe(fc.boolean()),
      tags: maybe(fc.array(word, { maxLength: 2 })),
      in: maybe(fc.record({ x: maybe(word) })),
    }),
  ),
  xs: maybe(fc.array(word, { maxLength: 3 })),
  n: maybe(fc.integer({ min: 0, max: 3 })),
});
export type Call = typeof calls extends fc.Arbitrary<infer T> ? T : never;

const TEXTS = [
  '"s"',
  '""',
  't',
  'u',
  'a ?? "none"',
  'a || "none"',
  'b ?? "null"',
  'o?.name ?? "none"',
  'o?.in?.x ?? "none"',
  '(xs ?? []).join(", ")',
  'xs?.join("-") ?? "none"',
  'xs?.[0] ?? "first"',
  'o?.tags?.[0] ?? "tag"',
  'o?.tags?.map((x) => `<${x}>`).join("") ?? ""',
  '(o?.tags ?? ["d"]).join("+")',
  'a?.trim() ?? "none"',
  'a?.trim() || "blank"',
  '(a ? `[${a}]` : "")',
  '(a && `(${a})`) || "no"',
  'named(a)',
  'named(o?.name)',
  'withDefault(a)',
  'withDefault(o?.name, a)',
  'fromObject(o)',
  'fromObject({ name: a })',
  '`${xs?.length ?? 0}`.length',
];
const TESTS = [
  'p',
  'a',
  '!a',
  'b',
  'o',
  '!o',
  'o?.on',
  'o?.name',
  'o?.in?.x',
  'xs',
  'xs?.length',
  '!xs?.length',
  'a === undefined',
  'a !== undefined',
  'b === null',
  'b !== null',
  'a == null',
  'o?.name == null',
  'o?.tags?.length',
  'xs && xs.length > 1',
  'a?.trim()',
  '!a?.trim()',
  'a === "x"',
  'o?.name === "x"',
  'typeof a === "string"',
  'typeof o?.name === "string"',
  'n',
  'n === 0',
  'n !== undefined && n > 1',
  '(n ?? 0) > 1',
  'o?.on ?? p',
  'o?.on === false',
  'o?.on !== false',
  'xs?.includes("x")',
  'a?.includes("x")',
  'o?.tags?.includes("x")',
  'Boolean(a)',
  '!!o?.on',
];

function expressions(depth: number): { S: Code; B: Code } {
  const [text, test] = [fc.constantFrom(...TEXTS), fc.constantFrom(...TESTS)];
  if (depth === 0) return { S: text, B: test };
  const inner = expressions(depth - 1);
  const of = (...texts: string[]): Code => fc.oneof(...texts.map((each) => fill(each, { ...inner })));
  return {
    S: fc.oneof(
      { weight: 3, arbitrary: text },
      {
        weight: 2,
        arbitrary: of(
          '`#S1 #S2`',
          '`${#S1}-${#S2}`',
          '(#B1 ? #S1 : #S2)',
          '(#B1 && #S1 || #S2)',
          '((#B1 ? #S1 : undefined) ?? #S2)',
          '((#B1 ? #S1 : null) ?? #S2)',
          '[a, #S1, o?.name].filter(Boolean).join("/")',
          '[#B1 && #S1, #S2].filter((x) => !!x).join("/")',
          '[#B1 ? #S1 : null, #S2].filter((x) => x != null).join("/")',
          '(xs ?? []).map((x, i) => `${i}${x}${#S1}`).join(";")',
        ),
      },
    ),
    B: fc.oneof(
      { weight: 3, arbitrary: test },
      {
        weight: 1,
        arbitrary: of('!(#B1)', '(#B1 && #B2)', '(#B1 || #B2)', '((#B1) ? #B2 : #B3)', '((#B1) ?? #B2)'),
      },
    ),
  };
}

function statements(depth: number): Code {
  const holes: Record<string, Code> = { ...expressions(1) };
  const of = (texts: readonly string[]): Code => fc.oneof(...texts.map((each) => fill(each, holes)));
  const simple = of([
    't += #S1;',
    't = #S1;',
    'u = #S1;',
    'if (#B1) t += #S1;',
    'if (#B1) t += #S1; else t += #S2;',
    'if (#B1) l.push(#S1);',
    'l.push(#S1);',
    't ||= #S1;',
    'u &&= #S1;',
    'const { name = #S1, on } = o ?? {}; t += name; if (on) t += "on";',
    'const [first = #S1] = xs ?? []; u += first;',
    'for (const x of xs ?? []) t += x;',
    'for (const x of o?.tags ?? []) l.push(x);',
    'xs?.forEach((x) => { t += x; });',
    'if (#B1) return `${PROSE} early ${#S1}`;',
    'if (a !== undefined && #B1) t += a;',
    'if (!o) { t += #S1; } else if (o.name) { t += o.name; }',
    'if (!xs || xs.length === 0) { t += #S1; } else { t += xs.join(); }',
    'switch (a) { case "x": t += #S1; break; case undefined: t += #S2; break; default: t += a; }',
  ]);
  if (depth === 0) return simple;
  holes['K'] = fc
    .array(statements(depth - 1), { minLength: 1, maxLength: 2 })
    .map((all) => all.map((each) => `{ ${each} }`).join(' '));
  return fc.oneof(
    { weight: 3, arbitrary: simple },
    { weight: 1, arbitrary: of(['if (#B1) { #K1 } else { #K2 }', 'if (#B1) { #K1 }']) },
  );
}

export const HELPERS = [
  'const named = (x) => (x ? `name: ${x}` : "nameless");',
  'const withDefault = (x = "d", y = x) => `${x}${y}`;',
  'const fromObject = ({ name = "d", tags = [] } = {}) => `${name}${tags.join()}`;',
].join('\n');

/** The body of a function. */
export const programs: Code = fc
  .tuple(fc.array(statements(1), { minLength: 1, maxLength: 4 }), expressions(2).S)
  .map(
    ([all, last]) =>
      `let t = "", u = "u"; const l = [];\n${all.map((each) => `{ ${each} }`).join('\n')}\nreturn \`\${PROSE} \${t} \${u} \${l.join(",")} \${${last}}\`;`,
  );
