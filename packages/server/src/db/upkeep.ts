import type { Kysely } from 'kysely';
import { every } from '../every.ts';
import { makePartitions } from './partitions.ts';
import type { Tables } from './tables.ts';

/** The next month is made from the first of this one on, so this is often. */
const INTERVAL_MS = 6 * 3_600_000;

/** Keeps the months ahead in existence as long as a process runs. @returns its end */
export async function keepPartitions(
  db: Kysely<Tables>,
  log: (line: string) => void,
): Promise<() => Promise<void>> {
  const make = async () => {
    try {
      await makePartitions(db);
    } catch (error) {
      log(
        `The partitions of the next months are not made yet: ${error instanceof Error ? error.message : error}`,
      );
    }
  };
  await make();
  return every(INTERVAL_MS, make);
}
