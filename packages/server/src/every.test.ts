import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { every } from './every.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('does it again and again, also while it waits for an earlier time, and ends when all of them have', async () => {
  const waiting: (() => void)[] = [];
  const end = every(1000, () => new Promise((resolve) => waiting.push(resolve)));
  await vi.advanceTimersByTimeAsync(2500);
  expect(waiting).toHaveLength(2);
  let hasEnded = false;
  const ended = end().then(() => (hasEnded = true));
  waiting[0]?.();
  await vi.advanceTimersByTimeAsync(5000);
  expect([waiting.length, hasEnded]).toEqual([2, false]);
  waiting[1]?.();
  await ended;
});
