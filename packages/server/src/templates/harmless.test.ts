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
  expect(text('{{ a }}', 'x'.repeat(500_000))).toBe(true);
  expect(text('{{ a }}{{ a }}', 'x'.repeat(500_000))).toBe(false);
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
