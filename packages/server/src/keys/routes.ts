import {
  createKeyRequest,
  createKeyResponse,
  key,
  keysQuery,
  keysResponse,
} from '@prompt-ledger/shared/contract/keys';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { needs, principalOf } from '../http/auth.ts';
import { createKey, getKeys, revokeKey } from './manage.ts';

const params = z.object({ id: z.string() });

/** `/keys`: who may do what. */
export function keyRoutes(context: Context): FastifyPluginAsyncZod {
  return async (app) => {
    app.route({
      method: 'GET',
      url: '/keys',
      schema: { querystring: keysQuery, response: { 200: keysResponse } },
      onRequest: needs(context, 'admin'),
      handler: (request) => getKeys(context, principalOf(request), { all: request.query.all === 'true' }),
    });

    app.route({
      method: 'POST',
      url: '/keys',
      schema: { body: createKeyRequest, response: { 200: createKeyResponse } },
      onRequest: needs(context, 'admin'),
      handler: (request) => createKey(context, principalOf(request), request.body),
    });

    app.route({
      method: 'POST',
      url: '/keys/:id/revoke',
      schema: { params, response: { 200: key } },
      onRequest: needs(context, 'admin'),
      handler: (request) => revokeKey(context, principalOf(request), request.params.id),
    });
  };
}
