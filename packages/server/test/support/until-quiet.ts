import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than a server puts off what it tidies up after its start. */
const LONG_ENOUGH_MS = 700;

/** Waits until a server asks its database nothing by itself any more: only then are its statements those of a request. */
export async function untilQuiet(statements: () => number): Promise<void> {
  for (let before = -1; before !== statements();) {
    before = statements();
    await sleep(LONG_ENOUGH_MS);
  }
}
