import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCursor, parseCursor, readNameCursor, readNumberCursor, toPage } from './cursor.ts';

describe('a page', () => {
  const page = (found: readonly number[], limit: number) => {
    const { items, next_cursor: next } = toPage(found, limit, (last) => last);
    return [items, next === null ? null : readNumberCursor(next)];
  };

  it('ends where no more was found than it holds', () => {
    expect(page([], 2)).toEqual([[], null]);
    expect(page([5], 2)).toEqual([[5], null]);
    expect(page([5, 6], 2)).toEqual([[5, 6], null]);
  });

  it('tells behind what the next one begins', () => {
    expect(page([5, 6, 7], 2)).toEqual([[5, 6], 6]);
  });
});

describe('a cursor', () => {
  it('is read as what it was made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        if (name.includes('\0')) return;
        expect(readNameCursor(formatCursor(name))).toBe(name);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), (number) => {
        expect(readNumberCursor(formatCursor(number))).toBe(number);
      }),
    );
  });

  it.each([0, -1, 1.5, 2 ** 31])('of %d is none', (number) => {
    expect(parseCursor(formatCursor(number))).toBeNull();
  });

  it('may be of a larger number where that is allowed', () => {
    expect(readNumberCursor(formatCursor(2 ** 31), 2 ** 31)).toBe(2 ** 31);
    expect(() => readNumberCursor(formatCursor(3), 2)).toThrow(/cursor must be the next_cursor/);
  });

  it.each(['', '!', Buffer.from('[1]').toString('base64url'), formatCursor('a\0b')])('is not %j', (text) => {
    expect(parseCursor(text)).toBeNull();
    expect(() => readNameCursor(text)).toThrow(
      'The request is not valid: cursor must be the next_cursor of an earlier answer to the same request.',
    );
  });

  it('of a name is none of a number, and the other way round', () => {
    expect(() => readNameCursor(formatCursor(1))).toThrow(/not valid/);
    expect(() => readNumberCursor(formatCursor('1'))).toThrow(/not valid/);
    expect(() => readNumberCursor(formatCursor('1'))).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        problems: [expect.objectContaining({ path: 'cursor' })],
      }),
    );
  });
});
