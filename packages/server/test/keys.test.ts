import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createClient, type Client } from './support/client.ts';
import { databases } from './support/databases.ts';
import { startTestServer, type TestServer } from './support/server.ts';

const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';

describe.each(databases)('keys and projects on %s', (database) => {
  let server: TestServer;
  let admin: Client;
  let now = new Date('2026-11-25T12:00:00Z');

  beforeAll(async () => {
    server = await startTestServer({ database, now: () => now });
    admin = createClient(server);
    for (const name of ['left', 'right']) {
      expect(await admin.post('/v1/projects', { name })).toMatchObject({ status: 200, body: { name } });
    }
  });
  afterAll(() => server?.close());

  const makeKey = async (request: object, by = admin) => {
    const { status, body } = await by.post('/v1/keys', request);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return { id: body.key_id, key: body.key, client: createClient({ url: server.url, key: body.key }) };
  };
  const within = (project: string, client: Client) => ({
    get: (path: string) => client.send(path, { headers: { 'x-ledger-project': project } }),
    post: (path: string, body: unknown) =>
      client.send(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', 'x-ledger-project': project },
      }),
  });

  it('shows a key once, and stores nothing of it but a hash', async () => {
    const { body } = await admin.post('/v1/keys', { name: 'CI', scopes: ['sync', 'read', 'sync'] });
    expect(body).toMatchObject({
      name: 'CI',
      project: 'default',
      scopes: ['sync', 'read'],
      last_used_at: null,
      expires_at: null,
      revoked_at: null,
    });
    expect(body.key).toMatch(/^plk_[\w-]{43}$/);
    const listed = await admin.get('/v1/keys');
    expect(JSON.stringify(listed.body)).not.toContain(body.key);
    expect(listed.body.keys.map((each: { name: string }) => each.name)).toContain('CI');
  });

  it.each([
    [{ name: '', scopes: ['read'] }, 'name must have 1 to 200 characters'],
    [{ name: 'a\nb', scopes: ['read'] }, 'control characters'],
    [{ name: 'LEDGER_API_KEY', scopes: ['read'] }, 'is kept for'],
    [{ name: 'x', scopes: [] }, 'at least one scope'],
    [{ name: 'x', scopes: ['root'] }, 'scopes.0'],
    [{ name: 'x', scopes: ['read'], expires_in_days: 0 }, 'expires_in_days'],
    [{ name: 'x', scopes: ['read'], project: 'A B' }, 'project must have'],
  ])('refuses a key like %j', async (request, sentence) => {
    const { status, body } = await admin.post('/v1/keys', request);
    expect([status, body.code]).toEqual([422, 'validation_failed']);
    expect(body.detail).toContain(sentence);
  });

  it('ends a key at once, for ever, and says the same when asked again', async () => {
    const { id, client } = await makeKey({ name: 'leaver', scopes: ['read'] });
    expect((await client.get('/v1/prompts')).status).toBe(200);
    const first = await admin.post(`/v1/keys/${id}/revoke`, {});
    expect(first).toMatchObject({ status: 200, body: { key_id: id, revoked_at: expect.any(String) } });
    expect((await client.get('/v1/prompts')).status).toBe(401);
    const second = await admin.post(`/v1/keys/${id.toUpperCase()}/revoke`, {});
    expect(second.body).toMatchObject({ revoked_at: first.body.revoked_at });
    const names = async (query: string) =>
      (await admin.get(`/v1/keys${query}`)).body.keys.map((each: { key_id: string }) => each.key_id);
    expect(await names('')).not.toContain(id);
    expect(await names('?all=true')).toContain(id);
  });

  it('lets a key end by itself', async () => {
    const { client } = await makeKey({ name: 'trial', scopes: ['read'], expires_in_days: 2 });
    const then = now;
    now = new Date(then.getTime() + 2 * 86_400_000 - 1000);
    expect((await client.get('/v1/prompts')).status).toBe(200);
    now = new Date(then.getTime() + 2 * 86_400_000 + 1000);
    expect((await client.get('/v1/prompts')).status).toBe(401);
    now = then;
  });

  it.each([
    ['nonsense', 400, 'invalid_id'],
    [UNKNOWN_ID, 404, 'not_found'],
  ])('revokes no key %s', async (id, status, code) => {
    const answer = await admin.post(`/v1/keys/${id}/revoke`, {});
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('does not let a key revoke itself', async () => {
    const { id, client } = await makeKey({ name: 'suicidal', scopes: ['admin'], project: null });
    expect(await client.post(`/v1/keys/${id}/revoke`, {})).toMatchObject({ status: 409 });
    expect((await admin.post(`/v1/keys/${id}/revoke`, {})).status).toBe(200);
  });

  it('needs the scope admin for keys and audit', async () => {
    const { client } = await makeKey({ name: 'worker bee', scopes: ['read', 'sync', 'execute'] });
    for (const answer of [
      await client.get('/v1/keys'),
      await client.post('/v1/keys', { name: 'x', scopes: ['admin'] }),
      await client.post(`/v1/keys/${UNKNOWN_ID}/revoke`, {}),
      await client.get('/v1/audit'),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    }
  });

  it('gives each project prompts of its own, under the same names', async () => {
    const left = await makeKey({ name: 'left', scopes: ['admin'], project: 'left' });
    const right = await makeKey({ name: 'right', scopes: ['admin'], project: 'right' });
    await left.client.register({ GREETING: 'Left' });
    await right.client.register({ GREETING: 'Right', ONLY_RIGHT: 'secret of the right' });
    expect((await left.client.get('/v1/prompts/GREETING')).body.active_version).toMatchObject({
      version_number: 1,
      template_source: 'Left',
    });
    const run = await right.client.post('/v1/prompts/ONLY_RIGHT/execute', {
      model_name: 'm',
      provider: 'echo',
    });
    expect(run.status).toBe(200);
    for (const answer of [
      await left.client.get('/v1/prompts/ONLY_RIGHT'),
      await left.client.get('/v1/prompts/ONLY_RIGHT/versions'),
      await left.client.get('/v1/prompts/ONLY_RIGHT/history'),
      await left.client.post('/v1/prompts/ONLY_RIGHT/execute', { model_name: 'm', provider: 'echo' }),
      await left.client.get(`/v1/executions/${run.body.execution_id}`),
      await left.client.post(`/v1/executions/${run.body.execution_id}/cancel`, {}),
      await left.client.post(`/v1/keys/${right.id}/revoke`, {}),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
      expect(JSON.stringify(answer.body)).not.toContain('secret of the right');
    }
    const seen = await Promise.all(
      ['/v1/prompts', '/v1/executions', '/v1/keys?all=true', '/v1/audit'].map((path) =>
        left.client.get(path),
      ),
    );
    for (const { body } of seen) expect(JSON.stringify(body)).not.toMatch(/right/i);
  });

  it('binds a key of one project to it', async () => {
    const { client } = await makeKey({ name: 'bound', scopes: ['admin'], project: 'left' });
    expect((await within('left', client).get('/v1/prompts')).status).toBe(200);
    const other = await within('right', client).get('/v1/prompts');
    const unknown = await within('nowhere', client).get('/v1/prompts');
    expect([other.status, unknown.status]).toEqual([404, 404]);
    // Whether there is such a project is not told.
    expect(other.body.detail.replace('right', 'nowhere')).toBe(unknown.body.detail);
    for (const answer of [
      await client.post('/v1/projects', { name: 'mine' }),
      await client.get('/v1/projects'),
      await client.post('/v1/keys', { name: 'x', scopes: ['read'], project: null }),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    }
    const elsewhere = await client.post('/v1/keys', { name: 'x', scopes: ['read'], project: 'right' });
    expect(elsewhere.status).toBe(404);
    const own = await client.post('/v1/keys', { name: 'x', scopes: ['read'] });
    expect(own.body).toMatchObject({ project: 'left' });
  });

  it('lets a key of every project name the one it means', async () => {
    await within('left', admin).post('/v1/prompts/register-code', {
      prompts: [{ name: 'NAMED', template_source: 'x' }],
    });
    expect((await within('left', admin).get('/v1/prompts/NAMED')).status).toBe(200);
    expect((await admin.get('/v1/prompts/NAMED')).status).toBe(404);
    expect((await within('no such', admin).get('/v1/prompts')).status).toBe(404);
  });

  it('makes, lists and renames projects', async () => {
    expect((await admin.post('/v1/projects', { name: 'left' })).body).toMatchObject({ code: 'conflict' });
    expect((await admin.post('/v1/projects', { name: '../etc' })).status).toBe(422);
    const made = await admin.post('/v1/projects', { name: 'old-name' });
    const patch = (name: string, to: string) =>
      admin.send(`/v1/projects/${name}`, {
        method: 'PATCH',
        body: JSON.stringify({ name: to }),
        headers: { 'content-type': 'application/json' },
      });
    expect((await patch('old-name', 'new-name')).body).toEqual({ ...made.body, name: 'new-name' });
    expect((await patch('old-name', 'newer')).status).toBe(404);
    expect((await patch('new-name', 'left')).status).toBe(409);
    expect((await patch('default', 'other')).status).toBe(409);
    const { projects } = (await admin.get('/v1/projects')).body;
    expect(projects.map(({ name }: { name: string }) => name)).toEqual([
      'default',
      'left',
      'new-name',
      'right',
    ]);
  });

  it('gives a name to one of many who want it at once', async () => {
    await Promise.all(
      Array.from({ length: 12 }, (_, each) => admin.post('/v1/projects', { name: `racer-${each}` })),
    );
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, each) =>
        each % 3 === 0
          ? admin.post('/v1/projects', { name: 'goal' })
          : admin.send(`/v1/projects/racer-${each}`, {
              method: 'PATCH',
              body: '{"name":"goal"}',
              headers: { 'content-type': 'application/json' },
            }),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(new Set(statuses)).toEqual(new Set([200, 409]));
  });

  it('writes down who did what, in the order it was done', async () => {
    await admin.post('/v1/projects', { name: 'watched' });
    const { id, client } = await makeKey({ name: 'watcher', scopes: ['admin'], project: 'watched' });
    await client.register({ A: 'one', B: 'two' });
    await client.register({ A: 'one', B: 'two' });
    await client.register({ A: 'three' });
    await client.put('/v1/prompts/C', { template_source: 'text', set_active: true, description: 'd' });
    await client.put('/v1/prompts/C', { template_source: 'text' });
    await client.post('/v1/prompts/register-code', { prompts: [{ name: 'D', template_source: '{{' }] });
    const { body } = await client.get('/v1/audit?limit=200');
    const events = body.events.map((each: { action: string; object: string }) => [each.action, each.object]);
    expect(events.slice(0, 4)).toEqual([
      ['prompt.stored', 'C'],
      ['prompt.registered', 'A'],
      ['prompt.registered', expect.stringMatching(/[AB]/)],
      ['prompt.registered', expect.stringMatching(/[AB]/)],
    ]);
    expect(events).toHaveLength(5);
    expect(events.at(-1)).toEqual(['project.created', 'watched']);
    expect(body.events[1]).toMatchObject({
      key: { key_id: id, name: 'watcher' },
      request_id: expect.any(String),
      details: { action: 'updated', version: 2, previous_version: 1 },
    });
    expect(body.events[0].details).toEqual({
      version: 1,
      is_new: true,
      activated: true,
      previous_version: null,
      described: true,
    });
    expect(JSON.stringify(body)).not.toMatch(/one|two|three|text/);
  });

  it('pages and filters the audit', async () => {
    const inWatched = within('watched', admin);
    const all = (await inWatched.get('/v1/audit?limit=200')).body.events;
    const paged = [];
    let cursor = '';
    do {
      const { body } = await inWatched.get(`/v1/audit?limit=2${cursor}`);
      paged.push(...body.events);
      cursor = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`;
    } while (cursor !== '');
    expect(paged).toEqual(all);
    const ofA = (await inWatched.get('/v1/audit?object=A&action=prompt.registered')).body.events;
    expect(ofA).toHaveLength(2);
    expect((await inWatched.get('/v1/audit?cursor=x')).status).toBe(422);
    expect((await inWatched.get('/v1/audit?action=nonsense')).status).toBe(422);
  });

  it('writes down keys as they come and go, without the key', async () => {
    const { id, key } = await makeKey({ name: 'short-lived', scopes: ['read'] });
    await admin.post(`/v1/keys/${id}/revoke`, {});
    const { body } = await admin.get(`/v1/audit?object=${id}`);
    expect(body.events.map(({ action }: { action: string }) => action)).toEqual([
      'key.revoked',
      'key.created',
    ]);
    expect(JSON.stringify(body)).not.toContain(key);
  });
});

describe('two servers on one database', () => {
  it('both refuse soon what one of them revoked', async () => {
    const first = await startTestServer({ database: 'postgres' });
    try {
      const made = await createClient(first).post('/v1/keys', { name: 'leaver', scopes: ['read'] });
      const { key, key_id: id } = made.body;
      const second = await startTestServer({ location: first.location });
      const onFirst = createClient({ url: first.url, key });
      const onSecond = createClient({ url: second.url, key });
      expect([await onFirst.get('/v1/prompts'), await onSecond.get('/v1/prompts')]).toMatchObject([
        { status: 200 },
        { status: 200 },
      ]);
      expect(await createClient(second).post(`/v1/keys/${id}/revoke`, {})).toMatchObject({ status: 200 });
      expect(await onSecond.get('/v1/prompts')).toMatchObject({ status: 401 });
      await vi.waitFor(async () => expect(await onFirst.get('/v1/prompts')).toMatchObject({ status: 401 }), {
        timeout: 5_000,
      });
      await second.close();
    } finally {
      await first.close();
    }
  });
});
