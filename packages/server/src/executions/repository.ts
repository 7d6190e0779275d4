import { sql, type Kysely } from 'kysely';
import type { Params } from '@prompt-ledger/shared/contract/executions';
import type { PromptKind } from '@prompt-ledger/shared';
import { readExact, selectExact } from '../db/exact-text.ts';
import type { ExecutionMode, ExecutionStatus, PromptMode, Tables } from '../db/tables.ts';

type Db = Kysely<Tables>;

/** What a new queued execution is announced on. */
export const CHANNEL = 'ledger_executions';

/** Which version of a prompt is meant. */
export type VersionChoice =
  | { readonly kind: 'active' }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'digest'; readonly prefix: string };

export interface ExecutableVersion {
  readonly versionId: string;
  readonly number: number;
  readonly kind: PromptKind;
  readonly template: string;
}

export interface Executable {
  readonly promptId: string;
  readonly name: string;
  readonly mode: PromptMode;
  /** Two of them where a digest is not long enough to tell them apart. */
  readonly versions: readonly ExecutableVersion[];
}

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

export interface Lease {
  readonly owner: string;
  readonly ms: number;
}

/** An execution that somebody has a lease on. */
export interface Job {
  readonly executionId: string;
  readonly attempts: number;
  readonly provider: string;
  readonly model: string;
  readonly params: Params;
  readonly kind: PromptKind;
  readonly renderedPrompt: string;
}

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

