import type { LanguageModelV3, LanguageModelV3CallOptions, LanguageModelV3Prompt } from '@ai-sdk/provider';
import { APICallError } from '@ai-sdk/provider';
import type { Message } from '@prompt-ledger/shared';
import { CutOff, explain, FailedMidway } from './explain.ts';
import { ProviderError, type Completion, type CompletionRequest } from './provider.ts';

/**
 * Asks a model of the AI SDK, once: trying again is the queue's business.
 *
 * Of the parameters only the limit is asked for here: see `sendAsGiven`.
 *
 * @param secret the key, which no sentence may hold
 * @throws ProviderError
 */
export async function completeWith(
  model: LanguageModelV3,
  { messages, params, signal, onText }: CompletionRequest,
  { name, secret }: { readonly name: string; readonly secret: string },
): Promise<Completion> {
  const prompt = toPrompt(messages);
  const options: LanguageModelV3CallOptions = {
    prompt,
    abortSignal: signal,
    ...(params.maxTokens === undefined ? {} : { maxOutputTokens: params.maxTokens }),
  };
  try {
    return await (onText === undefined ? generate(model, options) : streamOrNot(model, options, onText));
  } catch (error) {
    throw explain(error, signal, { name, secret });
  }
}

async function generate(model: LanguageModelV3, options: LanguageModelV3CallOptions): Promise<Completion> {
  const { content, usage } = await model.doGenerate(options);
  return {
    text: content.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    promptTokens: usage.inputTokens.total ?? null,
    responseTokens: usage.outputTokens.total ?? null,
  };
}

/** Where a provider can answer in one piece only, it is asked for that: nothing of the answer was there yet. */
async function streamOrNot(
  model: LanguageModelV3,
  options: LanguageModelV3CallOptions,
  onText: (text: string) => Promise<void>,
): Promise<Completion> {
  let isHeard = false;
  const hear = (text: string) => {
    isHeard = true;
    return onText(text);
  };
  try {
    return await stream(model, options, hear);
  } catch (error) {
    if (isHeard || options.abortSignal?.aborted || !isOfStreaming(error)) throw error;
  }
  const completion = await generate(model, options);
  if (completion.text !== '') await onText(completion.text);
  return completion;
}

/** Whether it is the streaming that was refused, or passed over. */
function isOfStreaming(error: unknown): boolean {
  if (error instanceof NoStream) return true;
  if (!APICallError.isInstance(error)) return false;
  const { statusCode: status = 0, message, responseBody = '' } = error;
  const isRefusal = (status >= 400 && status < 500 && !KEPT.has(status)) || status === 501;
  return isRefusal && /\bstream/i.test(`${message} ${responseBody}`);
}

/** What is about the key, the time or the rate is none of it. */
const KEPT = new Set([401, 403, 408, 429]);

/** It was asked for a stream, and answered with something else. */
class NoStream extends Error {}

async function stream(
  model: LanguageModelV3,
  options: LanguageModelV3CallOptions,
  onText: (text: string) => Promise<void>,
): Promise<Completion> {
  const pieces: string[] = [];
  const parts = await model.doStream(options);
  if (parts.response?.headers?.['content-type']?.startsWith('application/json')) {
    await parts.stream.cancel();
    throw new NoStream();
  }
  for await (const part of parts.stream) {
    if (part.type === 'text-delta') {
      pieces.push(part.delta);
      await onText(part.delta);
    } else if (part.type === 'error') {
      throw part.error instanceof Error ? part.error : new FailedMidway(part.error);
    } else if (part.type === 'finish') {
      // An orderly end has a reason; the SDK makes one up where the provider gave none.
      if (part.finishReason.raw === undefined) break;
      const { inputTokens, outputTokens } = part.usage;
      return {
        text: pieces.join(''),
        promptTokens: inputTokens.total ?? null,
        responseTokens: outputTokens.total ?? null,
      };
    }
  }
  throw new CutOff();
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
