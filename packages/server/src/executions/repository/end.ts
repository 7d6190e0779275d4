import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Tables } from '../../db/tables.ts';
import { CHANNEL } from './lease.ts';
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
  readonly completedAt: Date;
}

/** @returns null when it is no longer the owner's: canceled, or taken over */
export async function finishExecution(
  db: Db,
  { executionId, attempts }: Pick<Job, 'executionId' | 'attempts'>,
  owner: string,
  ending: Ending,
): Promise<Ended | null> {
  // A prompt that was cut stays known as that.
  const [row] = await end(
    db,
    sql`
      status = ${ending.status}::execution_status, response_text = ${ending.responseText},
      error_type = coalesce(${ending.errorType}, error_type), error_message = ${ending.errorMessage},
      prompt_tokens = ${ending.promptTokens}::int, response_tokens = ${ending.responseTokens}::int,
      latency_ms = ${ending.latencyMs}::int, total_cost = ${ending.totalCost}::numeric`,
    sql`
      execution_id = ${executionId} and status = 'running' and lease_owner = ${owner} and attempts = ${attempts}`,
  );
  return row ?? null;
}

/** Ends synchronous executions whose server ended: nobody waits for them. @returns how many there were */
export async function failAbandoned(db: Db, message: string): Promise<number> {
  const ended = await end(
    db,
    sql`status = 'failed', error_type = 'abandoned', error_message = ${message}`,
    sql`status = 'running' and mode = 'sync' and due_at <= clock_timestamp()`,
  );
  return ended.length;
}

/** @returns false when it had ended already */
export async function cancelExecution(
  db: Db,
  executionId: string,
  {
    responseText = null,
    errorType = null,
    errorMessage = null,
  }: Partial<Pick<Ending, 'responseText' | 'errorType' | 'errorMessage'>> = {},
): Promise<boolean> {
  const ended = await end(
    db,
    sql`
      status = 'canceled', response_text = ${responseText},
      error_type = coalesce(${errorType}, error_type), error_message = ${errorMessage}`,
    sql`execution_id = ${executionId} and status in ('queued', 'running')`,
    sql`pg_notify(${CHANNEL}, ${executionId})`,
  );
  return ended.length > 0;
}

/** Ends executions, and counts them in the same statement: neither is ever true without the other. */
async function end(
  db: Db,
  changes: RawBuilder<unknown>,
  which: RawBuilder<unknown>,
  alsoDo: RawBuilder<unknown> = sql`null`,
): Promise<Ended[]> {
  const { rows } = await sql<{ error_type: string | null; created_at: Date; completed_at: Date }>`
    with ended as (
      update executions set ${changes}, completed_at = clock_timestamp(), lease_owner = null
      where ${which}
      returning project_id, version_id, model_id, environment, mode, status, created_at, completed_at, error_type,
        latency_ms, prompt_tokens, response_tokens, total_cost
    ), counted as (
      insert into execution_deltas (
        project_id, version_id, model_id, environment, hour, executions, succeeded, failed, canceled,
        latencies, latency_ms, prompt_tokens, response_tokens, costs, total_cost, latency_bucket
      )
      select project_id, version_id, model_id, environment, date_trunc('hour', created_at, 'UTC'),
        (mode = 'sync')::int, (status = 'succeeded')::int, (status = 'failed')::int, (status = 'canceled')::int,
        (latency_ms is not null)::int, coalesce(latency_ms, 0), coalesce(prompt_tokens, 0),
        coalesce(response_tokens, 0), (total_cost is not null)::int, coalesce(total_cost, 0),
        latency_bucket(latency_ms)
      from ended
    )
    select error_type, created_at, completed_at, ${alsoDo} from ended
  `.execute(db);
  return rows.map((row) => ({
    errorType: row.error_type,
    createdAt: row.created_at,
    completedAt: row.completed_at,
  }));
}
