import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { findPrincipal } from './auth.ts';

/** What is known of a request when it is answered; nothing that it said, beyond its id. */
export interface RequestFacts {
  readonly requestId: string;
  readonly method: string;
  /** As it is written in the code, such as `/v1/prompts/:name`; null where there is none for the path. */
  readonly route: string | null;
  /** 0: the client went away before it was answered. */
  readonly status: number;
  readonly durationMs: number;
  readonly keyId: string | null;
  readonly projectId: string | null;
  readonly remote: string;
}

/** Tells of every request, once, when it is over. To be called before any hook that may refuse one. */
export function watchRequests(app: FastifyInstance, tell: (facts: RequestFacts) => void): void {
  app.addHook('onRequest', async (request, reply) => {
    // Also when the client left before it was answered, of which onResponse says nothing.
    reply.raw.once('close', () => {
      tell(toFacts(request, reply, reply.raw.writableFinished ? reply.statusCode : 0));
    });
  });
}

function toFacts(request: FastifyRequest, reply: FastifyReply, status: number): RequestFacts {
  const principal = findPrincipal(request);
  return {
    requestId: request.id,
    method: request.method,
    route: request.is404 ? null : (request.routeOptions.url ?? null),
    status,
    durationMs: Math.round(reply.elapsedTime * 10) / 10,
    keyId: principal?.keyId ?? null,
    projectId: principal?.projectId ?? null,
    remote: request.ip,
  };
}
