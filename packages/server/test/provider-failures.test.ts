import { describe, expect, it } from 'vitest';
import { createClient } from './support/client.ts';
import { databases } from './support/databases.ts';
import { useExecuting } from './support/executing.ts';
import { SECRET, startProvider } from './support/provider.ts';
import { startTestServer } from './support/server.ts';

describe.each(databases)('what a provider fails with on %s', (database) => {
  const on = useExecuting(database);
  const { execute, get } = on;

  it.each([
    [
      '400',
      { kind: 'refuse', status: 400, message: 'bad temperature' },
      422,
      'provider_rejected',
      'bad temperature',
    ],
    [
      '404',
      { kind: 'refuse', status: 404, message: 'no such model' },
      422,
      'provider_rejected',
      'no such model',
    ],
    ['401', { kind: 'refuse', status: 401 }, 502, 'provider_auth', 'refused the key'],
    ['500', { kind: 'refuse', status: 500 }, 502, 'provider_error', 'status 500'],
    ['503', { kind: 'refuse', status: 503 }, 502, 'provider_error', 'status 503'],
    ['504', { kind: 'refuse', status: 504 }, 504, 'timeout', 'status 504'],
    ['garbage', { kind: 'garbage' }, 502, 'provider_error', 'cannot be understood'],
    ['a broken connection', { kind: 'hang up' }, 502, 'connection_error', 'cannot be reached'],
  ] as const)(
    'stores what failed with %s, and keeps the key',
    async (_what, reaction, status, type, detail) => {
      on.provider.next.push(reaction);
      const answer = await execute();
      expect(answer.status).toBe(status);
      expect(answer.body.detail).toContain(detail);
      expect(answer.body.detail).not.toContain(SECRET);
      const stored = await get(answer.body.execution_id);
      expect(stored).toMatchObject({
        status: 'failed',
        error_type: type,
        error_message: answer.body.detail,
      });
      expect(on.provider.received).toHaveLength(1);
    },
  );

  it.each([-1, 1.5, 1e12])('takes %s tokens for none told', async (tokens) => {
    on.provider.next.push({ kind: 'answer', tokens });
    const { status, body } = await execute();
    expect([status, body.telemetry.prompt_tokens, body.telemetry.total_cost]).toEqual([200, null, null]);
  });

  it('passes a rate limit on with its Retry-After', async () => {
    on.provider.next.push({ kind: 'refuse', status: 429, headers: { 'retry-after': '7' } });
    const { status, headers, body } = await execute();
    expect([status, headers.get('retry-after'), body.code]).toEqual([429, '7', 'rate_limited']);
  });
});

it.each([
  ['application/json', { stream: false }],
  ['text/event-stream', { stream: true }],
])('an endless answer in %s is given up, and not asked for again', async (type, request) => {
  const provider = await startProvider({ timeoutMs: 60_000 });
  const server = await startTestServer({ providers: provider.settings });
  const client = createClient(server);
  await client.register({ a: 'A' });
  provider.next.push({ kind: 'endless', type });
  const answer = await client.open('/v1/prompts/a/execute', request);
  expect(await answer.text()).toContain('more than 64 MB');
  const { executions } = (await client.get('/v1/executions')).body;
  expect(executions).toMatchObject([{ status: 'failed' }]);
  expect((await client.get(`/v1/executions/${executions[0].execution_id}`)).body).toMatchObject({
    error_type: 'provider_error',
    attempts: 1,
  });
  expect(provider.received).toHaveLength(1);
  expect(provider.sent()).toBeLessThan(100 * 1024 * 1024);
  await server.close();
  await provider.close();
});

it.each(['x', ''])('a key that is no secret (%j) leaves what a provider says as it is', async (key) => {
  const provider = await startProvider();
  const { openai } = provider.settings;
  const server = await startTestServer({ providers: { ...provider.settings, openai: { ...openai, key } } });
  const client = createClient(server);
  await client.register({ a: 'A' });
  provider.next.push({ kind: 'refuse', status: 400, message: 'maximum context exceeded' });
  const { body } = await client.post('/v1/prompts/a/execute', {});
  expect(body.detail).toContain('maximum context exceeded');
  await server.close();
  await provider.close();
});

it('a provider that does not answer in time is a 504, and stored', async () => {
  const provider = await startProvider({ timeoutMs: 300 });
  const server = await startTestServer({ providers: provider.settings });
  const client = createClient(server);
  await client.register({ a: 'A' });
  provider.next.push({ kind: 'hang' });
  const { status, body } = await client.post('/v1/prompts/a/execute', {});
  expect([status, body.code]).toEqual([504, 'provider_timeout']);
  expect(body.detail).toContain('in time');
  expect((await client.get(`/v1/executions/${body.execution_id}`)).body.error_type).toBe('timeout');
  await server.close();
  await provider.close();
});
