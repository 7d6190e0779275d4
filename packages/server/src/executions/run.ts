import type { ExecutionResult, QueuedResponse } from '@prompt-ledger/shared/contract/executions';
import type { Actor } from '../audit/record.ts';
import type { Context } from '../context.ts';
import { attempt } from './attempt.ts';
import { begin, type Begun } from './begin.ts';
import { answerEarlier, answerStored } from './earlier.ts';
import { finishInTime } from './finish.ts';
import { formatResult } from './format.ts';
import { refuseFailed } from './refusal.ts';
import type { ExecutionRequest } from './request.ts';
import { readRetryAfter } from './retry.ts';

/**
 * Executes a prompt: at once and to its end in sync mode, later by a worker in async mode. With an idempotency key
 * that was seen before, the first execution is the answer.
 *
 * @throws LedgerError for what the caller or the provider got wrong; a sync run that failed is stored nevertheless
 */
export async function execute(
  context: Context,
  actor: Actor,
  request: ExecutionRequest,
): Promise<ExecutionResult | QueuedResponse> {
  const begun = await begin(context, actor, request);
  if (begun.kind === 'earlier') return answerEarlier(context, actor.projectId, begun.earlier, request);
  if (request.mode === 'sync') return runNow(context, begun);
  context.noteCounted();
  context.wakeWorker();
  const { executionId, executable } = begun;
  return { execution_id: executionId, status: 'queued', mode: 'async', prompt_mode: executable.mode };
}

async function runNow(
  context: Context,
  { executionId, execution, executable, version }: Extract<Begun, { kind: 'new' }>,
): Promise<ExecutionResult> {
  const attempts = 1;
  const { kind, number } = version;
  const { signal } = context.calls.begin(executionId);
  const { ending, failure } = await attempt(context, { ...execution, kind }, signal);
  context.calls.end(executionId);
  const ended = await finishInTime(context.db, { executionId, attempts }, context.instanceId, ending);
  context.noteCounted();
  if (ended === null) return answerStored(context, execution.projectId, executionId);
  if (failure !== null) {
    const retryAfterMs = readRetryAfter(failure.retryAfter, context.now());
    throw refuseFailed(executionId, ending.errorType, ending.errorMessage, retryAfterMs);
  }
  return formatResult({
    ...execution,
    ...ending,
    ...ended,
    executionId,
    attempts,
    promptName: executable.name,
    promptMode: executable.mode,
    versionNumber: number,
  });
}
