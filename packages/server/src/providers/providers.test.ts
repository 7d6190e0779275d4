import { expect, it } from 'vitest';
import { createProviders, DEFAULT_PROVIDER_SETTINGS } from './providers.ts';

it.each([
  ['https://api.openai.com/v1', false],
  ['https://ours.openai.azure.com/openai', false],
  ['http://127.0.0.1:11434/v1', true],
  ['https://notopenai.com/v1', true],
])('at %s a server has top_k and repetition_penalty: %s', (baseUrl, has) => {
  const { choose } = createProviders({ ...DEFAULT_PROVIDER_SETTINGS, openai: { key: 'k', baseUrl } });
  const ask =
    (params: object, model = 'gpt-4o') =>
    () =>
      choose({ provider: 'openai', model, params }, null);
  for (const params of [{ topK: 5 }, { repetitionPenalty: 1.1 }]) {
    if (has) expect(ask(params)()).toEqual({ provider: 'openai', model: 'gpt-4o' });
    else expect(ask(params)).toThrow('has. Leave it out.');
  }
  expect(ask({ temperature: 1 }, 'o3')).toThrow('has. Leave it out.');
});
