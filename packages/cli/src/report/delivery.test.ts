import { expect, it } from 'vitest';
import { formatLate, formatNames } from './delivery.ts';

it('names are five, and how many more', () => {
  expect(formatNames(['a', 'b\u0007'])).toBe('a, b\\u0007');
  expect(formatNames([...'abcde'])).toBe('a, b, c, d, e');
  expect(formatNames([...'abcdefg'])).toBe('a, b, c, d, e and 2 more');
});

it('what was delivered late is a line, and what the server refuses another', () => {
  expect(formatLate({ prompts: [], refused: [] })).toEqual([]);
  const refused = [{ prompts: ['b'], reason: { message: 'No\u0007.' } }];
  expect(formatLate({ prompts: ['a'], refused })).toEqual([
    'ledger: delivered late: a',
    'ledger: set aside, as the server refuses it: b. No\\u0007.',
  ]);
});
