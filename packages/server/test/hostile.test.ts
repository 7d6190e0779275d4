import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Client } from './support/client.ts';
import { databases } from './support/databases.ts';
import { sendBytes } from './support/raw-http.ts';
import { startTestServer, type TestServer } from './support/server.ts';

const MILLION = 1_000_000;
const INJECTIONS = [
  "'; drop table prompts; --",
  "' or '1'='1",
  '1); delete from api_keys; --',
  '$1',
  '%',
  '\\',
  "\\'; select pg_sleep(10); --",
];

describe.each(databases)('a hostile client on %s', (database) => {
  let server: TestServer;
  let client: Client;
  const logged: string[] = [];

  beforeAll(async () => {
    server = await startTestServer({ database, log: (line) => logged.push(line) });
    client = createClient(server);
    await client.register({ present: 'Hello {{ name }}' });
  });
  afterAll(async () => {
    // It is all there, it answers, and nothing of this was our own bug.
    expect((await client.get('/v1/prompts/present')).body.active_version.template_source).toBe(
      'Hello {{ name }}',
    );
    expect(logged).toEqual([]);
    await server?.close();
  });

  const raw = (path: string, body: string) =>
    client.send(path, { method: 'POST', body, headers: { 'content-type': 'application/json' } });

  it.each([
    ['prompts', '/v1/prompts/register-code', `{"prompts":[${'1,'.repeat(MILLION)}1]}`],
    ['objects', '/v1/prompts/register-code', `{"prompts":[${'{},'.repeat(MILLION)}{}]}`],
    ['scopes', '/v1/keys', `{"name":"x","scopes":[${'1,'.repeat(MILLION)}1]}`],
    ['values', '/v1/prompts/present/execute', `{"variables":{"x":[${'1,'.repeat(MILLION)}1]}}`],
    [
      'levels',
      '/v1/prompts/present/execute',
      `{"variables":{"x":${'['.repeat(MILLION)}${']'.repeat(MILLION)}}}`,
    ],
  ])('with a million %s is refused', async (_what, path, body) => {
    const answer = await raw(path, body);
    expect([answer.status, answer.body.code]).toEqual([413, 'too_large']);
  });

  it('with fewer, but too many, is told so briefly', async () => {
    const numbers = await raw('/v1/prompts/register-code', `{"prompts":[${'1,'.repeat(10_000)}1]}`);
    expect([numbers.status, numbers.body.errors.length]).toEqual([422, 1]);
    const keys = Array.from({ length: 200_000 }, (_, each) => `"key${each}":1`).join(',');
    const unknown = await raw('/v1/prompts/present/mode', `{"mode":"full",${keys}}`);
    expect(unknown.status).toBe(422);
    expect(JSON.stringify(unknown.body).length).toBeLessThan(2000);
    const values = await raw('/v1/prompts/present/execute', `{"variables":{${keys},"last":1}}`);
    expect([values.status, values.body.detail]).toEqual([
      422,
      'The request is not valid: variables must have at most 200,000 values.',
    ]);
  });

  it('keeps others waiting for a moment at the most, however much there is to read of its templates', async () => {
    const template = (index: number) => `{{ name${index} }}${'{{ a.b.c }}'.repeat(5_000)}`;
    const texts = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`much-${index}`, template(index)]),
    );
    const delay = monitorEventLoopDelay({ resolution: 10 });
    const started = performance.now();
    delay.enable();
    expect(await client.register(texts)).toHaveLength(20);
    delay.disable();
    expect(delay.max / 1e6).toBeLessThan((performance.now() - started) / 3);
  });

  it.each(['a\0b', 'x\ud800', '\udfff'])('with the text %j is refused wherever it stands', async (text) => {
    for (const [path, body] of [
      ['/v1/prompts/register-code', { prompts: [{ name: 'a', template_source: text }] }],
      ['/v1/prompts/register-code', { prompts: [{ name: text, template_source: 'a' }] }],
      ['/v1/prompts/register-code', { prompts: [{ name: 'a', template_source: 'a', description: text }] }],
      ['/v1/prompts/present/execute', { variables: { name: text } }],
      ['/v1/prompts/present/execute', { variables: { [text]: 1 } }],
      ['/v1/prompts/present/execute', { variables: { name: 'x' }, correlation_id: text }],
      ['/v1/prompts/present/execute', { variables: { name: 'x' }, environment: text }],
      ['/v1/prompts/present/execute', { variables: { name: 'x' }, model_name: text }],
      ['/v1/executions/run', { prompt_name: text, model: { model_name: 'm' } }],
      ['/v1/keys', { name: text, scopes: ['read'] }],
      ['/v1/projects', { name: text }],
    ] as const) {
      const answer = await client.post(path, body);
      expect([path, answer.status, answer.body.code]).toEqual([path, 422, 'validation_failed']);
    }
  });

  it.each(INJECTIONS)('with SQL in every text gets it back as text: %s', async (text) => {
    const name = `injected_${INJECTIONS.indexOf(text)}`;
    const template = `{% raw %}${text}{% endraw %}`;
    const stored = await client.put(`/v1/prompts/${name}`, {
      template_source: template,
      description: text,
      owner_team: text,
      created_by: text,
      set_active: true,
    });
    expect(stored.status).toBe(200);
    const { body } = await client.get(`/v1/prompts/${name}`);
    expect([body.description, body.owner_team, body.active_version.template_source]).toEqual([
      text,
      text,
      template,
    ]);
    const run = await client.post('/v1/executions/run', {
      prompt_name: name,
      model: { provider: 'echo', model_name: text },
      environment: text,
      correlation_id: text,
      idempotency_key: text,
      variables: { [text]: text },
    });
    expect([run.status, run.body.response_text, run.body.correlation_id]).toEqual([200, text, text]);
    const encoded = encodeURIComponent(text);
    for (const path of [
      `/v1/prompts?q=${encoded}`,
      `/v1/executions?prompt_name=${encoded}`,
      `/v1/audit?object=${encoded}`,
    ]) {
      expect([path, (await client.get(path)).status]).toEqual([path, 200]);
    }
    for (const path of [
      `/v1/prompts/${encoded}`,
      `/v1/executions/${encoded}`,
      `/v1/prompts?cursor=${encoded}`,
      `/v1/prompts?mode=${encoded}`,
      `/v1/executions?status=${encoded}`,
    ]) {
      expect([path, (await client.get(path)).status]).toEqual([
        path,
        path.includes('executions/') ? 400 : 422,
      ]);
    }
    const key = await client.post('/v1/keys', { name: `k ${text}`, scopes: ['read'] });
    expect(key.body.name).toBe(`k ${text}`);
  });

  it.each([
    '..',
    '../../etc/passwd',
    '..\\..\\windows',
    '.hidden',
    '/absolute',
    '-flag',
    'a b',
    'a@b',
    'a?b',
    'a%b',
    'a\nb',
    'con\u202etrol',
    '',
  ])('with the name %j is refused', async (name) => {
    const registered = await client.post('/v1/prompts/register-code', {
      prompts: [{ name, template_source: 'x' }],
    });
    expect([registered.status, registered.body.code]).toEqual([422, 'validation_failed']);
  });

  it('reaches no other route by a name with slashes in it', async () => {
    const name = 'folder/../keys';
    await client.register({ [name]: 'x' });
    const answer = await client.get(`/v1/prompts/${encodeURIComponent(name)}`);
    expect(answer.body.name).toBe(name);
    const climbing = await client.send(`/v1/prompts/%2e%2e%2fkeys`, {});
    expect(climbing.status).toBe(422);
  });

  it.each([
    "{{ ''.__class__.__mro__ }}",
    "{{ name.constructor.constructor('return process')() }}",
    '{{ self._TemplateReference__context }}',
    '{% include "/etc/passwd" %}',
    '{% import "os" as os %}',
    '{{ lipsum.__globals__ }}',
    '{{ cycler.__init__.__globals__.os.popen("id").read() }}',
  ])('with the template %s gets nothing of the host', async (template) => {
    const stored = await client.put('/v1/prompts/escape', { template_source: template, set_active: true });
    if (stored.status === 200) {
      const run = await client.post('/v1/executions/run', {
        prompt_name: 'escape',
        model: { provider: 'echo', model_name: 'm' },
        variables: { name: 'x' },
      });
      expect(JSON.stringify(run.body)).not.toMatch(/root:|uid=|function|node:/);
      expect([200, 422]).toContain(run.status);
    } else {
      expect([stored.status, stored.body.code]).toEqual([422, 'template_invalid']);
    }
  });

  it('cannot put a header into an answer', async () => {
    const head = (line: string) =>
      `GET /v1/prompts HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX-API-Key: ${server.key}\r\n${line}\r\n\r\n`;
    for (const line of [
      'X-Request-Id: a%0d%0aSet-Cookie: b=c',
      'X-Request-Id: a\rSet-Cookie: b=c',
      'X-Request-Id: a\0b',
      'X-Ledger-Project: a\r\n Set-Cookie: b=c',
    ]) {
      const answer = await sendBytes(server.url, head(line));
      expect(answer.split('\r\n\r\n')[0]).not.toMatch(/^set-cookie/im);
      expect(answer).toMatch(/^HTTP\/1\.1 [24]\d\d /);
    }
  });

  it('with two lengths, two hosts or a smuggled request is refused', async () => {
    const body = '{"prompts":[]}';
    const head = `POST /v1/prompts/register-code HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX-API-Key: ${server.key}\r\nContent-Type: application/json\r\n`;
    for (const lines of [
      `Content-Length: ${body.length}\r\nContent-Length: 0\r\n`,
      `Content-Length: ${body.length}\r\nTransfer-Encoding: chunked\r\n`,
      'Transfer-Encoding: chunked, gzip\r\n',
      'Content-Length: -1\r\n',
    ]) {
      const answer = await sendBytes(server.url, `${head}${lines}\r\n${body}`);
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    }
  });
});
