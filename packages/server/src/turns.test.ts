import { expect, it } from 'vitest';
import { inTurns } from './turns.ts';

const busy = (ms: number) => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

it('lets others come in between where it takes long, and answers in order', async () => {
  const happened: string[] = [];
  setImmediate(() => happened.push('other'));
  const results = await inTurns([1, 2, 3], (item) => {
    busy(30);
    happened.push(`item ${item}`);
    return item * 2;
  });
  expect(results).toEqual([2, 4, 6]);
  expect(happened).toEqual(['item 1', 'other', 'item 2', 'item 3']);
});

it('is done at once where it does not', async () => {
  const happened: string[] = [];
  setImmediate(() => happened.push('other'));
  await inTurns([1, 2], (item) => happened.push(`item ${item}`));
  expect(happened).toEqual(['item 1', 'item 2']);
});
