import { describe, expect, it } from 'vitest';
import { extractFrom, known, reasonOf } from './sample.ts';

const PROSE = 'You are a helpful assistant.';

function chat(code: string, options = {}): [string, string][] {
  const prompt = known(code, options);
  expect(prompt.kind).toBe('chat');
  return (prompt.messages ?? []).map(({ role, content }) => [role, content]);
}

describe('messages', () => {
  it('are a list, and the template is their canonical JSON', () => {
    const prompt = known(
      `export const A = [{ content: '${PROSE}', role: 'system' }, { role: 'user', content: 'Hi {{name}}' }];`,
    );
    expect(prompt.template).toBe(
      `[{"role":"system","content":"${PROSE}"},{"role":"user","content":"Hi {{name}}"}]`,
    );
    expect(prompt.variables).toEqual([{ name: 'name', required: true }]);
  });

  it.each([
    [
      'one message',
      `export const prompt = (q) => ({ role: 'user', content: \`Answer this: \${q}\` });`,
      [['user', 'Answer this: {{ q }}']],
    ],
    [
      '{ messages }',
      `export const A = { model: 'x', messages: [{ role: 'user', content: '${PROSE}' }] };`,
      [['user', PROSE]],
    ],
    [
      '{ system, messages }',
      `export const A = { system: '${PROSE}', messages: [{ role: 'user', content: 'Hi there' }] };`,
      [
        ['system', PROSE],
        ['user', 'Hi there'],
      ],
    ],
    [
      '{ system, prompt }',
      `export const f = (q) => ({ system: '${PROSE}', prompt: q });`,
      [
        ['system', PROSE],
        ['user', '{{ q }}'],
      ],
    ],
    [
      '{ system, prompt: messages }',
      `export const A = { system: '${PROSE}', prompt: [{ role: 'user', content: 'Hi' }] };`,
      [
        ['system', PROSE],
        ['user', 'Hi'],
      ],
    ],
    [
      'content parts',
      `export const f = (img) => [{ role: 'user', content: [{ type: 'text', text: '${PROSE}' }, { type: 'image', image: img }, img] }];`,
      [['user', PROSE]],
    ],
    [
      'one content part',
      `export const A = [{ role: 'user', content: { type: 'text', text: '${PROSE}' } }];`,
      [['user', PROSE]],
    ],
    [
      'parts of Gemini',
      `export const A = [{ role: 'model', parts: [{ text: '${PROSE}' }] }];`,
      [['model', PROSE]],
    ],
    [
      'both branches',
      `export const f = (a) => { if (a) return { role: 'user', content: '${PROSE}' }; return { role: 'user', content: 'No words' }; };`,
      [['user', `{% if a %}${PROSE}{% else %}No words{% endif %}`]],
    ],
    [
      'parts in one branch, one part in the other',
      `export const f = (a, img) => { const text = \`${PROSE} \${a}\`; if (a) return { role: 'user', content: [{ type: 'text', text }, img] }; return { role: 'user', content: { type: 'text', text } }; };`,
      [['user', `${PROSE} {{ a }}`]],
    ],
    [
      'content that a condition sets',
      `export const f = (a) => { const m = { role: 'user', content: '${PROSE}' }; if (a) m.content = 'No words'; return m; };`,
      [['user', `{% if a %}No words{% else %}${PROSE}{% endif %}`]],
    ],
    [
      'async',
      `export async function f(q) { return [{ role: 'system', content: '${PROSE}' }, { role: 'user', content: q }]; }`,
      [
        ['system', PROSE],
        ['user', '{{ q }}'],
      ],
    ],
    [
      'pushed',
      `export function f(q) { const m = [{ role: 'system', content: '${PROSE}' }]; m.push({ role: 'user', content: q }); return m; }`,
      [
        ['system', PROSE],
        ['user', '{{ q }}'],
      ],
    ],
  ])('%s', (_, code, expected) => {
    expect(chat(code)).toEqual(expected);
  });

  it('share their variables', () => {
    const code = `export const f = (a) => [{ role: 'system', content: \`${PROSE} \${a} \${a.b(1)}\` }, { role: 'user', content: \`\${a} \${a.b(2)}\` }];`;
    expect(chat(code)).toEqual([
      ['system', `${PROSE} {{ a }} {{ b }}`],
      ['user', '{{ a }} {{ b_2 }}'],
    ]);
  });

  it.each([
    ['of another role', `[{ role: 'narrator', content: '${PROSE}' }]`],
    [
      'with two texts',
      `[{ role: 'user', content: [{ type: 'text', text: 'a' }, { type: 'text', text: 'b' }] }]`,
    ],
    ['none', `[]`],
    ['not records', `['You are a helpful assistant.', 1]`],
    ['without content', `[{ role: 'user' }]`],
    ['with content of nothing', `[{ role: 'user', content: [] }, { role: 'user', content: 3 }]`],
    ['with parts of no text', `[{ role: 'user', content: [{ type: 'image', url: 'x' }] }]`],
    ['{ messages } of none', `{ messages: ['a'] }`],
  ])('not: %s', (_, code) => {
    expect(extractFrom(`export const A = ${code};`).prompts.filter(({ kind }) => kind === 'chat')).toEqual(
      [],
    );
  });

  it('of which one cannot be known say why', () => {
    expect(
      reasonOf(
        `export const f = () => [{ role: 'system', content: build(\`${PROSE} Be kind to everyone, and answer each of their questions in full.\`) }];`,
      ),
    ).toBe('DYN_CALL_RESULT');
  });
});

