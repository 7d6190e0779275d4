import {
  deleteLabelQuery,
  deleteLabelResponse,
  labelHistoryQuery,
  labelHistoryResponse,
  labelsQuery,
  labelsResponse,
  promoteRequest,
  promoteResponse,
} from '@prompt-ledger/shared/contract/labels';
import { storableText } from '@prompt-ledger/shared/contract/texts';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { needs, needsAnyKey, principalOf } from '../http/auth.ts';
import { promote } from './promote.ts';
import { getLabelHistory, getLabels } from './read.ts';
import { deleteLabel } from './remove.ts';

const params = z.object({ label: storableText });

/** `/labels`: movable pointers to versions, and where they were. */
export function labelRoutes(context: Context): FastifyPluginAsyncZod {
  return async (app) => {
    app.route({
      method: 'GET',
      url: '/labels',
      schema: { querystring: labelsQuery, response: { 200: labelsResponse } },
      onRequest: needs(context, 'read'),
      handler: (request) => getLabels(context, principalOf(request).projectId, request.query),
    });

    app.route({
      method: 'POST',
      url: '/labels/promote',
      schema: { body: promoteRequest, response: { 200: promoteResponse } },
      // Which scope is needed, the label tells.
      onRequest: needsAnyKey(context),
      handler: (request) => promote(context, principalOf(request), request.body),
    });

    app.route({
      method: 'DELETE',
      url: '/labels/:label',
      schema: { params, querystring: deleteLabelQuery, response: { 200: deleteLabelResponse } },
      // Which scope is needed, the label tells.
      onRequest: needsAnyKey(context),
      handler: (request) =>
        deleteLabel(context, principalOf(request), request.params.label, request.query.prompt ?? null),
    });

    app.route({
      method: 'GET',
      url: '/labels/:label/history',
      schema: { params, querystring: labelHistoryQuery, response: { 200: labelHistoryResponse } },
      onRequest: needs(context, 'read'),
      handler: (request) =>
        getLabelHistory(context, principalOf(request).projectId, request.params.label, request.query),
    });
  };
}
