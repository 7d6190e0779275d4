import type { Call } from './call.ts';

const PATIENCE_MS = 1_000;

/** Empties the line that progress was shown on. */
export const WIPE = '\r\u001b[K';

/** Waits for `work`; says on a terminal what is waited for, if that takes longer than a second. */
export async function withProgress<T>(
  { screen: { err }, flags }: Call,
  what: string,
  work: Promise<T>,
): Promise<T> {
  if (!err.isTTY || flags.json) return work;
  let shown = false;
  const timer = setTimeout(() => {
    shown = true;
    err.raw(`${what} …`);
  }, PATIENCE_MS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    if (shown) err.raw(WIPE);
  }
}
