import type { Kysely } from 'kysely';
import { openDatabase } from './database.ts';
import type { DatabaseLocation } from './location.ts';
import type { Tables } from './tables.ts';

/** Opens a database for what one command does with it, and closes it whatever comes of that. */
export async function withDatabase<T>(
  location: DatabaseLocation,
  act: (db: Kysely<Tables>) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(location, { log: (line) => process.stderr.write(`${line}\n`) });
  try {
    return await act(database.db);
  } finally {
    await database.close();
  }
}
