import type { LedgerError } from '@prompt-ledger/shared';
import type { Execution } from '@prompt-ledger/shared/contract/executions';
import type { Context } from '../context.ts';
import { attempt } from './attempt.ts';
import { begin, type Begun } from './begin.ts';
import { answerEarlier } from './earlier.ts';
import { getExecution } from './read.ts';
import { refuseCanceled, refuseFailed } from './refusal.ts';
import { cancelExecution, finishExecution } from './repository/end.ts';
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
  projectId: string,
  request: ExecutionRequest,
  listener: Listener,
): Promise<void> {
  const begun = await begin(context, projectId, request);
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
  if (gone.aborted) {
    await cancelExecution(context.db, executionId, {
      responseText: ending.responseText,
      errorType: 'client_disconnected',
      errorMessage: 'The client left before the answer was complete.',
    });
    context.noteCounted();
    return;
  }
  const job = { executionId, attempts: 1 };
  const ended = await finishExecution(context.db, job, context.instanceId, ending);
  if (ended !== null) context.noteCounted();
  if (ended !== null && failure === null) return;
  const error =
    ended === null
      ? refuseCanceled(executionId)
      : refuseFailed(
          executionId,
          ending.errorType,
          ending.errorMessage,
          readRetryAfter(failure?.retryAfter ?? null, context.now()),
        );
  if (!isOpen()) throw error;
  await send({ kind: 'error', error });
}
