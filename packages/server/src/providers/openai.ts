import { createOpenAI } from '@ai-sdk/openai';
import { leanFetch } from './fetch.ts';
import { completeWith } from './language-model.ts';
import type { Provider } from './provider.ts';

/** OpenAI, and whatever speaks its chat completions at another address. */
export function createOpenAi({ key, baseUrl }: { readonly key: string; readonly baseUrl: string }): Provider {
  const sdk = createOpenAI({ apiKey: key, baseURL: baseUrl, fetch: leanFetch });
  return {
    // `.chat`: what the SDK takes by itself, the responses API, most compatible servers lack.
    complete: (request) =>
      completeWith(sdk.chat(request.model), request, { name: 'The provider "openai"', secret: key }),
  };
}
