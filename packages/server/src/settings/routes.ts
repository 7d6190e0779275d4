import { settings, settingsChange } from '@prompt-ledger/shared/contract/settings';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Context } from '../context.ts';
import { needs, principalOf } from '../http/auth.ts';
import { changeSettings, getSettings } from './service.ts';

/** `/settings`: of the project that the request is about. */
export function settingsRoutes(context: Context): FastifyPluginAsyncZod {
  return async (app) => {
    app.route({
      method: 'GET',
      url: '/settings',
      schema: { response: { 200: settings } },
      onRequest: needs(context, 'read'),
      handler: (request) => getSettings(context, principalOf(request).projectId),
    });

    app.route({
      method: 'PATCH',
      url: '/settings',
      schema: { body: settingsChange, response: { 200: settings } },
      onRequest: needs(context, 'admin'),
      handler: (request) => changeSettings(context, principalOf(request), request.body),
    });
  };
}
