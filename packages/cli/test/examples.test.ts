import { fileURLToPath } from 'node:url';
import { Environment } from 'minijinja-js';
import { expect, test } from 'vitest';
import { answerPrompt, summaryPrompt } from '../../../examples/support-bot/src/prompts/answer.ts';
import { TONE_PROMPTS } from '../../../examples/support-bot/src/prompts/tones.ts';
import { TRIAGE_PROMPT } from '../../../examples/support-bot/src/prompts/triage.ts';
import { SIGN_OFF_PROMPT, WELCOME } from '../../../examples/support-bot/src/prompts/welcome.ts';
import { extract } from '../src/extract/index.ts';
import { DEFAULT_EXTRACT_OPTIONS } from '../src/extract/types.ts';
import { openWorkTree, walkFiles } from '../src/sources/work-tree.ts';

const root = fileURLToPath(new URL('../../../examples/support-bot', import.meta.url));
const extraction = extract(openWorkTree(root, walkFiles(root)), DEFAULT_EXTRACT_OPTIONS);

function promptNamed(name: string) {
  const prompt = extraction.prompts.find((each) => each.name === name);
  if (prompt?.status !== 'ok') throw new Error(`${name} was not extracted`);
  return prompt;
}

function render(template: string, values: object): string {
  const engine = new Environment();
  engine.keepTrailingNewline = true;
  engine.undefinedBehavior = 'strict';
  return engine.renderStr(template, values);
}

test('every prompt of the example is found, and nothing else', () => {
  expect(extraction.diagnostics).toEqual([]);
  expect(extraction.prompts.map(({ name }) => name).toSorted()).toEqual([
    'SIGN_OFF_PROMPT',
    'TONE_PROMPTS.chat',
    'TONE_PROMPTS.email',
    'TRIAGE_PROMPT',
    'WELCOME',
    'answerPrompt',
    'summaryPrompt',
  ]);
});

test('constants are what running the module gives, to the character', () => {
  expect(promptNamed('WELCOME').template).toBe(WELCOME);
  expect(promptNamed('SIGN_OFF_PROMPT').template).toBe(SIGN_OFF_PROMPT);
  expect(promptNamed('TRIAGE_PROMPT').template).toBe(TRIAGE_PROMPT);
  expect(promptNamed('TONE_PROMPTS.chat').template).toBe(TONE_PROMPTS.chat);
  expect(promptNamed('TONE_PROMPTS.email').template).toBe(TONE_PROMPTS.email);
});

test('a function, rendered with its values, is what calling it gives', () => {
  const prompt = promptNamed('answerPrompt');
  const request = { customer: { name: 'Ada', plan: 'team' }, question: 'Where is {{ my }} note?\n' };
  const computed = prompt.variables.filter(({ opaque }) => opaque);
  expect(computed).toHaveLength(1);
  const values = { ...request, [computed[0]?.name ?? '']: new Date().toDateString() };
  expect(render(prompt.template, values)).toBe(answerPrompt(request));
  expect(render(prompt.template, { ...values, language: 'French' })).toBe(
    answerPrompt({ ...request, language: 'French' }),
  );
});

test('a chat prompt keeps its messages and their roles', () => {
  const { messages, kind } = promptNamed('summaryPrompt');
  expect(kind).toBe('chat');
  expect(
    messages?.map(({ role, content }) => ({ role, content: render(content, { transcript: 'A: hi' }) })),
  ).toEqual(summaryPrompt('A: hi'));
});
