import { expect, it } from 'vitest';
import { readHookBudget } from './delivery.ts';

it.each([
  [undefined, 800],
  ['', 800],
  ['2.5', 2500],
  ['60', 60_000],
  ['61', 800],
  ['0', 800],
  ['-1', 800],
  ['soon', 800],
  ['Infinity', 800],
])('a hook that is given %j seconds waits %d ms', (seconds, answerMs) => {
  expect(readHookBudget(seconds).answerMs).toBe(answerMs);
});
