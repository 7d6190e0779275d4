import { expect, it } from 'vitest';
import { findRefusal, refuseFailed } from './refusal.ts';

it.each([
  ['provider_rejected', 'provider_rejected'],
  ['rate_limited', 'rate_limited'],
  ['timeout', 'provider_timeout'],
  ['provider_error', 'provider_failed'],
  [null, 'provider_failed'],
])('a failure of type %s is told as %s', (type, code) => {
  const error = refuseFailed('e1', type, 'It said no.');
  expect(error).toMatchObject({ code, message: 'It said no.' });
  expect(error.facts.executionId).toBe('e1');
});

it('a failure without a reason is told all the same', () => {
  expect(refuseFailed('e1', null, null).message).toBe('The execution failed.');
});

it('who is told to slow down is told for how long', () => {
  const seconds = (type: string | null, ms: number | null) =>
    refuseFailed('e1', type, null, ms).facts.retryAfterSeconds;
  expect(seconds('rate_limited', null)).toBe(5);
  expect(seconds('rate_limited', 1_001)).toBe(2);
  expect(seconds('timeout', 3_000)).toBe(3);
  expect(seconds('timeout', null)).toBeUndefined();
});

it.each([
  ['succeeded', null, null],
  ['failed', 'provider_timeout', 'Late.'],
  ['canceled', 'conflict', 'The execution was canceled while it ran.'],
  ['queued', 'unavailable', 'The execution has not ended yet. Ask again in a moment.'],
  ['running', 'unavailable', 'The execution has not ended yet. Ask again in a moment.'],
] as const)('an execution that is %s is refused with %s', (status, code, message) => {
  const refusal = findRefusal({ executionId: 'e1', status, errorType: 'timeout', errorMessage: 'Late.' });
  if (status === 'failed' || status === 'canceled') expect(refusal?.facts.executionId).toBe('e1');
  expect(refusal && { code: refusal.code, message: refusal.message }).toEqual(code && { code, message });
});
