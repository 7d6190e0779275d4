import { checksum } from '@prompt-ledger/shared';
import type { ImportRequest } from '@prompt-ledger/shared/contract/import';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Client } from './support/client.ts';
import { sha } from './support/commits.ts';
import { databases } from './support/databases.ts';
import { startTestServer, type TestServer } from './support/server.ts';
import { countsAsWork } from './support/statements.ts';
import { untilQuiet } from './support/until-quiet.ts';

const IMPORT = '/v1/prompts/import';
const day = (number: number) => `2026-03-${String(number).padStart(2, '0')}T12:00:00.000Z`;

interface Version {
  version: number;
  status: string;
  created_at: string;
  created_by: string | null;
  template_source: string;
}

describe.each(databases)('importing a history on %s', (database) => {
  let server: TestServer;
  let client: Client;
  let statements = 0;

  beforeAll(async () => {
    server = await startTestServer({
      database,
      onQuery: (event) => countsAsWork(event) && (statements += 1),
    });
    client = createClient(server);
  });
  afterAll(() => server?.close());

  const commit = (word: string, date: number, texts: Record<string, string>, gone: string[] = []) => ({
    commit: sha(word),
    author: 'Ann',
    committed_at: day(date),
    prompts: Object.entries(texts).map(([name, template_source]) => ({
      name,
      template_source,
      location: { path: `${name}.ts`, line: date },
    })),
    gone,
  });
  const send = (repository: string, commits: ImportRequest['commits'], more: Partial<ImportRequest> = {}) =>
    client.post(IMPORT, { branch: 'main', repository: `example.com/${repository}`, commits, ...more });
  const history = async (name: string) => {
    const { body } = await client.get(`/v1/prompts/${name}/history`);
    const versions = body.versions.map((each: Version) => [each.version, each.status, each.created_at]);
    return { current: body.current_version, versions, body };
  };

  it('makes every past version with its date and author, and the last one active; a second time changes nothing', async () => {
    const commits = [
      commit('i1', 1, { past: 'a', other: 'x' }),
      commit('i2', 2, { past: 'b' }),
      commit('i3', 3, { past: 'a' }),
      commit('i4', 4, { past: 'c' }),
    ];
    const dry = await send('import', commits, { dry_run: true });
    expect(dry.body).toEqual({ versions: { made: 4, sighted: 5 }, missing: [], dry_run: true });
    expect((await client.get('/v1/prompts/past')).status).toBe(404);
    expect((await send('import', commits)).body).toEqual({ ...dry.body, dry_run: false });
    const made = await history('past');
    expect(made.current).toBe(3);
    expect(made.versions).toEqual([
      [3, 'active', day(4)],
      [2, 'deprecated', day(2)],
      [1, 'deprecated', day(1)],
    ]);
    expect(made.body.versions[2]).toMatchObject({
      created_by: 'Ann',
      sighting_count: 2,
      first_seen: { commit: sha('i1'), path: 'past.ts', line: 1, committed_at: day(1), author: 'Ann' },
      last_seen: { commit: sha('i3') },
    });
    expect((await send('import', commits)).body.versions).toEqual({ made: 0, sighted: 0 });
    expect(await history('past')).toEqual(made);
  });

  it('comes back to the text that was active before it, which stays the active version', async () => {
    await send('circle', [commit('c1', 1, { circle: 'a' })]);
    await send('circle', [commit('c2', 2, { circle: 'b' }), commit('c3', 3, { circle: 'a' })]);
    expect(await history('circle')).toMatchObject({
      current: 1,
      versions: [
        [2, 'deprecated', day(2)],
        [1, 'active', day(1)],
      ],
    });
    await client.register({ circle: 'c' });
    expect((await history('circle')).versions.map(([, status]: string[]) => status)).toEqual([
      'active',
      'deprecated',
      'deprecated',
    ]);
  });

  it('labels what the branch has in the end, and nothing where no branch is said', async () => {
    const labels = async (name: string) =>
      (await history(name)).body.versions.map((each: { labels: string[] }) => each.labels);
    const commits = (name: string) => [
      commit(`${name}1`, 1, { [name]: 'a' }),
      commit(`${name}2`, 2, { [name]: 'b' }),
    ];
    await send('labels', commits('branched'), { branch: 'feat/x' });
    expect(await labels('branched')).toEqual([['branch/feat/x'], []]);
    await client.post(IMPORT, { repository: 'example.com/labels', commits: commits('branchless') });
    expect(await labels('branchless')).toEqual([[], []]);
  });

  it('refuses a commit that stands there twice', async () => {
    const commits = [
      commit('w1', 1, { twofold: 'a' }),
      commit('w2', 2, {}),
      commit('w1', 1, { twofold: 'b' }),
    ];
    const { status, body } = await send('twofold', commits);
    expect([status, body.errors?.[0]]).toEqual([
      422,
      { path: 'commits.2.commit', message: 'must not stand there twice' },
    ]);
  });

  it('answers what was active at a moment', async () => {
    await send('moments', [commit('m1', 1, { moment: 'a' }), commit('m2', 10, { moment: 'b' })]);
    const at = async (moment: string) =>
      (await client.get(`/v1/prompts/moment/versions/${encodeURIComponent(`{${moment}}`)}`)).body.version;
    expect([await at(day(5)), await at(day(10)), await at('2026-03-01')]).toEqual([1, 2, undefined]);
  });

  it('goes by the order of the commits where their dates contradict it', async () => {
    await send('skewed', [commit('s1', 9, { skewed: 'a' }), commit('s2', 3, { skewed: 'b' })]);
    expect((await history('skewed')).current).toBe(2);
  });

  it('moves nothing that is newer', async () => {
    const git = { commit: sha('n2'), branch: 'main', committed_at: day(20), repository: 'example.com/newer' };
    await client.post('/v1/prompts/register-code', {
      source: 'ci',
      manifest: true,
      git,
      prompts: [{ name: 'newer', template_source: 'now' }],
    });
    await send('newer', [
      commit('n0', 1, { newer: 'a', 'newer-gone': 'x' }),
      commit('n1', 2, { newer: 'b' }, ['newer-gone']),
    ]);
    expect(await history('newer')).toMatchObject({
      current: 1,
      versions: [
        [3, 'deprecated', day(2)],
        [2, 'deprecated', day(1)],
        [1, 'active', expect.any(String)],
      ],
    });
    expect((await client.get('/v1/prompts/newer-gone')).body.archived_at).toBe(day(2));
  });

  describe('from a clone that is behind', () => {
    const stand = async (name: string) => {
      const { current, body } = await history(name);
      return [
        current,
        body.archived_at,
        body.versions.map((each: { version: number; labels: string[] }) => each.labels),
      ];
    };

    it('brings back nothing that was removed since, be its commits known or not', async () => {
      const there = commit('r1', 2, { removed: 'a' });
      await send('removed', [there, commit('r2', 5, {}, ['removed'])]);
      const removed = await stand('removed');
      expect(removed).toEqual([1, day(5), [[]]]);
      await send('removed', [there]);
      await send('removed', [commit('r0', 1, { removed: 'a' }), commit('r1b', 3, { removed: 'a' })]);
      expect(await stand('removed')).toEqual(removed);
      await send('removed', [commit('r3', 6, { removed: 'a' })]);
      expect(await stand('removed')).toEqual([1, null, [['branch/main']]]);
    });

    it('tells what came first by what it was told before, where a rebase gave all commits one date', async () => {
      const first = commit('d1', 1, { rebased: 'a', gone: 'x' });
      const second = commit('d2', 1, { rebased: 'b' }, ['gone']);
      await send('rebased', [first, second, commit('d3', 1, { gone: 'x' })]);
      await send('rebased', [first]);
      expect(await stand('rebased')).toEqual([2, null, [['branch/main'], []]]);
      await send('rebased', [first, second]);
      expect(await stand('gone')).toEqual([1, null, [['branch/main']]]);
    });

    it('takes nothing from what was registered since without git', async () => {
      const commits = [commit('p1', 1, { plain: 'a' }), commit('p2', 2, { plain: 'b' })];
      await send('plain', commits);
      await client.register({ plain: 'c' });
      await send('plain', commits);
      await send('plain', [commit('p3', 3, { plain: 'd' })]);
      expect((await history('plain')).current).toBe(3);
    });
  });

  it('tells what went, came back, and was renamed', async () => {
    const renamed = { name: 'now-called', template_source: 'a', renamed_from: 'once-called' };
    await send('moves', [
      commit('v1', 1, { 'once-called': 'a', back: 'x' }),
      { ...commit('v2', 2, {}, ['once-called', 'back']), prompts: [renamed] },
      commit('v3', 3, { back: 'x' }),
    ]);
    expect((await history('now-called')).body.renamed_from).toBe('once-called');
    expect((await history('once-called')).body.archived_at).toBe(day(2));
    expect((await history('back')).body.archived_at).toBeNull();
  });

  it('takes a text once, and names those that it lacks', async () => {
    const bare = (text: string) => ({ name: 'bare', template_hash: checksum(text) });
    const commits = [
      commit('b1', 1, { bare: 'a' }),
      { ...commit('b2', 2, {}), prompts: [bare('b')] },
      { ...commit('b3', 3, {}), prompts: [bare('a')] },
    ];
    const asked = await send('bare', commits);
    expect(asked.body).toMatchObject({
      versions: { made: 0, sighted: 0 },
      missing: [{ name: 'bare', template_hash: checksum('b') }],
    });
    expect((await client.get('/v1/prompts/bare')).status).toBe(404);
    commits[1] = commit('b2', 2, { bare: 'b' });
    expect((await send('bare', commits)).body.versions).toEqual({ made: 2, sighted: 3 });
  });

  it('refuses a bad template with its place, and stores nothing', async () => {
    const { status, body } = await send('bad', [
      commit('x1', 1, { fine: 'a' }),
      commit('x2', 2, { bad: '{% if %}' }),
    ]);
    expect([status, body.code, body.errors[0].path]).toEqual([
      422,
      'template_invalid',
      'commits.1.prompts.0.template_source',
    ]);
    expect((await client.get('/v1/prompts/fine')).status).toBe(404);
  });

  it('takes as many statements for 500 commits as for one', async () => {
    await untilQuiet(() => statements);
    const count = async (act: () => Promise<unknown>) => {
      await client.get('/v1/prompts?limit=1');
      statements = 0;
      await act();
      return statements;
    };
    const one = await count(() => send('one', [commit('c1', 1, { 'count-1': 'a' })]));
    const commits = Array.from({ length: 500 }, (_, index) =>
      commit(`many ${index}`, 1, { [`count-${index % 7}m`]: `${index}` }),
    );
    expect(await count(() => send('many', commits))).toBe(one);
    expect((await history('count-0m')).versions).toHaveLength(72);
  });
});
