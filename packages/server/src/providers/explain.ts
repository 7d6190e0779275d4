import { APICallError } from '@ai-sdk/provider';
import { MAX_ANSWER_MEGABYTES } from './fetch.ts';
import { ProviderError } from './provider.ts';

/** Longest sentence of a provider that is passed on. */
const MAX_SENTENCE = 1000;
/** A key that is shorter guards nothing: a server that needs none takes any text, and `x` is in many words. */
const SHORTEST_SECRET = 8;

/** The provider stopped in the middle of its answer. */
export class CutOff extends Error {}

/** The provider said in the middle of its answer that it failed. */
export class FailedMidway extends Error {
  /** @param said an object with a sentence, as far as anybody keeps to that */
  constructor(said: unknown) {
    const sentence = typeof said === 'object' && said !== null && 'message' in said ? said.message : said;
    super(typeof sentence === 'string' ? sentence : 'it did not say why');
  }
}

/** What a call failed with, as a sentence for the caller. @param signal whether its time was up */
export function explain(
  error: unknown,
  signal: AbortSignal,
  { name, secret }: { readonly name: string; readonly secret: string },
): ProviderError {
  if (signal.aborted) {
    return new ProviderError('timeout', `${name} did not answer in time.`, { isTransient: true });
  }
  if (causesOf(error).some((cause) => cause.code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE')) {
    const sentence = `${name} answered with more than ${MAX_ANSWER_MEGABYTES} MB, which is no answer of a model.`;
    return new ProviderError('provider_error', sentence);
  }
  if (isCutOff(error)) {
    return new ProviderError('connection_error', `${name} broke off in the middle of its answer.`, {
      isTransient: true,
    });
  }
  if (error instanceof FailedMidway) {
    const said = quote(error.message, secret);
    return new ProviderError('provider_error', `${name} failed in the middle of its answer: ${said}`, {
      isTransient: true,
    });
  }
  if (!APICallError.isInstance(error)) {
    return new ProviderError('provider_error', `${name} answered with what cannot be understood.`);
  }
  const said = quote(error.message, secret);
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

function quote(sentence: string, secret: string): string {
  const said = secret.length < SHORTEST_SECRET ? sentence : sentence.replaceAll(secret, '…');
  return said.slice(0, MAX_SENTENCE);
}

/** `terminated` is what a body that ends too early says; the SDK may have wrapped it. */
function isCutOff(error: unknown): boolean {
  if (APICallError.isInstance(error) && error.statusCode === undefined) return false;
  return causesOf(error).some(
    (cause) =>
      cause instanceof CutOff ||
      (cause instanceof TypeError && cause.message === 'terminated') ||
      cause.code === 'UND_ERR_SOCKET' ||
      cause.code === 'ECONNRESET',
  );
}

/** An error with what it wraps, and so on. */
function causesOf(error: unknown): (Error & { readonly code?: unknown })[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}
