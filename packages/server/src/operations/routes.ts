import { health, meta } from '@prompt-ledger/shared/contract/operations';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Context } from '../context.ts';
import { needsAnyKey, needsEverywhere, principalOf } from '../http/auth.ts';
import type { Metrics } from './metrics.ts';
import { getHealth, getMeta } from './service.ts';

/** What operators and their machines ask. */
export function operationRoutes(context: Context, metrics: Metrics): FastifyPluginAsyncZod {
  return async (app) => {
    app.route({
      method: 'GET',
      url: '/health',
      schema: { response: { 200: health } },
      handler: () => getHealth(context),
    });

    app.route({
      method: 'GET',
      url: '/metrics',
      schema: { hide: true },
      onRequest: needsEverywhere(context, 'read'),
      handler: async (_request, reply) => {
        const { contentType, text } = await metrics.read();
        return reply.type(contentType).send(text);
      },
    });

    app.route({
      method: 'GET',
      url: '/v1/meta',
      schema: { response: { 200: meta } },
      onRequest: needsAnyKey(context),
      handler: (request) => getMeta(context, principalOf(request)),
    });
  };
}
