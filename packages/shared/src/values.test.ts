import { expect, test } from 'vitest';
import { MAX_VALUE_COUNT, MAX_VALUE_DEPTH } from './limits.ts';
import { findValueProblem } from './values.ts';

const nest = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

test('JSON data of any kind is fine', () => {
  expect(findValueProblem({ a: [1, null, true, 'x', { b: {} }] })).toBeNull();
  expect(findValueProblem(nest(MAX_VALUE_DEPTH))).toBeNull();
});

test('what cannot be stored is found in values and keys', () => {
  expect(findValueProblem({ a: [{ b: 'x\0' }] })).toMatch(/NUL/);
  expect(findValueProblem({ 'a\ud83d': 1 })).toMatch(/surrogate/);
});

test('how many there are is bounded, wherever they are', () => {
  const many = (count: number) => Array.from({ length: count }, () => 1);
  expect(findValueProblem({ a: many(MAX_VALUE_COUNT - 1) })).toBeNull();
  expect(findValueProblem({ a: many(MAX_VALUE_COUNT) })).toMatch(/at most 200,000 values/);
  expect(findValueProblem(Object.fromEntries(many(MAX_VALUE_COUNT + 1).entries()))).toMatch(/at most/);
});

test('depth is bounded, however deep it is', () => {
  expect(findValueProblem(nest(MAX_VALUE_DEPTH + 1))).toMatch(/at most 64 deep/);
  expect(findValueProblem(nest(1_000_000))).toMatch(/at most 64 deep/);
});
