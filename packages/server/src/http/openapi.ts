import swagger from '@fastify/swagger';
import { PROJECT_HEADER } from '@prompt-ledger/shared';
import { errorBody } from '@prompt-ledger/shared/contract/errors';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { VERSION } from '../version.ts';
import { SUMMARIES } from './summaries.ts';

const DESCRIPTION = `Versions of prompts that live in code, and their executions.

Every request but those for health and documentation needs an API key, as \`X-API-Key\` or as a bearer token. A key of
every project says which one it means with \`X-Ledger-Project\`. An answer that is not 200 is \`{"detail", "code"}\`.`;

/**
 * Describes the API from the schemas that its routes validate with, so that the two cannot differ. To be called
 * before the routes are made.
 */
export function describeApi(app: FastifyInstance): void {
  app.addHook('onRoute', addErrors);
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Prompt Ledger', version: VERSION, description: DESCRIPTION, license: { name: 'MIT' } },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
          bearer: { type: 'http', scheme: 'bearer' },
          project: {
            type: 'apiKey',
            in: 'header',
            name: PROJECT_HEADER,
            description: 'The name of a project, for keys of every project. Not a secret.',
          },
        },
      },
      security: [{ key: [] }, { bearer: [] }, { key: [], project: [] }],
    },
    transform: (given) => {
      const { schema, url } = jsonSchemaTransform(given);
      const summary = SUMMARIES[`${String(given.route.method)} ${url.replace('::', ':')}`];
      return {
        schema: {
          ...schema,
          ...(STREAMING.test(url) ? { response: withStream(schema?.response) } : {}),
          tags: schema?.tags ?? [toTag(url)],
          ...(summary === undefined ? {} : { summary }),
          ...(url === '/health' ? { security: [] } : {}),
        },
        url,
      };
    },
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
}

/** The operations that answer in pieces when `stream` is true. */
const STREAMING = /\/execute$|^\/v1\/executions(\/|::?)run$/;

const EVENTS = `Server-sent events, where the request has "stream": true. \`text\` has the next piece of the answer,
{"text"}; \`error\` says what went wrong in the middle, {"detail", "code"}; \`end\` comes last and has the whole execution,
as GET /v1/executions/{id} answers it. Lines that begin with a colon only keep the connection open.`;

/** A response schema is the type provider's to know, so it is no more than an object here. */
function withStream(response: unknown): Record<string, unknown> {
  const own = response as Record<string, object>;
  return {
    ...own,
    200: {
      description: 'The execution, or its events as they come.',
      content: {
        'application/json': { schema: own['200'] },
        'text/event-stream': { schema: { type: 'string', description: EVENTS } },
      },
    },
  };
}

/** What every route can answer beside its own; schemas that it has itself win. */
function addErrors(route: RouteOptions): void {
  const { schema } = route;
  if (schema === undefined || schema.hide === true) return;
  // The type of a response schema is the type provider's to know.
  const own = (schema.response ?? {}) as Record<string, unknown>;
  schema.response = { '4xx': errorBody, '5xx': errorBody, ...own };
}

/** `/v1/prompts/:name/execute` is about prompts, as is `/v1/prompts`. */
function toTag(url: string): string {
  const [, noun = 'operations'] = /^\/v1\/([a-z-]+)/.exec(url) ?? [];
  return noun === 'meta' ? 'operations' : noun;
}
