import { createAnthropic as createSdk } from '@ai-sdk/anthropic';
import { sendAsGiven } from './as-given.ts';
import { leanFetch } from './fetch.ts';
import { completeWith } from './language-model.ts';
import type { Provider } from './provider.ts';

/** The API wants a limit with each request. */
const DEFAULT_MAX_TOKENS = 4096;

export function createAnthropic({
  key,
  baseUrl,
}: {
  readonly key: string;
  readonly baseUrl: string;
}): Provider {
  const account = { apiKey: key, baseURL: baseUrl };
  const usual = createSdk({ ...account, fetch: leanFetch });
  return {
    complete: (request) => {
      const isUsual = Object.keys(request.params).length === 0;
      const sdk = isUsual ? usual : createSdk({ ...account, fetch: sendAsGiven(request.params) });
      const params = { maxTokens: DEFAULT_MAX_TOKENS, ...request.params };
      return completeWith(
        sdk.messages(request.model),
        { ...request, params },
        { name: 'The provider "anthropic"', secret: key },
      );
    },
  };
}
