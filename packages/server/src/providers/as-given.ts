import { leanFetch } from './fetch.ts';
import type { ModelParams } from './provider.ts';

/**
 * Puts parameters into the body of a request as they were given. An SDK leaves out or changes what it thinks a model does
 * not have, and nobody hears of it; the model refuses with a sentence.
 *
 * @param params those that the SDK is not told of
 */
export function sendAsGiven({ maxTokens, ...params }: ModelParams): typeof leanFetch {
  const fields = {
    temperature: params.temperature,
    top_p: params.topP,
    top_k: params.topK,
    repetition_penalty: params.repetitionPenalty,
    ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
  };
  return (url, init = {}) => {
    const body: object = typeof init.body === 'string' ? JSON.parse(init.body) : {};
    return leanFetch(url, { ...init, body: JSON.stringify({ ...body, ...fields }) });
  };
}
