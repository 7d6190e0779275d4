import { describe, expect, it } from 'vitest';
import { extractFrom, known, reasonOf } from './sample.ts';

/* What is handed to a model whole: a system text beside messages, or two texts, under the names that libraries give them. */

const PROSE = 'You are a helpful assistant who answers in a few words.';

function chat(code: string): [string, string][] | string | null {
  const { prompts } = extractFrom({ 'prompts.ts': code });
  if (prompts.length === 0) return null;
  const prompt = known(code);
  return prompt.messages ? prompt.messages.map(({ role, content }) => [role, content]) : prompt.template;
}

describe('a system text beside messages comes first', () => {
  it.each([
    'system',
    'systemPrompt',
    'system_prompt',
    'systemMessage',
    'systemInstruction',
    'systemInstructions',
    'system_instruction',
    'instructions',
  ])('%s', (name) => {
    const object = `{ model: 'm', messages: [{ role: 'user', content: 'Hi there' }], ${name}: '${PROSE}' }`;
    const expected = [
      ['system', PROSE],
      ['user', 'Hi there'],
    ];
    expect(chat(`export const request = ${object};`)).toEqual(expected);
    expect(chat(`export function build() { return ${object}; }`)).toEqual(expected);
  });

  it.each<[string, string, [string, string][]]>([
    [
      'in parts, as Anthropic caches them',
      `{ system: [{ type: 'text', text: '${PROSE}', cache_control: { type: 'ephemeral' } }, { type: 'text', text: q }], messages: [{ role: 'user', content: 'Hi' }] }`,
      [
        ['system', PROSE],
        ['system', '{{ q }}'],
        ['user', 'Hi'],
      ],
    ],
    [
      'as Gemini has it',
      `{ systemInstruction: { role: 'system', parts: [{ text: '${PROSE}' }] }, contents: [{ role: 'user', parts: [{ text: q }] }] }`,
      [
        ['system', PROSE],
        ['user', '{{ q }}'],
      ],
    ],
    [
      'contents without a role',
      `{ systemInstruction: { parts: [{ text: '${PROSE}' }] }, contents: [{ parts: [{ text: q }] }] }`,
      [
        ['system', PROSE],
        ['user', '{{ q }}'],
      ],
    ],
    [
      'contents that are a text',
      `{ systemInstruction: '${PROSE}', contents: \`Answer \${q}\` }`,
      [
        ['system', PROSE],
        ['user', 'Answer {{ q }}'],
      ],
    ],
    ['without contents', `{ systemInstruction: '${PROSE}', temperature: 0 }`, [['system', PROSE]]],
    [
      'instructions and input',
      `{ instructions: '${PROSE}', input: \`Answer \${q}\` }`,
      [
        ['system', PROSE],
        ['user', 'Answer {{ q }}'],
      ],
    ],
    [
      'one that a condition chooses',
      `{ systemPrompt: q ? '${PROSE}' : 'Say nothing.', messages: [{ role: 'user', content: 'Hi' }] }`,
      [
        ['system', `{% if q %}${PROSE}{% else %}Say nothing.{% endif %}`],
        ['user', 'Hi'],
      ],
    ],
    [
      'that is undefined',
      `{ system: undefined, messages: [{ role: 'user', content: \`${PROSE} \${q}\` }] }`,
      [['user', `${PROSE} {{ q }}`]],
    ],
  ])('%s', (_, object, expected) => {
    expect(chat(`export const build = (q) => (${object});`)).toEqual(expected);
  });

  it('is not left out where it cannot be read', () => {
    const request = (system: string) =>
      reasonOf(
        `export const build = (q, n) => ({ system: ${system}, messages: [{ role: 'user', content: '${PROSE}' }] });`,
      );
    expect(request('[{ type: "image", url: q }, 3]')).toBe('DYN_MESSAGES');
    expect(request(`q ? '${PROSE}' : undefined`)).toBe('DYN_MESSAGES');
  });
});

