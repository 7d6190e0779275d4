import type { Call } from '../call.ts';

const PATIENCE_MS = 1_000;
/** Often enough to be alive, seldom enough to be read. */
const STEP_MS = 100;

/** Empties the line that progress was shown on. */
const WIPE = '\r\u001b[K';

/** Says how far work has come. */
export type Progress = (done: number, total: number) => void;

/**
 * Waits for work; where that takes longer than a second, says on a terminal what is waited for, how much of it is done and
 * how long the rest will take.
 *
 * @param atOnce what to say from the start, for work that lets nothing else run
 */
export async function withProgress<T>(
  { screen: { err }, flags, context }: Call,
  what: string,
  work: Promise<T> | ((progress: Progress) => Promise<T>),
  atOnce: string | null = null,
): Promise<T> {
  const start = (progress: Progress) => (typeof work === 'function' ? work(progress) : work);
  if (!err.isTTY || flags.json) return start(() => {});
  const started = performance.now();
  let shown = '';
  let shownAt = started;
  const show = (line: string) => {
    if (line !== shown) err.raw(`${shown === '' ? '' : WIPE}${line}`);
    shown = line;
    shownAt = performance.now();
  };
  const wipe = () => {
    if (shown !== '') err.raw(WIPE);
  };
  if (atOnce !== null) show(`${atOnce} …`);
  const timer = setTimeout(() => {
    if (shown === '') show(`${what} …`);
  }, PATIENCE_MS);
  const forget = context.beforeInterrupt(wipe);
  try {
    return await start((done, total) => {
      const now = performance.now();
      if (now - started < PATIENCE_MS || now - shownAt < STEP_MS) return;
      show(`${what}${describeProgress(done, total, now - started)} …`);
    });
  } finally {
    clearTimeout(timer);
    forget();
    wipe();
  }
}

/** `: 1,200 of 5,000, 12 s left`; how long only once there is something to tell it from. */
function describeProgress(done: number, total: number, ms: number): string {
  const said = `: ${done.toLocaleString('en')} of ${total.toLocaleString('en')}`;
  if (done === 0 || done >= total) return said;
  return `${said}, ${formatLeft((ms / done) * (total - done))} left`;
}

function formatLeft(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  return seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
