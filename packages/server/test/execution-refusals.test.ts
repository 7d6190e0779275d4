import { describe, expect, it } from 'vitest';
import { DEFAULT_PROVIDER_SETTINGS } from '../src/providers/providers.ts';
import { createClient } from './support/client.ts';
import { databases } from './support/databases.ts';
import { useExecuting } from './support/executing.ts';
import { startTestServer } from './support/server.ts';

describe.each(databases)('before a provider is asked, an execution on %s', (database) => {
  const on = useExecuting(database);
  const { execute, run, get } = on;

  it.each([
    ['an unknown prompt', {}, 'nobody', 404, 'not_found', 'no prompt "nobody"'],
    ['an unknown version', { version: 9 }, 'greet', 404, 'not_found', 'no version 9'],
    ['an unknown digest', { digest: 'sha256:0000000' }, 'greet', 404, 'not_found', 'digest'],
    ['a full-mode prompt', {}, 'managed', 400, 'wrong_mode', 'full mode'],
    ['another mode', { mode: 'later' }, 'greet', 400, 'invalid_execution_mode', 'Invalid execution mode'],
    ['a mode that is no text', { mode: 7 }, 'greet', 400, 'invalid_execution_mode', 'Invalid execution mode'],
    ['missing variables', { variables: {} }, 'greet', 422, 'missing_variables', 'name'],
    ['an unknown provider', { provider: 'x' }, 'greet', 400, 'unknown_provider', 'openai, anthropic, echo'],
    ['a list of variables', { variables: [] }, 'greet', 422, 'validation_failed', 'variables'],
    ['a NUL', { variables: { name: 'a\0' } }, 'greet', 422, 'validation_failed', 'NUL'],
    [
      'an unknown label',
      { label: 'production' },
      'greet',
      404,
      'not_found',
      '"production" points at no version',
    ],
    ['a label and a version', { label: 'a', version: 1 }, 'greet', 422, 'validation_failed', 'label'],
    [
      'a stream of what runs later',
      { stream: true, mode: 'async' },
      'greet',
      422,
      'validation_failed',
      'stream',
    ],
  ])('refuses %s', async (_what, body, name, status, code, detail) => {
    const answer = await execute(body, name);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.body.detail).toContain(detail);
    expect(on.provider.received).toHaveLength(0);
  });

  it('says PUT for a full-mode prompt, and names both modes', async () => {
    expect((await execute({}, 'managed')).body.detail).toContain('PUT');
    const { status, body } = await run({ expected_mode: 'tracking' });
    expect(status).toBe(400);
    expect(body.detail).toMatch(/full mode.*tracking mode/);
  });

  it('refuses a prompt without an active version and a model that tells no provider', async () => {
    expect((await run({ prompt_name: 'drafted' })).status).toBe(409);
    const { status, body } = await run({ model: { model_name: 'llama3' } });
    expect([status, body.code]).toEqual([400, 'unknown_provider']);
    expect((await execute({ model_name: 'llama3' })).body.model.provider).toBe('openai');
  });

  it('lists all missing variables at once', async () => {
    await on.client.register({
      many: '{{ a }}{{ b.c }}{% for x in xs %}{{ x }}{% endfor %}{{ d | default(1) }}',
    });
    const { status, body } = await execute({ variables: { b: {} } }, 'many');
    expect(status).toBe(422);
    expect(body.detail).toContain('a, b.c, xs');
    expect(body.errors.map(({ path }: { path: string }) => path)).toEqual([
      'variables.a',
      'variables.b.c',
      'variables.xs',
    ]);
  });

  it('refuses a hostile template, while others are answered', async () => {
    await on.client.register({
      loops: '{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}',
      long: '{{ "a" * 10**8 }}',
    });
    await execute();
    for (const name of ['loops', 'long']) {
      const hostile = execute({}, name);
      const others = await Promise.all(Array.from({ length: 10 }, () => on.client.get('/v1/prompts/greet')));
      expect(others.every(({ status }) => status === 200)).toBe(true);
      expect((await hostile).body.code).toBe('render_failed');
    }
  });

  it('takes hostile input for what it is', async () => {
    const nested = `{"variables":{"name":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`;
    const answer = await on.client.send('/v1/prompts/greet/execute', {
      method: 'POST',
      body: nested,
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(422);
    const sql = "'; drop table executions; --";
    const { body } = await execute({ variables: { name: sql }, correlation_id: sql, environment: sql });
    expect((await get(body.execution_id)).rendered_prompt).toBe(`Hello ${sql}!`);
    const big = await execute({ variables: { name: 'a', list: Array(100_000).fill(1) } });
    expect(big.status).toBe(200);
    const proto = await on.client.send('/v1/prompts/greet/execute', {
      method: 'POST',
      body: '{"variables":{"__proto__":{"name":"x"}}}',
      headers: { 'content-type': 'application/json' },
    });
    expect(proto.body.code).toBe('missing_variables');
  });
});

it('without a key for the provider, the answer is 400 and names the variable', async () => {
  const server = await startTestServer();
  const client = createClient(server);
  await client.register({ a: 'A' });
  for (const [model_name, variable] of [
    ['gpt-4o', 'OPENAI_API_KEY'],
    ['claude-x', 'ANTHROPIC_API_KEY'],
  ]) {
    const { status, body } = await client.post('/v1/prompts/a/execute', { model_name });
    expect([status, body.code]).toEqual([400, 'provider_not_configured']);
    expect(body.detail).toContain(variable);
  }
  expect((await client.post('/v1/prompts/a/execute', { model_name: 'echo' })).body.response_text).toBe('A');
  await server.close();
});

it.each([
  ['an embedded server without any key answers with the prompt', 'embedded', {}, 200],
  ['one with a key does not', 'embedded', { anthropic: { key: 'k', baseUrl: 'http://127.0.0.1:9/v1' } }, 400],
  ['nor one on a Postgres of its own', 'postgres', {}, 400],
] as const)('where neither a model nor a provider is named, %s', async (_, database, keys, status) => {
  const server = await startTestServer({ database, providers: { ...DEFAULT_PROVIDER_SETTINGS, ...keys } });
  const client = createClient(server);
  await client.register({ a: 'A' });
  const answer = await client.post('/v1/prompts/a/execute', {});
  expect(answer.status).toBe(status);
  if (status === 200) {
    expect(answer.body.response_text).toBe('A');
    expect(await client.get(`/v1/executions/${answer.body.execution_id}`)).toMatchObject({
      body: { model: { provider: 'echo', model_name: 'echo' } },
    });
  } else expect(answer.body.detail).toContain('OPENAI_API_KEY');
  const named = await client.post('/v1/prompts/a/execute', { provider: 'openai' });
  expect(named.body.code).toBe('provider_not_configured');
  await server.close();
});

it('answers others while a hostile template is rendered: what it does takes minutes, and nobody waits for it', async () => {
  const server = await startTestServer({ renderTimeLimitMs: 3_600_000, log: () => {} });
  const client = createClient(server);
  await client.register({
    long: '{% set x = "a" * 1000000 %}{% for i in range(100000) %}{% if x | replace("b", "c") %}{% endif %}{% endfor %}',
    plain: 'Hello {{ name }}!',
  });
  const gone = new AbortController();
  let isOver = false;
  const hostile = client
    .send('/v1/prompts/long/execute', {
      method: 'POST',
      body: JSON.stringify({ model_name: 'echo' }),
      headers: { 'content-type': 'application/json' },
      signal: gone.signal,
    })
    .catch(() => {})
    .finally(() => (isOver = true));
  for (let count = 0; count < 10; count += 1) {
    expect((await client.get('/v1/prompts/plain')).status).toBe(200);
    const body = { model_name: 'echo', variables: { name: 'Ann' } };
    expect((await client.post('/v1/prompts/plain/execute', body)).body.response_text).toBe('Hello Ann!');
  }
  expect(isOver).toBe(false);
  gone.abort();
  await hostile;
  await server.close();
});