describe('what a function returns', () => {
  it.each([
    ['systemPrompt', 'userPrompt'],
    ['system_prompt', 'user_prompt'],
    ['system', 'user'],
    ['system', 'prompt'],
    ['systemMessage', 'userMessage'],
  ])('{ %s, %s }', (system, user) => {
    const expected = [
      ['system', PROSE],
      ['user', 'Answer {{ q }}'],
    ];
    const object = `{ ${user}: \`Answer \${q}\`, ${system}: '${PROSE}', temperature: 0.2 }`;
    expect(chat(`export const build = (q) => (${object});`)).toEqual(expected);
    expect(chat(`export async function build(q) { return ${object}; }`)).toEqual(expected);
  });

  it('{ prompt }', () => {
    expect(chat(`export const build = (q) => ({ prompt: \`${PROSE} Answer \${q}\`, maxTokens: 5 });`)).toBe(
      `${PROSE} Answer {{ q }}`,
    );
    expect(chat(`export const build = (q) => ({ userPrompt: \`${PROSE} Answer \${q}\` });`)).toBe(
      `${PROSE} Answer {{ q }}`,
    );
  });

  it('{ systemPrompt }', () => {
    expect(chat(`export const build = (q) => ({ systemPrompt: \`${PROSE} \${q}\`, tools: [] });`)).toEqual([
      ['system', `${PROSE} {{ q }}`],
    ]);
  });

  it('on each of its branches', () => {
    expect(
      chat(
        `export const build = (q) => { if (q) return { system: '${PROSE}', user: 'A' }; return { system: '${PROSE}', user: 'B' }; };`,
      ),
    ).toEqual([
      ['system', PROSE],
      ['user', '{% if q %}A{% else %}B{% endif %}'],
    ]);
  });

  it('or nothing, which is no call', () => {
    expect(
      chat(`export const build = (q) => { if (!q) return null; return { system: '${PROSE}', user: q }; };`),
    ).toEqual([
      ['system', PROSE],
      ['user', '{{ q }}'],
    ]);
  });

  it.each([
    `({ prompt: 'Name', label: 'A label for the field where the name of a user is put in' })`,
    `({ user: { name: 'Ada' }, system: { theme: '${PROSE}' } })`,
    `({ user: '${PROSE} And more than that, in any case.' })`,
    `({ input: '${PROSE} And more than that, in any case.' })`,
  ])('no prompt: %s', (code) => {
    expect(chat(`export const build = () => ${code};`)).toBeNull();
  });

  it('of an object that is exported, each text is one by its name', () => {
    const { prompts } = extractFrom({
      'prompts.ts': `export const A = { systemPrompt: '${PROSE} Be kind to all of them.', userPrompt: 'Answer what {{name}} asks you.' };`,
    });
    expect(prompts.map(({ name, kind }) => [name, kind])).toEqual([
      ['A.systemPrompt', 'text'],
      ['A.userPrompt', 'text'],
    ]);
  });
});

