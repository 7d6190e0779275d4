import { setTimeout as sleep } from 'node:timers/promises';
import { withinTime } from '../time-limit.ts';
import { isUnavailable } from './unavailable.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;
/** A connection that is lost without a word takes the kernel a quarter of an hour to give up. */
const ANSWER_MS = 5_000;

/**
 * Asks the database again for as long as it is away.
 *
 * @param signal ends the trying
 * @param ask may be done again while an earlier time still waits, and has no other effect then
 * @param answerMs how long one answer is waited for
 * @throws what the last try failed with
 */
export async function insist<T>(
  signal: AbortSignal,
  ask: () => Promise<T>,
  answerMs: number = ANSWER_MS,
): Promise<T> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await inTime(answerMs, ask);
    } catch (error) {
      if (!isUnavailable(error) || signal.aborted) throw error;
      await sleep(pause, undefined, { signal }).catch(() => {
        throw error;
      });
    }
  }
}

/** Waits no longer than that for an answer; what was asked may still be done. @throws what `isUnavailable` takes for that */
export function inTime<T>(ms: number, ask: () => Promise<T>): Promise<T> {
  return withinTime(ms, null, (late) => {
    const refusal = new Promise<never>((_resolve, reject) => {
      late.addEventListener('abort', () => {
        reject(Object.assign(new Error('The database did not answer in time'), { code: 'ETIMEDOUT' }));
      });
    });
    return Promise.race([ask(), refusal]);
  });
}
