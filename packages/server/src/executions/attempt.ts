import {
  cutText,
  MAX_RESPONSE_BYTES,
  parseMessages,
  toStorableText,
  type Message,
  type PromptKind,
} from '@prompt-ledger/shared';
import type { Context } from '../context.ts';
import { ProviderError, type Completion, type FailureType } from '../providers/provider.ts';
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
  { providers, log }: Pick<Context, 'providers' | 'log'>,
  job: Omit<Job, 'executionId' | 'attempts'>,
  signal: AbortSignal,
  onText?: (text: string) => Promise<void>,
): Promise<Attempt> {
  const started = performance.now();
  const latencyMs = () => Math.round(performance.now() - started);
  const heard: string[] = [];
  try {
    const completion = await providers.complete(job.provider, {
      model: job.model,
      messages: toMessages(job),
      params: toModelParams(job.params),
      signal,
      ...(onText && { onText: keepSome(heard, onText) }),
    });
    return { ending: toSuccess(providers, job, completion, latencyMs()), failure: null };
  } catch (error) {
    const failure = toProviderError(error, log);
    return { ending: toFailure(failure, heard, latencyMs()), failure };
  }
}

/** Passes on what is heard, until as much was heard as is kept. */
function keepSome(heard: string[], onText: (text: string) => Promise<void>) {
  let bytes = 0;
  return async (piece: string): Promise<void> => {
    const fresh = cutText(toStorableText(piece), MAX_RESPONSE_BYTES - bytes);
    bytes += Buffer.byteLength(fresh);
    heard.push(fresh);
    if (fresh !== '') await onText(fresh);
  };
}

function toSuccess(
  providers: Context['providers'],
  job: Pick<Job, 'provider' | 'model'>,
  completion: Completion,
  latencyMs: number,
): Ending {
  const tokens = {
    promptTokens: toCount(completion.promptTokens),
    responseTokens: toCount(completion.responseTokens),
  };
  const whole = toStorableText(completion.text);
  const responseText = cutText(whole, MAX_RESPONSE_BYTES);
  return {
    status: 'succeeded',
    responseText,
    errorType: responseText.length < whole.length ? 'truncated' : null,
    errorMessage: null,
    ...tokens,
    latencyMs,
    totalCost: providers.costOf(job, tokens),
  };
}

/** @param heard what came before it broke off */
function toFailure({ type, message }: ProviderError, heard: readonly string[], latencyMs: number): Ending {
  return {
    status: 'failed',
    responseText: heard.join('') || null,
    errorType: type,
    errorMessage: toStorableText(message),
    promptTokens: null,
    responseTokens: null,
    latencyMs,
    totalCost: null,
  };
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
