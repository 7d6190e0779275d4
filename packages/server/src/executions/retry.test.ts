import { expect, it } from 'vitest';
import { planRetry, readRetryAfter, RETRY_DELAYS_MS } from './retry.ts';

const now = new Date('2026-11-23T12:00:00Z');
const plan = (attempts: number, retryAfter: string | null = null, isTransient = true) =>
  planRetry({ attempts, isTransient, retryAfter }, RETRY_DELAYS_MS, now);

it('tries three times more, each after a longer while', () => {
  expect([1, 2, 3, 4, 5].map((attempts) => plan(attempts))).toEqual([5_000, 30_000, 120_000, null, null]);
});

it('never tries again what can only fail again', () => {
  expect(plan(1, null, false)).toBeNull();
  expect(plan(1, '1', false)).toBeNull();
});

it('honours Retry-After, but not a fourth time', () => {
  expect([plan(1, '7'), plan(3, '0'), plan(4, '1')]).toEqual([7_000, 0, null]);
});

it.each([
  ['3', 3_000],
  [' 120 ', 120_000],
  ['Mon, 23 Nov 2026 12:00:10 GMT', 10_000],
  ['Mon, 23 Nov 2026 11:00:00 GMT', 0],
  ['999999999', 3_600_000],
  ['1.5', 1_500],
  ['0.25', 250],
  ['-5', null],
  ['soon', null],
  ['', null],
  [null, null],
])('Retry-After %j means %s ms', (header, wait) => {
  expect(readRetryAfter(header, now)).toBe(wait);
});
