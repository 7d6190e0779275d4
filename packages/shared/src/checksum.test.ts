import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHECKSUM_PATTERN, checksum } from './checksum.ts';

test('the checksum of the contract', () => {
  expect(checksum('Hello {{name}}!')).toBe(
    '0ac46560e041dd7ae408035089e631b9bef26d90d7e763b5eabfb947c41d05a3',
  );
});

test('every character counts: nothing is trimmed or normalised', () => {
  const texts = ['a', 'A', 'a ', 'a\n', 'a\r\n', '\u00e9', 'e\u0301', ''];
  expect(new Set(texts.map(checksum)).size).toBe(texts.length);
});

test('any text has a checksum of the agreed form, always the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(checksum(text)).toMatch(CHECKSUM_PATTERN);
      expect(checksum(text)).toBe(checksum(text));
    }),
  );
});