describe('messages by what a function is given', () => {
  const S = `{ role: 'system', content: '${PROSE}' }`;
  const first = ['system', PROSE];
  const withSystem = (code: string) => code.replaceAll('[S', () => `[${S}`);

  it.each<[string, (string | undefined)[][]]>([
    [
      `(p) => [p ? { role: 'system', content: 'A b' } : { role: 'system', content: 'C d' }]`,
      [['system', '{% if p %}A b{% else %}C d{% endif %}']],
    ],
    [
      `(p) => [S, ...(p ? [{ role: 'user', content: 'A' }] : [{ role: 'user', content: 'B' }])]`,
      [first, ['user', '{% if p %}A{% else %}B{% endif %}']],
    ],
    [`(p) => p ? [S] : null`, [first]],
    [`(p) => p ? undefined : [S]`, [first]],
    [`(l) => [S, ...l]`, [first, ['placeholder', '{{ l }}']]],
    [
      `(l) => [S, ...l.map((m) => ({ role: m.role, content: m.content }))]`,
      [first, ['placeholder', '{{ l }}']],
    ],
    [
      `(l) => [S, ...l.map((m) => ({ role: m.role, content: m.text }))]`,
      [first, ['placeholder', '{{ map }}']],
    ],
    [
      `(l) => [S, ...l.map((m) => ({ role: m.content, content: m.role }))]`,
      [first, ['placeholder', '{{ map }}']],
    ],
    [
      `(l) => [S, ...l.map((m) => ({ role: m.a.role, content: m.a.content }))]`,
      [first, ['placeholder', '{{ map }}']],
    ],
    [
      `(l, k) => [S, ...l.map((m) => ({ role: k.role, content: k.content }))]`,
      [first, ['placeholder', '{{ map }}']],
    ],
    [`(l) => [S, ...l.map((m) => m.message)]`, [first, ['placeholder', '{{ map }}']]],
    [`(l) => [S, ...l.filter((m) => m.on)]`, [first, ['placeholder', '{{ filter }}']]],
    [`(m) => [S, { role: m.role, content: m.content }]`, [first, ['placeholder', '{{ m }}']]],
    [`(m) => [S, m, load()]`, [first, ['placeholder', '{{ m }}'], ['placeholder', '{{ load }}']]],
    [
      `(m) => [S, { role: 'user', content: [{ type: 'image', image: m }, { type: 'text', text: 'B' }] }]`,
      [first, ['user', 'B']],
    ],
    [
      `(m) => [S, { role: 'user', content: m ? 'A' : [{ type: 'text', text: 'B' }] }]`,
      [first, ['user', '{% if m %}A{% else %}B{% endif %}']],
    ],
    [`(m) => ({ system: '${PROSE}', messages: m })`, [first, ['placeholder', '{{ m }}']]],
    [
      `(m) => ({ system: [{ text: 'You are' }, { text: 'kind.' }], messages: m })`,
      [
        ['system', 'You are'],
        ['system', 'kind.'],
        ['placeholder', '{{ m }}'],
      ],
    ],
    [`(m: string[]) => ({ system: '${PROSE}', prompt: m })`, [first, ['placeholder', '{{ m }}']]],
    [
      `(m) => ({ systemInstruction: { parts: [{ text: '${PROSE}' }] }, contents: m })`,
      [first, ['placeholder', '{{ m }}']],
    ],
    [`(m) => ({ systemInstruction: '${PROSE}', contents: \`Hi \${m}\` })`, [first, ['user', 'Hi {{ m }}']]],
    [
      `(m) => ({ systemInstruction: '${PROSE}', contents: [{ parts: [{ text: m }] }] })`,
      [first, ['user', '{{ m }}']],
    ],
    [
      `(m) => ({ systemInstruction: '${PROSE}', contents: [{ role: 'model', parts: [{ text: 'A' }] }] })`,
      [first, ['model', 'A']],
    ],
    [`(m) => ({ systemInstruction: '${PROSE}', model: m })`, [first]],
    [
      `(p) => ({ system: '${PROSE}', messages: p ? [{ role: 'user', content: 'A' }] : [{ role: 'user', content: 'B' }] })`,
      [first, ['user', '{% if p %}A{% else %}B{% endif %}']],
    ],
    [`(p, m) => ({ system: '${PROSE}', messages: p ? m : null })`, [first, ['placeholder', '{{ m }}']]],
    [
      `(p) => ({ systemInstruction: '${PROSE}', contents: p ? 'A' : [{ parts: [{ text: 'B' }] }] })`,
      [first, ['user', '{% if p %}A{% else %}B{% endif %}']],
    ],
    [
      `(m) => ({ systemInstruction: { parts: [{ text: 'You are' }, { text: 'kind.' }] }, contents: m })`,
      [
        ['system', 'You are'],
        ['system', 'kind.'],
        ['placeholder', '{{ m }}'],
      ],
    ],
    [
      `(m) => ({ systemInstruction: { content: [{ text: 'You are' }, { text: 'kind.' }] }, contents: m })`,
      [
        ['system', 'You are'],
        ['system', 'kind.'],
        ['placeholder', '{{ m }}'],
      ],
    ],
    [`(m) => ({ systemInstruction: '${PROSE}', contents: [{ parts: 'A' }] })`, [first, ['user', 'A']]],
    [
      `(m) => ({ systemInstruction: '${PROSE}', contents: [{ parts: \`Hi \${m}\` }] })`,
      [first, ['user', 'Hi {{ m }}']],
    ],
    [
      `(m) => ({ systemInstruction: '${PROSE}', contents: [{ content: [{ text: m }] }] })`,
      [first, ['user', '{{ m }}']],
    ],
    [
      `(m) => [S, { role: 'user', content: [{ type: 'input_text', text: 'B' }, { type: 'input_image' }] }]`,
      [first, ['user', 'B']],
    ],
    [`(m) => ({ system: null, messages: [S, m] })`, [first, ['placeholder', '{{ m }}']]],
    [`(m) => ({ systemInstruction: 'Be kind.', model: m })`, [['system', 'Be kind.']]],
    [`(m) => ({ system_instruction: 'Be kind.', model: m })`, [['system', 'Be kind.']]],
    [`(m) => ({ systemInstructions: 'Be kind.', model: m })`, [['system', 'Be kind.']]],
    [
      `(m) => ({ system: 'Be kind.', prompt: m })`,
      [
        ['system', 'Be kind.'],
        ['user', '{{ m }}'],
      ],
    ],
    [
      `(m) => ({ systemPrompt: '${PROSE} Answer in one sentence.', userPrompt: m })`,
      [
        ['system', `${PROSE} Answer in one sentence.`],
        ['user', '{{ m }}'],
      ],
    ],
    [
      `(m) => ({ system: '${PROSE} Answer in one sentence.', contents: ['A', 1] })`,
      [['system', `${PROSE} Answer in one sentence.`]],
    ],
    [`(l) => [S, ...l.flatMap((m) => [m, m])]`, [first, ['placeholder', '{{ flatMap }}']]],
    [`(m) => ({ systemInstruction: '${PROSE}', contents: load(m) })`, [first, ['placeholder', '{{ load }}']]],
    [`(l, k) => [S, ...l.map((m) => k)]`, [first, ['placeholder', '{{ map }}']]],
  ])('%s', (code, expected) => {
    expect(chat(`export const APrompt = ${withSystem(code)};`)).toEqual(expected);
  });

  it.each([
    `(p) => [S, p ? { role: 'user', content: 'A' } : { role: 'assistant', content: 'B' }]`,
    `(p) => [S, p ? { role: 'user', content: 'A' } : null].filter(Boolean)`,
    `(p) => [S, p && { role: 'user', content: 'A' }]`,
    `(p, m) => [S, p ? m : { role: 'user', content: 'A' }]`,
    `(p) => [S, ...(p ? [{ role: 'user', content: 'A' }] : [])]`,
    `(p) => p ? [S] : [S, { role: 'user', content: 'A' }]`,
    `(m) => [S, { role: m.role, content: m.text }]`,
    `(m) => [S, { role: m.kind, content: m.content }]`,
    `(m, k) => [S, { role: m.role, content: k.content }]`,
    `(m) => [S, { role: m, content: 'A' }]`,
    `(m) => [S, { role: 'user', content: [{ type: 'text', text: 'A' }, { type: 'text', text: 'B' }] }]`,
    `(m) => [S, { role: 'user', content: [...m, { type: 'text', text: 'B' }] }]`,
    `(m) => [S, { role: 'user', content: [] }]`,
    `(m) => [S, { role: 'user', content: m ? ['x'] : 'B' }]`,
    `(m) => ({ systemInstruction: '${PROSE}', contents: [{ parts: [{ text: 'A' }, { text: m }] }] })`,
    `(m) => ({ system: '${PROSE} Answer in one sentence, please.', messages: ['A', m] })`,
    `(p) => p ? [S, { role: 'user', content: 'A' }] : [S, { role: 'assistant', content: 'B' }]`,
    `(p) => [S, p ? { role: 'user', content: 'A' } : 'text']`,
    `(p) => [S, p ? 'text' : { role: 'user', content: 'A' }]`,
    `(m) => [S, { role: m.role, content: 'A' }]`,
    `(m) => ({ systemInstruction: '${PROSE}', contents: [{ parts: [{ text: 'A' }] }, { parts: [{ text: 'B' }] }] })`,
    `(m) => ({ systemInstruction: '${PROSE}', contents: [{ parts: [{ text: 'A' }] }, m] })`,
    `(l) => { const r = [S]; for (const a of l) { for (const m of a.items) r.push(a); } return r; }`,
    `(l) => [S, ...l.flatMap((m) => m.on ? [m] : [])]`,
    `(l) => { const r = [S]; for (const m of l) r.push({ role: m.kind, content: m.text }); return r; }`,
    `(l) => { const r = [S]; for (const m of l) r.push(m.first, m.second); return r; }`,
    `(m) => ({ systemInstruction: '${PROSE}', contents: ['A', 1] })`,
    `(m) => ({ system: [{ text: '${PROSE}' }, { url: m }], messages: [S, m] })`,
    `(p) => ({ system: p ? '${PROSE}' : undefined, prompt: 'Answer the question of the user in a few words.' })`,
    `(p) => ({ system: '${PROSE} Answer in one sentence, please.', prompt: p ? 'Answer it.' : undefined })`,
    `(m) => ({ system: '${PROSE} Answer in one sentence, please.', prompt: [S, 5, m] })`,
  ])('is dynamic: %s', (code) => {
    expect(reasonOf(`export const APrompt = ${withSystem(code)};`)).toBe('DYN_MESSAGES');
  });

  it.each([
    `(m) => [S, { role: 'other', content: 'A' }]`,
    `(m) => [S, { role: 1, content: 'A' }]`,
    `(m) => [S, 'text']`,
    `(m) => [m, m]`,
    `(l) => [S, ...l.map((m) => 'text')]`,
    `(l) => [S, ...l.map((m) => ({ content: m.text }))]`,
    `(p) => [S, ...(p ? [{ role: 'user', content: 'A' }] : ['text'])]`,
    `(m) => ({ system: null, messages: m })`,
    `(m) => ({ contents: [S, m] })`,
    `(p) => (p ? [S] : 1)`,
    `(p) => (p ? 1 : [S])`,
    `(m) => ({ systemPrompt: 'Be kind.', model: m })`,
    `(m) => ({ systemPrompt: 'Be kind.', prompt: m })`,
    `(m) => ({ system: 'Be kind.', user: m })`,
    `(p) => p ? { system: 'Be kind.', prompt: 'A' } : { system: 'Be kind.', user: 'B' }`,
    `{ system: 'Be kind.', user: 'Hi there' }`,
    `{ systemPrompt: 'Be kind.', prompt: 'Hi there' }`,
  ])('is none: %s', (code) => {
    expect(extractFrom(`export const APrompt = ${withSystem(code)};`).prompts).toEqual([]);
  });
});

