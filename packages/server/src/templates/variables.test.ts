import { formatMessages } from '@prompt-ledger/shared';
import { expect, it } from 'vitest';
import { readTemplateVariables } from './variables.ts';

const told = (...contents: string[]) =>
  readTemplateVariables({
    template: formatMessages(contents.map((content) => ({ role: 'user', content }))),
    kind: 'chat',
  }).map(({ name, required }) => `${name}${required ? '' : '?'}`);

it('the variables of a text are those of its template', () => {
  expect(readTemplateVariables({ template: 'Hi {{ a }}', kind: 'text' }).map(({ name }) => name)).toEqual([
    'a',
  ]);
});

it('the variables of a chat are those of its messages, each once, in the order of appearance', () => {
  expect(told('{{ b }} {{ a }}', '{{ c }} {{ b }}')).toEqual(['b', 'a', 'c']);
});

it('what one of the messages requires the chat requires', () => {
  const optional = '{{ a | default("x") }}';
  expect(told(optional)).toEqual(['a?']);
  expect(told(optional, '{{ a }}')).toEqual(['a']);
  expect(told('{{ a }}', optional)).toEqual(['a']);
});

it('what is no chat has no variables', () => {
  expect(readTemplateVariables({ template: 'Hi {{ a }}', kind: 'chat' })).toEqual([]);
});

it('a variable of several messages is as the first one has it that requires it, or the first one at all', () => {
  const template = formatMessages(
    ['first', 'second'].map((text) => ({ role: 'user', content: `{{ a | default("${text}") }}` })),
  );
  expect(readTemplateVariables({ template, kind: 'chat' })).toEqual([
    { name: 'a', required: false, default: 'first' },
  ]);
});

it('a chat with more tags than are read has none, however many messages they are in', () => {
  const message = '{{ name }}'.repeat(4_000);
  expect(told(message, message)).toEqual(['name']);
  expect(told('{{ other }}', message, message, message)).toEqual([]);
});
