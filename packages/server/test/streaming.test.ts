import { randomUUID } from 'node:crypto';
import { executeRequest } from '@prompt-ledger/shared/contract/executions';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fromExecute } from '../src/executions/request.ts';
import { executeStreaming } from '../src/executions/stream.ts';
import { openContext } from '../src/open-context.ts';
import { createClient, type Client } from './support/client.ts';
import { databases } from './support/databases.ts';
import { readEvents, type Event } from './support/events.ts';
import { startProvider, type FakeProvider, type Reaction } from './support/provider.ts';
import { startTestServer, type TestServer } from './support/server.ts';

describe.each(databases)('streaming on %s', (database) => {
  let provider: FakeProvider;
  let server: TestServer;
  let client: Client;

  beforeAll(async () => {
    provider = await startProvider({ timeoutMs: 25_000 });
    server = await startTestServer({ database, providers: provider.settings });
    client = createClient(server);
    await client.register({ greet: 'Hello {{ name }}!' });
    await client.put('/v1/prompts/full', { template_source: 'Full', set_active: true });
  });
  afterAll(async () => {
    await server?.close();
    await provider?.close();
  });
  beforeEach(() => {
    provider.next.length = 0;
    provider.received.length = 0;
  });

  const body = (more: object = {}) => ({ variables: { name: 'Ann' }, stream: true, ...more });
  const stream = (more: object = {}, each?: (event: Event) => 'stop' | void) =>
    readEvents(client, '/v1/prompts/greet/execute', body(more), each);
  const streamed = (
    last: Extract<Reaction, { kind: 'stream' }>['last'],
    pieces = ['One', ' two', ' three'],
  ) => provider.next.push({ kind: 'stream', pieces, last });
  const textOf = (events: readonly Event[]) =>
    events.flatMap(({ name, data }) => (name === 'text' ? [data.text] : [])).join('');
  const newest = async () => {
    const { executions } = (await client.get('/v1/executions?limit=1')).body;
    return (await client.get(`/v1/executions/${executions[0].execution_id}`)).body;
  };

  it('tells the answer as it comes, and ends with the full record', async () => {
    streamed('end');
    const { headers, events } = await stream({ correlation_id: 'c' });
    expect(headers.get('content-type')).toContain('text/event-stream');
    expect(events.map(({ name }) => name)).toEqual(['text', 'text', 'text', 'end']);
    expect(textOf(events)).toBe('One two three');
    expect(provider.received[0]?.body).toMatchObject({ stream: true });
    const record = events.at(-1)?.data;
    expect(record).toMatchObject({
      status: 'succeeded',
      mode: 'sync',
      response_text: 'One two three',
      rendered_prompt: 'Hello Ann!',
      correlation_id: 'c',
      prompt_mode: 'tracking',
      telemetry: { prompt_tokens: 1000, response_tokens: 500, total_cost: 0.00045 },
    });
    expect(await newest()).toEqual(record);
  });

  it('works by /run as well, and with the provider that needs no key', async () => {
    const run = { prompt_name: 'full', model: { provider: 'echo', model_name: 'echo' }, stream: true };
    const { events } = await readEvents(client, '/v1/executions/run', run);
    expect([textOf(events), events.at(-1)?.data.response_text]).toEqual(['Full', 'Full']);
    expect((await client.post('/v1/executions/submit', run)).status).toBe(422);
  });

  it.each([
    ['a missing variable', { variables: {} }, null, 422, 'missing_variables'],
    [
      'a rate limit',
      {},
      { kind: 'refuse', status: 429, headers: { 'retry-after': '7' } },
      429,
      'rate_limited',
    ],
    ['a refused key', {}, { kind: 'refuse', status: 401 }, 502, 'provider_failed'],
    ['a broken connection', {}, { kind: 'hang up' }, 502, 'provider_failed'],
  ] as const)(
    'answers %s with its status, since nothing was told yet',
    async (_what, more, reaction, status, code) => {
      if (reaction !== null) provider.next.push(reaction);
      const answer = await client.post('/v1/prompts/greet/execute', body(more));
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      if (status === 429) expect(answer.headers.get('retry-after')).toBe('7');
    },
  );

  it.each([
    ['ends without an end', 'stop', 'connection_error', 'broke off'],
    ['breaks off', 'break', 'connection_error', 'broke off'],
    ['says that it failed', 'fail', 'provider_error', 'failed in the middle of its answer: too busy, with …'],
    ['turns into garbage', 'garbage', 'provider_error', 'cannot be understood'],
  ] as const)(
    'of a provider that %s is an error, and what came is kept',
    async (_what, then, type, detail) => {
      streamed(then);
      const { events } = await stream();
      expect(textOf(events)).toBe('One two three');
      expect(events.at(-2)).toMatchObject({ name: 'error', data: { code: 'provider_failed' } });
      expect(events.at(-2)?.data.detail).toContain(detail);
      expect(events.at(-1)).toMatchObject({
        name: 'end',
        data: { status: 'failed', error_type: type, response_text: 'One two three' },
      });
      expect(await newest()).toEqual(events.at(-1)?.data);
    },
  );

  it.each([
    ['refuses it', { kind: 'refuse', status: 400, message: 'stream=true is not supported by this model' }],
    ['has no such thing', { kind: 'refuse', status: 501, message: 'Streaming is not implemented.' }],
    ['answers in one piece', { kind: 'answer', text: 'Passed over.' }],
  ] as const)('is done without where the provider %s', async (_what, first) => {
    provider.next.push(first, { kind: 'answer', text: 'In one piece.' });
    const { events } = await stream();
    expect(events.map(({ name }) => name)).toEqual(['text', 'end']);
    expect(textOf(events)).toBe('In one piece.');
    expect(events.at(-1)?.data).toMatchObject({ status: 'succeeded', response_text: 'In one piece.' });
    expect(provider.received.map(({ body }) => body.stream ?? false)).toEqual([true, false]);
  });

  it.each([
    [{ kind: 'refuse', status: 400, message: 'The prompt is too long.' }],
    [{ kind: 'refuse', status: 429, message: 'Too many streams at once.' }],
    [{ kind: 'refuse', status: 401, message: 'This key may not stream.' }],
  ] as const)('is asked for once where something else is refused: %j', async (refusal) => {
    provider.next.push(refusal);
    const { status } = await client.post('/v1/prompts/greet/execute', body());
    expect([status >= 400, provider.received.length]).toEqual([true, 1]);
  });

  it('ends the call when the client leaves, and keeps what came', async () => {
    const before = provider.broken();
    streamed('hang');
    let heard = 0;
    await stream({}, () => (++heard === 3 ? 'stop' : undefined));
    while (provider.broken() === before) await new Promise((resolve) => setTimeout(resolve, 10));
    while ((await newest()).status === 'running') await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await newest()).toMatchObject({
      status: 'canceled',
      error_type: 'client_disconnected',
      response_text: 'One two three',
    });
    const { summary } = (await client.get('/v1/analytics/prompts')).body;
    expect(summary.canceled_count).toBe(1);
  });

  it.runIf(database === 'postgres')('stores a whole answer, whose client left at its last word', async () => {
    const parts = { database: server.location, providers: provider.settings, rateLimit: 0 };
    const { context, close } = await openContext({ ...parts, wakeWorker: () => {} }, {});
    const leaving = new AbortController();
    const { project_id: projectId } = (await client.get('/v1/meta')).body;
    const request = fromExecute('greet', executeRequest.parse({ ...body(), provider: 'echo' }));
    await executeStreaming(context, { projectId, keyId: null, requestId: null }, request, {
      gone: leaving.signal,
      isOpen: () => true,
      send: async () => leaving.abort(),
    });
    await close();
    expect(await newest()).toMatchObject({
      status: 'succeeded',
      response_text: 'Hello Ann!',
      telemetry: { response_tokens: 2 },
    });
  });

  it('cuts an answer that is too long', async () => {
    streamed(
      'end',
      Array.from({ length: 6 }, () => 'é'.repeat(50_000)),
    );
    const { events } = await stream();
    expect(Buffer.byteLength(textOf(events))).toBe(512_000);
    expect(events.at(-1)?.data).toMatchObject({ status: 'succeeded', error_type: 'truncated' });
    expect(events.at(-1)?.data.response_text).toBe(textOf(events));
  });

  it('answers the same execution again for the same idempotency key, with and without a stream', async () => {
    streamed('end');
    const key = { idempotency_key: randomUUID() };
    const first = (await stream(key)).events;
    const again = (await stream(key)).events;
    expect(again.at(-1)).toEqual(first.at(-1));
    expect(textOf(again)).toBe('One two three');
    const plain = await client.post('/v1/prompts/greet/execute', body({ ...key, stream: false }));
    expect(plain.body.execution_id).toBe(first.at(-1)?.data.execution_id);
    expect(provider.received).toHaveLength(1);
  });
});