it('what a list of messages cannot say is where its role is written, and else where the prompt is', () => {
  const lineOf = (code: string) =>
    extractFrom(`export const APrompt = ${code};`).diagnostics.find((each) => each.code === 'DYN_MESSAGES')
      ?.line;
  const first = `{ role: 'system', content: '${PROSE}' }`;
  expect(lineOf(`(m) => [${first},\n{ content: m.text,\nrole: m.role }]`)).toBe(3);
  expect(lineOf(`(p) => [${first},\np && { role: 'user', content: 'A' }]`)).toBe(1);
  expect(lineOf(`(m) => ({\nsystem: '${PROSE} Answer in one sentence.',\nmessages: ['A', m] })`)).toBe(3);
  expect(lineOf(`(m) => ({\nsystem: [{ text: '${PROSE}' }, { url: m }],\nmessages: [${first}, m] })`)).toBe(
    2,
  );
  expect(
    lineOf(
      `(l) => { const r = [${first}];\nfor (const m of l)\nr.push({ role: m.kind, content: m.text });\nreturn r; }`,
    ),
  ).toBe(3);
});

it('a list of nothing but what the caller gives is none, also where it is marked', () => {
  for (const code of ['[m, m]', '({ system: null, messages: m })', '({ system: undefined, messages: [m] })'])
    expect(extractFrom(`/** @prompt */ export const A = (m) => ${code};`).prompts).toEqual([]);
});

