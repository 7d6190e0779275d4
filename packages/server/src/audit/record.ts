import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';
import type { Actor, Deed } from './deed.ts';
import { insertEvents } from './repository.ts';

export type { Actor, Deed } from './deed.ts';

/**
 * Writes down what an actor does.
 *
 * @param db the transaction that does it, so that neither is ever there without the other
 */
export async function record(db: Kysely<Tables>, actor: Actor, deeds: readonly Deed[]): Promise<void> {
  if (deeds.length > 0) await insertEvents(db, actor, deeds);
}
