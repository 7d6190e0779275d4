import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractFrom } from './sample.ts';
import { timed } from '../support/processor-time.ts';

/* Broken, cut and shuffled code neither stops nor hangs a run. */

const SEED = `
import { PromptTemplate } from '@langchain/core/prompts';
import dedent from 'dedent';
/** @prompt answers */
export async function answerPrompt({ question, items = [], lang = 'en' }: { question: string; items?: string[]; lang?: string }) {
  const head = \`You answer questions. \${lang === 'de' ? 'Auf Deutsch.' : ''}\`;
  let text = head + dedent\`
    Question: \${question}
      \${new Date()}\`;
  for (const item of items) { if (!item) continue; text += \`- \${item.trim()}\\n\`; }
  switch (lang) { case 'a': case 'b': text += 'x'; break; default: return text; }
  try { await load(text); } catch { return null; }
  return [text, items.map((x, i) => \`\${i + 1} \${x}\`).join(', ')].filter(Boolean).join('\\n');
}
export const SYSTEM_PROMPTS = { a: 'You are a helpful assistant of many words.', b: ['x', { role: 'user', content: \`\${a}\` }] } as const;
export const template = PromptTemplate.fromTemplate('Tell me about {topic} and {{more}}, with many words.');
class Prompts { static text = 'x'; get a() { return this.b; } }
export { Prompts as default };
`;
const TOKENS = [
  '{',
  '}',
  '(',
  ')',
  '`',
  '${',
  '=>',
  '...',
  'await ',
  'return ',
  '[',
  ']',
  '?.',
  '??',
  '+=',
  '.map(',
  ';',
  ',',
  'this',
  'let ',
  'break;',
  '"',
  "'",
  '/*',
  'export ',
  '\\u{110000}',
  '\0',
  '=',
  ':',
  '.push(',
  '0n',
  'for (const x of y) ',
  'if (a) ',
];

const edits = fc.array(
  fc.record({
    kind: fc.constantFrom('cut', 'insert', 'copy', 'end'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    to: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(60),
    token: fc.constantFrom(...TOKENS),
  }),
  { minLength: 1, maxLength: 4 },
);

it('whatever is done to a file', () => {
  fc.assert(
    fc.property(edits, (changes) => {
      let code = SEED;
      for (const { kind, at, to, length, token } of changes) {
        const [start, other] = [Math.floor(at * code.length), Math.floor(to * code.length)];
        const piece = code.slice(start, start + length);
        if (kind === 'cut') code = code.slice(0, start) + code.slice(start + length);
        else if (kind === 'insert') code = code.slice(0, start) + token + code.slice(start);
        else if (kind === 'copy') code = code.slice(0, other) + piece + code.slice(other);
        else if (start > 0) code = code.slice(0, start);
      }
      const { value, seconds } = timed(2, () => extractFrom({ 'prompts.ts': code }));
      const { prompts } = value;
      expect(seconds).toBeLessThan(2);
      expect(extractFrom({ 'prompts.ts': code }).prompts).toEqual(prompts);
    }),
    { numRuns: 400, seed: 20261123 },
  );
});

describe('what would take for ever', () => {
  it('as barrels that all list each other is looked into once', () => {
    const count = 60;
    const files: Record<string, string> = {};
    for (let i = 0; i < count; i += 1) {
      const stars = Array.from({ length: 20 }, (_, j) => `export * from './b${(i * 7 + j + 1) % count}';`);
      files[`src/b${i}.ts`] = `${stars.join('\n')}\n/* missing */`;
    }
    files['prompts.ts'] =
      "import { missing } from './src/b0';\nexport const A_PROMPT = `You answer in whole sentences, and of these a few. ${missing}`;";
    expect(extractFrom(files).prompts).toMatchObject([{ name: 'A_PROMPT', status: 'ok' }]);
  });

  it.each([
    [
      'a file of millions of characters',
      `export const A_PROMPT = [${'{ a: 1, prompt: "x" },'.repeat(100_000)}];`,
    ],
    ['a line of thousands of comments', `${'/* a */'.repeat(20_000)}export const A_PROMPT = 'a';`],
  ])('%s is said to be too much', (_what, code) => {
    const { prompts, diagnostics } = extractFrom({ 'prompts.ts': code });
    expect(prompts).toEqual([]);
    expect(diagnostics).toMatchObject([{ code: 'unreadable-file', severity: 'warning', file: 'prompts.ts' }]);
  });
});
