import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRateLimiter } from './rate-limit.ts';

const at = (ms: number) => new Date(ms);

describe('a rate limiter', () => {
  it('lets so many through at once, and says when the next may come', () => {
    const limiter = createRateLimiter(3);
    expect([1, 2, 3].map(() => limiter.take('a', at(0)))).toEqual([null, null, null]);
    expect(limiter.take('a', at(0))).toBe(20);
    expect(limiter.take('b', at(0))).toBeNull();
    expect(limiter.take('a', at(15_000))).toBe(5);
    expect(limiter.take('a', at(20_000))).toBeNull();
    expect(limiter.take('a', at(20_001))).toBe(20);
  });

  it('with 0 lets everything through', () => {
    const limiter = createRateLimiter(0);
    for (let each = 0; each < 1000; each += 1) expect(limiter.take('a', at(0))).toBeNull();
  });

  it('never lets through more than a full bucket and what flowed in since', () => {
    const gaps = fc.array(fc.integer({ min: -1000, max: 30_000 }), { maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), gaps, (perMinute, pauses) => {
        const limiter = createRateLimiter(perMinute);
        let [now, flowed, passed] = [0, 0, 0];
        for (const pause of pauses) {
          now += pause;
          flowed += Math.max(0, pause);
          if (limiter.take('a', at(now)) === null) passed += 1;
        }
        expect(passed).toBeLessThanOrEqual(perMinute + (flowed * perMinute) / 60_000 + 1e-6);
      }),
    );
  });

  it('tells the truth: after so many seconds one gets through', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6000 }), fc.nat(100), (perMinute, more) => {
        const limiter = createRateLimiter(perMinute);
        let wait: number | null = null;
        for (let each = 0; each < perMinute + more + 1; each += 1) wait = limiter.take('a', at(0));
        expect(limiter.take('a', at((wait ?? 0) * 1000))).toBeNull();
      }),
    );
  });
});
