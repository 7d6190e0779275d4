import { expect, it } from 'vitest';
import { drawBar, drawSparkline } from './bars.ts';

it('draws bars to an eighth of a column', () => {
  expect([0, 1, 8, 9, 16].map((value) => drawBar(value, 16, 2))).toEqual(['', '▏', '█', '█▏', '██']);
  expect(drawBar(1, 1_000_000, 10)).toBe('▏');
  expect(drawBar(5, 0, 10)).toBe('');
});

it('draws sparklines in which none is not little', () => {
  expect(drawSparkline([0, 1, 4, 8])).toBe('·▁▄█');
  expect(drawSparkline([0, 0])).toBe('··');
  expect(drawSparkline([])).toBe('');
});
