import { setTimeout as sleep } from 'node:timers/promises';
import { CliError, EXIT } from '../errors.ts';

/** Before the second, third and fourth try. */
const PAUSES_MS = [500, 1_500, 4_500];

/** Tries again what fails because of the server or the network; a refusal and a wrong key stay what they are. */
export async function withRetries<T>(
  work: () => Promise<T>,
  pauses: readonly number[] = PAUSES_MS,
): Promise<T> {
  for (const pause of pauses) {
    try {
      return await work();
    } catch (error) {
      const mayPass =
        error instanceof CliError && error.exitCode === EXIT.unavailable && error.code !== 'not_a_ledger';
      if (!mayPass) throw error;
      await sleep(pause);
    }
  }
  return work();
}
