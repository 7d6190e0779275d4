import { describe, expect, it } from 'vitest';
import { findInline } from '../../src/extract/inline.ts';
import { DEFAULT_EXTRACT_OPTIONS, type ExtractOptions } from '../../src/extract/index.ts';
import { extractFrom, known, render, sourceOf, type Files } from './sample.ts';

const PROSE = 'You are a helpful assistant. Answer the question of the user as well as you can.';

function inline(files: Files | string, options: Partial<ExtractOptions> = {}) {
  const sample = typeof files === 'string' ? { 'src/chat.ts': files } : files;
  const all = { ...DEFAULT_EXTRACT_OPTIONS, ...options };
  return findInline(sourceOf(sample), all, extractFrom(sample, options).prompts);
}

function names(files: Files | string, options: Partial<ExtractOptions> = {}) {
  return inline(files, options).map(({ suggestion }) => suggestion?.name);
}

describe('what is found', () => {
  it.each([
    ['a system text', `generateText({ system: '${PROSE}' });`, ['CHAT_SYSTEM_PROMPT']],
    ['a prompt', `generateText({ model, prompt: \`${PROSE}\` });`, ['CHAT_PROMPT']],
    ['instructions', `new Agent({ instructions: '${PROSE}' as const });`, ['CHAT_PROMPT']],
    ['a systemPrompt', `run({ 'systemPrompt': '${PROSE}' });`, ['CHAT_SYSTEM_PROMPT']],
    [
      'messages',
      `chat([{ role: 'system', content: '${PROSE}' }, { role: 'user', content: \`${PROSE} \${question}\` }]);`,
      ['CHAT_SYSTEM_PROMPT', 'chatUserPrompt'],
    ],
    [
      'in a function',
      `async function summarizeText() { return ask({ system: '${PROSE}' }); }`,
      ['SUMMARIZE_TEXT_SYSTEM_PROMPT'],
    ],
    [
      'in a hook',
      `export function useAnswer(q) { return ask({ system: \`${PROSE} \${q}\` }); }`,
      ['answerSystemPrompt'],
    ],
    [
      'in a vague function',
      `export async function POST(req) { return ask({ system: '${PROSE}' }); }`,
      ['CHAT_SYSTEM_PROMPT'],
    ],
    [
      'in a method',
      `class Bot { reply = () => ask({ prompt: '${PROSE}' }); buildHTMLPrompt() { ask({ prompt: '${PROSE} 2' }); } }`,
      ['REPLY_PROMPT', 'BUILD_HTML_PROMPT'],
    ],
    [
      'in a constant',
      `const supportAgent = new Agent({ instructions: '${PROSE}' });`,
      ['SUPPORT_AGENT_PROMPT'],
    ],
    [
      'in a constant that is exported, and so tracked',
      `export const supportAgent = new Agent({ instructions: '${PROSE}' });`,
      [],
    ],
    [
      'twice',
      `ask({ prompt: '${PROSE} 1' }); ask({ prompt: '${PROSE} 2' });`,
      ['CHAT_PROMPT', 'CHAT_PROMPT_2'],
    ],
    ['a name that is taken', `const CHAT_PROMPT = 1; ask({ prompt: '${PROSE}' });`, ['CHAT_PROMPT_2']],
    [
      'beside a tracked one',
      `export const APROMPT = '${PROSE} A';\nask({ prompt: '${PROSE} B' });`,
      ['CHAT_PROMPT'],
    ],
  ])('%s', (_, code, expected) => {
    expect(names(code)).toEqual(expected);
  });

  it.each<[string, Files | string]>([
    ['a short text', `ask({ prompt: 'Be kind.' });`],
    ['content without a role', `send({ content: '${PROSE}' });`],
    ['a role that is none', `send({ role: 'button', content: '${PROSE}' });`],
    ['a tracked text', `export const PROMPT = { role: 'system', content: '${PROSE}' };`],
    [
      'a part of a tracked text',
      `const part = { role: 'system', content: '${PROSE}' };\nexport const PROMPT = [part, { role: 'user', content: '{{q}} and so on' }];`,
    ],
    ['a test', { 'src/a.test.ts': `ask({ prompt: '${PROSE}' });` }],
    ['what does not parse', `ask({ prompt: '${PROSE}' );`],
    ['text that cannot be stored', `ask({ prompt: '${PROSE} \\u0000' });`],
    ['silenced', `// ledger-ignore untracked-inline -- a demo\nask({ prompt: '${PROSE}' });`],
  ])('not: %s', (_, files) => {
    expect(inline(files)).toEqual([]);
  });

  it('says where, and what to write there', () => {
    const code = `function reply(user, q) {\n  return ask({\n    system: \`${PROSE} \${user.name} asks \${q ?? "nothing"}.\`,\n  });\n}\n`;
    expect(inline(code)).toMatchObject([
      {
        code: 'untracked-inline',
        severity: 'info',
        file: 'src/chat.ts',
        line: 3,
        column: 13,
        hint: 'Export it, and write `system: replySystemPrompt(user.name, q ?? "nothing")` here.',
        suggestion: {
          code: `export const replySystemPrompt = (name: unknown, q: unknown) =>\n  \`${PROSE} \${name} asks \${q}.\`;\n`,
          use: 'replySystemPrompt(user.name, q ?? "nothing")',
        },
      },
    ]);
  });

  it('marks the export where its name alone would not do', () => {
    expect(inline(`ask({ prompt: '${PROSE}' });`, { match: '^ONLY_THIS$' })[0]?.suggestion?.code).toBe(
      `/** @prompt */\nexport const CHAT_PROMPT = '${PROSE}';\n`,
    );
  });

  it('a comment that silences none', () => {
    expect(
      inline(`// ledger-ignore untracked-inline -- of old\nask({ prompt: 1 });\nask({ content: 2 });`),
    ).toMatchObject([{ code: 'unused-ignore', line: 1 }]);
    expect(
      extractFrom({ 'a.ts': `// ledger-ignore untracked-inline -- of old\nexport const x = 1;` }).diagnostics,
    ).toEqual([]);
  });
});

