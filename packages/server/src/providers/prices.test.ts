import { expect, it } from 'vitest';
import { BUILT_IN_PRICES, costOf, parsePrices } from './prices.ts';

const cost = (provider: string, model: string, promptTokens: number | null, responseTokens: number | null) =>
  costOf(BUILT_IN_PRICES, { provider, model }, { promptTokens, responseTokens });

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

it('takes the first match of a table, such as one of the operator', () => {
  const own = parsePrices([
    { provider: 'openai', model: 'gpt-4o-special', input_per_1k: 1, output_per_1k: 2 },
    { provider: 'echo', model: 'x*', input_per_1k: 0, output_per_1k: 0 },
  ]);
  const tokens = { promptTokens: 1000, responseTokens: 1000 };
  const table = [...own, ...BUILT_IN_PRICES];
  expect(costOf(table, { provider: 'openai', model: 'gpt-4o-special' }, tokens)).toBe(3);
  expect(costOf(table, { provider: 'openai', model: 'gpt-4o-other' }, tokens)).toBe(0.0125);
  expect(costOf(table, { provider: 'echo', model: 'xyz' }, tokens)).toBe(0);
});

const price = { provider: 'openai', model: 'm', input_per_1k: 1, output_per_1k: 1 };
it.each([
  [{}, 'must be a list'],
  [[1], 'entry 1 must be an object'],
  [[price, { ...price, provider: 'x' }], 'entry 2: "provider" must be one of'],
  [[{ ...price, model: '*a' }], '"model" must be a name'],
  [[{ ...price, input_per_1k: -1 }], '"input_per_1k" must be a number'],
  [[{ ...price, output_per_1k: '1' }], '"output_per_1k" must be a number'],
])('refuses %j', (data, sentence) => expect(() => parsePrices(data)).toThrow(sentence));
