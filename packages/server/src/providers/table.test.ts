import { expect, it } from 'vitest';
import { findProviderOf, PROVIDERS } from './table.ts';

it.each([
  ['gpt-4o-mini', 'openai'],
  ['gpt-9-turbo', 'openai'],
  ['o1-mini', 'openai'],
  ['o3', 'openai'],
  ['claude-sonnet-4-6', 'anthropic'],
  ['echo', 'echo'],
  ['llama3', null],
  ['omni', null],
  ['', null],
])('the name %j tells %s', (model, provider) => {
  expect(findProviderOf(model)).toBe(provider);
});

it('a reasoning model has no temperature, a chat model has', () => {
  const { lacks } = PROVIDERS.openai;
  for (const model of ['o1', 'o4-mini', 'gpt-5', 'gpt-5.2-mini'])
    expect(lacks(model, true)).toContain('temperature');
  for (const model of ['gpt-4o', 'gpt-4.1', 'gpt-5-chat-latest'])
    expect(lacks(model, false)).not.toContain('temperature');
});
