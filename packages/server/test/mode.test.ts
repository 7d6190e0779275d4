import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Client } from './support/client.ts';
import { sha } from './support/commits.ts';
import { databases } from './support/databases.ts';
import { startTestServer, type TestServer } from './support/server.ts';

describe.each(databases)('a change of mode on %s', (database) => {
  let server: TestServer;
  let client: Client;

  beforeAll(async () => {
    server = await startTestServer({ database });
    client = createClient(server);
  });
  afterAll(() => server?.close());

  const change = (name: string, body: object) => client.post(`/v1/prompts/${name}/mode`, body);
  const put = (name: string, template_source: string, set_active = true) =>
    client.put(`/v1/prompts/${name}`, { template_source, set_active });

  it('takes along what was counted, folded or not', async () => {
    const byMode = async () => {
      const { full, tracking } = (await client.get('/v1/analytics/prompts')).body.by_mode;
      return [full.execution_count, tracking.execution_count, full.p50_latency_ms, tracking.p50_latency_ms];
    };
    await client.register({ counted: 'one' });
    await client.post('/v1/prompts/counted/execute', { model_name: 'echo' });
    const latency = (await byMode())[3];
    for (const pause of [0, 1500]) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      expect(await byMode()).toEqual([0, 1, null, latency]);
      await change('counted', { mode: 'full' });
      expect(await byMode()).toEqual([1, 0, latency, null]);
      await change('counted', { mode: 'tracking' });
    }
    expect(await byMode()).toEqual([0, 1, null, latency]);
  });

  it('keeps the history and the active version, there and back', async () => {
    await client.register({ there: 'one' });
    await client.register({ there: 'two' });
    const before = (await client.get('/v1/prompts/there/history')).body;
    expect((await change('there', { mode: 'full' })).body).toEqual({
      prompt_id: expect.any(String),
      name: 'there',
      mode: 'full',
      changed: true,
      current_version: 2,
    });
    expect((await client.get('/v1/prompts/there/history')).body).toEqual({ ...before, mode: 'full' });
    expect((await put('there', 'three')).body.version.version_number).toBe(3);
    expect((await change('there', { mode: 'tracking' })).body).toMatchObject({
      mode: 'tracking',
      current_version: 3,
    });
    const [entry] = await client.register({ there: 'two' });
    expect(entry).toMatchObject({ version: 2, action: 'reverted', previous_version: 3 });
  });

  it('changes who may write, and nothing else does', async () => {
    await put('owner', 'one');
    const register = (name: string) =>
      client.post('/v1/prompts/register-code', { prompts: [{ name, template_source: 'code' }] });
    expect((await register('owner')).body.code).toBe('wrong_mode');
    expect((await client.get('/v1/prompts/owner')).body.mode).toBe('full');
    await change('owner', { mode: 'tracking' });
    expect((await register('owner')).status).toBe(200);
    expect((await put('owner', 'two')).body.code).toBe('wrong_mode');
    expect((await client.get('/v1/prompts/owner')).body.mode).toBe('tracking');
  });

  it('says so when there is nothing to change', async () => {
    await put('same', 'one');
    const audit = async () => (await client.get('/v1/audit?object=same')).body.events.length;
    const before = await audit();
    expect((await change('same', { mode: 'full' })).body).toMatchObject({ mode: 'full', changed: false });
    expect(await audit()).toBe(before);
  });

  it('is refused when a version would be stranded that was never active, unless that is accepted', async () => {
    await put('stranded', 'one');
    await put('stranded', 'two', false);
    const refused = await change('stranded', { mode: 'tracking' });
    expect([refused.status, refused.body.code]).toEqual([409, 'conflict']);
    expect(refused.body.detail).toContain('version 2 never became active');
    expect((await client.get('/v1/prompts/stranded')).body.mode).toBe('full');
    expect((await change('stranded', { mode: 'tracking', force: true })).body.changed).toBe(true);
    const { events } = (await client.get('/v1/audit?object=stranded&action=prompt.mode_changed')).body;
    expect(events[0].details).toEqual({
      from: 'full',
      to: 'tracking',
      accepted: [expect.stringContaining('version 2')],
    });
  });

  it.each([
    ['missing', {}, 422, 'validation_failed'],
    ['missing', { mode: 'both' }, 422, 'validation_failed'],
    ['missing', { mode: 'full', froce: true }, 422, 'validation_failed'],
    ['missing', { mode: 'full' }, 404, 'not_found'],
    ['a%20b', { mode: 'full' }, 422, 'validation_failed'],
  ])('of %s to %j is refused', async (name, body, status, code) => {
    const answer = await change(name, body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('needs the scope admin', async () => {
    const { body } = await client.post('/v1/keys', { name: 'syncer', scopes: ['read', 'sync', 'execute'] });
    const syncer = createClient({ url: server.url, key: body.key });
    expect((await syncer.post('/v1/prompts/there/mode', { mode: 'full' })).status).toBe(403);
  });

  it('to full keeps the prompt when a build no longer finds its code', async () => {
    const build = (run_number: number, ...names: string[]) =>
      client.post('/v1/prompts/register-code', {
        source: 'ci',
        manifest: true,
        git: { commit: sha(`ejected ${run_number}`), branch: 'main', run_number, repository: 'ejected' },
        prompts: names.map((name) => ({ name, template_source: name })),
      });
    await build(1, 'ejected', 'left');
    await change('ejected', { mode: 'full' });
    expect((await build(2, 'left')).body.archived).toEqual([]);
    expect((await client.get('/v1/prompts/ejected')).body.archived_at).toBeNull();
    expect((await client.get('/v1/prompts/ejected/versions/main')).status).toBe(404);
    const { status } = await client.post('/v1/prompts/import', {
      branch: 'main',
      repository: 'ejected',
      commits: [
        { commit: sha('later'), committed_at: '2026-01-01T00:00:00Z', prompts: [], gone: ['ejected'] },
      ],
    });
    expect(status).toBe(200);
    expect((await client.get('/v1/prompts/ejected')).body.archived_at).toBeNull();
  });

  it('and registrations at the same moment leave one mode and no gap', async () => {
    await client.register({ racing: 'text 0' });
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, each) =>
        each % 3 === 0
          ? change('racing', { mode: each % 2 === 0 ? 'full' : 'tracking', force: true })
          : client.post('/v1/prompts/register-code', {
              prompts: [{ name: 'racing', template_source: `text ${each}` }],
            }),
      ),
    );
    for (const { status, body } of answers) {
      expect(status === 200 || body.code === 'wrong_mode').toBe(true);
    }
    const { body } = await client.get('/v1/prompts/racing/history');
    const numbers = body.versions.map(({ version }: { version: number }) => version);
    expect(numbers).toEqual(numbers.map((_: number, index: number) => numbers.length - index));
  });
});
