import { checksum } from '@prompt-ledger/shared';
import type { HistoryVersion, RegisterRequest, RegisterResponse } from '@prompt-ledger/shared/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Client } from './support/client.ts';
import { sha } from './support/commits.ts';
import { databases } from './support/databases.ts';
import { startTestServer, type TestServer } from './support/server.ts';

const REGISTER = '/v1/prompts/register-code';
const REPOSITORY = 'example.com/acme/shop';

describe.each(databases)('registrations with git facts on %s', (database) => {
  let server: TestServer;
  let client: Client;

  beforeAll(async () => {
    server = await startTestServer({ database });
    client = createClient(server);
  });
  afterAll(() => server?.close());

  const send = async (texts: Record<string, string>, request: Omit<RegisterRequest, 'prompts'>) => {
    const prompts = Object.entries(texts).map(([name, template_source]) => ({
      name,
      template_source,
      location: { path: `src/${name}.ts`, line: 1 },
    }));
    const { status, body } = await client.post(REGISTER, { ...request, prompts });
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body as RegisterResponse;
  };
  const one = async (texts: Record<string, string>, request: Omit<RegisterRequest, 'prompts'>) => {
    const { registered } = await send(texts, request);
    return registered.map(({ action, version }) => [action, version])[0];
  };
  const staged = (branch = 'main'): Omit<RegisterRequest, 'prompts'> => ({
    source: 'staged',
    git: { commit: sha('head'), branch, dirty: true, repository: REPOSITORY },
  });
  const commit = (word: string, branch: string | null = 'main', more: object = {}) => ({
    source: 'commit' as const,
    git: { commit: sha(word), branch, author: 'Ann', repository: REPOSITORY, ...more },
  });
  const ci = (word: string, run_number: number, branch = 'main', more: object = {}) => ({
    source: 'ci' as const,
    manifest: true,
    git: { commit: sha(word), branch, run_number, repository: REPOSITORY, ...more },
  });
  const history = async (name: string) => (await client.get(`/v1/prompts/${name}/history`)).body;
  const numbers = async (name: string) =>
    (await history(name)).versions.map((each: { version: number; status: string }) => [
      each.version,
      each.status,
    ]);

  it('an aborted commit burns no number: draft, another draft, commit is one version', async () => {
    expect(await one({ aborted: 'a' }, staged())).toEqual(['new', null]);
    expect(await one({ aborted: 'b' }, staged())).toEqual(['new', null]);
    expect(await one({ aborted: 'b' }, staged())).toEqual(['unchanged', null]);
    expect(await one({ aborted: 'b' }, commit('aborted'))).toEqual(['new', 1]);
    expect(await numbers('aborted')).toEqual([[1, 'active']]);
  });

  it('post-commit claims by checksums alone what pre-commit stored', async () => {
    await send({ claimed: 'a' }, staged());
    const prompts = [{ name: 'claimed', template_hash: checksum('a') }];
    const { body } = await client.post(REGISTER, { ...commit('claimed'), prompts });
    expect(body.registered).toEqual([
      {
        name: 'claimed',
        mode: 'tracking',
        version: 1,
        change_detected: false,
        previous_version: null,
        action: 'new',
      },
    ]);
    expect((await client.get('/v1/prompts/claimed')).body.active_version.template_source).toBe('a');
  });

  it('names the texts that it lacks, stores nothing, and takes them next to the checksums', async () => {
    await send({ 'has-text': 'a' }, commit('first'));
    const hashes = [
      { name: 'has-text', template_hash: checksum('a') },
      { name: 'lacks-text', template_hash: checksum('b') },
    ];
    const request = { ...ci('second', 1) };
    const asked = await client.post(REGISTER, { ...request, prompts: hashes });
    expect(asked.status).toBe(200);
    expect(asked.body).toMatchObject({ registered: [], missing: ['lacks-text'], archived: [] });
    expect((await client.get('/v1/prompts/lacks-text')).status).toBe(404);
    const dry = await client.post(REGISTER, { ...request, prompts: hashes, dry_run: true });
    expect(dry.body).toEqual({ ...asked.body, dry_run: true });
    const prompts = [hashes[0], { ...hashes[1], template_source: 'b' }];
    const { body } = await client.post(REGISTER, { ...request, prompts });
    expect(body.missing).toEqual([]);
    expect(body.registered.map((each: { version: number }) => each.version)).toEqual([1, 1]);
  });

  it('a pull request numbers and activates nothing; merging it activates and numbers nothing', async () => {
    await send({ merged: 'a' }, commit('base'));
    const pull = ci('pull', 2, 'feature', { pull_request: '7' });
    const seen = await send({ merged: 'b' }, { ...pull, manifest: false });
    expect(seen.activation).toEqual({ activates: false, reason: 'pull_request' });
    expect(await numbers('merged')).toEqual([
      [2, 'draft'],
      [1, 'active'],
    ]);
    expect(await one({ merged: 'b' }, commit('merge'))).toEqual(['updated', 2]);
    expect(await numbers('merged')).toEqual([
      [2, 'active'],
      [1, 'deprecated'],
    ]);
  });

  it('a pull request from a branch called main moves nothing of main', async () => {
    await send({ fork: 'a' }, commit('fork base'));
    await send({ fork: 'evil' }, { ...ci('fork', 3, 'main', { pull_request: '8' }), manifest: false });
    expect((await history('fork')).current_version).toBe(1);
    expect(await one({ fork: 'a' }, commit('after'))).toEqual(['unchanged', 1]);
  });

  it('a revert makes the same version active again, a cherry-pick sees the same version elsewhere', async () => {
    await send({ picked: 'a' }, commit('p1'));
    await send({ picked: 'b' }, commit('p2'));
    expect(await one({ picked: 'a' }, commit('p3'))).toEqual(['reverted', 1]);
    expect(await one({ picked: 'b' }, commit('p4', 'release'))).toEqual(['unchanged', 2]);
    expect((await history('picked')).current_version).toBe(1);
  });

  it('an older build that ends later numbers what it saw, and moves nothing back', async () => {
    await send({ late: 'a' }, { ...ci('l1', 10), manifest: false });
    await send({ late: 'c' }, { ...ci('l3', 12), manifest: false });
    const late = await send({ late: 'b' }, { ...ci('l2', 11), manifest: false });
    expect(late.registered[0]).toMatchObject({ version: 3, stale: true });
    expect((await history('late')).current_version).toBe(2);
  });

  it('a manifest archives what is not in it, and a later sighting brings it back', async () => {
    const from = (word: string, run: number, branch = 'trunk') => ({
      ...ci(word, run, branch),
      git: { ...ci(word, run, branch).git, repository: 'example.com/acme/gone' },
    });
    await client.send('/health', {});
    await send({ 'gone-a': 'a', 'gone-b': 'b' }, from('g1', 1, 'main'));
    const partial = await send({ 'gone-a': 'a' }, { ...from('g2', 2, 'main'), manifest: false });
    expect(partial.archived).toEqual([]);
    const older = await send({ 'gone-a': 'a' }, from('g0', 0, 'main'));
    expect(older.archived).toEqual([]);
    const other = await send({ 'gone-a': 'a' }, from('g3', 3, 'feature'));
    expect(other.archived).toEqual([]);
    const gone = await send({ 'gone-a': 'a' }, from('g4', 4, 'main'));
    expect(gone.archived).toEqual(['gone-b']);
    const again = await send({ 'gone-a': 'a' }, from('g5', 5, 'main'));
    expect(again.archived).toEqual([]);
    const back = await send({ 'gone-a': 'a', 'gone-b': 'b' }, from('g6', 6, 'main'));
    expect([back.revived, back.registered[1]?.action]).toEqual([['gone-b'], 'unchanged']);
  });

  it('an empty manifest says that no prompt is left, where there were some', async () => {
    const from = (word: string, run: number, branch = 'main') => ({
      ...ci(word, run, branch),
      git: { ...ci(word, run, branch).git, repository: 'example.com/acme/emptied' },
    });
    await send({ 'last-a': 'a', 'last-b': 'b' }, from('e1', 1));
    expect((await send({}, from('e0', 0))).archived).toEqual([]);
    expect((await send({}, from('e2', 2, 'feature'))).archived).toEqual([]);
    const dry = await send({}, { ...from('e3', 3), dry_run: true });
    expect([dry.registered, dry.archived]).toEqual([[], ['last-a', 'last-b']]);
    const gone = await send({}, from('e3', 3));
    expect(gone).toMatchObject({ registered: [], missing: [], archived: ['last-a', 'last-b'] });
    expect((await client.get('/v1/prompts/last-a')).body.archived_at).not.toBeNull();
    expect((await send({}, from('e4', 4))).archived).toEqual([]);
    // The list of a commit that was emptied is known, so an older build is late.
    expect((await send({ 'last-a': 'a' }, from('e2', 2))).revived).toEqual([]);
    expect((await send({ 'last-a': 'a' }, from('e5', 5))).revived).toEqual(['last-a']);
  });

  it('a prompt whose text cannot be told is there: a manifest that says so neither archives nor renames it', async () => {
    const from = (word: string, run: number, untracked: string[] = []) => ({
      ...ci(word, run, 'main'),
      git: { ...ci(word, run, 'main').git, repository: 'example.com/acme/untracked' },
      untracked,
    });
    await send({ 'kept-a': 'untracked a', 'kept-b': 'untracked b', 'kept-c': 'untracked c' }, from('u1', 1));
    const later = await send(
      { 'kept-a': 'untracked a', 'like-b': 'untracked b' },
      from('u2', 2, ['kept-b', 'kept-c', 'unheard-of']),
    );
    expect([later.archived, later.registered[1]?.renamed_from]).toEqual([[], undefined]);
    expect((await client.get('/v1/prompts/unheard-of')).status).toBe(404);
    expect((await send({}, from('u3', 3, ['kept-a', 'kept-b']))).archived).toEqual(['kept-c', 'like-b']);
    const back = await send({ 'kept-b': 'untracked b' }, from('u4', 4, ['kept-a']));
    expect([back.registered[0]?.action, back.revived, back.archived]).toEqual(['unchanged', [], []]);
  });

  it('an empty list without a commit, or without a manifest, is still refused', async () => {
    for (const request of [{ ...ci('x1', 1), manifest: false }, commit('x1'), { git: null }]) {
      const { status, body } = await client.post(REGISTER, { ...request, prompts: [] });
      expect([status, body.code]).toEqual([400, 'no_prompts']);
    }
  });

  it('a manifest of one repository, or of one folder, says nothing of the prompts of another', async () => {
    const from = (word: string, repository: string, folder: string | null = null) => ({
      ...ci(word, 1),
      git: { ...ci(word, 1).git, repository: `example.com/${repository}`, folder },
    });
    await send({ 'theirs-1': 'used by many' }, from('t1', 'x'));
    for (const at of [from('o1', 'y'), from('o2', 'x', 'packages/b')]) {
      const { registered, archived } = await send({ [`ours-${at.git.commit}`]: 'used by many' }, at);
      expect(archived).toEqual([]);
      expect(registered[0]).not.toHaveProperty('renamed_from');
    }
  });

  it('a new name with the text of one that is gone is that prompt, renamed', async () => {
    const from = (word: string, run: number) => ({
      ...ci(word, run),
      git: { ...ci(word, run).git, repository: 'example.com/acme/renames' },
    });
    await send({ 'old-name': 'text', kept: 'kept' }, from('r1', 1));
    const { registered, archived } = await send({ 'new-name': 'text', kept: 'kept' }, from('r2', 2));
    expect(registered[0]).toMatchObject({ action: 'new', version: 1, renamed_from: 'old-name' });
    expect(archived).toEqual(['old-name']);
  });

  it('a client may say what was renamed, when only part of a repository is looked at', async () => {
    await send({ before: 'a' }, commit('n1'));
    const prompts = [{ name: 'after', template_source: 'b', renamed_from: 'before' }];
    const draft = await client.post(REGISTER, { ...staged(), prompts });
    expect(draft.body.registered[0]).toMatchObject({ renamed_from: 'before', draft: true });
    const strange = [{ name: 'strange', template_source: 'b', renamed_from: 'never-seen' }];
    const { body } = await client.post(REGISTER, { ...commit('n2'), prompts: strange });
    expect(body.registered[0]).not.toHaveProperty('renamed_from');
  });

  it('a text that is only seen elsewhere is no update of its prompt', async () => {
    const updated = async () => (await client.get('/v1/prompts/elsewhere')).body.updated_at;
    await send({ elsewhere: 'a' }, ci('e1', 1, 'elsewhere'));
    const before = await updated();
    await send({ elsewhere: 'a' }, ci('e2', 2, 'another'));
    await send({ elsewhere: 'a' }, commit('e3', 'elsewhere'));
    await send({ elsewhere: 'b' }, staged());
    expect((await history('elsewhere')).versions[0].sighting_count).toBe(3);
    expect(await updated()).toBe(before);
    await send({ elsewhere: 'a' }, commit('e4', 'main'));
    expect(await updated()).not.toBe(before);
  });

  it('tells of commits of any year that a date can have', async () => {
    const years = ['0001-01-01T00:00:00.000Z', '1883-11-18T12:00:00.000Z', '9999-12-31T23:59:59.999Z'];
    for (const committed_at of years) {
      await send({ 'of-old': committed_at }, commit(committed_at, 'old', { committed_at }));
    }
    const { versions } = await history('of-old');
    expect(versions.map((each: HistoryVersion) => each.last_seen?.committed_at)).toEqual(years.toReversed());
  });

  it('a draft is executed by its digest', async () => {
    await send({ tried: 'Hello {{ name }}' }, staged());
    const run = (body: object) =>
      client.post('/v1/prompts/tried/execute', {
        provider: 'echo',
        model_name: 'echo',
        variables: { name: 'you' },
        ...body,
      });
    expect((await run({})).status).toBe(409);
    const { status, body } = await run({ digest: `sha256:${checksum('Hello {{ name }}')}` });
    expect([status, body.version_used, body.status]).toEqual([200, null, 'succeeded']);
    await send({ tried: 'Hello {{ name }}' }, commit('tried'));
    expect((await client.get(`/v1/executions/${body.execution_id}`)).body.version_used).toBe(1);
    expect((await history('tried')).versions[0].execution_count).toBe(1);
  });

  it('takes a chat prompt as its messages', async () => {
    const messages = [{ role: 'system', content: 'Be {{ mood }}' }];
    const { body } = await client.post(REGISTER, { prompts: [{ name: 'chatty', messages }] });
    expect(body.registered[0].version).toBe(1);
    const { active_version } = (await client.get('/v1/prompts/chatty')).body;
    expect(active_version).toMatchObject({ kind: 'chat', template_source: JSON.stringify(messages) });
    const other = await client.post(REGISTER, {
      prompts: [{ name: 'chatty', messages, template_source: 'other' }],
    });
    expect([other.status, other.body.errors[0].path]).toEqual([422, 'prompts.0.messages']);
  });

  it.each([
    ['a build without a commit', { source: 'ci' }, 'git.commit'],
    ['a manifest without a commit', { manifest: true }, 'git.commit'],
    ['an abbreviated commit', { git: { commit: 'abc1234' } }, 'git.commit'],
    ['a manifest of what is staged', { ...staged(), manifest: true }, 'manifest'],
    ['a manifest of a dirty tree', { git: { ...commit('x').git, dirty: true }, manifest: true }, 'manifest'],
    ['a password', { git: { repository: 'https://ann:secret@example.com/x' } }, 'git.repository'],
    ['a branch that cannot be', { git: { branch: 'a b' } }, 'git.branch'],
    ['a commit of the year 0', { git: { committed_at: '0000-01-01T00:00:00Z' } }, 'git.committed_at'],
    ['a year before 1', { git: { committed_at: '0001-01-01T00:00:00+01:00' } }, 'git.committed_at'],
    ['a year after 9999', { git: { committed_at: '9999-12-31T23:59:59-01:00' } }, 'git.committed_at'],
    ['an unknown source', { source: 'elsewhere' }, 'source'],
  ])('refuses %s with 422', async (_what, request, path) => {
    const prompts = [{ name: 'refused', template_source: 'a' }];
    const { status, body } = await client.post(REGISTER, { ...request, prompts });
    expect([status, body.errors?.[0].path]).toEqual([422, path]);
    expect(JSON.stringify(body)).not.toContain('secret');
  });
});
