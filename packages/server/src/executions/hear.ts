import type { Context } from '../context.ts';
import type { Database } from '../db/database.ts';
import { CHANNEL } from './repository/lease.ts';

/**
 * Hears when another process queues an execution, or cancels one whose provider is called here.
 *
 * @param wake tells the worker of this process, where there is one, that something was queued
 * @returns its end
 */
export function hearOthers({ calls }: Context, database: Database, wake: () => void): () => Promise<void> {
  return database.listen(CHANNEL, (word) => (word === '' ? wake() : calls.cancel(word)));
}