export interface StoredExecution {
  readonly executionId: string;
  readonly promptName: string;
  readonly promptMode: PromptMode;
  readonly versionNumber: number;
  readonly provider: string;
  readonly model: string;
  readonly mode: ExecutionMode;
  readonly status: ExecutionStatus;
  readonly environment: string;
  readonly correlationId: string | null;
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

const inMilliseconds = (ms: number) => sql`clock_timestamp() + ${ms} * interval '1 millisecond'`;

export async function findExecutable(
  db: Db,
  projectId: string,
  name: string,
  choice: VersionChoice,
): Promise<Executable | null> {
  const rows = await db
    .selectFrom('prompts as p')
    .leftJoin('prompt_versions as v', (join) => {
      const joined = join.onRef('v.prompt_id', '=', 'p.prompt_id');
      switch (choice.kind) {
        case 'active':
          return joined.onRef('v.version_id', '=', 'p.active_version_id');
        case 'number':
          return joined.on('v.version_number', '=', choice.number);
        case 'digest':
          return joined.on('v.checksum_hash', 'like', `${choice.prefix}%`);
      }
    })
    .select(['p.prompt_id', 'p.name', 'p.mode', 'v.version_id', 'v.version_number', 'v.kind'])
    .select(selectExact<string | null>('v.template_source').as('template'))
    .where('p.project_id', '=', projectId)
    .where('p.name', '=', name)
    .limit(2)
    .execute();
  const first = rows[0];
  if (first === undefined) return null;
  const versions = rows.flatMap(({ version_id, version_number, kind, template }) =>
    version_id === null || version_number === null || kind === null || template === null
      ? []
      : [{ versionId: version_id, number: version_number, kind, template: readExact(template) }],
  );
  return { promptId: first.prompt_id, name: first.name, mode: first.mode, versions };
}

/**
 * The row with its inputs, its model and the word to the workers.
 *
 * @returns its id; null when the idempotency key is taken, or when another request made the same model at this moment
 */
export async function insertExecution(db: Db, execution: NewExecution): Promise<string | null> {
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

/**
 * Takes executions that are due: queued ones, and those whose lease ended because their worker did. Several may do
 * this at once; none is taken twice.
 */
export async function claimDue(db: Db, lease: Lease, limit: number): Promise<Job[]> {
  const { rows } = await sql<{
    execution_id: string;
    attempts: number;
    provider: string;
    model_name: string;
    params: Params;
    kind: PromptKind;
    rendered_prompt: string;
  }>`
    with due as (
      select execution_id from executions
      where status in ('queued', 'running') and mode = 'async' and due_at <= clock_timestamp()
      order by due_at
      limit ${limit}
      for update skip locked
    ), taken as (
      update executions e set
        status = 'running', attempts = e.attempts + 1, lease_owner = ${lease.owner},
        due_at = ${inMilliseconds(lease.ms)}, started_at = coalesce(e.started_at, clock_timestamp())
      from due where e.execution_id = due.execution_id
      returning e.execution_id, e.attempts, e.model_id, e.version_id, e.params
    )
    select taken.execution_id, taken.attempts, m.provider, m.model_name, taken.params, v.kind,
      ${selectExact<string>('i.rendered_prompt')} as rendered_prompt
    from taken
    join models m on m.model_id = taken.model_id
    join prompt_versions v on v.version_id = taken.version_id
    join execution_inputs i on i.execution_id = taken.execution_id
  `.execute(db);
  return rows.map((row) => ({
    executionId: row.execution_id,
    attempts: row.attempts,
    provider: row.provider,
    model: row.model_name,
    params: row.params,
    kind: row.kind,
    renderedPrompt: readExact(row.rendered_prompt),
  }));
}

/** Keeps the leases of an owner. @returns the executions that are still theirs */
export async function extendLeases(db: Db, lease: Lease): Promise<string[]> {
  const rows = await db
    .updateTable('executions')
    .set({ due_at: sql<Date>`${inMilliseconds(lease.ms)}` })
    .where('lease_owner', '=', lease.owner)
    .where('status', '=', 'running')
    .returning('execution_id')
    .execute();
  return rows.map((row) => row.execution_id);
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

/** Gives an execution back, to be tried again in a while. */
export async function requeueExecution(
  db: Db,
  { executionId, attempts }: Pick<Job, 'executionId' | 'attempts'>,
  owner: string,
  delayMs: number,
): Promise<void> {
  await db
    .updateTable('executions')
    .set({ status: 'queued', lease_owner: null, due_at: sql<Date>`${inMilliseconds(delayMs)}` })
    .where('execution_id', '=', executionId)
    .where('status', '=', 'running')
    .where('lease_owner', '=', owner)
    .where('attempts', '=', attempts)
    .execute();
}

/** Gives back all that an owner did not finish; the attempts that were broken off do not count. */
export async function releaseLeases(db: Db, owner: string): Promise<void> {
  await sql`
    with released as (
      update executions set status = 'queued', lease_owner = null, attempts = attempts - 1, due_at = clock_timestamp()
      where lease_owner = ${owner} and status = 'running' and mode = 'async'
      returning execution_id
    )
    select pg_notify(${CHANNEL}, '') from released limit 1
  `.execute(db);
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
    .where('e.prompt_id', '=', promptId)
    .where('e.idempotency_key', '=', key)
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

interface ListFilter {
  readonly promptName: string | null;
  readonly status: ExecutionStatus | null;
}

/** One page of the project's executions, newest first. */
export async function listExecutions(
  db: Db,
  projectId: string,
  filter: ListFilter,
  page: { readonly limit: number; readonly offset: number },
) {
  const rows = await selectFiltered(db, projectId, filter)
    .select(['e.execution_id', 'p.name', 'e.status', 'e.mode', 'e.created_at', 'e.completed_at'])
    .orderBy('e.created_at', 'desc')
    .orderBy('e.execution_id')
    .limit(page.limit)
    .offset(page.offset)
    .execute();
  return rows.map((row) => ({
    executionId: row.execution_id,
    promptName: row.name,
    status: row.status,
    mode: row.mode,
    createdAt: row.created_at,
    completedAt: row.completed_at,
  }));
}

export async function countExecutions(db: Db, projectId: string, filter: ListFilter): Promise<number> {
  const row = await selectFiltered(db, projectId, filter)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return row.count;
}

function selectFiltered(db: Db, projectId: string, { promptName, status }: ListFilter) {
  let query = db
    .selectFrom('executions as e')
    .innerJoin('prompts as p', 'p.prompt_id', 'e.prompt_id')
    .where('e.project_id', '=', projectId);
  if (promptName !== null) query = query.where('p.name', '=', promptName);
  if (status !== null) query = query.where('e.status', '=', status);
  return query;
}

function selectExecutions(db: Db, projectId: string) {
  return db
    .selectFrom('executions as e')
    .innerJoin('prompts as p', 'p.prompt_id', 'e.prompt_id')
    .innerJoin('prompt_versions as v', 'v.version_id', 'e.version_id')
    .innerJoin('models as m', 'm.model_id', 'e.model_id')
    .select([
      'e.execution_id',
      'p.name',
      'p.mode as prompt_mode',
      'v.version_number',
      'm.provider',
      'm.model_name',
      'e.mode',
      'e.status',
      'e.environment',
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
    provider: row.provider,
    model: row.model_name,
    mode: row.mode,
    status: row.status,
    environment: row.environment,
    correlationId: row.correlation_id,
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
