import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDocs } from '../scripts/build-docs.mjs';
import type { RequestFacts } from '../src/http/access.ts';
import { bundle, type Bundle } from './support/bundle.ts';
import { startChild } from './support/child.ts';
import { createClient, type Client } from './support/client.ts';
import { databases } from './support/databases.ts';
import { startTestServer, type TestServer } from './support/server.ts';

const kind = databases.at(-1) ?? 'embedded';

/** With headers that `fetch` would not send. */
function sendRaw(url: string, headers: Record<string, string>, method = 'GET') {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }>(
    (resolve, reject) => {
      const outgoing = request(url, { method, headers }, (response) => {
        let text = '';
        response.on('data', (chunk) => (text += chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      });
      outgoing.on('error', reject);
      outgoing.end();
    },
  );
}

describe('operations', () => {
  let server: TestServer;
  let client: Client;
  const facts: RequestFacts[] = [];

  beforeAll(async () => {
    await buildDocs();
    server = await startTestServer({ database: kind, onRequest: (each) => facts.push(each) });
    client = createClient(server);
  });
  afterAll(() => server?.close());

  it('says what it is and who asks', async () => {
    const { status, body } = await client.get('/v1/meta');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      version: expect.any(String),
      protocol: { min: 1, max: 1 },
      database: { postgres: expect.stringMatching(/^1\d/), schema: expect.stringMatching(/^20\d\d-/) },
      limits: { batch_prompts: 10_000 },
      key: { scopes: ['admin'], is_for_every_project: true },
    });
    expect((await fetch(`${server.url}/v1/meta`)).status).toBe(401);
  });

  it('gives each answer an id, or the one that the request brought', async () => {
    const made = await client.get('/v1/prompts');
    expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    const brought = await client.send('/nowhere', { headers: { 'x-request-id': 'from-the-proxy.1' } });
    expect(brought.headers.get('x-request-id')).toBe('from-the-proxy.1');
    for (const strange of ['a b', 'x'.repeat(129), '"; drop']) {
      const answer = await client.send('/v1/prompts', { headers: { 'x-request-id': strange } });
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('writes the id of the request into the audit', async () => {
    await client.send('/v1/prompts/audited', {
      method: 'PUT',
      body: JSON.stringify({ template_source: 'x' }),
      headers: { 'content-type': 'application/json', 'x-request-id': 'the-one' },
    });
    const { events } = (await client.get('/v1/audit?object=audited')).body;
    expect(events[0].request_id).toBe('the-one');
  });

  it('tells browsers to keep their hands off', async () => {
    for (const each of ['/health', '/v1/prompts', '/nowhere']) {
      const { headers } = await fetch(`${server.url}${each}`);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('does not answer for a foreign host or a page of another origin', async () => {
    const rebound = await sendRaw(`${server.url}/v1/prompts`, {
      host: 'evil.example',
      'x-api-key': server.key,
    });
    expect([rebound.status, JSON.parse(rebound.text).code]).toEqual([421, 'misdirected']);
    const foreign = await sendRaw(`${server.url}/v1/prompts`, {
      origin: 'https://evil.example',
      'x-api-key': server.key,
    });
    expect([foreign.status, JSON.parse(foreign.text).code]).toEqual([403, 'forbidden']);
    const own = await sendRaw(`${server.url}/v1/prompts`, { origin: server.url, 'x-api-key': server.key });
    expect(own.status).toBe(200);
  });

  it('hears of every request once, with its route and not its words', async () => {
    facts.length = 0;
    await client.get('/v1/prompts/hidden-name?q=hidden-query');
    await client.get('/nowhere/hidden');
    await fetch(`${server.url}/v1/prompts`);
    await expect.poll(() => facts.length).toBe(3);
    expect(facts.map(({ route, status }) => [route, status])).toEqual([
      ['/v1/prompts/:name', 404],
      [null, 404],
      ['/v1/prompts', 401],
    ]);
    expect(facts[0]).toMatchObject({
      method: 'GET',
      keyId: expect.any(String),
      projectId: expect.any(String),
    });
    expect(facts[2]?.keyId).toBeNull();
    expect(JSON.stringify(facts)).not.toContain('hidden');
  });

  it('hears of a client that went away before it was answered', async () => {
    facts.length = 0;
    const body = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('{"a":')) });
    const leaving = new AbortController();
    const sent = client.send('/v1/labels/promote', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      duplex: 'half',
      signal: leaving.signal,
    });
    setTimeout(() => leaving.abort(), 200);
    await expect(sent).rejects.toThrow('aborted');
    await expect.poll(() => facts).toMatchObject([{ route: '/v1/labels/promote', status: 0 }]);
    const counted = await fetch(`${server.url}/metrics`, { headers: { 'x-api-key': server.key } });
    expect(await counted.text()).toContain('route="/v1/labels/promote",status="0"} 1');
  });

  it('counts for Prometheus, and only for those who may know', async () => {
    await client.get('/v1/prompts/counted');
    const response = await fetch(`${server.url}/metrics`, { headers: { 'x-api-key': server.key } });
    expect(response.headers.get('content-type')).toContain('text/plain');
    const text = await response.text();
    expect(text).toMatch(
      /^ledger_http_requests_total\{method="GET",route="\/v1\/prompts\/:name",status="404"\} \d+$/m,
    );
    expect(text).toMatch(/^ledger_http_request_duration_seconds_bucket\{le="0.1",/m);
    expect(text).toMatch(/^ledger_database_up 1$/m);
    expect(text).toMatch(/^ledger_executions\{status="queued"\} 0$/m);
    expect(text).toMatch(/^ledger_database_connections\{state="idle"\} \d+$/m);
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
    expect(text).not.toContain('counted');
    expect((await fetch(`${server.url}/metrics`)).status).toBe(401);
    const bound = await client.post('/v1/keys', { name: 'bound', scopes: ['admin'] });
    const refused = await createClient({ url: server.url, key: bound.body.key }).get('/metrics');
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
  });

  it('describes every route but its own pages', async () => {
    const response = await fetch(`${server.url}/openapi.json`);
    expect(response.status).toBe(200);
    // What stands in it is for the expectations to say.
    // oxlint-disable-next-line typescript/no-explicit-any
    const document = (await response.json()) as any;
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/health',
        '/v1/prompts',
        '/v1/prompts/{name}',
        '/v1/prompts/register-code',
        '/v1/keys',
      ]),
    );
    expect(Object.keys(document.paths).filter((each) => /docs|openapi|metrics|\*/.test(each))).toEqual([]);
    for (const operations of Object.values<Record<string, { responses: object }>>(document.paths)) {
      for (const operation of Object.values(operations)) {
        expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['200', '4XX', '5XX']));
      }
    }
    expect(JSON.stringify(document)).not.toContain('__SCHEMA');
    expect(document.paths['/health'].get.security).toEqual([]);
    expect(document.paths['/v1/executions:run'].post.summary).toContain('Execute a prompt');
    expect(document.paths['/v1/keys'].post.summary).toContain('Make an API key');
    const unsaid = Object.entries<Record<string, { summary?: string }>>(document.paths).flatMap(
      ([path, each]) =>
        Object.keys(each)
          .filter((method) => !each[method]?.summary)
          .map((method) => `${method} ${path}`),
    );
    expect(unsaid).toEqual([]);
    for (const path of ['/v1/prompts/{name}/execute', '/v1/executions/run', '/v1/executions:run']) {
      const { content } = document.paths[path].post.responses['200'];
      expect(content['text/event-stream'].schema.description).toContain('"stream": true');
      expect(JSON.stringify(content['application/json'].schema)).toContain('response_text');
    }
    expect(Object.keys(document.paths['/v1/executions/submit'].post.responses['200'].content)).toEqual([
      'application/json',
    ]);
  });

  it('has a page that loads nothing from anywhere else', async () => {
    const response = await fetch(`${server.url}/docs`);
    const html = await response.text();
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(html).not.toMatch(/https?:\/\//);
    const links = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, link = '']) => link);
    expect(links).toHaveLength(3);
    for (const link of links) {
      const file = await fetch(`${server.url}${link}`);
      expect([link, file.status]).toEqual([link, 200]);
      expect((await file.text()).length).toBeGreaterThan(100);
      const plain = await sendRaw(`${server.url}${link}`, { 'accept-encoding': 'identity' });
      expect(plain.headers['content-encoding']).toBeUndefined();
      expect(plain.text.length).toBeGreaterThan(100);
    }
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
  });
});

