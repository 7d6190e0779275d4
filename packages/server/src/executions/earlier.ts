import { setTimeout as sleep } from 'node:timers/promises';
import { LedgerError } from '@prompt-ledger/shared';
import type { ExecutionResult, QueuedResponse } from '@prompt-ledger/shared/contract/executions';
import type { Context } from '../context.ts';
import { LEASE_MARGIN_MS } from './begin.ts';
import { formatResult } from './format.ts';
import { findRefusal } from './refusal.ts';
import { findExecution, type StoredExecution } from './repository/find.ts';
import { hashRequest, type ExecutionRequest } from './request.ts';

/**
 * Answers the execution that the same idempotency key made before; one that runs just now is waited for.
 *
 * @throws LedgerError conflict for another request, and what the first one was answered when it failed
 */
export async function answerEarlier(
  context: Context,
  projectId: string,
  earlier: StoredExecution,
  request: ExecutionRequest,
): Promise<ExecutionResult | QueuedResponse> {
  if (earlier.requestHash !== hashRequest(request)) {
    throw new LedgerError(
      'conflict',
      'This idempotency key was used for another request. A key belongs to one request with one body.',
      [],
      { executionId: earlier.executionId },
    );
  }
  if (earlier.mode === 'async') {
    const { executionId, status, mode, promptMode } = earlier;
    return { execution_id: executionId, status, mode, prompt_mode: promptMode };
  }
  return answerEnded(await waitForEnd(context, projectId, earlier));
}

/**
 * What was stored, for who could not store an end: it was canceled meanwhile, or the end was stored and nobody heard so.
 *
 * @throws LedgerError what one is answered that did not succeed
 */
export async function answerStored(
  context: Context,
  projectId: string,
  executionId: string,
): Promise<ExecutionResult> {
  const stored = await findExecution(context.db, projectId, executionId);
  if (stored !== null) return answerEnded(stored);
  // Its first commit waits for no disk, and a Postgres that crashes forgets it.
  throw new LedgerError('unavailable', 'The database forgot the execution while it ran. Execute it again.');
}

function answerEnded(execution: StoredExecution): ExecutionResult {
  const refusal = findRefusal(execution);
  if (refusal !== null) throw refusal;
  return formatResult(execution);
}

/** Another request runs it just now; its end is ours too. */
async function waitForEnd(
  context: Context,
  projectId: string,
  execution: StoredExecution,
): Promise<StoredExecution> {
  const deadline = performance.now() + context.providers.timeoutMs + LEASE_MARGIN_MS;
  let current = execution;
  for (let pause = 10; current.status === 'running' && performance.now() < deadline; pause *= 1.5) {
    await sleep(Math.min(pause, 500));
    current = await getStored(context, projectId, execution.executionId);
  }
  return current;
}

async function getStored(context: Context, projectId: string, executionId: string): Promise<StoredExecution> {
  const stored = await findExecution(context.db, projectId, executionId);
  if (stored === null) throw new Error(`The execution ${executionId} was stored but is not there`);
  return stored;
}
