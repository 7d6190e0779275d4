import type { Params } from '@prompt-ledger/shared/contract/executions';
import { sql, type Kysely } from 'kysely';
import type { ExecutionMode, Tables } from '../../db/tables.ts';
import { CHANNEL, inMilliseconds, type Lease } from './lease.ts';

export interface NewExecution {
  readonly projectId: string;
  readonly promptId: string;
  readonly versionId: string;
  readonly provider: string;
  readonly model: string;
  readonly mode: ExecutionMode;
  readonly environment: string;
  readonly correlationId: string | null;
  readonly idempotencyKey: string | null;
  readonly requestHash: string;
  readonly params: Params;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly renderedPrompt: string;
  readonly isTruncated: boolean;
  /** Who runs it at once, and for how long it is theirs; null leaves it to a worker. */
  readonly lease: Lease | null;
}

/**
 * The row with its inputs, its model and the word to the workers.
 *
 * @returns its id; null when the idempotency key is taken, or when another request made the same model at this moment
 */
export async function insertExecution(db: Kysely<Tables>, execution: NewExecution): Promise<string | null> {
  const { lease } = execution;
  const { rows } = await sql<{ execution_id: string }>`
    with known as (
      select model_id from models where provider = ${execution.provider} and model_name = ${execution.model}
    ), made_model as (
      insert into models (provider, model_name)
      select ${execution.provider}, ${execution.model} where not exists (select from known)
      on conflict (provider, model_name) do nothing
      returning model_id
    ), model as (
      select model_id from known union all select model_id from made_model
    ), made as (
      insert into executions (
        project_id, prompt_id, version_id, model_id, mode, environment, correlation_id, idempotency_key,
        request_hash, params, error_type, status, attempts, started_at, due_at, lease_owner
      )
      select
        ${execution.projectId}::uuid, ${execution.promptId}::uuid, ${execution.versionId}::uuid, model_id,
        ${execution.mode}::execution_mode, ${execution.environment}, ${execution.correlationId}::text,
        ${execution.idempotencyKey}::text, ${execution.requestHash}, ${JSON.stringify(execution.params)}::jsonb,
        ${execution.isTruncated ? 'truncated' : null}::text,
        ${lease === null ? 'queued' : 'running'}::execution_status, ${lease === null ? 0 : 1}::int,
        ${lease === null ? sql`null::timestamptz` : sql`clock_timestamp()`}, ${inMilliseconds(lease?.ms ?? 0)},
        ${lease?.owner ?? null}::uuid
      from model
      on conflict (prompt_id, idempotency_key) do nothing
      returning execution_id
    ), inputs as (
      insert into execution_inputs (execution_id, variables, rendered_prompt)
      select execution_id, ${JSON.stringify(execution.variables)}::jsonb, ${execution.renderedPrompt} from made
    )
    select execution_id, ${lease === null ? sql`pg_notify(${CHANNEL}, '')` : sql`null`} from made
  `.execute(db);
  return rows[0]?.execution_id ?? null;
}
