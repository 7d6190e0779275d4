import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Client } from './support/client.ts';
import { databases } from './support/databases.ts';
import { startTestServer, type TestServer } from './support/server.ts';

/** Each test makes what it needs, so that none depends on another. */
describe.each(databases)('what storing a prompt leaves on %s', (database) => {
  let server: TestServer;
  let client: Client;

  beforeAll(async () => {
    server = await startTestServer({ database });
    client = createClient(server);
  });
  afterAll(() => server?.close());

  const put = (name: string, template_source: string, more: object = {}, by = client) =>
    by.put(`/v1/prompts/${name}`, { template_source, ...more });

  it('is written down with what it changed, and each move of what is active', async () => {
    await put('told', 'a');
    await put('told', 'a', { set_active: true });
    await put('told', 'b', { set_active: true });
    await put('told', 'b', { set_active: true });
    await put('told', 'b', { description: 'Told' });
    const { events } = (await client.get('/v1/audit?object=told&action=prompt.stored')).body;
    const told = { is_new: false, activated: false, previous_version: null, described: false };
    expect(events.map(({ details }: { details: object }) => details)).toEqual([
      { ...told, version: 2, described: true },
      { ...told, version: 2, is_new: true, activated: true, previous_version: 1 },
      { ...told, version: 1, activated: true },
      { ...told, version: 1, is_new: true },
    ]);
    const { moves } = (await client.get('/v1/labels/active/history?prompt=told')).body;
    expect(moves).toMatchObject([
      { from_version: 1, to_version: 2, reason: 'promoted', commit: null },
      { from_version: null, to_version: 1, reason: 'promoted', commit: null },
    ]);
  });

  it('gives a text that was only seen uncommitted the next number, and says whose it is', async () => {
    await client.register({ turned: 'a' });
    await client.post('/v1/prompts/register-code', {
      source: 'staged',
      git: { branch: 'main' },
      prompts: [{ name: 'turned', template_source: 'b' }],
    });
    await client.post('/v1/prompts/turned/mode', { mode: 'full', force: true });
    const { body } = await put('turned', 'b', { created_by: 'Ann' });
    expect(body).toMatchObject({ version: { version_number: 2 }, version_change: true });
    expect((await client.get('/v1/prompts/turned/versions')).body).toMatchObject([
      { version_number: 2, status: 'draft', created_by: 'Ann' },
      { version_number: 1, status: 'active', created_by: null },
    ]);
    expect((await put('turned', 'b', { created_by: 'Bob' })).body).toMatchObject({ version_change: false });
  });

  it('is refused with the place of what cannot be parsed', async () => {
    const { status, body } = await put('broken', '{% if %}');
    const message = 'The template of "broken" cannot be parsed at line 1, column 7: unexpected end of block';
    expect([status, body]).toEqual([
      422,
      {
        code: 'template_invalid',
        detail: `${message}. Write it as a Jinja template; nothing was stored.`,
        errors: [{ path: 'template_source', message }],
      },
    ]);
  });

  it('asks for a scope where "active" is protected and it is to be active', async () => {
    const { body } = await client.post('/v1/keys', { name: 'developer', scopes: ['sync'] });
    const developer = createClient({ url: server.url, key: body.key });
    const protect = (protected_labels: string[]) =>
      client.send('/v1/settings', {
        method: 'PATCH',
        body: JSON.stringify({ protected_labels }),
        headers: { 'content-type': 'application/json' },
      });
    const statuses = async () => {
      const answers = [{ set_active: true }, { set_active: false }, {}].map((more) =>
        put('guarded', 'a', more, developer),
      );
      return (await Promise.all(answers)).map(({ status }) => status);
    };
    await protect(['active']);
    expect(await statuses()).toEqual([403, 200, 200]);
    await protect([]);
    expect(await statuses()).toEqual([200, 200, 200]);
  });
});
