import type { Socket } from 'node:net';
import { LedgerError, MAX_BODY_BYTES, NAME_MAX_LENGTH, PROJECT_HEADER } from '@prompt-ledger/shared';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import cors, { type FastifyCorsOptions } from '@fastify/cors';
import { analyticsRoutes } from '../analytics/routes.ts';
import { auditRoutes } from '../audit/routes.ts';
import type { Context } from '../context.ts';
import { executionRoutes } from '../executions/routes.ts';
import { keyRoutes } from '../keys/routes.ts';
import type { Metrics } from '../operations/metrics.ts';
import { labelRoutes } from '../labels/routes.ts';
import { operationRoutes } from '../operations/routes.ts';
import { projectRoutes } from '../projects/routes.ts';
import { promptRoutes } from '../prompts/routes.ts';
import { settingsRoutes } from '../settings/routes.ts';
import { watchRequests, type RequestFacts } from './access.ts';
import { parseBody } from './body.ts';
import { serveDocs } from './docs.ts';
import { formatError, internalError, toLedgerError } from './errors.ts';
import { guard } from './guard.ts';
import { SECURITY_HEADERS } from './headers.ts';
import { describeApi } from './openapi.ts';
import { readRequestId, REQUEST_ID_HEADER } from './request-id.ts';
import type { HttpSettings } from './settings.ts';

/** A name of the longest kind: each code point four bytes, each byte three characters (`%F0`). */
const MAX_PARAM_LENGTH = NAME_MAX_LENGTH * 4 * 3;
/** How long one request may take to arrive, so that none holds a connection for ever. */
const REQUEST_TIMEOUT_MS = 120_000;

/** What a server has beside the context that its parts share. */
export interface AppParts {
  readonly settings: HttpSettings;
  readonly metrics: Metrics;
  /** Hears of every request when it is over. */
  readonly tell: (facts: RequestFacts) => void;
}

/** Builds the HTTP server, not yet listening. Every answer it gives is JSON, but metrics and the docs page. */
export function buildApp(context: Context, { settings, metrics, tell }: AppParts): FastifyInstance {
  const answerError = (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
    sendError(context, error, request, reply);
  const app = Fastify({
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // What still arrives on an open connection while stopping is answered like anything else.
    return503OnClosing: false,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH, ignoreTrailingSlash: true },
    frameworkErrors: answerError,
    clientErrorHandler: answerBrokenRequest,
    genReqId: readRequestId,
    requestIdHeader: false,
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) => answerError(unknownRoute(request), request, reply));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, bytes: Buffer) => parseBody(bytes),
  );

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS).header(REQUEST_ID_HEADER, request.id);
  });
  watchRequests(app, (facts) => {
    metrics.observe(facts);
    tell(facts);
  });
  app.addHook('onRequest', guard(settings));
  if (settings.corsOrigins.length > 0) app.register(cors, toCors(settings));

  describeApi(app);
  serveDocs(app);
  app.register(operationRoutes(context, metrics));
  for (const routes of [
    promptRoutes,
    labelRoutes,
    executionRoutes,
    analyticsRoutes,
    settingsRoutes,
    projectRoutes,
    keyRoutes,
    auditRoutes,
  ]) {
    app.register(routes(context), { prefix: '/v1' });
  }
  return app;
}

/** Keys travel in headers of our own, so no cookie or login of a browser is ever wanted. */
function toCors({ corsOrigins }: HttpSettings): FastifyCorsOptions {
  return {
    origin: corsOrigins.includes('*') ? '*' : [...corsOrigins],
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'authorization',
      'content-type',
      'idempotency-key',
      PROJECT_HEADER,
      REQUEST_ID_HEADER,
      'x-api-key',
    ],
    exposedHeaders: ['retry-after', REQUEST_ID_HEADER],
    maxAge: 600,
    strictPreflight: false,
  };
}

function sendError(
  context: Context,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const known = toLedgerError(error);
  if (known === null) context.log(describeBug(error, request));
  if (known?.code === 'too_large') keepReading(request, reply);
  const answer = known ?? internalError();
  const { retryAfterSeconds } = answer.facts;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  return reply
    .code(answer.status)
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(formatError(answer));
}

function describeBug(error: unknown, request: FastifyRequest): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `A bug of Prompt Ledger, please report it: ${request.method} ${request.routeOptions.url ?? ''} failed. Its request id is ${request.id}.\n${stack}`;
}

/**
 * Reads the rest of a body that is too large and drops it. Closing instead, as Fastify asks for, resets the
 * connection under a client that is still sending, which then never reads why.
 */
function keepReading(request: FastifyRequest, reply: FastifyReply): void {
  reply.removeHeader('connection');
  request.raw.resume();
}

function unknownRoute({ method, url }: FastifyRequest): LedgerError {
  const path = url.split('?', 1)[0] ?? url;
  return new LedgerError('not_found', `There is no ${method} ${path.slice(0, 200)} here.`);
}

/** What is not HTTP at all, or has endless headers, never becomes a request. */
function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const isTooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const refusal = isTooLarge
    ? new LedgerError('too_large', 'The request has too long headers or a too long path.')
    : new LedgerError('invalid_url', 'This is not an HTTP request that can be understood.');
  const body = JSON.stringify(formatError(refusal));
  socket.end(
    `HTTP/1.1 ${isTooLarge ? '431 Request Header Fields Too Large' : '400 Bad Request'}\r\n` +
      `Content-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `Connection: close\r\n\r\n${body}`,
  );
}
