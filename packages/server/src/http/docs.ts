import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { LedgerError } from '@prompt-ledger/shared';
import type { FastifyInstance } from 'fastify';

/** Where the build puts the page's files: beside the bundle, above one of its chunks, or as seen from this source. */
const PLACES = ['./docs/', '../docs/', '../../dist/docs/'];

const FILES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};

/** Its own files and nothing else; the styles are written into the page by the script. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Prompt Ledger API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="page"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

// Keys stay in the page's memory: a later page of the same origin, say another server on this port, finds none.
const START = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#page',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: -1,
  persistAuthorization: false,
  validatorUrl: null,
});
`;

/** The page at /docs, which reads /openapi.json and loads nothing from anywhere else. */
export function serveDocs(app: FastifyInstance): void {
  const options = { schema: { hide: true } };
  app.get('/docs', options, async (_request, reply) =>
    reply.header('content-security-policy', POLICY).type('text/html; charset=utf-8').send(PAGE),
  );
  app.get('/docs/start.js', options, async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(START),
  );
  for (const [name, type] of Object.entries(FILES)) {
    app.get(`/docs/${name}`, options, async (request, reply) => {
      const zipped = readZipped(name);
      reply.type(type).header('cache-control', 'public, max-age=3600').header('vary', 'accept-encoding');
      const takesZipped = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
      return takesZipped
        ? reply.header('content-encoding', 'gzip').send(zipped)
        : reply.send(gunzipSync(zipped));
    });
  }
}

function readZipped(name: string): Buffer {
  const files = PLACES.map((place) => fileURLToPath(new URL(`${place}${name}.gz`, import.meta.url)));
  const file = files.find((each) => existsSync(each));
  if (file !== undefined) return readFileSync(file);
  throw new LedgerError(
    'not_found',
    'The documentation is made by the build, and this server was not built.',
  );
}
