import type { RegisterRequest, RegisterResponse } from '@prompt-ledger/shared/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Client } from './support/client.ts';
import { sha } from './support/commits.ts';
import { databases } from './support/databases.ts';
import { startTestServer, type TestServer } from './support/server.ts';

describe.each(databases)('an active version that somebody chose, on %s', (database) => {
  let server: TestServer;
  let client: Client;

  beforeAll(async () => {
    server = await startTestServer({ database });
    client = createClient(server);
  });
  afterAll(() => server?.close());

  /** What a build of the default branch finds: all the prompts of a repository of their own. */
  const build = async (repository: string, run_number: number, texts: Record<string, string>) => {
    const request: RegisterRequest = {
      source: 'ci',
      manifest: true,
      git: { commit: sha(`${repository} ${run_number}`), branch: 'main', run_number, repository },
      prompts: Object.entries(texts).map(([name, template_source]) => ({ name, template_source })),
    };
    const { status, body } = await client.post('/v1/prompts/register-code', request);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body as RegisterResponse;
  };
  const choose = (name: string, reference: string) =>
    client.post('/v1/labels/promote', { prompts: [{ name, reference }] });
  const find = async (name: string) => (await client.get(`/v1/prompts/${name}`)).body;

  it('comes back with its prompt after that was gone', async () => {
    await build('gone', 1, { gone: 'one' });
    await build('gone', 2, { gone: 'two' });
    await choose('gone', '1');
    expect((await build('gone', 3, {})).archived).toEqual(['gone']);
    expect((await build('gone', 4, { gone: 'one' })).revived).toEqual(['gone']);
    expect(await find('gone')).toMatchObject({ archived_at: null, active_version: { version_number: 1 } });
    expect((await build('gone', 5, { gone: 'one' })).revived).toEqual([]);
  });

  it("is nobody's choice any more after a registration without git facts", async () => {
    await build('plain', 1, { plain: 'one' });
    await build('plain', 2, { plain: 'two' });
    await choose('plain', '1');
    await build('plain', 3, { plain: 'two' });
    expect((await find('plain')).active_version.version_number).toBe(1);
    await client.register({ plain: 'one' });
    await build('plain', 4, { plain: 'two' });
    expect((await find('plain')).active_version.version_number).toBe(2);
  });
});
