import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fill, type Code } from '../support/programs.ts';
import { extractFrom, render } from './sample.ts';

/*
 * Prompt classes of libraries, of texts made at random, run beside their templates. As in `programs.test.ts`, `SEED` and
 * `PROGRAMS` say which, and how many.
 */
const SEED = Number(process.env['SEED'] ?? 1);
const PROGRAMS = Number(process.env['PROGRAMS'] ?? 300);

const PROSE = 'You answer questions as well as you can, in a few words.';

const F_STRING = [
  '"{x} and {y}"',
  '"{{x}}"',
  '" {x}"',
  '"{{{y}}} "',
  '"{{ "',
  '" }}"',
  '"{"',
  '"}"',
  '"{{{{x}}}}"',
];
const MUSTACHE = [
  '"{{x}} and {{ y }}"',
  '"{x}"',
  '"{{{x}}} "',
  '"{{&y}}"',
  '" {{\\ny}}"',
  '"{"',
  '"}"',
  '"{{x}}}"',
  '"{{"',
];

function texts(written: readonly string[], depth: number): Code {
  const plain = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...written) },
    { weight: 1, arbitrary: fc.constantFrom('"words"', '""', '" "', 'a', '`- ${a}\\n`') },
  );
  if (depth === 0) return plain;
  const holes = { S: texts(written, depth - 1) };
  const of = (...codes: string[]): Code => fc.oneof(...codes.map((code) => fill(code, holes)));
  const both = '`${#S1}${#S2}`';
  return fc.oneof(
    { weight: 2, arbitrary: plain },
    {
      weight: 3,
      arbitrary: of(
        both,
        '`${#S1} ${#S2}`',
        '(p ? #S1 : #S2)',
        '`${p ? #S1 : #S2}`',
        '`${p ? #S1 : #S2}${q ? #S3 : ""}`',
        '[#S1, p && #S2].filter(Boolean).join("\\n")',
        'xs.map((v) => `${v}${#S1}`).join(#S2)',
        '`${#S1}${p ? #S2 : " "}`.trim()',
        '#S1.trim()',
        '#S1.replace("{x}", "z")',
        '#S1.replaceAll("{y}", #S2)',
      ),
    },
  );
}

/** What LangChain makes of a format string; it throws where that is broken. */
function format(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{\{|\}\}|\{([^}]*)\}|[{}]/g, (found, name: string | undefined) => {
    if (found === '{{' || found === '}}') return found.charAt(0);
    const value = values[name ?? ''];
    if (value === undefined) throw new Error(`no ${found}`);
    return value;
  });
}

/** What Mustache makes of a text that has names alone. */
function mustache(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(
    /\{\{(?:\{\s*(\w+)\s*\}|&?\s*(\w+)\s*)\}\}|\{\{/g,
    (found, raw?: string, name?: string) => {
      const value = values[raw ?? name ?? ''];
      if (value === undefined) throw new Error(`no ${found}`);
      return value;
    },
  );
}

const CALLS = [true, false].flatMap((p) =>
  [true, false].flatMap((q) =>
    [[], ['v'], ['v', 'w']].map((xs) => ({ p, q, xs, a: 'given', x: ' x ', y: '{y}' })),
  ),
);
type Given = (typeof CALLS)[number];

interface Form {
  readonly code: (text: string) => string;
  readonly made: (text: string, given: Given) => string;
}

const OPTIONS = '{ templateFormat: "mustache" }';
const formOf = (syntax: 'f-string' | 'mustache'): readonly Form[] => {
  const made = syntax === 'f-string' ? format : mustache;
  const options = syntax === 'f-string' ? '{}' : OPTIONS;
  const filled = (text: string, { x, y }: Given) => made(text, { x, y });
  return [
    { code: (text) => `PromptTemplate.fromTemplate(${text}, ${options})`, made: filled },
    { code: (text) => `new PromptTemplate({ template: ${text}, ...${options} })`, made: filled },
    { code: (text) => `ChatPromptTemplate.fromMessages([["human", ${text}]], ${options})`, made: filled },
    {
      code: (text) => `ChatPromptTemplate.fromMessages([{ role: "user", content: ${text} }], ${options})`,
      made: filled,
    },
    {
      code: (text) => `ChatPromptTemplate.fromMessages([new HumanMessage(${text})], ${options})`,
      made: (text) => text,
    },
  ];
};

const programs = fc.oneof(
  fc.tuple(texts(F_STRING, 2), fc.constantFrom(...formOf('f-string'))),
  fc.tuple(texts(MUSTACHE, 2), fc.constantFrom(...formOf('mustache'))),
);

it('what is told of a template of a library is what the library makes of it', { timeout: 3_600_000 }, () => {
  const told = { whole: 0, texts: 0 };
  fc.assert(
    fc.property(programs, ([text, { code, made }]) => {
      const whole = `PROSE + ${text}`;
      const { prompts } = extractFrom(`
        import { PromptTemplate, ChatPromptTemplate } from '@langchain/core/prompts';
        import { HumanMessage } from '@langchain/core/messages';
        const PROSE = ${JSON.stringify(PROSE)};
        export const prompt = (p: boolean, q: boolean, xs: string[], a: string) => ${code(whole)};`);
      const [prompt] = prompts;
      if (prompt?.status !== 'ok' || prompt.variables.some(({ opaque }) => opaque)) return;
      told.whole += 1;
      const template = prompt.messages?.[0]?.content ?? prompt.template;
      // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- running it is what is compared with
      const run = new Function('PROSE', 'p', 'q', 'xs', 'a', `return ${whole};`) as (
        ...args: unknown[]
      ) => string;
      for (const given of CALLS) {
        const expected = resultOf(() => made(run(PROSE, given.p, given.q, given.xs, given.a), given));
        // What the library refuses is text as it is.
        if (expected === null) continue;
        told.texts += 1;
        expect(render(template, given), template).toBe(expected);
      }
    }),
    { seed: SEED, numRuns: PROGRAMS },
  );
  expect(told.whole).toBeGreaterThan(PROGRAMS / 3);
  expect(told.texts).toBeGreaterThan(PROGRAMS);
});

function resultOf(made: () => string): string | null {
  try {
    return made();
  } catch {
    return null;
  }
}