describe('LangChain', () => {
  const lib = `import { PromptTemplate, ChatPromptTemplate, SystemMessagePromptTemplate, HumanMessagePromptTemplate, AIMessagePromptTemplate, MessagesPlaceholder, FewShotPromptTemplate, SystemMessage } from '@langchain/core/prompts';\n`;
  const text = 'Answer the {question} in {{braces}}, as well as you can, please do.';

  it.each([
    `PromptTemplate.fromTemplate('${text}')`,
    `new PromptTemplate({ template: '${text}', inputVariables: ['question'] })`,
  ])('%s', (code) => {
    const prompt = known(`${lib}export const A = ${code};`);
    expect(prompt.template).toBe('Answer the {{ question }} in {braces}, as well as you can, please do.');
    expect(prompt.variables).toEqual([{ name: 'question', required: true }]);
  });

  it('keeps its own syntax as text where placeholders are off', () => {
    const prompt = known(`${lib}export const A = PromptTemplate.fromTemplate('${text}');`, {
      placeholders: 'none',
    });
    expect(prompt.template).toBe(text.replace('{{', '{{ "{{" }}'));
  });

  it('takes mustache by its option, and leaves a broken format alone', () => {
    const mustache = `PromptTemplate.fromTemplate('Answer the {{ question }} in {braces}, as well as you can.', { templateFormat: 'mustache' })`;
    expect(known(`${lib}export const A = ${mustache};`).template).toBe(
      'Answer the {{ question }} in {braces}, as well as you can.',
    );
    const broken = `PromptTemplate.fromTemplate('Answer the question in { braces, as well as you can.')`;
    expect(known(`${lib}export const A = ${broken};`).template).toContain('in { braces');
  });

  it('takes the names that a template of any library says it has', () => {
    const other = (template: string, names = "['context', 'query']") =>
      extractFrom(
        `import { PromptTemplate } from './base'; export const QA_PROMPT = new PromptTemplate({ templateVars: ${names}, template: '${template}' });`,
      ).prompts.map((prompt) => prompt.template);
    const asked = 'Answer the query from the context alone, and from nothing else.';
    expect(other(`${asked} {context} {query}`)).toEqual([`${asked} {{ context }} {{ query }}`]);
    // Without a placeholder for its names, or with braces that may mean something else, it is not said what it is.
    for (const text of [
      asked,
      `${asked} {context} {other}`,
      `${asked} {{context}}`,
      `${asked} {"a": {context}}`,
    ])
      expect(other(text)).toEqual([]);
    expect(other(`${asked} {context}`, 'load()')).toEqual([]);
  });

  it('messages of every kind', () => {
    const code = `ChatPromptTemplate.fromMessages([
      SystemMessagePromptTemplate.fromTemplate('You know {topic}.'),
      ['human', 'Ask about {topic}'], ['ai', 'Well'], ['system', 'Be kind'], new MessagesPlaceholder('history'), ['placeholder', '{more}'],
      new SystemMessage('Plain {text}'), AIMessagePromptTemplate.fromTemplate('Ok'), HumanMessagePromptTemplate.fromTemplate('{last one}'),
    ])`;
    expect(chat(`${lib}export const A = ${code};`)).toEqual([
      ['system', 'You know {{ topic }}.'],
      ['user', 'Ask about {{ topic }}'],
      ['assistant', 'Well'],
      ['system', 'Be kind'],
      ['placeholder', '{{ history }}'],
      ['placeholder', '{{ more }}'],
      ['system', 'Plain {text}'],
      ['assistant', 'Ok'],
      ['user', '{{ last_one }}'],
    ]);
    expect(
      chat(`${lib}export const A = ChatPromptTemplate.fromTemplate('Tell me about {topic} now');`),
    ).toEqual([['user', 'Tell me about {{ topic }} now']]);
  });

  it('few shots', () => {
    const code = `new FewShotPromptTemplate({ prefix: 'Here are some examples of what {person} would say to you:', suffix: 'x', examples: [{ a: 'This example has {braces} in it, and many more words.' }] })`;
    expect(
      extractFrom(`${lib}export const A = ${code};`).prompts.map(({ name, template }) => [name, template]),
    ).toEqual([
      ['A.prefix', 'Here are some examples of what {{ person }} would say to you:'],
      ['A.examples.0.a', 'This example has {braces} in it, and many more words.'],
    ]);
  });

  it('is only what is imported from it', () => {
    expect(
      reasonOf(
        `import { PromptTemplate } from './x'; /** @prompt */ export const A = PromptTemplate.fromTemplate('{x}');`,
      ),
    ).toMatch(/^DYN_/);
  });
});

describe('Genkit', () => {
  const options = `{ name: 'x', prompt: 'Tell {{name}} about the weather of today, in at most ten words.' }`;

  it('prompts have placeholders, wherever the instance comes from', () => {
    const own = `import { genkit } from 'genkit'; const ai = genkit({}); export const A = ai.definePrompt(${options});`;
    expect(known(own).variables).toEqual([{ name: 'name', required: true }]);
    const files = {
      'prompt.ts': `import { ai } from './ai'; export const A = ai.definePrompt(${options});`,
      'ai.ts': `import { genkit } from 'genkit'; export const ai = genkit({});`,
    };
    expect(known(files).variables).toEqual([{ name: 'name', required: true }]);
  });

  it('is not just any object', () => {
    expect(reasonOf(`const ai = make(); /** @prompt */ export const A = ai.definePrompt(${options});`)).toBe(
      'DYN_CALL_RESULT',
    );
  });
});
