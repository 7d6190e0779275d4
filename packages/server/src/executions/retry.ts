/** How long to wait before the second, third and fourth attempt. */
export const RETRY_DELAYS_MS: readonly number[] = [5_000, 30_000, 120_000];

/** A provider that asks for more patience than this is not waited for any longer. */
const MAX_RETRY_AFTER_MS = 3_600_000;

/**
 * Decides what follows a failed attempt.
 *
 * @param attempts how many there were, this one included
 * @param retryAfter the provider's `Retry-After`: seconds or an HTTP date; it counts instead of the usual delay
 * @returns in how many milliseconds to try again; null for never
 */
export function planRetry(
  {
    attempts,
    isTransient,
    retryAfter,
  }: { readonly attempts: number; readonly isTransient: boolean; readonly retryAfter: string | null },
  delays: readonly number[],
  now: Date,
): number | null {
  const usual = delays[attempts - 1];
  if (!isTransient || usual === undefined) return null;
  return readRetryAfter(retryAfter, now) ?? usual;
}

/** Reads a `Retry-After` header. @returns milliseconds from now, or null where there is none to be understood */
export function readRetryAfter(header: string | null, now: Date): number | null {
  if (header === null) return null;
  const text = header.trim();
  const wait = toMilliseconds(text, now);
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), MAX_RETRY_AFTER_MS) : null;
}

function toMilliseconds(text: string, now: Date): number {
  // By the standard they are whole.
  if (/^\d{1,9}(\.\d{1,9})?$/.test(text)) return Number(text) * 1000;
  // Without a time of day it is no date, but Date.parse makes a day of the past of nearly anything.
  return text.includes(':') ? Date.parse(text) - now.getTime() : Number.NaN;
}
