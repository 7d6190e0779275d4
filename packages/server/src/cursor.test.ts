import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCursor, parseCursor, toPage } from './cursor.ts';

describe('a cursor', () => {
  it('comes back as what it was made of, and is safe in a URL', () => {
    const last = fc.oneof(
      fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
      fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    );
    fc.assert(
      fc.property(last, (value) => {
        const cursor = formatCursor(value);
        expect(cursor).toMatch(/^[\w-]*$/);
        expect(parseCursor(cursor)).toBe(value);
      }),
    );
  });

  it.each([
    '',
    'x',
    '!!',
    formatCursor(0),
    formatCursor(1.5),
    formatCursor(2 ** 31),
    formatCursor('a\0'),
    'bnVsbA',
    'W10',
  ])('that nobody made is none: %s', (cursor) => {
    expect(parseCursor(cursor)).toBeNull();
  });
});

describe('a page', () => {
  it.each([
    [[], [], null],
    [[1], [1], null],
    [[1, 2], [1, 2], null],
    // One more than was asked for.
    [[1, 2, 3], [1, 2], 2],
  ])('of two, of which %j were found, is %j', (found, items, last) => {
    const next_cursor = last === null ? null : formatCursor(last);
    expect(toPage(found, 2, (item) => item)).toEqual({ items, next_cursor });
  });
});
