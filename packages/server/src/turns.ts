import { setImmediate as nextTurn } from 'node:timers/promises';

/** What others hardly notice that they wait for. */
const TURN_MS = 20;

/** Does something with each of many, and lets others come in between where that takes long. @returns the results, in order */
export async function inTurns<T, R>(items: readonly T[], act: (item: T) => R): Promise<R[]> {
  const results: R[] = [];
  let begun = performance.now();
  for (const item of items) {
    if (performance.now() - begun > TURN_MS) {
      await nextTurn();
      begun = performance.now();
    }
    results.push(act(item));
  }
  return results;
}
