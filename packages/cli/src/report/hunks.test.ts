import { describe, expect, it } from 'vitest';
import { buildHunks, countHunkLines, formatPosition, groupRuns } from './hunks.ts';
import { whole } from './words.ts';

const END = '\\ No newline at end of file';

describe('hunks', () => {
  it('begin and end some lines around what differs', () => {
    const text = Array.from({ length: 20 }, (_, index) => `line ${index}\n`).join('');
    const changed = text.replace('line 10\n', 'LINE 10\nand more\n');
    expect(buildHunks(text, changed)).toMatchObject([{ oldStart: 8, oldLines: 7, newStart: 8, newLines: 8 }]);
    expect(buildHunks(text, changed, 0).map(({ lines }) => lines)).toEqual([
      ['-line 10', '+LINE 10', '+and more'],
    ]);
    expect(buildHunks(text, text)).toEqual([]);
  });

  it('say where they are as every diff does', () => {
    const positions = (before: string, after: string) => buildHunks(before, after, 0).map(formatPosition);
    expect(positions('a\nb\nc\n', 'a\nB\nc\n')).toEqual(['@@ -2,1 +2,1 @@']);
    expect(positions('', 'new\n')).toEqual(['@@ -0,0 +1,1 @@']);
    expect(positions('a\nb\n', 'a\n')).toEqual(['@@ -2,1 +1,0 @@']);
  });

  it('say how the text ends only where that differs', () => {
    const linesOf = (before: string, after: string) =>
      buildHunks(before, after).flatMap(({ lines }) => lines);
    expect(linesOf('a', 'b')).toEqual(['-a', '+b']);
    expect(linesOf('a\n', 'b\n')).toEqual(['-a', '+b']);
    expect(linesOf('a', 'b\n')).toEqual(['-a', END, '+b']);
    expect(linesOf('a\n', 'b')).toEqual(['-a', '+b', END]);
  });

  it('replace one text by the other where they have nothing in common', () => {
    const text = (word: string) => Array.from({ length: 2_000 }, (_, index) => `${word} ${index}`).join('\n');
    const [hunk, ...others] = buildHunks(text('a'), `${text('b')}\n`);
    expect(others).toEqual([]);
    expect(hunk).toMatchObject({ oldStart: 1, oldLines: 2_000, newStart: 1, newLines: 2_000 });
    expect(hunk?.lines.slice(1_999, 2_002)).toEqual(['-a 1999', END, '+b 0']);
    expect(hunk?.lines).toHaveLength(4_001);
    expect(hunk?.lines.at(-1)).toBe('+b 1999');
  });

  it.each([10, 4_000])('of a text of %i lines against none have the lines of one side', (count) => {
    const text = Array.from({ length: count }, (_, index) => `rule ${index}\n`).join('');
    const [hunk] = buildHunks('', text);
    expect(hunk).toMatchObject({ oldStart: 1, oldLines: 0, newStart: 1, newLines: count });
    expect(hunk?.lines).toEqual(
      text
        .trimEnd()
        .split('\n')
        .map((line) => `+${line}`),
    );
    expect(buildHunks(text, '')).toMatchObject([{ oldLines: count, newLines: 0 }]);
    expect(countHunkLines(buildHunks(text, ''))).toEqual({ added: 0, removed: count });
  });

  it('are counted by their lines', () => {
    expect(countHunkLines(buildHunks('a\nb\nc\n', 'a\nB\nc\nd\n'))).toEqual({ added: 2, removed: 1 });
  });
});

describe('runs', () => {
  it('put what was added beside what was removed, first with first', () => {
    expect(groupRuns([' a', '-be brief now', '-x', '+be brief', ' c', '+d'])).toEqual([
      { kind: 'same', text: 'a' },
      {
        kind: 'change',
        removed: [
          {
            words: [
              { text: 'be brief', differs: false },
              { text: ' now', differs: true },
            ],
            note: null,
          },
          { words: whole('x'), note: null },
        ],
        added: [{ words: whole('be brief'), note: null }],
      },
      { kind: 'same', text: 'c' },
      { kind: 'change', removed: [], added: [{ words: whole('d'), note: null }] },
    ]);
  });

  it('keep the note on the end of the text at its line', () => {
    expect(groupRuns(['-a', END, '+b'])).toEqual([
      {
        kind: 'change',
        removed: [{ words: whole('a'), note: END }],
        added: [{ words: whole('b'), note: null }],
      },
    ]);
    expect(groupRuns([])).toEqual([]);
  });
});
