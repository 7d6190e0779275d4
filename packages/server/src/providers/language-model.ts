import type { LanguageModelV3, LanguageModelV3Prompt } from '@ai-sdk/provider';
import { APICallError } from '@ai-sdk/provider';
import type { Message } from '@prompt-ledger/shared';
import { ProviderError, type Completion, type CompletionRequest } from './provider.ts';

/** Longest sentence of a provider that is passed on. */
const MAX_SENTENCE = 1000;

/**
 * Asks a model of the AI SDK, once: trying again is the queue's business.
 *
 * @param secret the key, which no sentence may hold
 * @throws ProviderError
 */
export async function completeWith(
  model: LanguageModelV3,
  { messages, params, signal }: CompletionRequest,
  { name, secret }: { readonly name: string; readonly secret: string },
): Promise<Completion> {
  const prompt = toPrompt(messages);
  try {
    const { content, usage } = await model.doGenerate({
      prompt,
      abortSignal: signal,
      ...(params.temperature === undefined ? {} : { temperature: params.temperature }),
      ...(params.topP === undefined ? {} : { topP: params.topP }),
      ...(params.topK === undefined ? {} : { topK: params.topK }),
      ...(params.maxTokens === undefined ? {} : { maxOutputTokens: params.maxTokens }),
    });
    return {
      text: content.map((part) => (part.type === 'text' ? part.text : '')).join(''),
      promptTokens: usage.inputTokens.total ?? null,
      responseTokens: usage.outputTokens.total ?? null,
    };
  } catch (error) {
    throw explain(error, signal, { name, secret });
  }
}

function toPrompt(messages: readonly Message[]): LanguageModelV3Prompt {
  return messages.map(({ role, content }) => {
    switch (role) {
      case 'system':
      case 'developer':
        return { role: 'system', content };
      case 'user':
      case 'assistant':
        return { role, content: [{ type: 'text', text: content }] };
      default:
        throw new ProviderError(
          'provider_rejected',
          `A message has the role "${role}", which models do not know: use system, user or assistant.`,
        );
    }
  });
}

function explain(
  error: unknown,
  signal: AbortSignal,
  { name, secret }: { readonly name: string; readonly secret: string },
): ProviderError {
  if (signal.aborted) {
    return new ProviderError('timeout', `${name} did not answer in time.`, { isTransient: true });
  }
  if (!APICallError.isInstance(error)) {
    return new ProviderError('provider_error', `${name} answered with what cannot be understood.`);
  }
  const said = error.message.replaceAll(secret, '…').slice(0, MAX_SENTENCE);
  const status = error.statusCode;
  const retryAfter = error.responseHeaders?.['retry-after'] ?? null;
  if (status === undefined) {
    return new ProviderError('connection_error', `${name} cannot be reached.`, { isTransient: true });
  }
  switch (status) {
    case 401:
    case 403:
      // Its own sentence may hold a part of the key.
      return new ProviderError('provider_auth', `${name} refused the key that this server has for it.`);
    case 408:
      return new ProviderError('timeout', `${name} timed out: ${said}`, { isTransient: true, retryAfter });
    case 429:
      return new ProviderError('rate_limited', `${name} limits the rate of requests: ${said}`, {
        isTransient: true,
        retryAfter,
      });
    default:
      if (status >= 500) {
        const isTimeout = status === 504;
        return new ProviderError(
          isTimeout ? 'timeout' : 'provider_error',
          `${name} failed (status ${status}): ${said}`,
          { isTransient: true, retryAfter },
        );
      }
      if (status >= 400)
        return new ProviderError('provider_rejected', `${name} refused the request: ${said}`);
      return new ProviderError('provider_error', `${name} answered with what cannot be understood.`);
  }
}
