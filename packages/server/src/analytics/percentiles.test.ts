import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addHistograms, percentiles } from './percentiles.ts';

const bucketOf = (ms: number) => Math.floor((Math.log(Math.max(ms, 1)) / Math.log(2)) * 8);

function countsOf(latencies: readonly number[]): number[] {
  const counts: number[] = [];
  for (const bucket of latencies.map(bucketOf)) {
    while (counts.length <= bucket) counts.push(0);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return counts;
}

const write = (counts: readonly number[]) =>
  String(counts.reduceRight((digits, count) => digits * 10n ** 12n + BigInt(count), 0n));
const histogramOf = (latencies: readonly number[]) => write(countsOf(latencies));
/** How many a histogram counts: the sum of its groups of digits. */
const countOf = (histogram: string) =>
  (histogram.match(/.{1,12}(?=(.{12})*$)/g) ?? []).reduce((sum, digits) => sum + Number(digits), 0);
const percentile = (histogram: string, share: number) =>
  percentiles(histogram, countOf(histogram), [share])[0];

it('of nothing is unknown', () => {
  expect(percentile('0', 0.5)).toBeNull();
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

it('of several shares are those of each', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 600_000 }), { maxLength: 50 }), (latencies) => {
      const shares = [1, 0.99, 0.95, 0.5, 0.5, 0];
      const histogram = histogramOf(latencies);
      expect(percentiles(histogram, latencies.length, shares)).toEqual(
        shares.map((share) => percentile(histogram, share)),
      );
    }),
  );
});

it('counts as many as twelve digits say', () => {
  const histogram = write([1, 0, 999_999_999_999]);
  expect(percentiles(histogram, 1_000_000_000_000, [1e-11, 1e-13])).toEqual([Math.round(2 ** (2.5 / 8)), 1]);
  expect(percentiles(write([1, 1, ...Array<number>(80).fill(0), 2]), 4, [0.75, 0.5, 0.25])).toEqual([
    Math.round(2 ** (82.5 / 8)),
    Math.round(2 ** (1.5 / 8)),
    Math.round(2 ** (0.5 / 8)),
  ]);
});

it('of histograms that are added up are those of all that is in them', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.integer({ min: 1, max: 5_000 }))), (groups) => {
      const sum = groups.map(histogramOf).reduce(addHistograms, '0');
      expect(sum).toBe(histogramOf(groups.flat()));
    }),
  );
});