/* What is suggested, pasted into a file of its own, is extracted as a prompt that gives what the code gave. */
describe('the pasted export gives the same text', () => {
  const scope = `const user = { name: 'Ada', language: 'en', class: 'x' }; const other = { name: 'Bob' }; const q = 'Why?'; const items = ['a', 'b']; const t = (x) => '<' + x + '>'; const n = 3;`;
  it.each([
    `'${PROSE}'`,
    `"${PROSE} \\"quoted\\" \\u00e9 \\n two \\\\n"`,
    `\`${PROSE}\n\n  - indented \\\`code\\\` \\\${x} {x} {% raw %} {#\n\``,
    `\`${PROSE}\r\nand more\r\n\``,
    `\`${PROSE} \${user.name}\``,
    `\`\${user.name} \${other.name} \${user.name} ${PROSE}\``,
    `\`${PROSE} \${user.class} {{ q }} \${q}\``,
    `\`${PROSE} \${t(user.name)} \${t(q)} \${items.join(", ")} \${items[0]} \${n + 1} \${n}\``,
    `\`${PROSE} \${n > 2 ? \`many \${n}\` : "few"} \${\`inner \${q}\`}\``,
    `\`${PROSE} \${user?.language ?? "de"} \${(q)}\${n}\``,
    `\`${PROSE} \${"constant"} \${1}\``,
    `\`${PROSE} \${/* why */ q /* so */}\``,
  ])('%s', async (text) => {
    const code = `${scope}\nexport function answer() { return ask({ system: ${text} }); }`;
    const [found] = inline({ 'src/agent.js': code });
    const suggestion = found?.suggestion;
    if (!suggestion) throw new Error('nothing was suggested');
    const prompt = known({ 'src/agent.js': suggestion.code });
    expect(prompt).toMatchObject({ exportName: suggestion.name, status: 'ok' });
    const names = /= \((.*?)\) =>/.exec(suggestion.code)?.[1]?.split(', ') ?? [];
    const module = `${code}\nconst ask = ({ system }) => system;\n${suggestion.code}
      const collect = (...values) => values;
      export const used = ${suggestion.use};
      export const values = ${names.length > 0 ? suggestion.use.replace(suggestion.name, 'collect') : '[]'};`;
    const { answer, used, values } = (await import(
      /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(module)}`
    )) as { answer: () => string; used: string; values: unknown[] };
    expect(used).toBe(answer());
    const named = Object.fromEntries(names.map((name, index) => [name, values[index]]));
    expect(render(prompt.template, named)).toBe(answer());
  });
});
