import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';

type Db = Kysely<Tables>;

/** An answer for which nothing of its transaction may stay. */
export class BackOut<Answer> extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super('Nothing is to be stored');
    this.answer = answer;
  }
}

/** Runs a transaction that may end with an answer and without a trace, by throwing a `BackOut` with it. */
export async function orBackOut<Answer>(db: Db, act: (db: Db) => Promise<Answer>): Promise<Answer> {
  try {
    return await db.transaction().execute(act);
  } catch (error) {
    // Only `act` can have thrown it, with an answer of its own.
    if (error instanceof BackOut) return error.answer as Answer;
    throw error;
  }
}
