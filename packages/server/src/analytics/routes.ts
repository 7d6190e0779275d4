import { allAnalytics, analyticsQuery, modeAnalytics } from '@prompt-ledger/shared/contract/analytics';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { needs, principalOf } from '../http/auth.ts';
import { getAnalytics } from './read.ts';

/** `/analytics`: what executions took and came to. */
export function analyticsRoutes(context: Context): FastifyPluginAsyncZod {
  return async (app) => {
    app.route({
      method: 'GET',
      url: '/analytics/prompts',
      schema: { querystring: analyticsQuery, response: { 200: z.union([allAnalytics, modeAnalytics]) } },
      onRequest: needs(context, 'read'),
      handler: (request) => getAnalytics(context, principalOf(request).projectId, request.query),
    });
  };
}
