import type { Params } from '@prompt-ledger/shared/contract/executions';
import type { Kysely } from 'kysely';
import { readExact, selectExact } from '../../db/exact-text.ts';
import type { ExecutionMode, ExecutionStatus, PromptMode, Tables } from '../../db/tables.ts';

type Db = Kysely<Tables>;

export interface StoredExecution {
  readonly executionId: string;
  readonly promptName: string;
  readonly promptMode: PromptMode;
  /** Null while the version is a draft. */
  readonly versionNumber: number | null;
  readonly checksum: string;
  readonly provider: string;
  readonly model: string;
  readonly mode: ExecutionMode;
  readonly status: ExecutionStatus;
  readonly environment: string;
  readonly correlationId: string | null;
  /** Whose key asked for it. */
  readonly key: { readonly keyId: string; readonly name: string } | null;
  readonly requestHash: string | null;
  readonly params: Params;
  readonly attempts: number;
  readonly responseText: string | null;
  readonly errorType: string | null;
  readonly errorMessage: string | null;
  readonly promptTokens: number | null;
  readonly responseTokens: number | null;
  readonly latencyMs: number | null;
  readonly totalCost: number | null;
  readonly createdAt: Date;
  readonly completedAt: Date | null;
}

export interface ExecutionTexts {
  readonly variables: Record<string, unknown>;
  readonly renderedPrompt: string;
}

export async function findExecution(
  db: Db,
  projectId: string,
  executionId: string,
): Promise<StoredExecution | null> {
  const row = await selectExecutions(db, projectId)
    .where('e.execution_id', '=', executionId)
    .executeTakeFirst();
  return row === undefined ? null : toExecution(row);
}

export async function findByIdempotencyKey(
  db: Db,
  projectId: string,
  promptId: string,
  key: string,
): Promise<StoredExecution | null> {
  const row = await selectExecutions(db, projectId)
    .where('e.execution_id', '=', (select) =>
      select
        .selectFrom('execution_keys')
        .select('execution_id')
        .where('prompt_id', '=', promptId)
        .where('idempotency_key', '=', key),
    )
    .executeTakeFirst();
  return row === undefined ? null : toExecution(row);
}

/** The texts that an execution was made from; they are large, and asked for only with a single one. */
export async function findTexts(db: Db, executionId: string): Promise<ExecutionTexts | null> {
  const row = await db
    .selectFrom('execution_inputs')
    .select(['variables', selectExact<string>('rendered_prompt').as('rendered_prompt')])
    .where('execution_id', '=', executionId)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { variables: row.variables, renderedPrompt: readExact(row.rendered_prompt) };
}

function selectExecutions(db: Db, projectId: string) {
  return db
    .selectFrom('executions as e')
    .innerJoin('prompts as p', 'p.prompt_id', 'e.prompt_id')
    .innerJoin('prompt_versions as v', 'v.version_id', 'e.version_id')
    .innerJoin('models as m', 'm.model_id', 'e.model_id')
    .leftJoin('api_keys as k', 'k.key_id', 'e.key_id')
    .select([
      'e.execution_id',
      'p.name',
      'p.mode as prompt_mode',
      'v.version_number',
      'v.checksum_hash',
      'm.provider',
      'm.model_name',
      'e.mode',
      'e.status',
      'e.environment',
      'k.key_id',
      'k.name as key_name',
      'e.correlation_id',
      'e.request_hash',
      'e.params',
      'e.attempts',
      selectExact<string | null>('e.response_text').as('response_text'),
      'e.error_type',
      'e.error_message',
      'e.prompt_tokens',
      'e.response_tokens',
      'e.latency_ms',
      'e.total_cost',
      'e.created_at',
      'e.completed_at',
    ])
    .where('e.project_id', '=', projectId);
}

type ExecutionRow = NonNullable<Awaited<ReturnType<ReturnType<typeof selectExecutions>['executeTakeFirst']>>>;

function toExecution(row: ExecutionRow): StoredExecution {
  return {
    executionId: row.execution_id,
    promptName: row.name,
    promptMode: row.prompt_mode,
    versionNumber: row.version_number,
    checksum: row.checksum_hash,
    provider: row.provider,
    model: row.model_name,
    mode: row.mode,
    status: row.status,
    environment: row.environment,
    correlationId: row.correlation_id,
    key: row.key_id === null || row.key_name === null ? null : { keyId: row.key_id, name: row.key_name },
    requestHash: row.request_hash,
    params: row.params,
    attempts: row.attempts,
    responseText: row.response_text === null ? null : readExact(row.response_text),
    errorType: row.error_type,
    errorMessage: row.error_message,
    promptTokens: row.prompt_tokens,
    responseTokens: row.response_tokens,
    latencyMs: row.latency_ms,
    totalCost: row.total_cost === null ? null : Number(row.total_cost),
    createdAt: row.created_at,
    completedAt: row.completed_at,
  };
}
