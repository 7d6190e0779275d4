import fc from 'fast-check';
import { expect, it } from 'vitest';
import { percentile, readHistogram } from './percentiles.ts';

const bucketOf = (ms: number) => Math.floor((Math.log(Math.max(ms, 1)) / Math.log(2)) * 8);

function histogramOf(latencies: readonly number[]): number[] {
  const histogram: number[] = [];
  for (const bucket of latencies.map(bucketOf)) {
    while (histogram.length <= bucket) histogram.push(0);
    histogram[bucket] = (histogram[bucket] ?? 0) + 1;
  }
  return histogram;
}

it('of nothing is unknown', () => {
  expect(percentile([], 0.5)).toBeNull();
});

it.each([1, 2, 3, 100, 60_000])('of one latency of %i ms is about that', (ms) => {
  for (const share of [0, 0.5, 0.99, 1]) {
    expect(Math.abs((percentile(histogramOf([ms]), share) ?? 0) - ms)).toBeLessThanOrEqual(0.5 + ms * 0.045);
  }
});

it('is within 4.5 % of the exact one, and a rounding', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 600_000 }), { minLength: 1, maxLength: 300 }),
      fc.constantFrom(0.5, 0.95, 0.99),
      (latencies, share) => {
        const exact =
          latencies.toSorted((a, b) => a - b)[Math.ceil(share * latencies.length - 1e-9) - 1] ?? 0;
        const told = percentile(histogramOf(latencies), share) ?? 0;
        expect(Math.abs(told - exact)).toBeLessThanOrEqual(0.5 + exact * 0.045);
      },
    ),
  );
});

it('is read from the digits of a histogram as the database has it, and of sums of these', () => {
  const write = (histogram: readonly number[]) =>
    String(histogram.reduceRight((digits, count) => digits * 10n ** 12n + BigInt(count), 0n));
  expect(readHistogram('0')).toEqual([0]);
  expect(readHistogram(`7${'0'.repeat(11)}2${'9'.repeat(12)}`)).toEqual([999_999_999_999, 2, 7]);
  fc.assert(
    fc.property(fc.array(fc.array(fc.integer({ min: 1, max: 5_000 }))), (groups) => {
      const sum = groups.reduce((total, latencies) => total + BigInt(write(histogramOf(latencies))), 0n);
      const whole = histogramOf(groups.flat());
      expect(readHistogram(String(sum))).toEqual(whole.length === 0 ? [0] : whole);
    }),
  );
});
