import { LedgerError } from '@prompt-ledger/shared';
import type { Execution } from '@prompt-ledger/shared/contract/executions';
import type { Actor } from '../audit/record.ts';
import type { Context } from '../context.ts';
import { attempt, type Attempt } from './attempt.ts';
import { begin, type Begun } from './begin.ts';
import { answerEarlier, answerStored } from './earlier.ts';
import { cancelLeft, finishInTime } from './finish.ts';
import { getExecution } from './read.ts';
import { refuseFailed } from './refusal.ts';
import type { ExecutionRequest } from './request.ts';
import { readRetryAfter } from './retry.ts';

/** What a caller hears while the model answers: pieces of its answer, then the whole record. */
export type StreamEvent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'error'; readonly error: LedgerError }
  | { readonly kind: 'end'; readonly execution: Execution };

export interface Listener {
  /** Waited for, so that a slow listener slows the model down and fills no memory. */
  send(event: StreamEvent): Promise<void>;
  /** Whether it heard anything yet; before, a failure is an answer of its own. */
  isOpen(): boolean;
  /** It left: the call of the provider ends, and what came so far is kept. */
  readonly gone: AbortSignal;
}

/**
 * Executes a prompt at once and tells its answer as it comes. The last event is the record, whatever became of it.
 *
 * @throws LedgerError for what goes wrong before the first event, as without a stream
 */
export async function executeStreaming(
  context: Context,
  actor: Actor,
  request: ExecutionRequest,
  listener: Listener,
): Promise<void> {
  const { projectId } = actor;
  const begun = await begin(context, actor, request);
  if (begun.kind === 'earlier') {
    const answer = await answerEarlier(context, projectId, begun.earlier, request);
    if ('response_text' in answer && answer.response_text)
      await listener.send({ kind: 'text', text: answer.response_text });
  } else {
    await run(context, begun, listener);
  }
  if (listener.gone.aborted) return;
  const executionId = begun.kind === 'earlier' ? begun.earlier.executionId : begun.executionId;
  await listener.send({ kind: 'end', execution: await getExecution(context, projectId, executionId) });
}

async function run(
  context: Context,
  { executionId, execution, version }: Extract<Begun, { kind: 'new' }>,
  { send, isOpen, gone }: Listener,
): Promise<void> {
  const onText = (text: string) => send({ kind: 'text', text });
  const signal = AbortSignal.any([gone, context.calls.begin(executionId).signal]);
  const { ending, failure } = await attempt(context, { ...execution, kind: version.kind }, signal, onText);
  context.calls.end(executionId);
  // A whole answer is one, also where nobody waited for its end.
  if (gone.aborted && failure !== null) {
    await cancelLeft(context.db, executionId, ending.responseText);
    context.noteCounted();
    return;
  }
  const job = { executionId, attempts: 1 };
  const ended = await finishInTime(context.db, job, context.instanceId, ending);
  context.noteCounted();
  const error =
    ended === null
      ? await findStoredRefusal(context, execution.projectId, executionId)
      : failure && toRefusal(context, executionId, ending, failure);
  if (error === null) return;
  if (!isOpen()) throw error;
  await send({ kind: 'error', error });
}

function toRefusal(
  { now }: Context,
  executionId: string,
  { errorType, errorMessage }: Attempt['ending'],
  { retryAfter }: NonNullable<Attempt['failure']>,
): LedgerError {
  return refuseFailed(executionId, errorType, errorMessage, readRetryAfter(retryAfter, now()));
}

async function findStoredRefusal(
  context: Context,
  projectId: string,
  executionId: string,
): Promise<LedgerError | null> {
  return answerStored(context, projectId, executionId).then(
    () => null,
    (error: unknown) => {
      if (error instanceof LedgerError) return error;
      throw error;
    },
  );
}
