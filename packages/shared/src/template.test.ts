import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatMessages, parseMessages } from './template.ts';

test('messages are written canonically, whatever order their properties came in', () => {
  const message = { content: 'Hi "you"\n', role: 'user', extra: 1 };
  expect(formatMessages([message])).toBe('[{"role":"user","content":"Hi \\"you\\"\\n"}]');
});

test('what was written is read back', () => {
  const message = fc.record({ role: fc.string(), content: fc.string({ unit: 'grapheme' }) });
  fc.assert(
    fc.property(fc.array(message, { minLength: 1 }), (messages) => {
      expect(parseMessages(formatMessages(messages))).toEqual(messages);
    }),
  );
});

test.each([
  ['plain text', 'Hello'],
  ['an empty list', '[]'],
  ['white space', '[ {"role":"user","content":"x"}]'],
  ['another order', '[{"content":"x","role":"user"}]'],
  ['a further property', '[{"role":"user","content":"x","name":"n"}]'],
  ['content that is no string', '[{"role":"user","content":1}]'],
  ['a missing role', '[{"content":"x"}]'],
  ['no list', '{"role":"user","content":"x"}'],
  ['null inside', '[null]'],
])('%s is not canonical', (_, text) => {
  expect(parseMessages(text)).toBeNull();
});
