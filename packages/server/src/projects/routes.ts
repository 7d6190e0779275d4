import {
  project,
  projectName,
  projectRequest,
  projectsResponse,
} from '@prompt-ledger/shared/contract/projects';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { needsEverywhere, principalOf } from '../http/auth.ts';
import { createProject, getProjects, renameProject } from './service.ts';

const params = z.object({ name: projectName });

/** `/projects`: for keys of every project alone. */
export function projectRoutes(context: Context): FastifyPluginAsyncZod {
  return async (app) => {
    app.route({
      method: 'GET',
      url: '/projects',
      schema: { response: { 200: projectsResponse } },
      onRequest: needsEverywhere(context, 'read'),
      handler: () => getProjects(context),
    });

    app.route({
      method: 'POST',
      url: '/projects',
      schema: { body: projectRequest, response: { 200: project } },
      onRequest: needsEverywhere(context, 'admin'),
      handler: (request) => createProject(context, principalOf(request), request.body.name),
    });

    app.route({
      method: 'PATCH',
      url: '/projects/:name',
      schema: { params, body: projectRequest, response: { 200: project } },
      onRequest: needsEverywhere(context, 'admin'),
      handler: (request) =>
        renameProject(context, principalOf(request), request.params.name, request.body.name),
    });
  };
}
