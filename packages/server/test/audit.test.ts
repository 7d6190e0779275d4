import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Client } from './support/client.ts';
import { databases } from './support/databases.ts';
import { startTestServer, type TestServer } from './support/server.ts';

interface Event {
  readonly action: string;
  readonly object: string;
  readonly details: object;
  readonly key: { readonly name: string } | null;
  readonly request_id: string;
}

/** Keys, projects, registrations and modes have their audit tested with them. */
describe.each(databases)('the audit on %s', (database) => {
  let server: TestServer;
  let client: Client;

  beforeAll(async () => {
    server = await startTestServer({ database });
    const root = createClient(server);
    const made = await root.post('/v1/keys', { name: 'auditor', scopes: ['admin'], project: 'default' });
    client = createClient({ url: server.url, key: made.body.key });
    await client.register({ a: 'Secret one', b: 'Secret two' });
  });
  afterAll(() => server?.close());

  /** What was written down of an act, and by whom. */
  const after = async (act: () => Promise<{ status: number }>, status = 200) => {
    const read = async (): Promise<Event[]> => (await client.get('/v1/audit?limit=200')).body.events;
    const before = await read();
    expect((await act()).status).toBe(status);
    const all = await read();
    const fresh = all.slice(0, all.length - before.length);
    for (const event of fresh) {
      expect(event).toMatchObject({ key: { name: 'auditor' }, request_id: expect.any(String) });
    }
    expect(JSON.stringify(fresh)).not.toContain('Secret');
    return fresh.map(({ action, object, details }) => ({ action, object, details }));
  };
  const promote = (reference: string) =>
    client.post('/v1/labels/promote', { label: 'production', prompts: [{ name: 'a', reference }] });

  it('tells of labels that are moved and deleted, once each', async () => {
    const [moved, ...others] = await after(() => promote('1'));
    expect(others).toEqual([]);
    expect(moved).toMatchObject({ action: 'label.moved', object: 'a', details: { label: 'production' } });
    expect(await after(() => promote('1'))).toEqual([]);
    expect(await after(() => promote('9'), 404)).toEqual([]);
    const remove = () => client.send('/v1/labels/production?prompt=a', { method: 'DELETE' });
    expect(await after(remove)).toEqual([
      { action: 'label.deleted', object: 'a', details: { label: 'production' } },
    ]);
    expect(await after(remove, 404)).toEqual([]);
  });

  it('tells of settings', async () => {
    const change = (body: object) => () =>
      client.send('/v1/settings', {
        method: 'PATCH',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      });
    expect(await after(change({ protected_labels: ['production'] }))).toEqual([
      { action: 'settings.changed', object: 'default', details: { protected_labels: ['production'] } },
    ]);
    expect(await after(change({ protected_labels: ['@'] }), 422)).toEqual([]);
  });

  it('tells of an import, and not of one that changes nothing', async () => {
    const commits = ['1', '2'].map((digit) => ({
      commit: digit.repeat(40),
      author: 'ann@example.com',
      committed_at: `2026-01-0${digit}T00:00:00Z`,
      prompts: [{ name: 'imported', template_source: `Secret ${digit}` }],
    }));
    const send = (body: object = {}) =>
      client.post('/v1/prompts/import', { branch: 'main', commits, ...body });
    expect(await after(() => send({ dry_run: true }))).toEqual([]);
    const events = await after(() => send());
    expect(new Set(events.map(({ action, object }) => `${action} ${object}`))).toEqual(
      new Set(['prompt.registered imported']),
    );
    expect(await after(() => send())).toEqual([]);
  });

  it('leaves executions to themselves, which say who; and tells who canceled one', async () => {
    let id = '';
    const submit = async () => {
      const answer = await client.post('/v1/prompts/a/execute', { model_name: 'echo', mode: 'async' });
      id = answer.body.execution_id;
      return answer;
    };
    expect(await after(submit)).toEqual([]);
    const whole = (await client.get(`/v1/executions/${id}`)).body;
    expect(whole.key).toEqual({ key_id: expect.any(String), name: 'auditor' });
    const cancel = () => client.post(`/v1/executions/${id}/cancel`, {});
    expect(await after(cancel)).toEqual([{ action: 'execution.canceled', object: id, details: {} }]);
    expect(await after(cancel)).toEqual([]);
  });
});
