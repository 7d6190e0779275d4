import fc from 'fast-check';
import { expect, it } from 'vitest';
import { blame } from './blame.ts';

const told = (...texts: string[]) =>
  blame(texts.map((text, index) => ({ version: index + 1, text }))).map(
    ({ version, text }) => `${version} ${text}`,
  );

it('says which version brought each line', () => {
  expect(told('a\nb\nc\n', 'a\nB\nc', 'x\na\nB\nc')).toEqual(['3 x', '1 a', '2 B', '1 c']);
});

it('takes a line that comes again for new, and one that moved for a new one', () => {
  expect(told('a\nb', 'a', 'a\nb')).toEqual(['1 a', '3 b']);
  expect(told('a\nb', 'b\na')).toHaveLength(2);
});

it('gives a text that is another one all of its lines', () => {
  const many = (word: string) => Array.from({ length: 4_000 }, (_, index) => `${word}${index}`).join('\n');
  expect(
    new Set(
      blame([
        { version: 1, text: many('a') },
        { version: 2, text: many('b') },
      ]).map(({ version }) => version),
    ),
  ).toEqual(new Set([2]));
});

it('tells the last text, and for each line a version that has it', () => {
  const line = fc.constantFrom('a', 'b', 'c', '');
  const text = fc.array(line, { minLength: 1, maxLength: 8 }).map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
      const lines = blame(texts.map((text, index) => ({ version: index + 1, text })));
      expect(lines.map(({ text }) => text)).toEqual((texts.at(-1) ?? '').replace(/\n$/, '').split('\n'));
      for (const { text, version } of lines) {
        expect((texts[version - 1] ?? '').replace(/\n$/, '').split('\n')).toContain(text);
      }
    }),
  );
});
