import {
  cutText,
  MAX_RESPONSE_BYTES,
  parseMessages,
  toStorableText,
  type Message,
  type PromptKind,
} from '@prompt-ledger/shared';
import type { Context } from '../context.ts';
import { ProviderError, type FailureType } from '../providers/provider.ts';
import type { Ending } from './repository/end.ts';
import type { Job } from './repository/queue.ts';
import { toModelParams } from './request.ts';

/** One call of a provider: how the execution would end with it, and whether another one may help. */
export interface Attempt {
  readonly ending: Ending;
  readonly failure: {
    readonly type: FailureType;
    readonly isTransient: boolean;
    readonly retryAfter: string | null;
  } | null;
}

/**
 * Asks the provider once.
 *
 * @param signal ends the call, which then counts as timed out
 * @param onText hears the answer as it comes, no more of it than is kept; it is waited for
 */
export async function attempt(
  { providers, log }: Context,
  job: Omit<Job, 'executionId' | 'attempts'>,
  signal: AbortSignal,
  onText?: (text: string) => Promise<void>,
): Promise<Attempt> {
  const started = performance.now();
  const heard: string[] = [];
  let bytes = 0;
  const latencyMs = () => Math.round(performance.now() - started);
  try {
    const completion = await providers.complete(job.provider, {
      model: job.model,
      messages: toMessages(job),
      params: toModelParams(job.params),
      signal,
      ...(onText && {
        onText: async (piece: string) => {
          const fresh = cutText(toStorableText(piece), MAX_RESPONSE_BYTES - bytes);
          bytes += Buffer.byteLength(fresh);
          heard.push(fresh);
          if (fresh !== '') await onText(fresh);
        },
      }),
    });
    const tokens = {
      promptTokens: toCount(completion.promptTokens),
      responseTokens: toCount(completion.responseTokens),
    };
    const whole = toStorableText(completion.text);
    const responseText = cutText(whole, MAX_RESPONSE_BYTES);
    const ending: Ending = {
      status: 'succeeded',
      responseText,
      errorType: responseText.length < whole.length ? 'truncated' : null,
      errorMessage: null,
      ...tokens,
      latencyMs: latencyMs(),
      totalCost: providers.costOf(job, tokens),
    };
    return { ending, failure: null };
  } catch (error) {
    const failure = toProviderError(error, log);
    const ending: Ending = {
      status: 'failed',
      // What came before it broke off.
      responseText: heard.join('') || null,
      errorType: failure.type,
      errorMessage: toStorableText(failure.message),
      promptTokens: null,
      responseTokens: null,
      latencyMs: latencyMs(),
      totalCost: null,
    };
    return { ending, failure };
  }
}

function toMessages({ kind, renderedPrompt }: { kind: PromptKind; renderedPrompt: string }): Message[] {
  const messages = kind === 'chat' ? parseMessages(renderedPrompt) : null;
  return messages ?? [{ role: 'user', content: renderedPrompt }];
}

/** A provider may say anything; what is no count is unknown. */
function toCount(tokens: number | null): number | null {
  return tokens !== null && Number.isInteger(tokens) && tokens >= 0 && tokens < 2 ** 31 ? tokens : null;
}

/** What is not the provider's failure is our bug; the execution has to end all the same. */
function toProviderError(error: unknown, log: (line: string) => void): ProviderError {
  if (error instanceof ProviderError) return error;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log(`A bug of Prompt Ledger, please report it: a call of a provider failed.\n${stack}`);
  return new ProviderError(
    'provider_error',
    "The call failed inside of Prompt Ledger. The server's log says more.",
  );
}
