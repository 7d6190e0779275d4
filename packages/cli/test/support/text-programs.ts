import fc from 'fast-check';
import { fill, type Code } from './programs.ts';

/**
 * Programs that make a text of texts: methods of strings, conversions, template literals, tags and escapes, on what is
 * written down, what the caller gives, and what is chosen between.
 */

export const TEXT_PARAMETERS =
  'p: boolean, q: boolean, a: string, k: "x" | "y" | "z", n: number, xs: string[]';
export const TEXT_NAMES = ['p', 'q', 'a', 'k', 'n', 'xs'] as const;

const word = fc.constantFrom('x', 'y', 'two words', '', ' padded\n', 'o', '$');

/** What such a function is called with. */
export const textCalls = fc.record({
  p: fc.boolean(),
  q: fc.boolean(),
  a: word,
  k: fc.constantFrom('x', 'y', 'z'),
  n: fc.integer({ min: 0, max: 3 }),
  xs: fc.array(word, { maxLength: 3 }),
});
export type TextCall = typeof textCalls extends fc.Arbitrary<infer T> ? T : never;

/** Literals as people write them, with all that JavaScript and Jinja read in them. */
const WRITTEN = [
  '""',
  '"x"',
  '" pad "',
  '"one two  three"',
  '"{{b}}"',
  '"{{b}}"',
  '"say {{b}} and {{b}}"',
  '"{b}"',
  "'it\\'s'",
  '"a\\\n b"',
  '"\\n"',
  '"\\t- x\\n"',
  '"\\u{1F600}o"',
  '"e\\u0301"',
  '"\\u2028"',
  '"\u2028o"',
  '"\\ufeff"',
  '"\\u00a0"',
  '`tick \\` \\${b} $`',
  '`$`',
  '`two\nlines\\\n on`',
  '"{% raw %}"',
  '"{% endraw %}{%- if x -%}"',
  '"{#- c -#}"',
  '"{"',
  '"{{"',
  '"}}"',
  '"%}"',
  '"$&"',
  '"$"',
  '"&1"',
  '"<b>"',
  '"[[B]]"',
];

const VALUES = [
  '1',
  '0',
  '-0',
  '1.5',
  '1e21',
  'null',
  'undefined',
  'true',
  '[]',
  '[1, [2, null]]',
  '{}',
  'n',
  'p',
  'xs',
  'a',
];

interface Texts {
  /** A text. */
  readonly S: Code;
  /** A text that nobody gives. */
  readonly C: Code;
  readonly B: Code;
}

