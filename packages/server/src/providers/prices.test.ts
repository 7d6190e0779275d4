import { expect, it } from 'vitest';
import { costOf } from './prices.ts';

const cost = (provider: string, model: string, promptTokens: number | null, responseTokens: number | null) =>
  costOf({ provider, model }, { promptTokens, responseTokens });

it.each([
  ['openai', 'gpt-4o-mini', 0.00075],
  ['openai', 'gpt-4o-mini-2024-07-18', 0.00075],
  ['openai', 'gpt-4o-2024-08-06', 0.0125],
  ['anthropic', 'claude-haiku-4-5-20251001', 0.0048],
  ['anthropic', 'claude-sonnet-4-6', 0.018],
  ['anthropic', 'claude-opus-4-6-x', 0.09],
  ['anthropic', 'claude-haiku-4-5', null],
  ['openai', 'gpt-9', null],
  ['echo', 'gpt-4o', null],
])('1000 tokens in and out of %s %s cost %s', (provider, model, expected) => {
  expect(cost(provider, model, 1000, 1000)).toBe(expected);
});

it('is unknown, not nothing, without the tokens', () => {
  expect(cost('openai', 'gpt-4o', null, 3)).toBeNull();
  expect(cost('openai', 'gpt-4o', 0, 0)).toBe(0);
  expect(cost('openai', 'gpt-4o-mini', 1, 1)).toBe(0.00000075);
});
