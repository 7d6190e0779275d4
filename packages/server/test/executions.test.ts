import { randomUUID } from 'node:crypto';
import { checksum, formatMessages } from '@prompt-ledger/shared';
import { describe, expect, it } from 'vitest';
import { databases } from './support/databases.ts';
import { useExecuting } from './support/executing.ts';

describe.each(databases)('executions on %s', (database) => {
  const on = useExecuting(database);
  const { execute, run, get } = on;

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
    expect(on.provider.received[0]?.path).toBe('/v1/chat/completions');
    expect(on.provider.received[0]?.body).toMatchObject({
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
    await on.client.put('/v1/prompts/managed', { template_source: 'Newer {{ a }}', set_active: true });
    for (const verb of ['/run', ':run']) {
      const { status, body } = await run({ version_number: 1, expected_mode: 'full' }, verb);
      expect([status, body.version_used, body.prompt_mode]).toEqual([200, 1, 'full']);
    }
    expect((await run({})).body.version_used).toBe(2);
    expect(on.provider.received.map(({ body }) => body.messages[0].content)).toEqual([
      'Managed 1',
      'Managed 1',
      'Newer 1',
    ]);
  });

  it('sends every parameter, or refuses one that the provider has no such thing as', async () => {
    const params = { temperature: 0.5, top_p: 0.9, max_tokens: 7 };
    expect((await execute({ params })).status).toBe(200);
    expect(on.provider.received[0]?.body).toMatchObject(params);
    const model = { model_name: 'claude-sonnet-4-6', params: { top_k: 5, max_new_tokens: 9 } };
    const { body } = await execute(model);
    expect(body.telemetry.total_cost).toBe(0.0105);
    expect(on.provider.received[1]).toMatchObject({
      path: '/v1/messages',
      body: { top_k: 5, max_tokens: 9, model: 'claude-sonnet-4-6' },
    });
    const compatible = { top_k: 5, repetition_penalty: 1.1, temperature: 0 };
    expect((await execute({ params: compatible })).status).toBe(200);
    expect(on.provider.received[2]?.body).toMatchObject({ ...compatible, model: 'gpt-4o-mini' });
    for (const refused of [
      { params: { repetition_penalty: 1 }, model_name: 'claude-sonnet-4-6' },
      { params: { nonsense: 1 } },
      { params: { temperature: 'hot' } },
      { params: { max_tokens: 1, max_new_tokens: 2 } },
      { params: { temperature: 1 }, model_name: 'o3' },
    ]) {
      expect((await execute(refused)).status).toBe(422);
    }
    expect(on.provider.received).toHaveLength(3);
  });

  it.each([
    ['claude-sonnet-4-6', { temperature: 0.5, top_p: 0.9 }],
    ['claude-sonnet-4-6', { temperature: 1.5, max_tokens: 200_000 }],
    ['claude-opus-4-7', { temperature: 0.5, top_k: 3 }],
    ['gpt-4o-search-preview', { temperature: 0.5 }],
    ['gpt-5.1-chat-latest', { temperature: 0.5, top_p: 0.9 }],
  ])('sends %s what it was given, also what it may refuse: %j', async (model_name, params) => {
    expect((await execute({ model_name, params })).status).toBe(200);
    expect(on.provider.received[0]?.body).toMatchObject(params);
  });

  it('sends the messages of a chat with their roles', async () => {
    const template_source = formatMessages([
      { role: 'system', content: 'Be {{ tone }}' },
      { role: 'user', content: '{{ q }}' },
    ]);
    await on.client.post('/v1/prompts/register-code', {
      prompts: [{ name: 'chat', kind: 'chat', template_source }],
    });
    const variables = { tone: 'kind', q: 'Why?' };
    expect((await execute({ variables }, 'chat')).status).toBe(200);
    expect(on.provider.received[0]?.body.messages).toEqual([
      { role: 'system', content: 'Be kind' },
      { role: 'user', content: 'Why?' },
    ]);
    const echoed = await execute({ variables, provider: 'echo', model_name: 'x' }, 'chat');
    expect(echoed.body).toMatchObject({
      response_text: 'Why?',
      telemetry: { prompt_tokens: 3, response_tokens: 1, total_cost: null },
    });
  });

  it('runs the version that a label points at, and a draft by its digest', async () => {
    await on.client.register({ labelled: 'First' });
    const promoted = await on.client.post('/v1/labels/promote', {
      label: 'production',
      prompts: [{ name: 'labelled', version: 1 }],
    });
    expect(promoted.status).toBe(200);
    await on.client.register({ labelled: 'Second' });
    const rendered = async (body: object) => {
      const answer = await execute({ model_name: 'echo', ...body }, 'labelled');
      return answer.body.response_text ?? answer.body.detail;
    };
    expect(await rendered({ label: 'production' })).toBe('First');
    expect(await rendered({ label: 'active' })).toBe('Second');
    await on.client.post('/v1/prompts/register-code', {
      prompts: [{ name: 'labelled', template_source: 'Third, a draft' }],
      source: 'staged',
      git: { branch: 'feat/x' },
    });
    expect(await rendered({})).toBe('Second');
    const digest = `sha256:${checksum('Third, a draft').slice(0, 12)}`;
    const draft = await execute({ model_name: 'echo', digest }, 'labelled');
    expect(draft.body).toMatchObject({ response_text: 'Third, a draft', version_used: null });
  });

  it('cuts a prompt and a response that are too long', async () => {
    const long = await execute({ variables: { name: 'é'.repeat(150_000) } });
    expect(long.body).toMatchObject({ status: 'succeeded', error_type: 'truncated' });
    expect(Buffer.byteLength(on.provider.received[0]?.body.messages[0].content)).toBeLessThanOrEqual(204_800);
    on.provider.next.push({ kind: 'answer', text: '\0'.concat('a'.repeat(600_000)) });
    const { body } = await execute();
    expect(body).toMatchObject({ status: 'succeeded', error_type: 'truncated' });
    expect(Buffer.byteLength(body.response_text)).toBe(512_000);
    expect(body.response_text[0]).toBe('\u{FFFD}');
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

  describe('of a prompt that was executed before', () => {
    const echoed = async (name: string, body: object = {}) =>
      (await on.client.post(`/v1/prompts/${name}/execute`, { model_name: 'echo', ...body })).body;

    it('takes two statements beside the look at the key: the begin, the end', async () => {
      await on.client.register({ again: 'One' });
      await echoed('again');
      // What the server tidies up meanwhile counts as well, now and then.
      const counts: number[] = [];
      for (let turn = 0; turn < 4; turn += 1) {
        on.statements.length = 0;
        expect(await echoed('again')).toMatchObject({ version_used: 1, response_text: 'One' });
        counts.push(on.statements.length);
      }
      expect(Math.min(...counts)).toBe(2);
    });

    it('is of the version that is active now, and in the mode that it has now', async () => {
      await on.client.register({ moves: 'One' });
      expect(await echoed('moves')).toMatchObject({ version_used: 1, response_text: 'One' });
      await on.client.register({ moves: 'Two {{ a }}' });
      expect(await echoed('moves', { variables: { a: 2 } })).toMatchObject({
        version_used: 2,
        response_text: 'Two 2',
      });
      expect(await echoed('moves')).toMatchObject({ code: 'missing_variables' });
      await on.client.register({ moves: 'One' });
      expect(await echoed('moves')).toMatchObject({ version_used: 1, response_text: 'One' });
      await on.client.post('/v1/prompts/moves/mode', { mode: 'full' });
      expect(await echoed('moves')).toMatchObject({ code: 'wrong_mode' });
      await on.client.put('/v1/prompts/moves', { template_source: 'Three', set_active: true });
      const model = { provider: 'echo', model_name: 'x' };
      const answer = await run({ prompt_name: 'moves', model, expected_mode: 'full' });
      expect(answer.body).toMatchObject({ version_used: 3, response_text: 'Three' });
      await on.client.post('/v1/prompts/moves/mode', { mode: 'tracking' });
      expect(await run({ prompt_name: 'moves', model, expected_mode: 'full' })).toMatchObject({
        status: 400,
      });
      expect(await echoed('moves', { mode: 'async' })).toMatchObject({ status: 'queued' });
    });
  });

  describe('reading', () => {
    it('answers a malformed id with 400 and an unknown one with 404', async () => {
      expect((await on.client.get('/v1/executions/abc')).status).toBe(400);
      expect((await on.client.get(`/v1/executions/${randomUUID()}`)).status).toBe(404);
      expect((await on.client.post('/v1/executions/abc/cancel', {})).status).toBe(400);
    });

    it('lists with filters, counts all, and pages', async () => {
      await on.client.register({ listed: 'Listed' });
      for (const _ of [1, 2, 3]) await execute({}, 'listed');
      const first = await on.client.get('/v1/executions/?prompt_name=listed&limit=2');
      expect(first.body).toMatchObject({ total: 3, limit: 2, offset: 0 });
      const rest = await on.client.get('/v1/executions?prompt_name=listed&status=succeeded&limit=2&offset=2');
      expect(rest.body.executions).toHaveLength(1);
      const times = [...first.body.executions, ...rest.body.executions].map((each) => each.created_at);
      expect(times).toEqual(times.toSorted().toReversed());
      expect((await on.client.get('/v1/executions?status=failed&prompt_name=listed')).body.total).toBe(0);
      for (const bad of ['limit=0', 'limit=201', 'offset=-1', 'status=odd', 'limit=x']) {
        expect((await on.client.get(`/v1/executions?${bad}`)).status).toBe(422);
      }
      const history = await on.client.get('/v1/prompts/listed/history');
      expect(history.body.versions).toMatchObject([{ version: 1, execution_count: 3 }]);
    });
  });
});
