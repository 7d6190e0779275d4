import { createOpenAI } from '@ai-sdk/openai';
import { leanFetch } from './fetch.ts';
import { completeWith } from './language-model.ts';
import type { CompletionRequest, Provider } from './provider.ts';

/** OpenAI, and whatever speaks its chat completions at another address. */
export function createOpenAi({ key, baseUrl }: { readonly key: string; readonly baseUrl: string }): Provider {
  const account = { apiKey: key, baseURL: baseUrl };
  const usual = createOpenAI({ ...account, fetch: leanFetch });
  return {
    complete: (request) => {
      const { others, fields } = splitParams(request);
      const isUsual = Object.keys(fields).length === 0;
      const sdk = isUsual ? usual : createOpenAI({ ...account, fetch: fetchWith(fields) });
      // `.chat`: what the SDK takes by itself, the responses API, most compatible servers lack.
      return completeWith(
        sdk.chat(request.model),
        { ...request, params: others },
        { name: 'The provider "openai"', secret: key },
      );
    },
  };
}

/** What compatible servers know and OpenAI, and so the SDK, does not. */
function splitParams({ params }: CompletionRequest) {
  const { topK, repetitionPenalty, ...others } = params;
  const fields = {
    ...(topK === undefined ? {} : { top_k: topK }),
    ...(repetitionPenalty === undefined ? {} : { repetition_penalty: repetitionPenalty }),
  };
  return { others, fields };
}

function fetchWith(fields: Readonly<Record<string, number>>): typeof leanFetch {
  return (url, init = {}) => {
    const body: object = typeof init.body === 'string' ? JSON.parse(init.body) : {};
    return leanFetch(url, { ...init, body: JSON.stringify({ ...body, ...fields }) });
  };
}
