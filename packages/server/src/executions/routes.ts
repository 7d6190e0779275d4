import { LedgerError } from '@prompt-ledger/shared';
import { promptName } from '@prompt-ledger/shared/contract';
import {
  execution,
  executionResult,
  executionsQuery,
  executionsResponse,
  executeRequest,
  idempotencyKey,
  queuedResponse,
  renderRequest,
  renderResponse,
  runRequest,
} from '@prompt-ledger/shared/contract/executions';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { needs, principalOf } from '../http/auth.ts';
import { formatError, internalError, toLedgerError } from '../http/errors.ts';
import { createEventStream } from '../http/events.ts';
import { cancel, getExecution, getExecutions } from './read.ts';
import { renderOnly } from './render.ts';
import { fromExecute, fromRun, type ExecutionRequest } from './request.ts';
import { execute } from './run.ts';
import { executeStreaming, type StreamEvent } from './stream.ts';

const byName = z.object({ name: promptName });
const byId = z.object({ id: z.string() });
/** The header that means the same as the field `idempotency_key`. */
const headers = z.object({ 'idempotency-key': idempotencyKey.optional() });
const executed = z.union([executionResult, queuedResponse]);

/** `/executions`, and `execute` of a prompt. */
export function executionRoutes(context: Context): FastifyPluginAsyncZod {
  const answer = async (
    from: Pick<FastifyRequest, 'raw'>,
    reply: FastifyReply,
    request: ExecutionRequest,
  ) => {
    const principal = principalOf(from);
    if (!request.isStreaming) return execute(context, principal, request);
    await answerStreaming(context, principal, request, reply);
    return reply;
  };
  return async (app) => {
    app.route({
      method: 'POST',
      url: '/prompts/:name/execute',
      schema: { params: byName, headers, body: executeRequest, response: { 200: executed } },
      onRequest: needs(context, 'execute'),
      handler: ({ params, body, headers, raw }, reply) =>
        answer({ raw }, reply, fromExecute(params.name, withKey(body, headers))),
    });

    app.route({
      method: 'POST',
      url: '/prompts/:name/render',
      schema: { params: byName, body: renderRequest, response: { 200: renderResponse } },
      onRequest: needs(context, 'read'),
      handler: ({ params, body, raw }) =>
        renderOnly(context, principalOf({ raw }).projectId, params.name, body),
    });

    // `::` is how the router spells a colon of the path.
    for (const [verb, mode] of [
      ['run', 'sync'],
      ['submit', 'async'],
    ] as const) {
      for (const url of [`/executions/${verb}`, `/executions::${verb}`]) {
        app.route({
          method: 'POST',
          url,
          schema: { headers, body: runRequest, response: { 200: executed } },
          onRequest: needs(context, 'execute'),
          handler: ({ body, headers, raw }, reply) =>
            answer({ raw }, reply, fromRun(withKey(body, headers), mode)),
        });
      }
    }

    app.route({
      method: 'GET',
      url: '/executions',
      schema: { querystring: executionsQuery, response: { 200: executionsResponse } },
      onRequest: needs(context, 'read'),
      handler: (request) => getExecutions(context, principalOf(request).projectId, request.query),
    });

    app.route({
      method: 'GET',
      url: '/executions/:id',
      schema: { params: byId, response: { 200: execution } },
      onRequest: needs(context, 'read'),
      handler: (request) => getExecution(context, principalOf(request).projectId, request.params.id),
    });

    app.route({
      method: 'POST',
      url: '/executions/:id/cancel',
      schema: { params: byId, response: { 200: executionResult } },
      onRequest: needs(context, 'execute'),
      handler: (request) => cancel(context, principalOf(request), request.params.id),
    });
  };
}

async function answerStreaming(
  context: Context,
  principal: ReturnType<typeof principalOf>,
  request: ExecutionRequest,
  reply: FastifyReply,
): Promise<void> {
  const events = createEventStream(reply);
  const send = (event: StreamEvent) => {
    switch (event.kind) {
      case 'text':
        return events.send('text', { text: event.text });
      case 'error':
        return events.send('error', formatError(event.error));
      case 'end':
        return events.send('end', event.execution);
    }
  };
  try {
    await executeStreaming(context, principal, request, { ...events, send });
  } catch (error) {
    if (!events.isOpen()) throw error;
    const known = toLedgerError(error);
    if (known === null) context.log(`A stream broke off: ${error instanceof Error ? error.stack : error}`);
    await events.send('error', formatError(known ?? internalError()));
  } finally {
    events.end();
  }
}

/** The body with the key that the header gives. */
function withKey<Body extends { idempotency_key?: string | null | undefined }>(
  body: Body,
  headers: { 'idempotency-key'?: string | undefined },
): Body {
  const key = headers['idempotency-key'];
  if (key === undefined) return body;
  if (typeof body.idempotency_key === 'string' && body.idempotency_key !== key) {
    const message = 'must be the same as the header Idempotency-Key, or be left out';
    throw new LedgerError('validation_failed', `The request is not valid: idempotency_key ${message}.`, [
      { path: 'idempotency_key', message },
    ]);
  }
  return { ...body, idempotency_key: key };
}
