/**
 * The contract as somebody reads it who writes a client from its page alone: plain requests, and answers looked at field
 * by field. Nothing here is imported from the schemas that the server validates with.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databases } from './support/databases.ts';
import { startProvider, type FakeProvider } from './support/provider.ts';
import { startTestServer, type TestServer } from './support/server.ts';

const UUID = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
const [NUMBER, TEXT] = [expect.any(Number), expect.any(String)];
const HELLO = 'Hello {{name}}!';
const HELLO_HASH = '0ac46560e041dd7ae408035089e631b9bef26d90d7e763b5eabfb947c41d05a3';

// What a server answers may be anything; the expectations say what it is.
// oxlint-disable-next-line typescript/no-explicit-any
type Body = any;
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

describe.each(databases)('the contract on %s', (database) => {
  let provider: FakeProvider;
  let server: TestServer;

  beforeAll(async () => {
    provider = await startProvider({ timeoutMs: 4_000 });
    server = await startTestServer({
      database,
      providers: provider.settings,
      worker: { retryDelaysMs: [10, 10, 10], pollMs: 10_000 },
    });
    await register([{ name: 'greet', template_source: HELLO }]);
    await put('managed', { template_source: 'Managed {{ a }}', set_active: true });
  });
  afterAll(async () => {
    await server?.close();
    await provider?.close();
  });
  beforeEach(() => void (provider.next.length = 0));

  const send = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = { 'x-api-key': server.key },
  ): Promise<Answer> => {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  const get = async (path: string): Promise<Body> => {
    const answer = await send('GET', path);
    expect([path, answer.status]).toEqual([path, 200]);
    return answer.body;
  };
  const put = (name: string, body: object) => send('PUT', `/v1/prompts/${name}`, body);
  const register = (prompts: unknown) => send('POST', '/v1/prompts/register-code', { prompts });
  const execute = (body: object = {}, name = 'greet') =>
    send('POST', `/v1/prompts/${name}/execute`, { variables: { name: 'Ann' }, ...body });
  const run = (body: object = {}, verb = '/run') =>
    send('POST', `/v1/executions${verb}`, {
      prompt_name: 'managed',
      model: { provider: 'openai', model_name: 'gpt-4o' },
      variables: { a: 1 },
      ...body,
    });
  const refusal = (answer: Answer, status: number, ...words: string[]) => {
    expect(answer.body).toMatchObject({ detail: TEXT, code: expect.stringMatching(/^[a-z_]+$/) });
    expect(answer.status).toBe(status);
    for (const word of words) expect(answer.body.detail).toContain(word);
    if (status === 422 && answer.body.errors !== undefined) {
      expect(answer.body.errors).toEqual(
        answer.body.errors.map(() => expect.objectContaining({ path: TEXT, message: TEXT })),
      );
    }
  };
  const ended = async (id: string): Promise<Body> => {
    for (;;) {
      const execution = await get(`/v1/executions/${id}`);
      if (!['queued', 'running'].includes(execution.status)) return execution;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  describe('conventions', () => {
    it('take a key by either header, and refuse any other in these words', async () => {
      const bearer = { authorization: `Bearer ${server.key}` };
      expect((await send('GET', '/v1/prompts', undefined, bearer)).status).toBe(200);
      for (const headers of [{}, { 'x-api-key': 'wrong' }, { authorization: 'Bearer wrong' }]) {
        const answer = await send('GET', '/v1/prompts', undefined, headers as Record<string, string>);
        refusal(answer, 401);
        expect(answer.body.detail).toBe('Invalid or missing API key');
      }
      const { body } = await send('POST', '/v1/keys', { name: 'reader', scopes: ['read'] });
      const reader = { 'x-api-key': body.key };
      expect((await send('GET', '/v1/prompts', undefined, reader)).status).toBe(200);
      refusal(await send('POST', '/v1/prompts/greet/execute', {}, reader), 403);
      expect((await send('GET', '/health', undefined, {})).body).toMatchObject({ status: 'healthy' });
      expect((await fetch(`${server.url}/docs`)).status).toBe(200);
      expect((await send('GET', '/openapi.json', undefined, {})).body.openapi).toMatch(/^3\.1/);
    });

    it('refuse in JSON: what is not valid, not there, in conflict, too large', async () => {
      const invalid = await put('x', { template_source: 7 });
      refusal(invalid, 422);
      expect(invalid.body.errors[0]).toMatchObject({ path: 'template_source', message: TEXT });
      refusal(await send('GET', '/v1/prompts/nobody'), 404);
      refusal(await send('GET', '/v1/nothing'), 404);
      await put('never-active', { template_source: 'x' });
      refusal(await run({ prompt_name: 'never-active' }), 409);
      refusal(await put('x', { template_source: 'x'.repeat(20_000_000) }), 413);
    });

    it('know names, and refuse what is none', async () => {
      for (const name of ['a/b', 'x:y#z.w-v_u', '_1', '名前', 'é'.repeat(200)]) {
        const answer = await put(encodeURIComponent(name), { template_source: 'x' });
        expect([name, answer.status, answer.body.prompt?.name]).toEqual([name, 200, name]);
        expect((await get(`/v1/prompts/${encodeURIComponent(name)}`)).name).toBe(name);
      }
      for (const name of ['', ' a', 'a b', 'a@1', '.a', 'a\u0000', 'a\n', 'x'.repeat(201), '\ud800'])
        refusal(await register([{ name, template_source: 'x' }]), 422);
    });

    it('give the same content the same version for ever, and one version at most is active', async () => {
      for (const text of ['A', 'B', 'A']) await register([{ name: 'aba', template_source: text }]);
      const versions = await get('/v1/prompts/aba/versions');
      expect(versions.map((each: Body) => [each.version_number, each.status])).toEqual([
        [2, 'deprecated'],
        [1, 'active'],
      ]);
    });
  });

  describe('full mode', () => {
    it('PUT stores a version and moves the pointer when told to, also back', async () => {
      const first = await put('full', {
        template_source: 'one',
        description: 'd',
        owner_team: 't',
        created_by: 'c',
      });
      expect(first.status).toBe(200);
      expect(first.body).toMatchObject({
        prompt: { prompt_id: UUID, name: 'full' },
        version: { version_id: UUID, version_number: 1 },
        version_change: true,
      });
      const none = await get('/v1/prompts/full');
      expect(none).toMatchObject({ mode: 'full', description: 'd', owner_team: 't' });
      expect(none.active_version ?? null).toBeNull();
      await put('full', { template_source: 'two', set_active: true });
      const again = await put('full', { template_source: 'one', set_active: true, description: 'new' });
      expect(again.body).toMatchObject({ version: first.body.version, version_change: false });
      const prompt = await get('/v1/prompts/full');
      expect(prompt).toMatchObject({
        prompt_id: first.body.prompt.prompt_id,
        name: 'full',
        description: 'new',
        owner_team: 't',
        created_at: TIME,
        updated_at: TIME,
        active_version: {
          version_id: first.body.version.version_id,
          version_number: 1,
          template_source: 'one',
          status: 'active',
          checksum_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      });
      expect(await get('/v1/prompts/full/versions')).toMatchObject([
        { version_id: UUID, version_number: 2, status: 'deprecated', created_at: TIME },
        { version_id: UUID, version_number: 1, created_by: 'c', checksum_hash: TEXT },
      ]);
      refusal(await put('full', { description: 'no template' }), 422);
    });

    it('PUT on a tracking prompt is a 400 that points at the code', async () => {
      refusal(await put('greet', { template_source: 'x' }), 400, 'greet', 'tracking mode', 'register-code');
    });

    it('the list has both modes, with filters and pages', async () => {
      const { prompts } = await get('/v1/prompts?mode=full&q=manag');
      expect(prompts).toMatchObject([
        { name: 'managed', mode: 'full', active_version: { version_number: 1 } },
      ]);
      expect((await get('/v1/prompts?limit=1')).prompts).toHaveLength(1);
    });
  });

  describe('tracking mode', () => {
    it('register-code answers each case of the table', async () => {
      const entry = async (template_source: string) => {
        const { status, body } = await register([{ name: 'tracked', template_source }]);
        expect(status).toBe(200);
        expect(body.registered).toHaveLength(1);
        const [{ name, mode, version, change_detected, previous_version }] = body.registered;
        expect([name, mode]).toEqual(['tracked', 'tracking']);
        const active = (await get('/v1/prompts/tracked')).active_version.version_number;
        return [version, change_detected, previous_version, active];
      };
      expect(await entry('1')).toEqual([1, false, null, 1]);
      expect(await entry('1')).toEqual([1, false, null, 1]);
      expect(await entry('2')).toEqual([2, true, 1, 2]);
      expect(await entry('1')).toEqual([1, true, 2, 1]);
      expect(await entry('3')).toEqual([3, true, 1, 3]);
    });

    it('register-code checks hashes, and stores all of a batch or nothing', async () => {
      const good = { name: 'hashed', template_source: HELLO, template_hash: HELLO_HASH };
      expect((await register([good])).status).toBe(200);
      expect((await get('/v1/prompts/hashed')).active_version.checksum_hash).toBe(HELLO_HASH);
      const other = { name: 'not-stored', template_source: 'x' };
      refusal(await register([other, { ...good, template_source: 'y' }]), 422, 'hashed');
      refusal(await register([other, { name: 'managed', template_source: 'x' }]), 400, 'managed', 'full');
      refusal(await register([other, { ...other, template_source: 'y' }]), 422);
      refusal(await register([other, { name: 'broken', template_source: '{{ a' }]), 422, 'line');
      expect((await send('GET', '/v1/prompts/not-stored')).status).toBe(404);
      refusal(await register([]), 400, 'No prompts provided');
      refusal(await send('POST', '/v1/prompts/register-code', {}), 400, 'No prompts provided');
    });

    it('execute answers in sync with the response and its telemetry', async () => {
      const { status, body } = await execute({ correlation_id: 'c', environment: 'prod' });
      expect(status).toBe(200);
      expect(body).toMatchObject({
        execution_id: UUID,
        status: 'succeeded',
        mode: 'sync',
        prompt_name: 'greet',
        version_used: 1,
        response_text: TEXT,
        telemetry: { prompt_tokens: NUMBER, response_tokens: NUMBER, latency_ms: NUMBER, total_cost: NUMBER },
        prompt_mode: 'tracking',
      });
      expect(provider.received.at(-1)?.body).toMatchObject({
        model: 'gpt-4o-mini',
        messages: [{ role: 'user', content: 'Hello Ann!' }],
      });
      expect((await get(`/v1/executions/${body.execution_id}`)).environment).toBe('prod');
    });

    it('execute answers in async that it is queued, and it is run', async () => {
      const { status, body } = await execute({ mode: 'async' });
      expect(status).toBe(200);
      expect(body).toMatchObject({
        execution_id: UUID,
        status: 'queued',
        mode: 'async',
        prompt_mode: 'tracking',
      });
      expect(await ended(body.execution_id)).toMatchObject({ status: 'succeeded', mode: 'async' });
    });

    it('execute refuses what the caller got wrong', async () => {
      refusal(await execute({}, 'nobody'), 404);
      refusal(await execute({}, 'managed'), 400, 'full mode', 'PUT');
      refusal(await execute({ mode: 'later' }), 400, 'Invalid execution mode');
      refusal(await execute({ version: 99 }), 404);
      await register([{ name: 'two', template_source: '{{ first }} {{ second.part }}' }]);
      refusal(await execute({ variables: {} }, 'two'), 422, 'first', 'second');
    });

    it('history tells each version, newest first, with how often it was executed', async () => {
      await register([{ name: 'told', template_source: 'old' }]);
      await execute({}, 'told');
      await register([{ name: 'told', template_source: HELLO }]);
      const history = await get('/v1/prompts/told/history?mode=tracking');
      expect(history).toMatchObject({
        prompt_name: 'told',
        mode: 'tracking',
        current_version: 2,
        versions: [
          {
            version: 2,
            template_hash: HELLO_HASH,
            template_source: HELLO,
            created_at: TIME,
            execution_count: 0,
          },
          { version: 1, template_source: 'old', execution_count: 1 },
        ],
      });
      await register([{ name: 'told', template_source: 'old' }]);
      expect((await get('/v1/prompts/told/history')).current_version).toBe(1);
      expect((await get('/v1/prompts/managed/history')).mode).toBe('full');
      refusal(await send('GET', '/v1/prompts/nobody/history'), 404);
    });

    it('analytics tell of all, and of one mode', async () => {
      await run();
      const all = await get('/v1/analytics/prompts?mode=all');
      expect(all).toMatchObject({
        summary: { total_executions: NUMBER, full_mode_prompts: NUMBER, tracking_mode_prompts: NUMBER },
        by_mode: {
          full: { execution_count: NUMBER, avg_latency_ms: NUMBER },
          tracking: { execution_count: NUMBER, avg_latency_ms: NUMBER },
        },
      });
      const { full, tracking } = all.by_mode;
      expect(all.summary.total_executions).toBe(full.execution_count + tracking.execution_count);
      expect(all.summary.total_executions).toBe((await get('/v1/executions')).total);
      for (const mode of ['full', 'tracking']) {
        expect(await get(`/v1/analytics/prompts?mode=${mode}`)).toMatchObject({
          mode,
          prompt_count: all.summary[`${mode}_mode_prompts`],
          execution_count: all.by_mode[mode].execution_count,
          avg_latency_ms: NUMBER,
          total_prompt_tokens: NUMBER,
          total_response_tokens: NUMBER,
          total_cost: NUMBER,
        });
      }
      refusal(await send('GET', '/v1/analytics/prompts?mode=other'), 422);
    });
  });

  describe('executions', () => {
    it.each(['/run', ':run'])('%s runs either mode at once', async (verb) => {
      expect((await run({}, verb)).body).toMatchObject({
        status: 'succeeded',
        mode: 'sync',
        version_used: 1,
      });
      const model = { provider: 'anthropic', model_name: 'claude-sonnet-4-6' };
      const tracking = await run({ prompt_name: 'greet', variables: { name: 'x' }, model }, verb);
      expect(tracking.body).toMatchObject({ status: 'succeeded', prompt_mode: 'tracking' });
    });

    it.each(['/submit', ':submit'])('%s queues', async (verb) => {
      const { body } = await run({}, verb);
      expect(body).toMatchObject({ execution_id: UUID, status: 'queued', mode: 'async' });
      expect((await ended(body.execution_id)).status).toBe('succeeded');
    });

    it('refuse what the caller got wrong with a sentence', async () => {
      refusal(await run({ expected_mode: 'tracking' }), 400, 'managed', 'full', 'tracking');
      refusal(await run({ prompt_name: 'nobody' }), 404);
      refusal(await run({ version_number: 9 }), 404);
      refusal(await run({ model: { provider: 'nobody', model_name: 'x' } }), 400, 'nobody');
      refusal(await run({ params: { temperature: 'hot' } }), 422);
      refusal(await run({ variables: [] }), 422);
    });

    it('send each parameter', async () => {
      for (const verb of ['/run', '/submit']) {
        const params = { temperature: 0.5, top_p: 0.9, max_new_tokens: 7 };
        const { body } = await run({ params }, verb);
        const whole = await ended(body.execution_id);
        expect(whole.params).toEqual(params);
        expect(provider.received.at(-1)?.body).toMatchObject({ temperature: 0.5, top_p: 0.9 });
        expect(JSON.stringify(provider.received.at(-1)?.body)).toMatch(/"max_(completion_)?tokens":7/);
      }
      await run({ params: { max_tokens: 8 } });
      expect(JSON.stringify(provider.received.at(-1)?.body)).toMatch(/"max_(completion_)?tokens":8/);
    });

    it('are told one by one, finished or failed', async () => {
      const { body } = await run({ correlation_id: 'c-1' });
      expect(await get(`/v1/executions/${body.execution_id}`)).toMatchObject({
        execution_id: body.execution_id,
        status: 'succeeded',
        mode: 'sync',
        environment: 'dev',
        created_at: TIME,
        completed_at: TIME,
        response_text: TEXT,
        telemetry: { latency_ms: NUMBER },
        correlation_id: 'c-1',
        rendered_prompt: 'Managed 1',
      });
      provider.next.push({ kind: 'refuse', status: 400 });
      refusal(await run({ environment: 'failing' }), 422);
      const { executions } = await get('/v1/executions?status=failed&limit=1');
      expect(await get(`/v1/executions/${executions[0].execution_id}`)).toMatchObject({
        status: 'failed',
        environment: 'failing',
        error_type: TEXT,
        error_message: TEXT,
      });
      refusal(await send('GET', '/v1/executions/abc'), 400);
      refusal(await send('GET', '/v1/executions/00000000-0000-4000-8000-000000000000'), 404);
    });

    it('are listed, with or without a trailing slash', async () => {
      for (const path of ['/v1/executions', '/v1/executions/']) {
        const page = await get(`${path}?prompt_name=managed&status=succeeded&limit=2&offset=1`);
        expect(page).toMatchObject({ total: NUMBER, limit: 2, offset: 1 });
        expect(page.total).toBeGreaterThan(2);
        expect(page.executions).toHaveLength(2);
        expect(page.executions[0]).toMatchObject({
          execution_id: UUID,
          prompt_name: 'managed',
          status: 'succeeded',
          mode: TEXT,
          created_at: TIME,
          completed_at: TIME,
        });
      }
      expect(await get('/v1/executions')).toMatchObject({ limit: 50, offset: 0 });
      for (const query of ['limit=0', 'limit=201', 'offset=-1', 'status=other'])
        refusal(await send('GET', `/v1/executions?${query}`), 422);
    });

    it('answer the same key with the first execution, by field or header, also at once', async () => {
      const first = await run({ idempotency_key: 'k' });
      const asHeader = { 'x-api-key': server.key, 'idempotency-key': 'k' };
      const body = {
        prompt_name: 'managed',
        model: { provider: 'openai', model_name: 'gpt-4o' },
        variables: { a: 1 },
      };
      const again = await send('POST', '/v1/executions/run', body, asHeader);
      expect(again.body.execution_id).toBe(first.body.execution_id);
      refusal(await run({ idempotency_key: 'k', variables: { a: 2 } }), 409);
      const both = await Promise.all([1, 2].map(() => execute({ idempotency_key: 'both' })));
      expect(new Set(both.map((answer) => answer.body.execution_id)).size).toBe(1);
    });

    it('say what a provider did', async () => {
      const refuse = (status: number, headers = {}) =>
        provider.next.push({ kind: 'refuse', status, headers });
      for (const status of [400, 404, 422]) {
        refuse(status);
        refusal(await execute(), 422);
      }
      refuse(429, { 'retry-after': '7' });
      const limited = await execute();
      refusal(limited, 429);
      expect(limited.headers.get('retry-after')).toBe('7');
      refuse(500);
      refusal(await execute(), 502);
      refuse(401);
      const unauthorized = await execute();
      expect([502, 504]).toContain(unauthorized.status);
      expect(JSON.stringify(unauthorized.body)).not.toContain('sk-');
      provider.next.push({ kind: 'hang' });
      refusal(await execute(), 504);
    });

    it('are tried again only for what may pass', async () => {
      provider.next.push({ kind: 'refuse', status: 503 }, { kind: 'refuse', status: 408 });
      const passing = await execute({ mode: 'async' });
      expect(await ended(passing.body.execution_id)).toMatchObject({ status: 'succeeded', attempts: 3 });
      provider.next.push({ kind: 'refuse', status: 404 });
      const refused = await execute({ mode: 'async' });
      expect(await ended(refused.body.execution_id)).toMatchObject({ status: 'failed', attempts: 1 });
    });

    it('are cut where they are too long', async () => {
      provider.next.push({ kind: 'answer', text: 'x'.repeat(600_000) });
      const { body } = await execute({ variables: { name: 'y'.repeat(300_000) } });
      expect(body).toMatchObject({ status: 'succeeded', error_type: 'truncated' });
      expect(Buffer.byteLength(body.response_text)).toBeLessThanOrEqual(500 * 1024);
      const { rendered_prompt } = await get(`/v1/executions/${body.execution_id}`);
      expect(Buffer.byteLength(rendered_prompt)).toBeLessThanOrEqual(200 * 1024);
    });

    it.each([
      ['anthropic', 'claude-haiku-4-5-20251001', 0.0028],
      ['anthropic', 'claude-sonnet-4-6', 0.0105],
      ['anthropic', 'claude-opus-4-6', 0.0525],
      ['openai', 'gpt-4o-mini-2024', 0.00045],
      ['openai', 'gpt-4o-2024', 0.0075],
      ['openai', 'gpt-unknown', null],
    ])('of %s %s cost %s for 1000 tokens in and 500 out', async (name, model_name, cost) => {
      const { body } = await run({ model: { provider: name, model_name } });
      expect(body.telemetry).toMatchObject({ prompt_tokens: 1000, response_tokens: 500, total_cost: cost });
    });

    it('know the provider by the name of the model, or ask for it', async () => {
      expect((await execute({ model_name: 'claude-sonnet-4-6' })).body.model.provider).toBe('anthropic');
      refusal(await run({ model: { model_name: 'llama3' } }), 400);
    });
  });

  it('rendering is Jinja, without escaping, once, and never out of its sandbox', async () => {
    const rendered = async (template_source: string, variables: object) => {
      await register([{ name: 'rendered', template_source }]);
      const { body } = await execute({ variables, model_name: 'echo' }, 'rendered');
      return body.response_text ?? body.code;
    };
    expect(
      await rendered('{{ user.name }}{% if x %} yes{% endif %}', { user: { name: '<b>' }, x: true }),
    ).toBe('<b> yes');
    expect(await rendered('{% for a in all %}{{ a | upper }}{% endfor %}', { all: ['a', 'b'] })).toBe('AB');
    expect(await rendered('{{ text }}', { text: '{{ secret }}' })).toBe('{{ secret }}');
    expect(await rendered('{{ a.__class__ }}', { a: {} })).toMatch(/^(render_failed|missing_variables)$/);
    expect(
      await rendered('{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}', {}),
    ).toBe('render_failed');
  });
});
