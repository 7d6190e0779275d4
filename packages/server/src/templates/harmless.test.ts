import { formatMessages } from '@prompt-ledger/shared';
import { expect, it } from 'vitest';
import { isHarmless } from './harmless.ts';

const text = (template: string, values = '{}') => isHarmless({ template, kind: 'text', values });

it.each([
  '',
  'Hi',
  '{{ a }}',
  'Hello {{name}}!\n{{- a.b_2.c -}}',
  '{ "json": {"a": 1} }',
  '{',
  'a {{ a }}{{ b }} }}',
  'x'.repeat(20_000),
])('is %j', (template) => expect(text(template)).toBe(true));

it.each([
  '{% for a in b %}{% endfor %}',
  '{# a comment #}',
  '{{ a * 10 }}',
  '{{ a | upper }}',
  '{{ a() }}',
  '{{ a["b"] }}',
  '{{ "a" }}',
  '{{ 1 }}',
  '{{ a.0 }}',
  '{{ a',
  '{{{ a }}}',
  'x'.repeat(20_001),
])('is not %j', (template) => expect(text(template)).toBe(false));

it('is not what many values could make long', () => {
  const values = 'x'.repeat(100_000);
  expect(text('{{ a }}'.repeat(5), values)).toBe(true);
  expect(text('{{ a }}'.repeat(6), values)).toBe(false);
});

it('is not what has so many values that handing them over takes long, shown or not', () => {
  expect(text('Hi', 'x'.repeat(100_000))).toBe(true);
  expect(text('Hi', 'x'.repeat(100_001))).toBe(false);
});

it('is a chat of such messages', () => {
  const chat = (...contents: string[]) =>
    isHarmless({
      template: formatMessages(contents.map((content) => ({ role: 'user', content }))),
      kind: 'chat',
      values: '{}',
    });
  expect(chat('{{ a }}', '{{\nb\n}}')).toBe(true);
  expect(chat('{{ a | b }}')).toBe(false);
  expect(chat('{{ a }}', '{{ a | b }}')).toBe(false);
});
