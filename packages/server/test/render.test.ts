import { formatMessages } from '@prompt-ledger/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Client } from './support/client.ts';
import { databases } from './support/databases.ts';
import { startTestServer, type TestServer } from './support/server.ts';

describe.each(databases)('rendering on %s', (database) => {
  let server: TestServer;
  let client: Client;
  beforeAll(async () => {
    server = await startTestServer({ database });
    client = createClient(server);
    await client.register({ greet: 'Hello {{ name }}!' });
    await client.register({ greet: 'Hi {{ name }} in {{ place }}!' });
    await client.put('/v1/prompts/full', { template_source: 'Full of {{ it }}.', set_active: true });
  });
  afterAll(() => server?.close());

  const render = (body: object, name = 'greet') => client.post(`/v1/prompts/${name}/render`, body);

  it('gives what an execution would send, of either mode, and stores nothing', async () => {
    const variables = { name: 'Ann', place: 'Rome' };
    expect((await render({ variables })).body).toEqual({
      prompt_name: 'greet',
      version_used: 2,
      kind: 'text',
      rendered_prompt: 'Hi Ann in Rome!',
      truncated: false,
    });
    expect((await render({ variables, version: 1 })).body).toMatchObject({ rendered_prompt: 'Hello Ann!' });
    expect((await render({ variables: { it: 'joy' } }, 'full')).body.rendered_prompt).toBe('Full of joy.');
    expect((await client.get('/v1/executions')).body.total).toBe(0);
  });

  it('takes a text that is not stored, also of a chat', async () => {
    const text = { variables: { x: 1 }, template_source: 'One is {{ x }}.' };
    expect((await render(text, 'unknown')).body).toMatchObject({
      version_used: null,
      rendered_prompt: 'One is 1.',
    });
    const chat = formatMessages([{ role: 'user', content: 'Is it {{ x }}?' }]);
    const { body } = await render({ ...text, template_source: chat, kind: 'chat' }, 'unknown');
    expect(body.rendered_prompt).toBe(formatMessages([{ role: 'user', content: 'Is it 1?' }]));
    expect((await client.get('/v1/prompts/unknown')).status).toBe(404);
  });

  it('refuses what an execution would refuse', async () => {
    const missing = await render({ variables: {} });
    expect(missing).toMatchObject({ status: 422, body: { code: 'missing_variables' } });
    expect(missing.body.detail).toContain('name, place');
    expect((await render({}, 'unknown')).status).toBe(404);
    expect((await render({ version: 9 })).status).toBe(404);
    expect((await render({ template_source: 'a', version: 1 })).status).toBe(422);
    expect((await render({ template_source: '{% if %}' })).status).toBe(422);
    expect(
      (await client.send('/v1/prompts/greet/render', { method: 'POST', headers: { 'x-api-key': 'no' } }))
        .status,
    ).toBe(401);
  });
});
