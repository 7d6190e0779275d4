import { setTimeout as sleep } from 'node:timers/promises';
import { LedgerError, type ErrorCode } from '@prompt-ledger/shared';
import type { ExecutionResult, QueuedResponse } from '@prompt-ledger/shared/contract/executions';
import type { Context } from '../context.ts';
import { attempt } from './attempt.ts';
import { formatResult } from './format.ts';
import { getVersion, refuseOtherMode, render } from './prepare.ts';
import { finishExecution } from './repository/end.ts';
import { findExecutable, type Executable, type ExecutableVersion } from './repository/executable.ts';
import { findByIdempotencyKey, findExecution, type StoredExecution } from './repository/find.ts';
import { insertExecution, type NewExecution } from './repository/insert.ts';
import { hashRequest, toModelParams, type ExecutionRequest } from './request.ts';
import { readRetryAfter } from './retry.ts';

/** Beyond the longest call of a provider, a synchronous execution is given up for lost. */
const LEASE_MARGIN_MS = 30_000;
const CANCEL_NOTICE = 'The execution was canceled while it ran.';

/**
 * Executes a prompt: at once and to its end in sync mode, later by a worker in async mode. With an idempotency key
 * that was seen before, the first execution is the answer.
 *
 * @throws LedgerError for what the caller or the provider got wrong; a sync run that failed is stored nevertheless
 */
export async function execute(
  context: Context,
  projectId: string,
  request: ExecutionRequest,
): Promise<ExecutionResult | QueuedResponse> {
  const executable = await getExecutable(context, projectId, request);
  refuseOtherMode(executable, request);
  const earlier = await findEarlier(context, projectId, executable, request);
  if (earlier !== null) return answerEarlier(context, projectId, earlier, request);
  const version = getVersion(executable, request.version);
  const rendered = await render(context, executable.name, version, request.variables);
  const choice = context.providers.choose(
    { provider: request.provider, model: request.model, params: toModelParams(request.params) },
    request.usualProvider,
  );
  const isSync = request.mode === 'sync';
  const lease = { owner: context.instanceId, ms: context.providers.timeoutMs + LEASE_MARGIN_MS };
  const execution: NewExecution = {
    projectId,
    promptId: executable.promptId,
    versionId: version.versionId,
    ...choice,
    mode: request.mode,
    environment: request.environment,
    correlationId: request.correlationId,
    idempotencyKey: request.idempotencyKey,
    requestHash: hashRequest(request),
    params: request.params,
    variables: request.variables,
    renderedPrompt: rendered.text,
    isTruncated: rendered.isTruncated,
    lease: isSync ? lease : null,
  };
  const stored = await store(context, projectId, executable, execution, request);
  if (typeof stored !== 'string') return answerEarlier(context, projectId, stored, request);
  if (isSync) return runNow(context, stored, execution, executable, version);
  context.noteCounted();
  context.wakeWorker();
  return { execution_id: stored, status: 'queued', mode: 'async', prompt_mode: executable.mode };
}

/** @returns the id of the new execution, or the one that another request made with the same key just now */
async function store(
  context: Context,
  projectId: string,
  executable: Executable,
  execution: NewExecution,
  request: ExecutionRequest,
): Promise<string | StoredExecution> {
  // A second time, when all that stood in the way was another request that made the same model.
  for (let tries = 0; tries < 3; tries += 1) {
    const stored =
      (await insertExecution(context.db, execution)) ??
      (await findEarlier(context, projectId, executable, request));
    if (stored !== null) return stored;
  }
  throw new Error('An execution could not be stored, and nothing stands in its way');
}

async function getExecutable(
  context: Context,
  projectId: string,
  { promptName, version }: ExecutionRequest,
): Promise<Executable> {
  const found = await findExecutable(context.db, projectId, promptName, version);
  if (found !== null) return found;
  throw new LedgerError(
    'not_found',
    `There is no prompt "${promptName}". GET /v1/prompts lists those there are.`,
  );
}

async function runNow(
  context: Context,
  executionId: string,
  execution: NewExecution,
  { name, mode: promptMode }: Executable,
  { kind, number }: ExecutableVersion,
): Promise<ExecutionResult> {
  const attempts = 1;
  const { ending, failure } = await attempt(context, { ...execution, kind }, new AbortController().signal);
  const ended = await finishExecution(context.db, { executionId, attempts }, context.instanceId, ending);
  if (ended === null) throw new LedgerError('conflict', CANCEL_NOTICE, [], { executionId });
  context.noteCounted();
  if (failure !== null) {
    const retryAfterMs = readRetryAfter(failure.retryAfter, context.now());
    throw explainFailure(executionId, ending.errorType, ending.errorMessage, retryAfterMs);
  }
  return formatResult({
    ...execution,
    ...ending,
    ...ended,
    executionId,
    attempts,
    promptName: name,
    promptMode,
    versionNumber: number,
  });
}

const FAILURE_CODES: Readonly<Record<string, ErrorCode>> = {
  provider_rejected: 'provider_rejected',
  rate_limited: 'rate_limited',
  timeout: 'provider_timeout',
};

function explainFailure(
  executionId: string,
  errorType: string | null,
  message: string | null,
  retryAfterMs: number | null = null,
): LedgerError {
  const code = FAILURE_CODES[errorType ?? ''] ?? 'provider_failed';
  return new LedgerError(code, message ?? 'The execution failed.', [], {
    executionId,
    // A client that is told to slow down must be told for how long.
    ...(retryAfterMs === null && code !== 'rate_limited'
      ? {}
      : { retryAfterSeconds: Math.ceil((retryAfterMs ?? 5000) / 1000) }),
  });
}

async function findEarlier(
  context: Context,
  projectId: string,
  { promptId }: Executable,
  { idempotencyKey }: ExecutionRequest,
): Promise<StoredExecution | null> {
  if (idempotencyKey === null) return null;
  return findByIdempotencyKey(context.db, projectId, promptId, idempotencyKey);
}

async function answerEarlier(
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
  const ended = await waitForEnd(context, projectId, earlier);
  const { executionId, status, errorType, errorMessage } = ended;
  if (status === 'failed') throw explainFailure(executionId, errorType, errorMessage);
  if (status === 'canceled') throw new LedgerError('conflict', CANCEL_NOTICE, [], { executionId });
  return formatResult(ended);
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
