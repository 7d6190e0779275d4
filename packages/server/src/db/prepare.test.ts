import { expect, it } from 'vitest';
import { createStatementNames } from './prepare.ts';

it('names a statement the third time, and then always the same', () => {
  const nameOf = createStatementNames();
  expect([nameOf('a'), nameOf('a'), nameOf('b'), nameOf('a'), nameOf('a')]).toEqual([
    null,
    null,
    null,
    'ledger_0',
    'ledger_0',
  ]);
  expect([nameOf('b'), nameOf('b')]).toEqual([null, 'ledger_1']);
});

it('names no more than so many', () => {
  const nameOf = createStatementNames();
  const named = Array.from({ length: 1000 }, (_, i) => [nameOf(`${i}`), nameOf(`${i}`), nameOf(`${i}`)][2]);
  expect(named.filter((name) => name !== null)).toHaveLength(200);
  expect(nameOf('0')).toBe('ledger_0');
});
