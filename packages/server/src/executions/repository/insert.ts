import type { Params } from '@prompt-ledger/shared/contract/executions';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { ExecutionMode, PromptMode, Tables } from '../../db/tables.ts';
import { CHANNEL, inMilliseconds, type Lease } from './lease.ts';

export interface NewExecution {
  readonly projectId: string;
  readonly promptId: string;
  readonly versionId: string;
  readonly provider: string;
  readonly model: string;
  /** What the model costs; null where that is not known. */
  readonly price: { readonly input: number; readonly output: number } | null;
  /** Whose key asks for it. */
  readonly keyId: string | null;
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

/** What was true of a prompt when it was last looked at. */
export interface Remembered {
  readonly name: string;
  readonly mode: PromptMode;
}

/**
 * The row with its inputs, its idempotency key, its model and the word to the workers. What a worker is to run counts
 * from now on, what runs at once when it ends.
 *
 * @param remembered it is stored only if the prompt still is that and the version its active one; null: known to be so
 * @returns its id; null when the idempotency key is taken, when another request made the same model at this moment, or
 * when what was remembered is no longer true
 */
export async function insertExecution(
  db: Kysely<Tables>,
  execution: NewExecution,
  remembered: Remembered | null = null,
): Promise<string | null> {
  const { promptId, idempotencyKey: key, lease } = execution;
  const isQueued = lease === null;
  const { rows } = await sql<{ execution_id: string }>`
    with ${model(execution)}, fresh as materialized (
      select model_id, at, execution_id_at(at) as execution_id from model, clock_timestamp() as at
      ${remembered === null ? sql`` : sql`where ${isStill(execution, remembered)}`}
    ), ${key === null ? sql`` : keyed(promptId, key)} made as (
      insert into executions (
        execution_id, project_id, prompt_id, version_id, model_id, mode, environment, correlation_id, idempotency_key,
        request_hash, params, error_type, status, attempts, created_at, started_at, due_at, lease_owner, key_id
      )
      select
        execution_id, ${execution.projectId}::uuid, ${promptId}::uuid, ${execution.versionId}::uuid, model_id,
        ${execution.mode}::execution_mode, ${execution.environment}, ${execution.correlationId}::text,
        ${key}::text, ${execution.requestHash}, ${JSON.stringify(execution.params)}::jsonb,
        ${execution.isTruncated ? 'truncated' : null}::text,
        ${isQueued ? 'queued' : 'running'}::execution_status, ${isQueued ? 0 : 1}::int,
        at, ${isQueued ? sql`null::timestamptz` : sql`at`}, ${inMilliseconds(lease?.ms ?? 0)},
        ${lease?.owner ?? null}::uuid, ${execution.keyId}::uuid
      from fresh ${key === null ? sql`` : sql`join keyed using (execution_id)`}
      returning execution_id, project_id, version_id, model_id, environment, created_at
    ), inputs as (
      insert into execution_inputs (execution_id, variables, rendered_prompt)
      select execution_id, ${JSON.stringify(execution.variables)}::jsonb, ${execution.renderedPrompt} from made
    ) ${isQueued ? counted : sql``}
    select execution_id, ${isQueued ? notify : key === null ? unhurried : sql`null`} from made
  `.execute(db);
  return rows[0]?.execution_id ?? null;
}

function isStill(
  { projectId, promptId, versionId }: NewExecution,
  { name, mode }: Remembered,
): RawBuilder<unknown> {
  return sql`exists (
    select from prompts
    where prompt_id = ${promptId} and project_id = ${projectId} and name = ${name} and mode = ${mode}
      and active_version_id = ${versionId}
  )`;
}

const notify = sql`pg_notify(${CHANNEL}, '')`;

/**
 * What runs at once reaches the disk together with its end, which waits for that: until then nobody was told of it. A
 * key is different, it has to hold from the start.
 */
const unhurried = sql`set_config('synchronous_commit', 'off', true)`;

function model({ provider, model, price }: NewExecution): RawBuilder<unknown> {
  return sql`
    known as (
      select model_id from models where provider = ${provider} and model_name = ${model}
    ), made_model as (
      insert into models (provider, model_name, input_cost_per_1k, output_cost_per_1k)
      select ${provider}, ${model}, ${price?.input ?? null}::numeric, ${price?.output ?? null}::numeric where not exists (select from known)
      on conflict (provider, model_name) do nothing
      returning model_id
    ), model as (
      select model_id from known union all select model_id from made_model
    )`;
}

function keyed(promptId: string, key: string): RawBuilder<unknown> {
  return sql`
    keyed as (
      insert into execution_keys (prompt_id, idempotency_key, execution_id)
      select ${promptId}::uuid, ${key}, execution_id from fresh
      on conflict (prompt_id, idempotency_key) do nothing
      returning execution_id
    ),`;
}

const counted = sql`, counted as (
  insert into execution_deltas (project_id, version_id, model_id, environment, hour, executions)
  select project_id, version_id, model_id, environment, date_trunc('hour', created_at, 'UTC'), 1 from made
)`;
