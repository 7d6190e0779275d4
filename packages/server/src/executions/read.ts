import { LedgerError } from '@prompt-ledger/shared';
import type {
  Execution,
  ExecutionResult,
  ExecutionsResponse,
} from '@prompt-ledger/shared/contract/executions';
import { record, type Actor } from '../audit/record.ts';
import type { Context } from '../context.ts';
import type { ExecutionStatus } from '../db/tables.ts';
import { isUuid } from '../uuid.ts';
import { formatResult } from './format.ts';
import { cancelExecution } from './repository/end.ts';
import { findExecution, findTexts, type StoredExecution } from './repository/find.ts';
import { countExecutions, listExecutions } from './repository/list.ts';

/** @throws LedgerError invalid_id or not_found */
export async function getExecution(context: Context, projectId: string, id: string): Promise<Execution> {
  const execution = await getStored(context, projectId, id);
  const texts = await findTexts(context.db, execution.executionId);
  return {
    ...formatResult(execution),
    key: execution.key && { key_id: execution.key.keyId, name: execution.key.name },
    params: execution.params,
    checksum_used: execution.checksum,
    variables: texts?.variables ?? {},
    rendered_prompt: texts?.renderedPrompt ?? '',
  };
}

/** A page, newest first, and how many there are in all. */
export async function getExecutions(
  context: Context,
  projectId: string,
  query: {
    prompt_name?: string | undefined;
    status?: ExecutionStatus | undefined;
    limit: number;
    offset: number;
  },
): Promise<ExecutionsResponse> {
  const { limit, offset } = query;
  const filter = { promptName: query.prompt_name ?? null, status: query.status ?? null };
  const total = await countExecutions(context.db, projectId, filter);
  const found = offset < total ? await listExecutions(context.db, projectId, filter, { limit, offset }) : [];
  return {
    executions: found.map((each) => ({
      execution_id: each.executionId,
      prompt_name: each.promptName,
      status: each.status,
      mode: each.mode,
      created_at: each.createdAt.toISOString(),
      completed_at: each.completedAt?.toISOString() ?? null,
    })),
    total,
    limit,
    offset,
  };
}

/**
 * Ends an execution that has not ended; one that was canceled before stays so.
 *
 * @throws LedgerError invalid_id, not_found, or conflict when it succeeded or failed
 */
export async function cancel(context: Context, actor: Actor, id: string): Promise<ExecutionResult> {
  const { projectId } = actor;
  const { executionId } = await getStored(context, projectId, id);
  const isCanceled = await context.db.transaction().execute(async (db) => {
    if (!(await cancelExecution(db, executionId))) return false;
    await record(db, actor, [{ action: 'execution.canceled', object: executionId }]);
    return true;
  });
  if (isCanceled) {
    context.noteCounted();
    context.calls.cancel(executionId);
  }
  const execution = await getStored(context, projectId, id);
  if (execution.status === 'canceled') return formatResult(execution);
  throw new LedgerError('conflict', `The execution has ${execution.status} already; it cannot be canceled.`);
}

async function getStored(context: Context, projectId: string, id: string): Promise<StoredExecution> {
  if (!isUuid(id)) {
    throw new LedgerError('invalid_id', 'The id of an execution is a UUID, such as its creation answered.');
  }
  const execution = await findExecution(context.db, projectId, id);
  if (execution === null) throw new LedgerError('not_found', `There is no execution ${id.toLowerCase()}.`);
  return execution;
}
