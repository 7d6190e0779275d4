import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import {
  draftsQuery,
  draftsResponse,
  historyQuery,
  historyResponse,
  listQuery,
  listResponse,
  prompt,
  promptName,
  putPromptRequest,
  putPromptResponse,
  registerRequest,
  registerResponse,
  sightingsQuery,
  sightingsResponse,
  versionDetail,
  versionList,
} from '@prompt-ledger/shared/contract';
import { importRequest, importResponse } from '@prompt-ledger/shared/contract/import';
import { modeRequest, modeResponse } from '@prompt-ledger/shared/contract/mode';
import { storableText } from '@prompt-ledger/shared/contract/texts';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { needs, principalOf } from '../http/auth.ts';
import { changeMode } from './mode.ts';
import { putPrompt } from './put.ts';
import { getHistory, getList, getPrompt, getVersions } from './read.ts';
import { registerCode } from './register.ts';
import { getVersion } from './resolve.ts';
import { importHistory } from './import.ts';
import { getDrafts, getSightings } from './sightings.ts';

const params = z.object({ name: promptName });
const versionParams = params.extend({ reference: storableText });

/** `/prompts`: what is known, and how it gets known. */
export function promptRoutes(context: Context): FastifyPluginAsyncZod {
  return async (app) => {
    app.route({
      method: 'POST',
      url: '/prompts/register-code',
      schema: { body: registerRequest, response: { 200: registerResponse } },
      onRequest: needs(context, 'sync'),
      // A body that is not there has no prompts: that answer is fixed, and not the schema's to give.
      preValidation: async (request: { body: unknown }) => {
        request.body = withPrompts(request.body);
      },
      handler: (request) => registerCode(context, principalOf(request), request.body),
    });

    app.route({
      method: 'POST',
      url: '/prompts/import',
      schema: { body: importRequest, response: { 200: importResponse } },
      onRequest: needs(context, 'sync'),
      handler: (request) => importHistory(context, principalOf(request), request.body),
    });

    app.route({
      method: 'GET',
      url: '/prompts',
      schema: { querystring: listQuery, response: { 200: listResponse } },
      onRequest: needs(context, 'read'),
      handler: (request) => getList(context, principalOf(request).projectId, request.query),
    });

    app.route({
      method: 'GET',
      url: '/prompts/:name',
      schema: { params, response: { 200: prompt } },
      onRequest: needs(context, 'read'),
      handler: (request) => getPrompt(context, principalOf(request).projectId, request.params.name),
    });

    app.route({
      method: 'PUT',
      url: '/prompts/:name',
      schema: { params, body: putPromptRequest, response: { 200: putPromptResponse } },
      onRequest: needs(context, 'sync'),
      handler: (request) => putPrompt(context, principalOf(request), request.params.name, request.body),
    });

    app.route({
      method: 'POST',
      url: '/prompts/:name/mode',
      schema: { params, body: modeRequest, response: { 200: modeResponse } },
      onRequest: needs(context, 'admin'),
      handler: (request) => changeMode(context, principalOf(request), request.params.name, request.body),
    });

    app.route({
      method: 'GET',
      url: '/prompts/:name/versions',
      schema: { params, response: { 200: versionList } },
      onRequest: needs(context, 'read'),
      handler: (request) => getVersions(context, principalOf(request).projectId, request.params.name),
    });

    app.route({
      method: 'GET',
      url: '/prompts/:name/history',
      schema: { params, querystring: historyQuery, response: { 200: historyResponse } },
      onRequest: needs(context, 'read'),
      handler: (request) =>
        getHistory(context, principalOf(request).projectId, request.params.name, request.query),
    });

    app.route({
      method: 'GET',
      url: '/prompts/:name/versions/:reference',
      schema: { params: versionParams, response: { 200: versionDetail } },
      onRequest: needs(context, 'read'),
      handler: ({ raw, params: { name, reference } }) =>
        getVersion(context, principalOf({ raw }).projectId, name, reference),
    });

    app.route({
      method: 'GET',
      url: '/prompts/:name/sightings',
      schema: { params, querystring: sightingsQuery, response: { 200: sightingsResponse } },
      onRequest: needs(context, 'read'),
      handler: (request) =>
        getSightings(context, principalOf(request).projectId, request.params.name, request.query),
    });

    app.route({
      method: 'GET',
      url: '/drafts',
      schema: { querystring: draftsQuery, response: { 200: draftsResponse } },
      onRequest: needs(context, 'read'),
      handler: (request) => getDrafts(context, principalOf(request).projectId, request.query),
    });
  };
}

/** Nothing, `null` and a null list all say "no prompts". */
function withPrompts(body: unknown): unknown {
  if (body === undefined || body === null) return {};
  if (typeof body !== 'object' || !('prompts' in body) || body.prompts !== null) return body;
  return { ...body, prompts: [] };
}
