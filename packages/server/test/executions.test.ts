import { randomUUID } from 'node:crypto';
import { checksum, formatMessages } from '@prompt-ledger/shared';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClient, type Client } from './support/client.ts';
import { databases } from './support/databases.ts';
import { SECRET, startProvider, type FakeProvider } from './support/provider.ts';
import { startTestServer, type TestServer } from './support/server.ts';

describe.each(databases)('executions on %s', (database) => {
  let provider: FakeProvider;
  let server: TestServer;
  let client: Client;
  const statements: string[] = [];

  beforeAll(async () => {
    provider = await startProvider({ timeoutMs: 25_000 });
    server = await startTestServer({
      database,
      providers: provider.settings,
      worker: { retryDelaysMs: [20, 20, 20], pollMs: 10_000 },
      onQuery: ({ query }) => statements.push(query.sql),
    });
    client = createClient(server);
    await client.register({ greet: 'Hello {{ name }}!', plain: 'Hi' });
    await client.put('/v1/prompts/managed', { template_source: 'Managed {{ a }}', set_active: true });
    await client.put('/v1/prompts/drafted', { template_source: 'Draft' });
  });
  afterAll(async () => {
    await server?.close();
    await provider?.close();
  });
  beforeEach(() => {
    provider.received.length = 0;
    provider.next.length = 0;
  });

  const execute = (body: object = {}, name = 'greet') =>
    client.post(`/v1/prompts/${name}/execute`, { variables: { name: 'Ann' }, ...body });
  const run = (body: object, verb = '/run') =>
    client.post(`/v1/executions${verb}`, {
      prompt_name: 'managed',
      model: { provider: 'openai', model_name: 'gpt-4o' },
      variables: { a: 1 },
      ...body,
    });
  const get = async (id: string) => (await client.get(`/v1/executions/${id}`)).body;
  const ended = async (id: string) => {
    for (let pause = 10; pause < 2000; pause *= 1.2) {
      const execution = await get(id);
      if (!['queued', 'running'].includes(execution.status)) return execution;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    throw new Error(`The execution ${id} did not end`);
  };

  describe('of a prompt that was executed before', () => {
    const echoed = async (name: string, body: object = {}) =>
      (await client.post(`/v1/prompts/${name}/execute`, { model_name: 'echo', ...body })).body;

    it('takes three statements: whose the key is, the begin, the end', async () => {
      await client.register({ again: 'One' });
      await echoed('again');
      // What the server tidies up meanwhile counts as well, now and then.
      const counts: number[] = [];
      for (let turn = 0; turn < 4; turn += 1) {
        statements.length = 0;
        expect(await echoed('again')).toMatchObject({ version_used: 1, response_text: 'One' });
        counts.push(statements.length);
      }
      expect(Math.min(...counts)).toBe(3);
    });

    it('is of the version that is active now, and in the mode that it has now', async () => {
      await client.register({ moves: 'One' });
      expect(await echoed('moves')).toMatchObject({ version_used: 1, response_text: 'One' });
      await client.register({ moves: 'Two {{ a }}' });
      expect(await echoed('moves', { variables: { a: 2 } })).toMatchObject({
        version_used: 2,
        response_text: 'Two 2',
      });
      expect(await echoed('moves')).toMatchObject({ code: 'missing_variables' });
      await client.register({ moves: 'One' });
      expect(await echoed('moves')).toMatchObject({ version_used: 1, response_text: 'One' });
      await client.post('/v1/prompts/moves/mode', { mode: 'full' });
      expect(await echoed('moves')).toMatchObject({ code: 'wrong_mode' });
      await client.put('/v1/prompts/moves', { template_source: 'Three', set_active: true });
      const model = { provider: 'echo', model_name: 'x' };
      const answer = await run({ prompt_name: 'moves', model, expected_mode: 'full' });
      expect(answer.body).toMatchObject({ version_used: 3, response_text: 'Three' });
      await client.post('/v1/prompts/moves/mode', { mode: 'tracking' });
      expect(await run({ prompt_name: 'moves', model, expected_mode: 'full' })).toMatchObject({
        status: 400,
      });
      expect(await echoed('moves', { mode: 'async' })).toMatchObject({ status: 'queued' });
    });
  });

  describe('sync', () => {
    it('answers with the response, the version and what it took', async () => {
      const { status, body } = await execute({ correlation_id: 'c-1', environment: 'prod' });
      expect(status).toBe(200);
      expect(body).toMatchObject({
        status: 'succeeded',
        mode: 'sync',
        prompt_name: 'greet',
        version_used: 1,
        response_text: 'An answer.',
        prompt_mode: 'tracking',
        model: { provider: 'openai', model_name: 'gpt-4o-mini' },
        telemetry: {
          prompt_tokens: 1000,
          response_tokens: 500,
          latency_ms: expect.any(Number),
          total_cost: 0.00045,
        },
      });
      expect(provider.received[0]?.path).toBe('/v1/chat/completions');
      expect(provider.received[0]?.body).toMatchObject({
        model: 'gpt-4o-mini',
        messages: [{ role: 'user', content: 'Hello Ann!' }],
      });
      expect(await get(body.execution_id)).toMatchObject({
        ...body,
        environment: 'prod',
        correlation_id: 'c-1',
        variables: { name: 'Ann' },
        rendered_prompt: 'Hello Ann!',
        attempts: 1,
        completed_at: expect.any(String),
      });
    });

    it('runs full mode by /run and :run, at a version of its own', async () => {
      await client.put('/v1/prompts/managed', { template_source: 'Newer {{ a }}', set_active: true });
      for (const verb of ['/run', ':run']) {
        const { status, body } = await run({ version_number: 1, expected_mode: 'full' }, verb);
        expect([status, body.version_used, body.prompt_mode]).toEqual([200, 1, 'full']);
      }
      expect((await run({})).body.version_used).toBe(2);
      expect(provider.received.map(({ body }) => body.messages[0].content)).toEqual([
        'Managed 1',
        'Managed 1',
        'Newer 1',
      ]);
    });

    it('sends every parameter, or refuses one that the provider has no such thing as', async () => {
      const params = { temperature: 0.5, top_p: 0.9, max_tokens: 7 };
      expect((await execute({ params })).status).toBe(200);
      expect(provider.received[0]?.body).toMatchObject(params);
      const model = { model_name: 'claude-sonnet-4-6', params: { top_k: 5, max_new_tokens: 9 } };
      const { body } = await execute(model);
      expect(body.telemetry.total_cost).toBe(0.0105);
      expect(provider.received[1]).toMatchObject({
        path: '/v1/messages',
        body: { top_k: 5, max_tokens: 9, model: 'claude-sonnet-4-6' },
      });
      const compatible = { top_k: 5, repetition_penalty: 1.1, temperature: 0 };
      expect((await execute({ params: compatible })).status).toBe(200);
      expect(provider.received[2]?.body).toMatchObject({ ...compatible, model: 'gpt-4o-mini' });
      for (const refused of [
        { params: { repetition_penalty: 1 }, model_name: 'claude-sonnet-4-6' },
        { params: { nonsense: 1 } },
        { params: { temperature: 'hot' } },
        { params: { max_tokens: 1, max_new_tokens: 2 } },
        { params: { temperature: 1 }, model_name: 'o3' },
      ]) {
        expect((await execute(refused)).status).toBe(422);
      }
      expect(provider.received).toHaveLength(3);
    });

    it('sends the messages of a chat with their roles', async () => {
      const template_source = formatMessages([
        { role: 'system', content: 'Be {{ tone }}' },
        { role: 'user', content: '{{ q }}' },
      ]);
      await client.post('/v1/prompts/register-code', {
        prompts: [{ name: 'chat', kind: 'chat', template_source }],
      });
      const variables = { tone: 'kind', q: 'Why?' };
      expect((await execute({ variables }, 'chat')).status).toBe(200);
      expect(provider.received[0]?.body.messages).toEqual([
        { role: 'system', content: 'Be kind' },
        { role: 'user', content: 'Why?' },
      ]);
      const echoed = await execute({ variables, provider: 'echo', model_name: 'x' }, 'chat');
      expect(echoed.body).toMatchObject({
        response_text: 'Why?',
        telemetry: { prompt_tokens: 3, response_tokens: 1, total_cost: null },
      });
    });

    it.each([
      ['an unknown prompt', {}, 'nobody', 404, 'not_found', 'no prompt "nobody"'],
      ['an unknown version', { version: 9 }, 'greet', 404, 'not_found', 'no version 9'],
      ['an unknown digest', { digest: 'sha256:0000000' }, 'greet', 404, 'not_found', 'digest'],
      ['a full-mode prompt', {}, 'managed', 400, 'wrong_mode', 'full mode'],
      ['another mode', { mode: 'later' }, 'greet', 400, 'invalid_execution_mode', 'Invalid execution mode'],
      [
        'a mode that is no text',
        { mode: 7 },
        'greet',
        400,
        'invalid_execution_mode',
        'Invalid execution mode',
      ],
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
      expect(provider.received).toHaveLength(0);
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

    it('runs the version that a label points at, and a draft by its digest', async () => {
      await client.register({ labelled: 'First' });
      const promoted = await client.post('/v1/labels/promote', {
        label: 'production',
        prompts: [{ name: 'labelled', version: 1 }],
      });
      expect(promoted.status).toBe(200);
      await client.register({ labelled: 'Second' });
      const rendered = async (body: object) => {
        const answer = await execute({ model_name: 'echo', ...body }, 'labelled');
        return answer.body.response_text ?? answer.body.detail;
      };
      expect(await rendered({ label: 'production' })).toBe('First');
      expect(await rendered({ label: 'active' })).toBe('Second');
      await client.post('/v1/prompts/register-code', {
        prompts: [{ name: 'labelled', template_source: 'Third, a draft' }],
        source: 'staged',
        git: { branch: 'feat/x' },
      });
      expect(await rendered({})).toBe('Second');
      const digest = `sha256:${checksum('Third, a draft').slice(0, 12)}`;
      const draft = await execute({ model_name: 'echo', digest }, 'labelled');
      expect(draft.body).toMatchObject({ response_text: 'Third, a draft', version_used: null });
    });

    it('lists all missing variables at once', async () => {
      await client.register({
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
      await client.register({
        loops: '{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}',
        long: '{{ "a" * 10**8 }}',
      });
      await execute();
      for (const name of ['loops', 'long']) {
        const hostile = execute({}, name);
        const others = await Promise.all(Array.from({ length: 10 }, () => client.get('/v1/prompts/greet')));
        expect(others.every(({ status }) => status === 200)).toBe(true);
        expect((await hostile).body.code).toBe('render_failed');
      }
    });

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
        provider.next.push(reaction);
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
        expect(provider.received).toHaveLength(1);
      },
    );

    it.each([-1, 1.5, 1e12])('takes %s tokens for none told', async (tokens) => {
      provider.next.push({ kind: 'answer', tokens });
      const { status, body } = await execute();
      expect([status, body.telemetry.prompt_tokens, body.telemetry.total_cost]).toEqual([200, null, null]);
    });

    it('passes a rate limit on with its Retry-After', async () => {
      provider.next.push({ kind: 'refuse', status: 429, headers: { 'retry-after': '7' } });
      const { status, headers, body } = await execute();
      expect([status, headers.get('retry-after'), body.code]).toEqual([429, '7', 'rate_limited']);
    });

    it('cuts a prompt and a response that are too long', async () => {
      const long = await execute({ variables: { name: 'é'.repeat(150_000) } });
      expect(long.body).toMatchObject({ status: 'succeeded', error_type: 'truncated' });
      expect(Buffer.byteLength(provider.received[0]?.body.messages[0].content)).toBeLessThanOrEqual(204_800);
      provider.next.push({ kind: 'answer', text: '\0'.concat('a'.repeat(600_000)) });
      const { body } = await execute();
      expect(body).toMatchObject({ status: 'succeeded', error_type: 'truncated' });
      expect(Buffer.byteLength(body.response_text)).toBe(512_000);
      expect(body.response_text[0]).toBe('\u{FFFD}');
    });
  });

  it('makes a model that is new to many requests at once a single time', async () => {
    const model_name = `gpt-${randomUUID()}`;
    const answers = await Promise.all(Array.from({ length: 20 }, () => execute({ model_name })));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  });

  it('answers 200 sync executions at once', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => execute()));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(new Set(answers.map(({ body }) => body.execution_id)).size).toBe(200);
  });

  describe('an idempotency key', () => {
    it('answers the first execution again, by field and by header', async () => {
      const key = randomUUID();
      const first = await execute({ idempotency_key: key });
      await client.register({ greet: 'Changed {{ name }}' });
      const again = await client.send('/v1/prompts/greet/execute', {
        method: 'POST',
        body: JSON.stringify({ variables: { name: 'Ann' } }),
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
      });
      await client.register({ greet: 'Hello {{ name }}!' });
      expect(again.body).toEqual(first.body);
      expect(provider.received).toHaveLength(1);
    });

    it('runs once when many arrive at the same time', async () => {
      const body = { idempotency_key: randomUUID() };
      provider.next.push({ kind: 'answer', afterMs: 100 });
      const answers = await Promise.all(Array.from({ length: 10 }, () => execute(body)));
      expect(new Set(answers.map(({ body }) => body.execution_id)).size).toBe(1);
      expect(answers.every(({ body }) => body.response_text === 'An answer.')).toBe(true);
      expect(provider.received).toHaveLength(1);
    });

    it('with another body is a conflict; of a failure it is the same failure', async () => {
      const key = randomUUID();
      provider.next.push({ kind: 'refuse', status: 500 });
      const first = await execute({ idempotency_key: key });
      expect((await execute({ idempotency_key: key })).body).toEqual(first.body);
      for (const other of [
        { variables: { name: 'Bob' } },
        { mode: 'async' },
        { params: { temperature: 1 } },
      ]) {
        const { status, body } = await execute({ idempotency_key: key, ...other });
        expect([status, body.code]).toEqual([409, 'conflict']);
      }
      const [a, b] = [await run({ idempotency_key: key }), await execute({ idempotency_key: `${key}2` })];
      expect([a.status, b.status]).toEqual([200, 200]);
    });
  });

  describe('async', () => {
    it('is queued, then run by the worker with what was rendered before', async () => {
      const { status, body } = await execute({ mode: 'async' });
      expect(status).toBe(200);
      expect(body).toEqual({
        execution_id: expect.any(String),
        status: 'queued',
        mode: 'async',
        prompt_mode: 'tracking',
      });
      expect(await ended(body.execution_id)).toMatchObject({
        status: 'succeeded',
        response_text: 'An answer.',
        attempts: 1,
        rendered_prompt: 'Hello Ann!',
      });
      for (const verb of ['/submit', ':submit']) {
        const submitted = await run({}, verb);
        expect(submitted.body.status).toBe('queued');
        expect((await ended(submitted.body.execution_id)).status).toBe('succeeded');
      }
    });

    it('tries again what may pass, with Retry-After before its own delays', async () => {
      provider.next.push(
        { kind: 'refuse', status: 429, headers: { 'retry-after': '0' } },
        { kind: 'refuse', status: 500 },
        { kind: 'hang up' },
      );
      const { body } = await execute({ mode: 'async' });
      expect(await ended(body.execution_id)).toMatchObject({ status: 'succeeded', attempts: 4 });
    });

    it('gives up after three retries, and at once on a refusal', async () => {
      provider.next.push(...Array.from({ length: 4 }, () => ({ kind: 'refuse', status: 503 }) as const));
      const failing = await execute({ mode: 'async' });
      expect(await ended(failing.body.execution_id)).toMatchObject({
        status: 'failed',
        attempts: 4,
        error_type: 'provider_error',
      });
      provider.received.length = 0;
      provider.next.push({ kind: 'refuse', status: 422 });
      const refused = await execute({ mode: 'async' });
      expect(await ended(refused.body.execution_id)).toMatchObject({
        status: 'failed',
        attempts: 1,
        error_type: 'provider_rejected',
      });
      expect(provider.received).toHaveLength(1);
    });

    it('loses none of many, and runs none twice', async () => {
      const submitted = await Promise.all(Array.from({ length: 60 }, () => execute({ mode: 'async' })));
      const all = [];
      for (const { body } of submitted) all.push(await ended(body.execution_id));
      expect(all.filter(({ status }) => status !== 'succeeded')).toEqual([]);
      expect(provider.received).toHaveLength(60);
    });

    it('can be canceled while it waits, and not after', async () => {
      provider.next.push({ kind: 'refuse', status: 429, headers: { 'retry-after': '3000' } });
      const { body } = await execute({ mode: 'async' });
      const id = body.execution_id;
      while (provider.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      for (const _ of [1, 2]) {
        const canceled = await client.post(`/v1/executions/${id}/cancel`, {});
        expect([canceled.status, canceled.body.status]).toEqual([200, 'canceled']);
      }
      const done = await execute();
      expect((await client.post(`/v1/executions/${done.body.execution_id}/cancel`, {})).status).toBe(409);
    });
  });

  describe('reading', () => {
    it('answers a malformed id with 400 and an unknown one with 404', async () => {
      expect((await client.get('/v1/executions/abc')).status).toBe(400);
      expect((await client.get(`/v1/executions/${randomUUID()}`)).status).toBe(404);
      expect((await client.post('/v1/executions/abc/cancel', {})).status).toBe(400);
    });

    it('lists with filters, counts all, and pages', async () => {
      await client.register({ listed: 'Listed' });
      for (const _ of [1, 2, 3]) await execute({}, 'listed');
      const first = await client.get('/v1/executions/?prompt_name=listed&limit=2');
      expect(first.body).toMatchObject({ total: 3, limit: 2, offset: 0 });
      const rest = await client.get('/v1/executions?prompt_name=listed&status=succeeded&limit=2&offset=2');
      expect(rest.body.executions).toHaveLength(1);
      const times = [...first.body.executions, ...rest.body.executions].map((each) => each.created_at);
      expect(times).toEqual(times.toSorted().toReversed());
      expect((await client.get('/v1/executions?status=failed&prompt_name=listed')).body.total).toBe(0);
      for (const bad of ['limit=0', 'limit=201', 'offset=-1', 'status=odd', 'limit=x']) {
        expect((await client.get(`/v1/executions?${bad}`)).status).toBe(422);
      }
      const history = await client.get('/v1/prompts/listed/history');
      expect(history.body.versions).toMatchObject([{ version: 1, execution_count: 3 }]);
    });
  });

  it('takes hostile input for what it is', async () => {
    const nested = `{"variables":{"name":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`;
    const answer = await client.send('/v1/prompts/greet/execute', {
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
    const proto = await client.send('/v1/prompts/greet/execute', {
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
