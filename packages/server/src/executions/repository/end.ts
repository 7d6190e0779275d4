import { sql, type Kysely } from 'kysely';
import type { Tables } from '../../db/tables.ts';
import type { Job } from './queue.ts';

type Db = Kysely<Tables>;

/** How an execution ended. */
export interface Ending {
  readonly status: 'succeeded' | 'failed';
  readonly responseText: string | null;
  readonly errorType: string | null;
  readonly errorMessage: string | null;
  readonly promptTokens: number | null;
  readonly responseTokens: number | null;
  readonly latencyMs: number | null;
  readonly totalCost: number | null;
}

/** What the database adds to an ending. */
export interface Ended {
  readonly errorType: string | null;
  readonly createdAt: Date;
  readonly completedAt: Date | null;
}

/** @returns null when it is no longer the owner's: canceled, or taken over */
export async function finishExecution(
  db: Db,
  { executionId, attempts }: Pick<Job, 'executionId' | 'attempts'>,
  owner: string,
  ending: Ending,
): Promise<Ended | null> {
  const row = await db
    .updateTable('executions')
    .set({
      status: ending.status,
      response_text: ending.responseText,
      // A prompt that was cut stays known as that.
      error_type: ending.errorType ?? sql<string | null>`error_type`,
      error_message: ending.errorMessage,
      prompt_tokens: ending.promptTokens,
      response_tokens: ending.responseTokens,
      latency_ms: ending.latencyMs,
      total_cost: ending.totalCost,
      completed_at: sql<Date>`clock_timestamp()`,
      lease_owner: null,
    })
    .where('execution_id', '=', executionId)
    .where('status', '=', 'running')
    .where('lease_owner', '=', owner)
    .where('attempts', '=', attempts)
    .returning(['error_type', 'created_at', 'completed_at'])
    .executeTakeFirst();
  if (row === undefined) return null;
  return { errorType: row.error_type, createdAt: row.created_at, completedAt: row.completed_at };
}

/** Ends synchronous executions whose server ended: nobody waits for them. */
export async function failAbandoned(db: Db, message: string): Promise<void> {
  await db
    .updateTable('executions')
    .set({
      status: 'failed',
      error_type: 'abandoned',
      error_message: message,
      completed_at: sql<Date>`clock_timestamp()`,
      lease_owner: null,
    })
    .where('status', '=', 'running')
    .where('mode', '=', 'sync')
    .where('due_at', '<=', sql<Date>`clock_timestamp()`)
    .execute();
}

/** @returns false when it had ended already */
export async function cancelExecution(db: Db, executionId: string): Promise<boolean> {
  const result = await db
    .updateTable('executions')
    .set({ status: 'canceled', completed_at: sql<Date>`clock_timestamp()`, lease_owner: null })
    .where('execution_id', '=', executionId)
    .where('status', 'in', ['queued', 'running'])
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
