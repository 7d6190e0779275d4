import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addCounts, NOTHING, toStats, type Counts } from './stats.ts';

const counts = (more: Partial<Counts>): Counts => ({ ...NOTHING, ...more });

describe('of counts is answered', () => {
  it('nothing where there are none', () => {
    expect(toStats(NOTHING)).toEqual({
      execution_count: 0,
      succeeded_count: 0,
      failed_count: 0,
      canceled_count: 0,
      error_rate: null,
      avg_latency_ms: 0,
      p50_latency_ms: null,
      p95_latency_ms: null,
      p99_latency_ms: null,
      total_prompt_tokens: 0,
      total_response_tokens: 0,
      total_cost: 0,
      unpriced_count: 0,
    });
  });

  it('the share of failures among what ended by itself, and the mean latency of what told one', () => {
    const stats = toStats(
      counts({ executions: 10, succeeded: 3, failed: 1, canceled: 6, latencies: 4, latencyMs: 10 }),
    );
    expect(stats).toMatchObject({
      execution_count: 10,
      succeeded_count: 3,
      failed_count: 1,
      canceled_count: 6,
      error_rate: 0.25,
      avg_latency_ms: 3,
    });
    expect(toStats(counts({ failed: 2 })).error_rate).toBe(1);
  });

  it('three percentiles, of which each is another', () => {
    const histogram = '1'.padStart(12, '0').repeat(94);
    const {
      p50_latency_ms: p50,
      p95_latency_ms: p95,
      p99_latency_ms: p99,
    } = toStats(counts({ histogram, latencies: 94 }));
    expect([p50, p95, p99].map((latency) => Math.floor(Math.log2(latency ?? 0) * 8))).toEqual([46, 89, 93]);
  });

  it('a cost only where one is known, and how many have none', () => {
    expect(toStats(counts({ succeeded: 2, costs: 0, totalCost: 0 }))).toMatchObject({
      total_cost: null,
      unpriced_count: 2,
    });
    expect(toStats(counts({ succeeded: 2, costs: 1, totalCost: 0.5 }))).toMatchObject({
      total_cost: 0.5,
      unpriced_count: 1,
    });
    expect(toStats(counts({ failed: 1 }))).toMatchObject({ total_cost: 0, unpriced_count: 0 });
    // What failed late may have cost something.
    expect(toStats(counts({ succeeded: 1, costs: 2 })).unpriced_count).toBe(0);
  });
});

it('several counts are one, number by number', () => {
  const fields = Object.keys(NOTHING).filter((field) => field !== 'histogram') as (keyof Counts)[];
  const any = fc.record({
    ...(Object.fromEntries(fields.map((field) => [field, fc.nat(1000)])) as Record<
      keyof Counts,
      fc.Arbitrary<number>
    >),
    histogram: fc.bigInt({ min: 0n, max: 10n ** 40n }).map(String),
  }) as unknown as fc.Arbitrary<Counts>;
  fc.assert(
    fc.property(fc.array(any, { maxLength: 4 }), (all) => {
      const sum = addCounts(all);
      for (const field of fields) {
        expect(sum[field]).toBe(all.reduce((total, each) => total + Number(each[field]), 0));
      }
      const histogram = all.reduce((total, each) => total + BigInt(each.histogram), 0n);
      expect(sum.histogram).toBe(String(histogram));
    }),
  );
});
