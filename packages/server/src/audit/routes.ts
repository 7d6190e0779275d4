import { auditQuery, auditResponse } from '@prompt-ledger/shared/contract/audit';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Context } from '../context.ts';
import { needs, principalOf } from '../http/auth.ts';
import { getAudit } from './read.ts';

/** `/audit`: who changed what, and when. */
export function auditRoutes(context: Context): FastifyPluginAsyncZod {
  return async (app) => {
    app.route({
      method: 'GET',
      url: '/audit',
      schema: { querystring: auditQuery, response: { 200: auditResponse } },
      onRequest: needs(context, 'admin'),
      handler: (request) => getAudit(context, principalOf(request).projectId, request.query),
    });
  };
}