describe('a server with settings', () => {
  it('slows a key down that asks too often, and no other', async () => {
    let now = new Date();
    const server = await startTestServer({
      database: kind,
      now: () => now,
      http: { allowedHosts: [], corsOrigins: [], rateLimit: 3 },
    });
    const client = createClient(server);
    const made = await client.post('/v1/keys', { name: 'other', scopes: ['read'] });
    await client.get('/v1/prompts');
    await client.get('/v1/prompts');
    const refused = await client.get('/v1/prompts');
    expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
    expect(Number(refused.headers.get('retry-after'))).toBe(20);
    const other = createClient({ url: server.url, key: made.body.key });
    expect((await other.get('/v1/prompts')).status).toBe(200);
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
    now = new Date(now.getTime() + 20_000);
    expect((await client.get('/v1/prompts')).status).toBe(200);
    await server.close();
  });

  it('lets pages of the origins read it that it is told', async () => {
    const server = await startTestServer({
      database: kind,
      http: { allowedHosts: ['ledger.example'], corsOrigins: ['https://app.example'], rateLimit: 0 },
    });
    const origin = 'https://app.example';
    const preflight = await sendRaw(
      `${server.url}/v1/prompts/a`,
      { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'x-api-key' },
      'OPTIONS',
    );
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-origin']).toBe(origin);
    expect(preflight.headers['access-control-allow-methods']).toContain('PUT');
    const answer = await sendRaw(`${server.url}/v1/prompts`, {
      origin,
      host: 'ledger.example',
      'x-api-key': server.key,
    });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, origin]);
    const evil = await sendRaw(`${server.url}/v1/prompts`, {
      origin: 'https://evil.example',
      host: 'ledger.example',
    });
    expect([evil.status, evil.headers['access-control-allow-origin']]).toEqual([403, undefined]);
    await server.close();
  });
});