describe('messages that are not known one by one', () => {
  it.each<[string, string, [string, string][]]>([
    [
      'of the caller',
      `(history, q) => [{ role: 'system', content: '${PROSE}' }, ...history, { role: 'user', content: q }]`,
      [
        ['system', PROSE],
        ['placeholder', '{{ history }}'],
        ['user', '{{ q }}'],
      ],
    ],
    [
      'all of them',
      `({ messages }) => ({ system: '${PROSE}', messages })`,
      [
        ['system', PROSE],
        ['placeholder', '{{ messages }}'],
      ],
    ],
    [
      'one of the caller',
      `(last) => [{ role: 'system', content: '${PROSE}' }, last]`,
      [
        ['system', PROSE],
        ['placeholder', '{{ last }}'],
      ],
    ],
    [
      'that a call gives',
      `(messages) => ({ system: '${PROSE}', messages: convert(messages) })`,
      [
        ['system', PROSE],
        ['placeholder', '{{ convert }}'],
      ],
    ],
    [
      'spread of a call',
      `(messages) => [{ role: 'system', content: '${PROSE}' }, ...convert(messages)]`,
      [
        ['system', PROSE],
        ['placeholder', '{{ convert }}'],
      ],
    ],
    [
      'copied as they are',
      `({ history }) => [{ role: 'system', content: '${PROSE}' }, ...history.map((m) => ({ role: m.role, content: m.content }))]`,
      [
        ['system', PROSE],
        ['placeholder', '{{ history }}'],
      ],
    ],
    [
      'made of the caller’s',
      `({ history }) => [{ role: 'system', content: '${PROSE}' }, ...history.map((m) => ({ role: m.mine ? 'user' : 'assistant', content: m.text }))]`,
      [
        ['system', PROSE],
        ['placeholder', '{{ map }}'],
      ],
    ],
    [
      'some of the caller’s',
      `(history) => [{ role: 'system', content: '${PROSE}' }, ...history.filter((m) => m.text)]`,
      [
        ['system', PROSE],
        ['placeholder', '{{ filter }}'],
      ],
    ],
    [
      'pushed one by one',
      `(history, q) => { const m = [{ role: 'system', content: '${PROSE}' }]; for (const h of history) m.push({ role: h.role, content: h.content }); m.push({ role: 'user', content: q }); return m; }`,
      [
        ['system', PROSE],
        ['placeholder', '{{ history }}'],
        ['user', '{{ q }}'],
      ],
    ],
    [
      'pushed at once',
      `(history) => { const m = [{ role: 'system', content: '${PROSE}' }]; m.push(...history); return { messages: m }; }`,
      [
        ['system', PROSE],
        ['placeholder', '{{ history }}'],
      ],
    ],
    [
      'of one role by a condition',
      `(q) => [{ role: 'system', content: '${PROSE}' }, ...(q ? [{ role: 'user', content: q }] : [{ role: 'user', content: 'Hi' }])]`,
      [
        ['system', PROSE],
        ['user', '{% if q %}{{ q }}{% else %}Hi{% endif %}'],
      ],
    ],
  ])('%s', (_, code, expected) => {
    expect(chat(`export const build = ${code};`)).toEqual(expected);
  });

  it('are opaque where the code makes them', () => {
    const { variables } = known(
      `export const build = ({ history }) => [{ role: 'system', content: '${PROSE}' }, ...history.map((m) => ({ role: 'user', content: m.text }))];`,
    );
    expect(variables).toEqual([
      {
        name: 'map',
        required: true,
        opaque: true,
        expression: "history.map((m) => ({ role: 'user', content: m.text }))",
      },
    ]);
  });

  it.each([
    [
      'there or not',
      `(q) => [{ role: 'system', content: '${PROSE}' }, ...(q ? [{ role: 'user', content: q }] : [])]`,
    ],
    [
      'pushed on a condition',
      `(q) => { const m = [{ role: 'system', content: '${PROSE}' }]; if (q) m.push({ role: 'user', content: q }); return m; }`,
    ],
    [
      'of a role that a condition chooses',
      `(q) => [{ role: 'system', content: '${PROSE}' }, { role: q ? 'user' : 'assistant', content: 'Hi' }]`,
    ],
    [
      'made turn by turn',
      `(list) => { const m = [{ role: 'system', content: '${PROSE}' }]; for (const x of list) m.push({ role: 'user', content: 'Say ' + x }); return m; }`,
    ],
    [
      'more of them by a condition',
      `(q) => q ? [{ role: 'system', content: '${PROSE}' }] : [{ role: 'user', content: '${PROSE}' }]`,
    ],
  ])('say so where they are %s', (_, code) => {
    expect(reasonOf(`export const build = ${code};`)).toBe('DYN_MESSAGES');
    const [problem] = extractFrom(`export const build = ${code};`).diagnostics;
    expect(problem?.hint).toContain('inside the content');
  });

  it('hide no text of our own', () => {
    const shots = `${PROSE} Here is what you were asked, and here is what you said to it.`;
    expect(
      reasonOf(
        `export const build = (history) => [{ role: 'system', content: '${PROSE}' }, ...history.map((m) => ({ role: 'user', content: '${shots}' + m.text }))];`,
      ),
    ).toBe('DYN_LOOP');
  });

  it('alone are no prompt', () => {
    expect(chat(`export const buildPrompt = (history, last) => [...history, last];`)).toBeNull();
    expect(chat(`export const buildPrompt = (messages) => ({ messages });`)).toBeNull();
  });
});
