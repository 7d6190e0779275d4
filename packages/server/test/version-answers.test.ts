import { randomUUID } from 'node:crypto';
import { checksum } from '@prompt-ledger/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Answer, type Client } from './support/client.ts';
import { sha } from './support/commits.ts';
import { databases } from './support/databases.ts';
import { startTestServer, type TestServer } from './support/server.ts';

/** Each test makes what it needs, so that none depends on another. */
describe.each(databases)('what is answered about a version on %s', (database) => {
  let server: TestServer;
  let client: Client;

  beforeAll(async () => {
    server = await startTestServer({ database });
    client = createClient(server);
  });
  afterAll(() => server?.close());

  const see = async (name: string, text: string, request: object) => {
    const prompts = [{ name, template_source: text, location: { path: 'src/a.ts', line: 7 } }];
    const { status, body } = await client.post('/v1/prompts/register-code', { ...request, prompts });
    if (status !== 200) throw new Error(JSON.stringify(body));
  };
  const commit = (word: string, branch: string, repository: string) => ({
    source: 'commit',
    git: { commit: sha(word), branch, repository, author: 'Ann' },
  });
  const uniquely = (word: string) => `${word}-${randomUUID()}`;
  const read = (name: string, reference: string) =>
    client.get(`/v1/prompts/${name}/versions/${encodeURIComponent(reference)}`);
  const means = async (name: string, reference: string) => {
    const { body } = await read(name, reference);
    return [body.version, body.resolved_by];
  };
  const refusal = ({ status, body }: Answer) => [status, body.code, body.detail, body.errors];
  const unknown = (name: string, reference: string) => [
    404,
    'not_found',
    `Prompt "${name}" has no version "${reference}". GET /v1/prompts/{name}/history lists those there are.`,
    undefined,
  ];
  const malformed = (message: string) => [
    422,
    'validation_failed',
    message,
    [{ path: 'reference', message }],
  ];

  it('has its text, what it is, and where it was seen', async () => {
    const name = uniquely('whole');
    await see(name, 'Hello {{ a }}', commit(name, 'main', `example.com/${name}`));
    const { versions } = (await client.get(`/v1/prompts/${name}/history`)).body;
    const { body } = await read(name, '1');
    expect(body).toMatchObject({
      prompt_name: name,
      mode: 'tracking',
      resolved_by: 'number',
      version: 1,
      status: 'active',
      checksum_hash: checksum('Hello {{ a }}'),
      template_source: 'Hello {{ a }}',
      kind: 'text',
      variables: [{ name: 'a', required: true }],
      created_by: null,
      archived_at: null,
      sighting_count: 1,
    });
    const { last_seen, first_seen, labels } = versions[0];
    expect(body).toMatchObject({ last_seen, first_seen, labels });
    expect(body.last_seen).toMatchObject({ commit: sha(name), path: 'src/a.ts', line: 7 });
  });

  it('is none where nothing is active yet, however it is counted from there', async () => {
    const name = uniquely('inactive');
    await client.put(`/v1/prompts/${name}`, { template_source: 'a' });
    for (const reference of ['active', '~', '~1']) {
      expect(refusal(await read(name, reference))).toEqual(unknown(name, reference));
    }
    expect(await means(name, '1')).toEqual([1, 'number']);
  });

  it('is what a label means that looks like a commit, before that commit', async () => {
    const name = uniquely('alike');
    const repository = `example.com/${name}`;
    await see(name, 'a', commit(`${name} a`, 'main', repository));
    await see(name, 'b', commit(`${name} b`, 'main', repository));
    const label = sha(`${name} b`).slice(0, 12);
    const held = async () => [await means(name, label), await means(name, `commit:${label}`)];
    expect(await held()).toEqual([
      [2, 'commit'],
      [2, 'commit'],
    ]);
    await client.post('/v1/labels/promote', { prompts: [{ name, reference: '1' }], label });
    expect((await held())[0]).toEqual([1, 'label']);
  });

  it('is refused where it cannot be told which', async () => {
    const name = uniquely('several');
    const texts = new Map<string, string>();
    // Two texts whose checksums begin alike: of 20,000 there are some.
    const found = Array.from({ length: 20_000 }, (_, index) => `text ${index}`).find((text) => {
      const prefix = checksum(text).slice(0, 7);
      if (texts.has(prefix)) return true;
      texts.set(prefix, text);
      return false;
    });
    const prefix = checksum(found ?? '').slice(0, 7);
    for (const text of [texts.get(prefix) ?? '', found ?? '']) await client.register({ [name]: text });
    expect(refusal(await read(name, `sha256:${prefix}`))).toEqual([
      409,
      'conflict',
      `"sha256:${prefix}" means several versions of "${name}": give more of it.`,
      undefined,
    ]);
    expect(await means(name, `sha256:${checksum(found ?? '')}`)).toEqual([2, 'digest']);
  });

  it('is refused where it is not there, or what is said can be none, and says what was said', async () => {
    const name = uniquely('refused');
    await client.register({ [name]: 'a' });
    for (const reference of ['2', '~1', 'nowhere', 'sha256:0000000', 'abcdef0', '{2020-01-01}']) {
      expect(refusal(await read(name, reference))).toEqual(unknown(name, reference));
    }
    expect(refusal(await read(name, 'x'.repeat(300)))).toEqual(unknown(name, 'x'.repeat(200)));
    expect(refusal(await read(name, 'work'))).toEqual(
      malformed('"work" is the text in your work tree, of which a server knows nothing.'),
    );
    expect(refusal(await read(name, 'sha256:x'))).toEqual(
      malformed('A digest is 7 to 64 lower-case hex digits after "sha256:", not "x".'),
    );
    expect(refusal(await read(name, `{${'y'.repeat(150)}}`))).toEqual(
      malformed(`"${'y'.repeat(100)}" is not a moment such as 2026-11-25 or 2026-11-25T12:00:00Z.`),
    );
  });

  it('that is a draft is on the first page of a history alone', async () => {
    const name = uniquely('paged');
    for (const text of ['a', 'b', 'c']) await client.register({ [name]: text });
    await see(name, 'draft', { source: 'staged', git: { branch: 'main' } });
    const page = async (more: string) => {
      const { body } = await client.get(`/v1/prompts/${name}/history?limit=2${more}`);
      return [body.versions.length, body.drafts.length, body.next_cursor];
    };
    const [versions, drafts, cursor] = await page('');
    expect([versions, drafts]).toEqual([2, 1]);
    expect(await page(`&cursor=${cursor}`)).toEqual([1, 0, null]);
  });
});