describe('the log of the program', () => {
  let program: Bundle;
  beforeAll(async () => {
    program = await bundle('src/bin.ts');
  });
  afterAll(() => program?.remove());

  it('is one JSON object a line, without keys and texts', async () => {
    const home = mkdtempSync(path.join(tmpdir(), 'ledger-log-'));
    const key = 'key-of-the-log-test';
    const child = startChild(program.file, ['serve', '--port', '0', '--data-dir', path.join(home, 'data')], {
      HOME: home,
      LEDGER_API_KEY: key,
    });
    try {
      const client = createClient({ url: await child.firstLine, key });
      await client.put('/v1/prompts/logged', { template_source: 'text of the prompt' });
      await client.get('/v1/prompts/logged?key=in-the-query');
      child.process.kill('SIGTERM');
      expect((await child.exit).code).toBe(0);
      const lines = child.stderr().trim().split('\n');
      const entries = lines.map((line) => JSON.parse(line));
      expect(entries.map(({ msg }) => msg)).toEqual([
        expect.stringContaining('Prompt Ledger is listening on http://127.0.0.1:'),
        'PUT /v1/prompts/:name 200',
        'GET /v1/prompts/:name 200',
        expect.stringContaining('Stopping'),
      ]);
      expect(entries[1]).toMatchObject({
        level: 'info',
        request_id: expect.any(String),
        route: '/v1/prompts/:name',
        status: 200,
        duration_ms: expect.any(Number),
      });
      expect(child.stderr()).not.toMatch(/key-of-the-log-test|text of the prompt|in-the-query/);
    } finally {
      child.process.kill('SIGKILL');
      await child.exit;
      rmSync(home, { recursive: true, force: true });
    }
  });

  it.each([
    ['LEDGER_LOG_LEVEL', 'loud', 'must be one of debug, info'],
    ['LEDGER_LOG_FORMAT', 'xml', 'must be one of text, json'],
    ['LEDGER_RATE_LIMIT', 'many', 'requests a key may send'],
    ['LEDGER_CORS_ORIGINS', 'app.example', 'lists origins'],
    ['LEDGER_ALLOWED_HOSTS', 'http://a', 'lists names'],
  ])('is not started by a wrong %s', async (name, value, sentence) => {
    const child = startChild(program.file, ['serve', '--port', '0'], { HOME: '/nonexistent', [name]: value });
    expect((await child.exit).code).toBe(2);
    expect(child.stderr()).toContain(`ledger-server: ${name} `);
    expect(child.stderr()).toContain(sentence);
  });
});