function expressions(depth: number): Texts {
  const written = fc.constantFrom(...WRITTEN);
  const text = fc.oneof(
    { weight: 3, arbitrary: written },
    { weight: 2, arbitrary: fc.constantFrom('a', 'k', 't', 't', 'PROSE') },
  );
  const test = fc.constantFrom('p', 'q', '!p', 'a', 'k === "x"', 'n > 1', 'xs.length > 0', 't', 'p && q');
  if (depth === 0) return { S: text, C: written, B: test };
  const holes: Readonly<Record<string, Code>> = {
    ...expressions(depth - 1),
    V: fc.constantFrom(...VALUES),
    N: fc.constantFrom('0', '1', '2', '-1', '-3', '5', '1.5', 'undefined', 'NaN', '"1"', 'n'),
    P: fc.constantFrom(
      '"{{b}}"',
      '"{{b}}"',
      '"{b}"',
      '"[[B]]"',
      '"o"',
      '" "',
      '"one two  three"',
      '"  three and"',
      '""',
      '"$"',
      'k',
      '/{{b}}/g',
      '/\\{\\{\\s*b\\s*\\}\\}/g',
      '/{{b}}/',
      '/o/g',
      '/o/',
      '/\\s+/g',
      '/^\\s+/',
      '/\\s+$/',
      '/\\n/g',
      '/[{}]/g',
      '/(\\w) (\\w)/g',
      '/(?<w>b)/',
    ),
    R: fc.constantFrom(
      '(m) => m + "!"',
      '(m) => `${++c}`',
      '(m, w) => w',
      '() => "$&"',
      '"$&$&"',
      '"[$1]"',
      '"$$"',
      'undefined',
      '() => { t += "."; return t; }',
      '(...all) => all.length',
      '"$`"',
      'xs.join("$&")',
      '""',
      'add',
    ),
  };
  const of = (...texts: string[]): Code => fc.oneof(...texts.map((each) => fill(each, holes)));
  const inner = holes as unknown as Texts;
  return {
    S: fc.oneof(
      { weight: 2, arbitrary: text },
      { weight: 1, arbitrary: inner.C },
      {
        weight: 5,
        arbitrary: of(
          '`#S1#S2`'.replace('#S1', '${#S1}').replace('#S2', '${#S2}'),
          '`{${#S1}}`',
          '`{{${#S1}}}${#S2}`',
          '`- ${#S1} {{b}} \\n${`[${#S2}]`}`',
          '(#S1 + #S2)',
          '(#S1 + #V1)',
          '(#V1 + #S1)',
          '`${#V1}`',
          '(#B1 ? #S1 : #S2)',
          '(#B1 ? #C1 : #C2)',
          '`${#B1 ? #C1 : #C2}`',
          '`${#B1 ? #C1 : #C2}${#B2 ? #C3 : #C4}`',
          '(#B1 && #S1)',
          '(#S1 || #S2)',
          '#S1.trim()',
          '#S1.trim()',
          '#S1.trimStart()',
          '#S1.trimEnd()',
          '#S1.replace(#P1, #S2)',
          '#S1.replace(#P1, #S2)',
          '#S1.replace(#P1, #R1)',
          '#S1.replaceAll(#P1, #S2)',
          '#S1.replaceAll(#P1, #R1)',
          '#S1.replace("{{b}}", #R1)',
          '#S1.replaceAll("{{b}}", #R1)',
          '#S1.split(#P1).join(#S2)',
          '#S1.split("{{b}}").join(#V1)',
          '#S1.split("{{b}}").join(#B1 ? undefined : #S2)',
          '#S1.split(#P1).map((x, i) => i + x).join("|")',
          '#S1.split("\\n").map((x) => `> ${x}`).join("\\n")',
          '#S1.concat(#S2, #V1)',
          '[#S1, #S2, #V1].join(#S3)',
          '[#S1, #S2].join()',
          'xs.map((x) => `${x}${#C1}`).join(#C2)',
          'xs.join(#C1)',
          'xs.map((x) => `{{b}}${x}`).join("").replaceAll("{{b}}", #S1)',
          '[...#C1].join(#C2)',
          'add(#S1)',
          'String(#S1)',
          'String.raw`\\n${#S1}\\u{41}`',
          'tag`a\\n${#S1}{{b}}`',
          'tag`${#V1}${#S1}`',
          'raw`a\\n${#S1}\\``',
          'quoted`\n  ${#S1}\n  end\\t`',
        ),
      },
      {
        weight: 3,
        arbitrary: of(
          '#C1.slice(#N1, #N2)',
          '#C1.substring(#N1, #N2)',
          '#C1.substr(#N1, #N2)',
          '#C1.at(#N1)',
          '#C1.charAt(#N1)',
          '#C1[#N1]',
          '`${#C1.codePointAt(0)}`',
          '#C1.padStart(#N1, #C2)',
          '#C1.padEnd(9, #C2)',
          '#C1.repeat(#N1)',
          '#C1.toUpperCase()',
          '#S1.toLowerCase()',
          '#C1.normalize(#B1 ? "NFC" : "NFD")',
          '`${#C1.startsWith(#C2)}`',
          '`${#C1.endsWith(#C2, #N1)}`',
          '`${#C1.includes(#C2, #N1)}`',
          '`${#C1.indexOf(#C2)}`',
          '`${#C1.lastIndexOf(#C2, #N1)}`',
          '`${#C1.search(#P1)}`',
          '`${#C1.match(#P1)}`',
          '`${#C1.localeCompare(#C2)}`',
          '`${#C1.length}`',
          '`${#S1.length}`',
          '`${#C1 > #C2}${#S1 === #S2}`',
          '`${JSON.stringify(#S1)}`',
          '(#B1 ? #C1 : #C2).slice(#N1)',
          '(#B1 ? #C1 : #C2).padEnd(6, #C3)',
          '(#B1 ? #C1 : #C2).split(" ").length',
        ),
      },
    ),
    C: fc.oneof(
      { weight: 3, arbitrary: written },
      {
        weight: 1,
        arbitrary: of(
          '(#C1 + #C2)',
          '`${#C1}${#C2}`',
          '#C1.trim()',
          '#C1.replace(#P1, #C2)',
          '#C1.split("").reverse().join("")',
          '#C1.repeat(2)',
        ),
      },
    ),
    B: fc.oneof(
      { weight: 3, arbitrary: test },
      {
        weight: 1,
        arbitrary: of(
          '!#B1',
          '(#B1 || #B2)',
          '#S1',
          '#S1.includes("o")',
          '(#S1 === "x")',
          '#C1.startsWith(#C2)',
          '#S1.trim()',
        ),
      },
    ),
  };
}

/** What the programs call. */
export const TEXT_HELPERS = [
  'const tag = (strings, ...values) => strings.map((s, i) => s + (i < values.length ? `<${values[i]}>` : "")).join("");',
  'const raw = (strings, ...values) => strings.raw.join("|") + values.length;',
  'const quoted = (strings, ...values) => { let all = ""; strings.forEach((s, i) => { all += s + (values[i] ?? ""); }); return all.split("\\n").map((line) => line.trim()).filter(Boolean).join("\\n"); };',
].join('\n');

const OPENING = 'let t = "t", c = 0; const add = (x) => { t += x; return x; };';

/** The body of a function. */
export const textPrograms: Code = fc
  .array(
    expressions(3).S.chain((text) =>
      fc.constantFrom(
        `t = ${text};`,
        `t += ${text};`,
        `if (p) t = ${text};`,
        `const s = ${text}; t += s;`,
        `{ const a = ${text}; t += a; }`,
      ),
    ),
    { maxLength: 3 },
  )
  .chain((statements) =>
    fc
      .tuple(expressions(3).S, expressions(2).S)
      .map(
        ([one, two]) =>
          `${OPENING}\n${statements.map((each) => `{ ${each} }`).join('\n')}\nreturn \`\${PROSE} \${t} \${${one}} \${${two}} \${c}\`;`,
      ),
  );

/** A text that is known wholly: what a constant is. */
export const constantTexts: Code = fc
  .array(expressions(2).C, { minLength: 1, maxLength: 3 })
  .map((all) => all.join(' + '));
