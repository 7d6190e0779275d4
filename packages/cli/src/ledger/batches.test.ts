import { expect, it } from 'vitest';
import { splitIntoBatches } from './batches.ts';

const entries = (count: number, text = 'x') =>
  Array.from({ length: count }, (_, index) => ({ name: `p${index}`, template_source: text }));

it('splits by bytes and by number, keeps the order, and loses nothing', () => {
  const all = entries(10, 'ü'.repeat(100));
  const batches = splitIntoBatches(all, 600, 3);
  expect(batches.flat()).toEqual(all);
  expect(batches.map((batch) => batch.length)).toEqual([2, 2, 2, 2, 2]);
  expect(splitIntoBatches(all, 1e9, 3).map((batch) => batch.length)).toEqual([3, 3, 3, 1]);
});

it('sends alone what is larger than a batch, and nothing for nothing', () => {
  expect(splitIntoBatches(entries(2, 'x'.repeat(1000)), 100, 10)).toHaveLength(2);
  expect(splitIntoBatches([])).toEqual([]);
});
