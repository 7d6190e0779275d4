import fc from 'fast-check';
import { expect, it } from 'vitest';
import { widthOf } from './text.ts';
import { wrapText, wrapWords } from './wrap.ts';

it('breaks at spaces, in long words where it must, and never within a wide character', () => {
  expect(wrapText('be brief and kind', 9)).toEqual(['be brief', 'and kind']);
  expect(wrapText('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
  expect(wrapText('日本語です', 5)).toEqual(['日本', '語で', 'す']);
  expect(wrapText('', 5)).toEqual(['']);
});

it('keeps which words differ', () => {
  const words = [
    { text: 'be ', differs: false },
    { text: 'brief and', differs: true },
    { text: ' kind', differs: false },
  ];
  expect(wrapWords(words, 8)).toEqual([
    [
      { text: 'be ', differs: false },
      { text: 'brief', differs: true },
    ],
    [
      { text: 'and', differs: true },
      { text: ' kind', differs: false },
    ],
  ]);
});

it('loses nothing but the spaces that it breaks at, and fits', () => {
  const texts = fc.string({ unit: fc.constantFrom(...'abc  ', '日', '👍🏽', 'é', '𠮷'), maxLength: 200 });
  fc.assert(
    fc.property(texts, fc.integer({ min: 2, max: 30 }), (text, width) => {
      const rows = wrapText(text, width);
      expect(rows.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      for (const row of rows) expect(widthOf(row)).toBeLessThanOrEqual(width);
    }),
  );
});
