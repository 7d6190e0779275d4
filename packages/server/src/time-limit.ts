/**
 * Gives `act` a signal that says so when its time is up, or when `outer` does.
 *
 * `AbortSignal.timeout` would do, but its timers cannot be ended: at 200 calls a second with two minutes each, 24,000 of
 * them are there at any time, which the garbage collector goes through again and again.
 */
export async function withinTime<T>(
  limitMs: number,
  outer: AbortSignal | null,
  act: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const end = () => limit.abort();
  const timer = setTimeout(end, limitMs);
  outer?.addEventListener('abort', end);
  if (outer?.aborted) end();
  try {
    return await act(limit.signal);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', end);
  }
}
