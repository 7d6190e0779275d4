import { createOpenAI } from '@ai-sdk/openai';
import { sendAsGiven } from './as-given.ts';
import { leanFetch } from './fetch.ts';
import { completeWith } from './language-model.ts';
import type { Provider } from './provider.ts';

/** OpenAI, and whatever speaks its chat completions at another address. */
export function createOpenAi({ key, baseUrl }: { readonly key: string; readonly baseUrl: string }): Provider {
  const account = { apiKey: key, baseURL: baseUrl };
  const usual = createOpenAI({ ...account, fetch: leanFetch });
  return {
    complete: (request) => {
      // How the limit is spelled depends on the model, and the SDK knows that.
      const { maxTokens: _, ...others } = request.params;
      const isUsual = Object.keys(others).length === 0;
      const sdk = isUsual ? usual : createOpenAI({ ...account, fetch: sendAsGiven(others) });
      // `.chat`: what the SDK takes by itself, the responses API, most compatible servers lack.
      return completeWith(sdk.chat(request.model), request, { name: 'The provider "openai"', secret: key });
    },
  };
}
