import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Client } from './support/client.ts';
import { databases } from './support/databases.ts';
import { startTestServer, type TestServer } from './support/server.ts';

describe.each(databases)('the settings of a project on %s', (database) => {
  let server: TestServer;
  let client: Client;

  beforeAll(async () => {
    server = await startTestServer({ database });
    client = createClient(server);
  });
  afterAll(() => server?.close());

  const change = async (body: object, project?: string) => {
    const answer = await client.send('/v1/settings', {
      method: 'PATCH',
      body: JSON.stringify(body),
      headers: {
        'content-type': 'application/json',
        ...(project === undefined ? {} : { 'x-ledger-project': project }),
      },
    });
    return answer.status === 200 ? answer.body : [answer.status, answer.body.errors?.[0].path];
  };
  const read = async () => (await client.get('/v1/settings')).body;
  const events = async () => (await client.get('/v1/audit?action=settings.changed')).body.events;

  it('change where they are given, and stay where they are not', async () => {
    const usual = { project: 'default', default_branch: null, protected_labels: ['production'] };
    expect(await read()).toEqual(usual);
    expect(await change({ default_branch: 'trunk' })).toMatchObject({ default_branch: 'trunk' });
    const labels = ['production', 'a', 'release/*', 'a'];
    const all = { ...usual, default_branch: 'trunk', protected_labels: ['a', 'production', 'release/*'] };
    expect(await change({ protected_labels: labels })).toEqual(all);
    expect(await read()).toEqual(all);
    expect(await change({ default_branch: null, protected_labels: ['production'] })).toEqual(usual);
  });

  it('stay, and nothing is written down, where nothing is given', async () => {
    const [before, told] = [await read(), (await events()).length];
    expect(await change({})).toEqual(before);
    expect(await events()).toHaveLength(told);
  });

  it('are of one project alone', async () => {
    await client.post('/v1/projects', { name: 'other' });
    const other = { project: 'other', default_branch: 'develop', protected_labels: ['live'] };
    expect(await change({ default_branch: 'develop', protected_labels: ['live'] }, 'other')).toEqual(other);
    expect(await read()).toMatchObject({ project: 'default', default_branch: null });
    expect(await change({ default_branch: 'develop' }, 'nowhere')).toEqual([404, undefined]);
  });

  it.each([
    ['no branch', { default_branch: '' }, 'default_branch'],
    ['what no branch is called', { default_branch: 'a b' }, 'default_branch'],
    ['a branch for a label', { protected_labels: ['branch/main'] }, 'protected_labels.0'],
    ['a star in front', { protected_labels: ['fine', '*a'] }, 'protected_labels.1'],
    ['too many', { protected_labels: Array(101).fill('a') }, 'protected_labels'],
    ['what no setting is called', { default_brunch: 'main' }, ''],
  ])('refuse %s', async (_what, body, path) => {
    expect(await change(body)).toEqual([422, path]);
  });
});
