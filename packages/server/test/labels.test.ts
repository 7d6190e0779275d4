import { checksum } from '@prompt-ledger/shared';
import type { LabelMove, PointedLabel } from '@prompt-ledger/shared/contract/labels';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Client } from './support/client.ts';
import { sha } from './support/commits.ts';
import { databases } from './support/databases.ts';
import { startTestServer, type TestServer } from './support/server.ts';

const REGISTER = '/v1/prompts/register-code';
const PROMOTE = '/v1/labels/promote';

describe.each(databases)('labels on %s', (database) => {
  let server: TestServer;
  let client: Client;

  beforeAll(async () => {
    server = await startTestServer({ database });
    client = createClient(server);
  });
  afterAll(() => server?.close());

  const see = async (texts: Record<string, string>, word: string, branch: string, more: object = {}) => {
    const prompts = Object.entries(texts).map(([name, template_source]) => ({
      name,
      template_source,
      location: { path: `src/${name}.ts`, line: 7 },
    }));
    const git = {
      commit: sha(word),
      branch,
      author: 'Ann <ann@example.com>',
      repository: 'example.com/labels',
    };
    const { status, body } = await client.post(REGISTER, { prompts, source: 'commit', git, ...more });
    if (status !== 200) throw new Error(JSON.stringify(body));
  };
  const resolve = async (name: string, reference: string) => {
    const path = `/v1/prompts/${encodeURIComponent(name)}/versions/${encodeURIComponent(reference)}`;
    const { status, body } = await client.get(path);
    return status === 200 ? [body.version, body.resolved_by] : [status, body.code];
  };
  const promote = async (body: object, by = client) => {
    const answer = await by.post(PROMOTE, body);
    return answer.status === 200
      ? answer.body.promoted.map((each: { version: number; previous_version: number; action: string }) => [
          each.version,
          each.previous_version,
          each.action,
        ])
      : [answer.status, answer.body.code];
  };
  const prompts = (...references: string[]) =>
    references.map((text) => {
      const [name = '', reference] = text.split('@');
      return { name, ...(reference === undefined ? {} : { reference }) };
    });

  it('are set, moved, and moved back; each of it is remembered', async () => {
    await see({ greet: 'a' }, 'g1', 'main');
    await see({ greet: 'b' }, 'g2', 'main');
    expect(await promote({ prompts: prompts('greet@1'), label: 'production' })).toEqual([[1, null, 'set']]);
    expect(await promote({ prompts: prompts('greet'), label: 'production' })).toEqual([[2, 1, 'moved']]);
    expect(await promote({ prompts: prompts('greet'), label: 'production' })).toEqual([[2, 2, 'unchanged']]);
    expect(await promote({ prompts: prompts('greet@1'), label: 'production' })).toEqual([[1, 2, 'moved']]);
    expect(await resolve('greet', 'production')).toEqual([1, 'label']);
    const { body } = await client.get('/v1/labels/production/history?prompt=greet');
    expect(body.moves.map((move: LabelMove) => [move.from_version, move.to_version, move.reason])).toEqual([
      [2, 1, 'promoted'],
      [1, 2, 'promoted'],
      [null, 1, 'promoted'],
    ]);
    expect(body.moves[0].moved_by).toBe('LEDGER_API_KEY');
  });

  it('follow another label, a commit, or a digest', async () => {
    await see({ follow: 'a' }, 'f1', 'main');
    await see({ follow: 'b' }, 'f2', 'main');
    await see({ follow: 'c' }, 'f3', 'feat/x');
    expect(await promote({ prompts: prompts('follow@1'), label: 'staging' })).toEqual([[1, null, 'set']]);
    expect(await promote({ prompts: prompts('follow'), label: 'canary', from: 'staging' })).toEqual([
      [1, null, 'set'],
    ]);
    expect(await promote({ prompts: prompts('follow'), label: 'canary', from: 'feat/x' })).toEqual([
      [3, 1, 'moved'],
    ]);
    expect(await promote({ prompts: prompts('follow'), label: 'canary', commit: sha('f2') })).toEqual([
      [2, 3, 'moved'],
    ]);
    const digest = `follow@sha256:${checksum('a').slice(0, 12)}`;
    expect(await promote({ prompts: prompts(digest), label: 'canary' })).toEqual([[1, 2, 'moved']]);
  });

  it('are moved for all prompts of a build at once', async () => {
    const build = { source: 'ci', manifest: true };
    const texts = { 'all-a': '1', 'all-b': '1' };
    const git = { commit: sha('all'), branch: 'all', repository: 'example.com/all' };
    await see(texts, 'all', 'all', { ...build, git });
    expect(await promote({ all: true, commit: sha('all'), label: 'rc' })).toEqual([
      [1, null, 'set'],
      [1, null, 'set'],
    ]);
    expect(await promote({ all: true, from: 'rc', label: 'rc2' })).toHaveLength(2);
    expect(await promote({ all: true, commit: sha('nobody looked'), label: 'rc' })).toEqual([
      404,
      'not_found',
    ]);
  });

  it('move all or none', async () => {
    await see({ known: 'a' }, 'k1', 'main');
    const answer = await client.post(PROMOTE, { prompts: prompts('known', 'unknown'), label: 'half' });
    expect([answer.status, answer.body.detail]).toEqual([404, expect.stringContaining('"unknown"')]);
    expect(await resolve('known', 'half')).toEqual([404, 'not_found']);
    const lacking = await client.post(PROMOTE, { prompts: prompts('known'), label: 'x', from: 'nowhere' });
    expect([lacking.status, lacking.body.detail]).toEqual([404, expect.stringContaining('"nowhere"')]);
    expect(await promote({ prompts: prompts('known'), label: 'dry', dry_run: true })).toEqual([
      [1, null, 'set'],
    ]);
    expect(await resolve('known', 'dry')).toEqual([404, 'not_found']);
  });

  it('of a draft may be set, but it cannot be active', async () => {
    await see({ drafted: 'a' }, 'd1', 'main');
    await see({ drafted: 'b' }, 'd2', 'main', { source: 'staged' });
    const draft = `drafted@sha256:${checksum('b')}`;
    expect(await promote({ prompts: prompts(draft), label: 'try' })).toEqual([[null, null, 'set']]);
    expect(await promote({ prompts: prompts(draft) })).toEqual([409, 'conflict']);
    await see({ drafted: 'b' }, 'd3', 'main');
    expect(await resolve('drafted', 'try')).toEqual([2, 'label']);
  });

  it('active is one: what somebody chose stays until the text of the default branch changes', async () => {
    await see({ chosen: 'a' }, 'c1', 'main');
    await see({ chosen: 'b' }, 'c2', 'main');
    expect(await promote({ prompts: prompts('chosen@1') })).toEqual([[1, 2, 'moved']]);
    await see({ chosen: 'b' }, 'c3', 'main');
    expect(await resolve('chosen', 'active')).toEqual([1, 'active']);
    await see({ chosen: 'c' }, 'c4', 'main');
    expect(await resolve('chosen', 'active')).toEqual([3, 'active']);
    const { body } = await client.get('/v1/labels/active/history?prompt=chosen');
    expect(body.moves.map((move: LabelMove) => [move.to_version, move.reason])).toEqual([
      [3, 'seen'],
      [1, 'promoted'],
      [2, 'seen'],
      [1, 'seen'],
    ]);
  });

  it('are protected where the project says so', async () => {
    await see({ guarded: 'a' }, 'p1', 'main');
    const key = async (...scopes: string[]) => {
      const { body } = await client.post('/v1/keys', { name: `labels ${scopes}`, scopes });
      return createClient({ url: server.url, key: body.key });
    };
    const [developer, deployer, reader] = [await key('sync'), await key('promote'), await key('read')];
    const to = (label: string) => ({ prompts: prompts('guarded'), label });
    expect(await promote(to('production'), developer)).toEqual([403, 'forbidden']);
    expect(await promote(to('staging'), developer)).toEqual([[1, null, 'set']]);
    expect(await promote(to('production'), deployer)).toEqual([[1, null, 'set']]);
    expect(await promote(to('staging'), reader)).toEqual([403, 'forbidden']);
    const remove = (by: Client, label: string) =>
      by.send(`/v1/labels/${label}?prompt=guarded`, { method: 'DELETE' });
    expect((await remove(developer, 'production')).status).toBe(403);
    const patch = (by: Client, body: object) =>
      by.send('/v1/settings', {
        method: 'PATCH',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      });
    expect((await patch(developer, { protected_labels: [] })).status).toBe(403);
    const changed = await patch(client, { protected_labels: ['stag*'] });
    expect(changed.body).toEqual({ project: 'default', default_branch: null, protected_labels: ['stag*'] });
    expect(await promote(to('staging'), developer)).toEqual([403, 'forbidden']);
    expect((await remove(developer, 'production')).body).toEqual({
      label: 'production',
      deleted: ['guarded'],
    });
    expect((await remove(developer, 'production')).status).toBe(404);
    await patch(client, { protected_labels: ['production'] });
  });

  it('active is protected as they are, from whoever asks for it in words; what is only seen moves it', async () => {
    await see({ asked: 'a' }, 'asked', 'main');
    const { body } = await client.post('/v1/keys', { name: 'asking', scopes: ['sync'] });
    const developer = createClient({ url: server.url, key: body.key });
    const protect = (...protected_labels: string[]) =>
      client.send('/v1/settings', {
        method: 'PATCH',
        body: JSON.stringify({ protected_labels }),
        headers: { 'content-type': 'application/json' },
      });
    const put = async (by: Client, template_source: string, set_active: boolean) =>
      (await by.put('/v1/prompts/asked-full', { template_source, set_active })).status;
    const register = async (by: Client, activate: boolean) => {
      const prompts = [{ name: 'asked', template_source: 'b' }];
      const git = { commit: sha('asked b'), branch: 'feature' };
      return (await by.post(REGISTER, { prompts, source: 'commit', git, activate })).status;
    };
    await protect('active');
    expect([await put(developer, 'a', true), await register(developer, true)]).toEqual([403, 403]);
    expect([await put(developer, 'a', false), await register(developer, false)]).toEqual([200, 200]);
    expect([await put(client, 'a', true), await register(client, true)]).toEqual([200, 200]);
    await see({ asked: 'c' }, 'asked c', 'main');
    expect(await resolve('asked', 'active')).toEqual([3, 'active']);
    await developer.register({ asked: 'd' });
    expect(await resolve('asked', 'active')).toEqual([4, 'active']);
    await protect();
    expect([await put(developer, 'b', true), await register(developer, true)]).toEqual([200, 200]);
  });

  it('the default branch is the one that the project names', async () => {
    const patch = (default_branch: string | null) =>
      client.send('/v1/settings', {
        method: 'PATCH',
        body: JSON.stringify({ default_branch }),
        headers: { 'content-type': 'application/json' },
      });
    expect((await patch('trunk')).body.default_branch).toBe('trunk');
    await see({ branched: 'a' }, 'b1', 'main');
    expect((await client.get('/v1/prompts/branched')).body).not.toHaveProperty('active_version');
    await see({ branched: 'a' }, 'b2', 'trunk');
    expect((await client.get('/v1/prompts/branched')).body.active_version.version_number).toBe(1);
    await patch(null);
  });

  it('are listed, by label and by prompt, branches only when asked for', async () => {
    await see({ listed: 'a' }, 'l1', 'main');
    await promote({ prompts: prompts('listed'), label: 'listed-label' });
    const list = async (query: string) =>
      (await client.get(`/v1/labels?${query}`)).body.labels.map((each: PointedLabel) => [
        each.label,
        each.prompt_name,
        each.version,
      ]);
    expect(await list('label=listed-label')).toEqual([['listed-label', 'listed', 1]]);
    expect(await list('prompt=listed')).toEqual([
      ['active', 'listed', 1],
      ['listed-label', 'listed', 1],
    ]);
    expect(await list('prompt=listed&branches=true')).toEqual([
      ['active', 'listed', 1],
      ['branch/main', 'listed', 1],
      ['listed-label', 'listed', 1],
    ]);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const path: string = `/v1/labels?branches=true&limit=3${cursor && `&cursor=${cursor}`}`;
      const { body } = await client.get(path);
      seen.push(...body.labels.map((each: PointedLabel) => `${each.label} ${each.prompt_name}`));
      cursor = body.next_cursor;
    }
    expect(seen).toEqual([...new Set(seen)].toSorted());
    expect(seen).toContain('branch/main listed');
  });

  it('and every other reference are resolved', async () => {
    await see({ referred: 'a' }, 'r1', 'main');
    await see({ referred: 'b' }, 'r2', 'main');
    await see({ referred: 'c' }, 'r3', 'feat/y');
    expect(await resolve('referred', 'active')).toEqual([2, 'active']);
    expect(await resolve('referred', '1')).toEqual([1, 'number']);
    expect(await resolve('referred', '~1')).toEqual([1, 'number']);
    expect(await resolve('referred', `sha256:${checksum('c').slice(0, 8)}`)).toEqual([3, 'digest']);
    expect(await resolve('referred', 'feat/y')).toEqual([3, 'branch']);
    expect(await resolve('referred', 'branch/feat/y')).toEqual([3, 'label']);
    expect(await resolve('referred', sha('r1').slice(0, 8))).toEqual([1, 'commit']);
    expect(await resolve('referred', sha('r2'))).toEqual([2, 'commit']);
    expect(await resolve('referred', '{2099-01-01}')).toEqual([2, 'date']);
    expect(await resolve('referred', '{2020-01-01}')).toEqual([404, 'not_found']);
    expect(await resolve('referred', '9')).toEqual([404, 'not_found']);
    expect(await resolve('referred', 'nowhere')).toEqual([404, 'not_found']);
    expect(await resolve('referred', '{2099-01-01T12:00:00+02:00}')).toEqual([2, 'date']);
    for (const noMoment of ['{soon}', '{2099-02-30}', '{2099-01-01 12:00}', '{2099-01-01T12:00:00}']) {
      expect([noMoment, await resolve('referred', noMoment)]).toEqual([noMoment, [422, 'validation_failed']]);
    }
    expect(await resolve('referred', 'work')).toEqual([422, 'validation_failed']);
    expect(await resolve('nobody', '1')).toEqual([404, 'not_found']);
  });

  it('a commit holds what its manifest lists, also where nothing of it was new', async () => {
    const build = (word: string) => ({
      source: 'ci',
      manifest: true,
      git: { commit: sha(word), branch: 'held', repository: 'example.com/held' },
    });
    await see({ held: 'a' }, 'h1', 'held', build('h1'));
    await see({ held: 'a' }, 'h2', 'held', build('h2'));
    expect(await resolve('held', sha('h2').slice(0, 12))).toEqual([1, 'commit']);
  });

  it('a commit that was looked at twice holds what the last complete look found', async () => {
    const build = {
      source: 'ci',
      manifest: true,
      git: { commit: sha('w1'), repository: 'example.com/twice' },
    };
    await see({ reread: 'a' }, 'w1', 'main', build);
    await see({ reread: 'b' }, 'w1', 'main', build);
    expect(await resolve('reread', sha('w1'))).toEqual([2, 'commit']);
    expect(await promote({ all: true, commit: sha('w1'), label: 'reread' })).toEqual([[2, null, 'set']]);
  });

  it('a commit in which two folders have a prompt of one name holds neither, and says so', async () => {
    const build = (folder: string) => ({
      source: 'ci',
      manifest: true,
      git: { commit: sha('two folders'), repository: 'example.com/folders', folder },
    });
    await see({ twofold: 'a' }, 'two folders', 'main', build('a'));
    await see({ twofold: 'b' }, 'two folders', 'main', build('b'));
    expect(await resolve('twofold', sha('two folders'))).toEqual([409, 'conflict']);
    for (const which of [{ all: true }, { prompts: prompts('twofold') }]) {
      const request = { ...which, commit: sha('two folders'), label: 'twofold' };
      expect(await promote(request)).toEqual([409, 'conflict']);
    }
    const all = { all: true, commit: sha('two folders'), label: 'twofold' };
    expect((await client.post(PROMOTE, all)).body.detail).toBe(
      `Commit ${sha('two folders')} has several versions of "twofold": name the one that is meant; nothing was moved.`,
    );
    const one = [{ name: 'twofold', reference: '1' }];
    expect(await promote({ prompts: one, commit: sha('two folders'), label: 'twofold' })).toEqual([
      [1, null, 'set'],
    ]);
  });

  it('stand in the history, with where each version was seen', async () => {
    await see({ told: 'a' }, 't1', 'main');
    await see({ told: 'a' }, 't2', 'release');
    await see({ told: 'b' }, 't3', 'main', { source: 'staged' });
    await promote({ prompts: prompts('told'), label: 'told-label' });
    const { body } = await client.get('/v1/prompts/told/history');
    expect(body).toMatchObject({ archived_at: null, renamed_from: null, current_version: 1 });
    expect(body.versions).toMatchObject([
      {
        version: 1,
        sighting_count: 2,
        first_seen: {
          source: 'commit',
          commit: sha('t1'),
          branch: 'main',
          author: 'Ann <ann@example.com>',
          repository: 'example.com/labels',
          path: 'src/told.ts',
          line: 7,
        },
        last_seen: { commit: sha('t2'), branch: 'release' },
      },
    ]);
    expect(body.versions[0].labels).toEqual(['told-label', 'branch/release', 'branch/main']);
    expect(body.versions[0].first_seen.seen_at).toMatch(/^\d{4}-.*Z$/);
    expect(body.drafts).toMatchObject([
      { template_source: 'b', first_seen: { commit: null, base: sha('t3'), source: 'staged' } },
    ]);
    const drafts = await client.get('/v1/drafts?branch=main&repository=example.com/labels');
    expect(drafts.body.drafts).toContainEqual(
      expect.objectContaining({ name: 'told', template_hash: checksum('b') }),
    );
    const first = await client.get('/v1/prompts/told/sightings?limit=2');
    expect(first.body.sightings.map((each: { commit: string }) => each.commit)).toEqual([null, sha('t2')]);
    const rest = await client.get(`/v1/prompts/told/sightings?limit=2&cursor=${first.body.next_cursor}`);
    expect(rest.body).toMatchObject({ sightings: [{ commit: sha('t1'), version: 1 }], next_cursor: null });
    const onBranch = await client.get('/v1/prompts/told/sightings?version=1&branch=release');
    expect(onBranch.body.sightings).toHaveLength(1);
  });

  it('a prompt that is gone is listed only when asked for', async () => {
    const build = (word: string, run_number: number) => ({
      source: 'ci',
      manifest: true,
      git: { commit: sha(word), branch: 'main', run_number, repository: 'example.com/archive' },
    });
    await see({ 'list-kept': 'a', 'list-gone': 'b' }, 'x', 'main', build('x1', 1));
    await see({ 'list-kept': 'a' }, 'x', 'main', build('x2', 2));
    const names = async (query: string) =>
      (await client.get(`/v1/prompts?q=list-&${query}`)).body.prompts.map(
        (each: { name: string }) => each.name,
      );
    expect(await names('')).toEqual(['list-kept']);
    expect(await names('archived=include')).toEqual(['list-gone', 'list-kept']);
    expect(await names('archived=only')).toEqual(['list-gone']);
    const { body } = await client.get('/v1/prompts/list-gone');
    expect([body.active_version.version_number, typeof body.archived_at]).toEqual([1, 'string']);
  });

  it.each([
    ['a number', { prompts: [{ name: 'a' }], label: '7' }, 'label'],
    ['a branch', { prompts: [{ name: 'a' }], label: 'branch/main' }, 'label'],
    ['a digest', { prompts: [{ name: 'a' }], label: 'sha256:abc' }, 'label'],
    ['nothing to promote', { label: 'x' }, 'prompts'],
    ['all of nothing', { all: true, label: 'x' }, 'all'],
    ['two sources', { prompts: [{ name: 'a' }], label: 'x', from: 'y', commit: sha('z') }, 'commit'],
  ])('refuse %s with 422', async (_what, body, path) => {
    const answer = await client.post(PROMOTE, body);
    expect([answer.status, answer.body.errors[0].path]).toEqual([422, path]);
  });
});
