import { checksum } from '@prompt-ledger/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Client } from './support/client.ts';
import { databases } from './support/databases.ts';
import { startProvider, type FakeProvider } from './support/provider.ts';
import { startTestServer, type TestServer } from './support/server.ts';

describe.each(databases)('analytics on %s', (database) => {
  let provider: FakeProvider;
  let server: TestServer;
  let client: Client;

  beforeAll(async () => {
    provider = await startProvider({ timeoutMs: 25_000 });
    server = await startTestServer({
      database,
      providers: provider.settings,
      worker: { retryDelaysMs: [10, 10, 10], pollMs: 10_000 },
    });
    client = createClient(server);
  });
  afterAll(async () => {
    await server?.close();
    await provider?.close();
  });

  const analytics = async (query = '') => (await client.get(`/v1/analytics/prompts${query}`)).body;
  const execute = (name: string, body: object = {}) => client.post(`/v1/prompts/${name}/execute`, body);
  const run = (body: object) =>
    client.post('/v1/executions/run', {
      prompt_name: 'full',
      model: { provider: 'openai', model_name: 'gpt-4o' },
      ...body,
    });
  const settled = async () => {
    for (const status of ['queued', 'running']) {
      while ((await client.get(`/v1/executions?status=${status}`)).body.total > 0);
    }
  };

  it('of nothing is nothing, and costs nothing', async () => {
    expect(await analytics()).toMatchObject({
      summary: { total_executions: 0, full_mode_prompts: 0, tracking_mode_prompts: 0, total_cost: 0 },
      by_mode: {
        full: { execution_count: 0, avg_latency_ms: 0, p50_latency_ms: null, error_rate: null },
        tracking: { execution_count: 0, avg_latency_ms: 0 },
      },
      from: null,
      to: null,
    });
  });

  it('tells both modes, each and by what is asked for', async () => {
    await client.register({ one: 'One', two: 'Two' });
    await client.put('/v1/prompts/full', { template_source: 'Full', set_active: true });
    provider.next.push({ kind: 'refuse', status: 400 });
    await execute('one');
    for (const _ of [1, 2, 3]) await execute('one');
    await client.register({ one: 'One, changed' });
    await execute('one', { model_name: 'gpt-9', environment: 'prod' });
    await execute('two', { mode: 'async' });
    await run({});
    await run({ model: { provider: 'echo', model_name: 'x' } });
    await settled();

    const all = await analytics();
    expect(all.summary).toMatchObject({
      total_executions: 8,
      full_mode_prompts: 1,
      tracking_mode_prompts: 2,
      succeeded_count: 7,
      failed_count: 1,
      error_rate: 1 / 8,
      unpriced_count: 2,
    });
    expect(all.by_mode.tracking).toMatchObject({ execution_count: 6, failed_count: 1, unpriced_count: 1 });
    expect(all.by_mode.full).toMatchObject({ execution_count: 2, total_prompt_tokens: 1001 });
    const tracking = await analytics('?mode=tracking');
    expect(tracking).toMatchObject({
      mode: 'tracking',
      prompt_count: 2,
      execution_count: 6,
      avg_latency_ms: expect.any(Number),
      p99_latency_ms: expect.any(Number),
      total_prompt_tokens: 5000,
      total_response_tokens: 2500,
    });
    expect(tracking.total_cost).toBeCloseTo(4 * 0.00045, 9);
    const count = ({ execution_count }: { execution_count: number }) => execution_count;
    const byPrompt = (await analytics('?group_by=prompt')).groups;
    expect(byPrompt.map((group: { prompt_name: string }) => group.prompt_name)).toEqual([
      'one',
      'full',
      'two',
    ]);
    expect(byPrompt.map(count)).toEqual([5, 2, 1]);
    const byVersion = (await analytics('?group_by=version&mode=tracking')).groups;
    expect(byVersion).toMatchObject([
      { prompt_name: 'one', version: 1, execution_count: 4 },
      { prompt_name: 'one', version: 2, execution_count: 1, total_cost: null },
      { prompt_name: 'two', version: 1, execution_count: 1 },
    ]);
    expect((await analytics('?group_by=model')).groups).toMatchObject([
      { provider: 'openai', model_name: 'gpt-4o-mini', execution_count: 5 },
      { execution_count: 1 },
      { execution_count: 1 },
      { execution_count: 1 },
    ]);
    expect((await analytics('?group_by=environment')).groups).toMatchObject([
      { environment: 'dev', execution_count: 7 },
      { environment: 'prod', execution_count: 1 },
    ]);
    const hour = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000);
    const later = new Date(hour.getTime() + 7_200_000).toISOString();
    const byHour = await analytics(`?bucket=hour&from=${hour.toISOString()}&to=${later}`);
    expect(byHour).toMatchObject({ from: hour.toISOString(), to: later });
    expect(byHour.groups.map(count).reduce((a: number, b: number) => a + b)).toBe(8);
    expect(byHour.groups.at(-1).starts_at).toMatch(/:00:00\.000Z$/);
    expect((await analytics(`?from=${later}`)).summary.total_executions).toBe(0);
    expect((await analytics('?to=2020-01-01')).summary.total_executions).toBe(0);
  });

  it('and history count as the executions themselves do, folded or not', async () => {
    const page = await client.get('/v1/executions?limit=200');
    const before = await analytics('?group_by=version');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await analytics('?group_by=version')).toEqual(before);
    expect(before.summary.total_executions).toBe(page.body.total);
    expect(page.body.executions).toHaveLength(page.body.total);
    const { versions } = (await client.get('/v1/prompts/one/history')).body;
    expect(versions).toMatchObject([
      { version: 2, execution_count: 1, succeeded_count: 1, total_cost: null },
      { version: 1, execution_count: 4, succeeded_count: 3, failed_count: 1, error_rate: 0.25 },
    ]);
    expect(versions[1].p50_latency_ms).toEqual(expect.any(Number));
  });

  it('count what waits, and what was canceled', async () => {
    await client.register({ waits: 'Waits' });
    provider.next.push({ kind: 'refuse', status: 429, headers: { 'retry-after': '3000' } });
    const { body } = await execute('waits', { mode: 'async' });
    const stats = async () => (await client.get('/v1/prompts/waits/history')).body.versions[0];
    expect(await stats()).toMatchObject({ execution_count: 1, canceled_count: 0, total_cost: 0 });
    expect((await client.get('/v1/executions?prompt_name=waits')).body.total).toBe(1);
    await client.post(`/v1/executions/${body.execution_id}/cancel`, {});
    expect(await stats()).toMatchObject({ execution_count: 1, canceled_count: 1, succeeded_count: 0 });
    expect((await client.get('/v1/executions?prompt_name=waits&status=canceled')).body.total).toBe(1);
  });

  it('never wait for each other: 200 at once of one version are all counted', async () => {
    await client.register({ hot: 'Hot' });
    const answers = await Promise.all(Array.from({ length: 200 }, () => execute('hot')));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    const { versions } = (await client.get('/v1/prompts/hot/history')).body;
    expect(versions[0]).toMatchObject({ execution_count: 200, succeeded_count: 200 });
  });

  it.each([
    'mode=other',
    'from=yesterday',
    // In UTC these are of no year that a time can be written in.
    'from=0001-01-01T00:00:00%2B10:00',
    'to=9999-12-31T23:30:00-10:00',
    'to=9999-12-31T23:30:00Z',
    'bucket=week',
    'group_by=colour',
    'from=2026-02-02&to=2026-02-01',
  ])('refuse %s', async (query) => {
    const { status, body } = await client.get(`/v1/analytics/prompts?${query}`);
    expect([status, body.code]).toEqual([422, 'validation_failed']);
  });

  it('say which end of a window is wrong, and have groups where somebody asked for them', async () => {
    for (const query of ['from=2026-02-02&to=2026-02-01', 'from=2026-02-02&to=2026-02-02']) {
      const message = 'must be after from';
      expect(await client.get(`/v1/analytics/prompts?${query}`)).toMatchObject({
        status: 422,
        body: {
          detail: `The request is not valid: to ${message}.`,
          errors: [{ path: 'to', message }],
        },
      });
    }
    await client.register({ grouped: 'Grouped' });
    await execute('grouped', { model_name: 'echo' });
    expect(await analytics()).not.toHaveProperty('groups');
    const has = async (query: string) => {
      const { groups } = await analytics(`?${query}`);
      const own = groups.find((group: { prompt_name?: string }) => group.prompt_name === 'grouped');
      return [own?.mode, own?.version, own?.template_hash].map((each) => each ?? null);
    };
    expect([await has('group_by=prompt'), await has('group_by=version')]).toEqual([
      ['tracking', null, null],
      ['tracking', 1, checksum('Grouped')],
    ]);
    expect((await analytics('?group_by=prompt')).groups[0]).not.toHaveProperty('version');
  });

  it.each(['from=0001-01-01', 'to=9999-12-31T22:30:00Z'])('know %s', async (query) => {
    expect((await client.get(`/v1/analytics/prompts?${query}&bucket=month`)).status).toBe(200);
  });
});
