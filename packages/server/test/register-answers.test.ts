import { randomUUID } from 'node:crypto';
import { checksum } from '@prompt-ledger/shared';
import type { HistoryVersion, RegisterRequest, RegisterResponse } from '@prompt-ledger/shared/contract';
import type { LabelMove, PointedLabel } from '@prompt-ledger/shared/contract/labels';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Client } from './support/client.ts';
import { sha } from './support/commits.ts';
import { databases } from './support/databases.ts';
import { startTestServer, type TestServer } from './support/server.ts';
import { countsAsWork } from './support/statements.ts';
import { untilQuiet } from './support/until-quiet.ts';

const REGISTER = '/v1/prompts/register-code';

/** Each test has a repository and names of its own, so that none depends on another. */
describe.each(databases)('what registering answers and leaves on %s', (database) => {
  let server: TestServer;
  let client: Client;
  const statements: string[] = [];

  beforeAll(async () => {
    server = await startTestServer({
      database,
      onQuery: (event) => countsAsWork(event) && statements.push(event.query.sql),
    });
    client = createClient(server);
  });
  afterAll(() => server?.close());

  type Texts = Readonly<Record<string, string | { readonly hash: string }>>;

  const post = (texts: Texts, request: Omit<RegisterRequest, 'prompts'>, by = client) => {
    const prompts = Object.entries(texts).map(([name, text]) =>
      typeof text === 'string' ? { name, template_source: text } : { name, template_hash: text.hash },
    );
    return by.post(REGISTER, { ...request, prompts });
  };
  /** A repository that nobody else has. @returns what sends what was found in one of its commits */
  const useRepository = () => {
    const repository = `example.com/${randomUUID()}`;
    const send = async (
      texts: Texts,
      request: Omit<RegisterRequest, 'prompts'>,
    ): Promise<RegisterResponse> => {
      const { status, body } = await post(texts, request);
      if (status !== 200) throw new Error(JSON.stringify(body));
      return body;
    };
    const at = (run_number: number, branch = 'main', more: object = {}) => ({
      branch,
      run_number,
      repository,
      commit: sha(`${repository} ${branch} ${run_number} ${JSON.stringify(more)}`),
      ...more,
    });
    return {
      at,
      /** A build's complete list. */
      build: (texts: Texts, run: number, branch?: string, more?: object) =>
        send(texts, { source: 'ci', manifest: true, git: at(run, branch, more) }),
      /** A part of what is in a commit. */
      commit: (texts: Texts, run: number, branch?: string, more: object = {}) =>
        send(texts, { source: 'commit', git: at(run, branch), ...more }),
    };
  };
  const uniquely = (word: string) => `${word}-${randomUUID()}`;
  const names = (entries: readonly { readonly name: string }[]) => entries.map(({ name }) => name);
  const former = ({ registered }: RegisterResponse) =>
    Object.fromEntries(registered.map(({ name, renamed_from }) => [name, renamed_from ?? null]));
  const moves = async (label: string, name: string) => {
    const { body } = await client.get(`/v1/labels/${encodeURIComponent(label)}/history?prompt=${name}`);
    return (body.moves ?? []).map(({ from_version, to_version, reason, commit }: LabelMove) => [
      from_version,
      to_version,
      reason,
      commit,
    ]);
  };

  describe('a complete list', () => {
    it('that is empty leaves nothing behind where there never was a prompt', async () => {
      const { build } = useRepository();
      const name = uniquely('late');
      expect(await build({}, 9)).toMatchObject({ registered: [], archived: [], missing: [] });
      // An older build than one that is remembered would be late.
      const { registered } = await build({ [name]: 'a' }, 3);
      expect(registered).toEqual([expect.not.objectContaining({ stale: true })]);
      expect(await build({}, 4)).toMatchObject({ archived: [name] });
      // This one is remembered: there were some.
      expect((await build({ [name]: 'a' }, 3)).revived).toEqual([]);
      expect((await build({}, 6)).archived).toEqual([]);
      expect((await build({ [name]: 'a' }, 5)).revived).toEqual([]);
      expect((await build({ [name]: 'a' }, 7)).revived).toEqual([name]);
    });

    it('that is empty tells what is gone, also where it is the first one, and without a branch nothing', async () => {
      const { build, commit, at } = useRepository();
      const name = uniquely('first');
      await commit({ [name]: 'a' }, 1);
      const nowhere = await post({}, { source: 'ci', manifest: true, git: { ...at(2), branch: null } });
      expect([nowhere.status, nowhere.body.archived]).toEqual([200, []]);
      expect((await build({}, 2)).archived).toEqual([name]);
    });

    it('of a pull request whose branch is called main is one of that commit, and tells nothing of main', async () => {
      const { build, at } = useRepository();
      const [a, b] = [uniquely('a'), uniquely('b')];
      const asked = { pull_request: '7' };
      await build({ [a]: 'a', [b]: 'b' }, 1);
      for (const run of [8, 9]) {
        expect(await build({ [a]: 'a' }, run, 'main', asked)).toMatchObject({
          archived: [],
          activation: { activates: false, reason: 'pull_request' },
        });
      }
      const held = await client.get(`/v1/prompts/${a}/versions/commit:${at(9, 'main', asked).commit}`);
      expect(held.body).toMatchObject({ version: 1, resolved_by: 'commit' });
      expect((await build({ [a]: 'a' }, 2)).archived).toEqual([b]);
    });

    it('is late after a later one of the same repository and folder alone, and not after what is no list', async () => {
      const [ours, theirs] = [useRepository(), useRepository()];
      const [a, b] = [uniquely('a'), uniquely('b')];
      await theirs.build({ [uniquely('c')]: 'c' }, 9);
      await ours.build({ [uniquely('d')]: 'd' }, 9, 'main', { folder: 'packages/d' });
      await ours.build({ [a]: 'a', [b]: 'b' }, 1);
      await ours.commit({ [a]: 'a' }, 8);
      expect((await ours.build({ [a]: 'a' }, 3)).archived).toEqual([b]);
      await theirs.build({ [uniquely('e')]: 'e' }, 10);
      expect((await ours.build({ [a]: 'a', [b]: 'b' }, 2)).revived).toEqual([]);
    });

    it('names as revived what came back, and not what only changed', async () => {
      const { build } = useRepository();
      const [a, b] = [uniquely('a'), uniquely('b')];
      await build({ [a]: 'a', [b]: 'b' }, 1);
      await build({ [a]: 'a' }, 2);
      expect(await build({ [a]: 'new', [b]: 'b' }, 3)).toMatchObject({ revived: [b], archived: [] });
    });

    it('can be promoted by its commit, each with just what it had', async () => {
      const { build, at } = useRepository();
      const [a, b] = [uniquely('a'), uniquely('b')];
      await build({ [a]: 'a', [b]: 'b' }, 1);
      await build({ [a]: 'new' }, 2);
      await build({ [a]: 'new' }, 3);
      const promoted = async (run: number) => {
        const body = { all: true, commit: at(run).commit, label: uniquely('rc') };
        const answer = await client.post('/v1/labels/promote', body);
        return answer.body.promoted.map((each: { name: string; version: number }) => [
          each.name,
          each.version,
        ]);
      };
      expect(await promoted(1)).toEqual([
        [a, 1],
        [b, 1],
      ]);
      expect(await promoted(2)).toEqual([[a, 2]]);
      expect(await promoted(3)).toEqual([[a, 2]]);
    });
  });

  describe('a text of which only the checksum is sent', () => {
    it('is asked for, and nothing else is said or stored', async () => {
      const { build, at } = useRepository();
      const [a, b] = [uniquely('a'), uniquely('b')];
      await build({ [a]: 'a', [b]: 'b' }, 1);
      const request = { source: 'ci' as const, manifest: true, git: at(2) };
      const unheard = { hash: checksum(randomUUID()) };
      for (const dry_run of [true, false]) {
        expect((await post({ [a]: unheard }, { ...request, dry_run })).body).toEqual({
          registered: [],
          counts: { new: 0, updated: 0, reverted: 0, unchanged: 0 },
          dry_run,
          missing: [a],
          activation: { activates: true, reason: 'default_branch' },
          archived: [],
          revived: [],
        });
      }
      expect((await client.get(`/v1/prompts/${b}`)).body.archived_at).toBeNull();
      expect((await build({ [a]: { hash: checksum('a') } }, 2)).archived).toEqual([b]);
      const back = await post({ [a]: unheard, [b]: 'b' }, { ...request, git: at(3) });
      expect(back.body).toMatchObject({ missing: [a], archived: [], revived: [] });
    });
  });

  describe('a rename', () => {
    it('is told by the text, to the first of several new names, and for each former one by its own', async () => {
      const { build } = useRepository();
      const word = randomUUID();
      const [one, two] = [`one ${word}`, `two ${word}`];
      await build({ [`x-${word}`]: one, [`y-${word}`]: two }, 1);
      const renamed = await build(
        { [`d-${word}`]: two, [`c-${word}`]: one, [`b-${word}`]: one, [`a-${word}`]: `new ${word}` },
        2,
      );
      expect(former(renamed)).toEqual({
        [`a-${word}`]: null,
        [`b-${word}`]: `x-${word}`,
        [`c-${word}`]: null,
        [`d-${word}`]: `y-${word}`,
      });
      expect(renamed.archived).toEqual([`x-${word}`, `y-${word}`]);
    });

    it('is none where the name was there before, nor where another one is said', async () => {
      const { build, at } = useRepository();
      const word = randomUUID();
      await build({ [`old-${word}`]: word, [`kept-${word}`]: 'k', [`said-${word}`]: 's' }, 1);
      const prompts = [
        { name: `kept-${word}`, template_source: word },
        { name: `new-${word}`, template_source: word, renamed_from: `said-${word}` },
      ];
      const request = { source: 'ci', manifest: true, git: at(2), prompts };
      expect(former((await client.post(REGISTER, request)).body)).toEqual({
        [`kept-${word}`]: null,
        [`new-${word}`]: `said-${word}`,
      });
    });

    it('is also told of what was never seen on the branch', async () => {
      const { build, commit } = useRepository();
      const word = randomUUID();
      await commit({ [`old-${word}`]: word }, 1);
      const renamed = await build({ [`new-${word}`]: word }, 2, 'feature');
      expect(former(renamed)).toEqual({ [`new-${word}`]: `old-${word}` });
      expect((await client.get(`/v1/prompts/new-${word}/history`)).body.renamed_from).toBe(`old-${word}`);
    });
  });

  describe('the labels', () => {
    it('remember each move, with its commit and why', async () => {
      const { commit, at } = useRepository();
      const name = uniquely('moved');
      await commit({ [name]: 'a' }, 1);
      await commit({ [name]: 'b' }, 2);
      await commit({ [name]: 'c' }, 3, 'feature', { activate: true });
      await client.register({ [name]: 'a' });
      expect(await moves('active', name)).toEqual([
        [3, 1, 'seen', null],
        [2, 3, 'promoted', at(3, 'feature').commit],
        [1, 2, 'seen', at(2).commit],
        [null, 1, 'seen', at(1).commit],
      ]);
      expect(await moves('branch/main', name)).toEqual([
        [1, 2, 'seen', at(2).commit],
        [null, 1, 'seen', at(1).commit],
      ]);
      expect(await moves('branch/feature', name)).toEqual([[null, 3, 'seen', at(3, 'feature').commit]]);
    });

    it('of a branch are taken from what is gone from it, and from nothing else', async () => {
      const { build, commit } = useRepository();
      const [a, b] = [uniquely('a'), uniquely('b')];
      const labelled = async () => {
        const found = await Promise.all(
          [a, b].map((name) => client.get(`/v1/labels?label=branch/main&prompt=${name}`)),
        );
        return found.flatMap(({ body }) =>
          body.labels.map((each: { prompt_name: string }) => each.prompt_name),
        );
      };
      await build({ [a]: 'a', [b]: 'b' }, 1);
      expect(await labelled()).toEqual([a, b]);
      await commit({ [a]: 'new' }, 2);
      expect(await labelled()).toEqual([a, b]);
      await build({ [a]: 'new' }, 3);
      expect(await labelled()).toEqual([a]);
      expect(await moves('branch/main', b)).toEqual([
        [1, null, 'seen', expect.any(String)],
        [null, 1, 'seen', expect.any(String)],
      ]);
    });
  });

  describe('the database', () => {
    /** Whoever moves the label of a branch waits here for its turn. */
    const LOCK = 'insert into branch_heads';
    /** What a request writes, and whether in a transaction. */
    const writes = async (act: () => Promise<unknown>) => {
      statements.length = 0;
      await act();
      return statements.flatMap((each) => [
        ...(each === 'begin' ? ['begin'] : []),
        ...[...each.matchAll(/\b(insert into|delete from|(?<!for |do )update) "?(\w+)/g)].map(
          ([, verb, table]) => `${verb} ${table}`,
        ),
      ]);
    };

    it('is written to no more than it has to be', async () => {
      const { commit, at } = useRepository();
      const name = uniquely('written');
      const plain = (text: string) => writes(() => client.register({ [name]: text }));
      const on = (run: number) => writes(() => commit({ [name]: 'a' }, run, 'feature'));
      await untilQuiet(() => statements.length);
      const seen = ['insert into scans', 'insert into sightings'];
      const moved = [...seen, 'insert into label_moves', 'insert into audit_events'];
      expect({
        new: await plain('a'),
        unchanged: await plain('a'),
        updated: await plain('b'),
        reverted: await plain('a'),
        labelled: await on(1),
        again: await on(2),
        draft: await writes(() => post({ [name]: 'c' }, { source: 'staged', git: { branch: 'main' } })),
        asked: await writes(() => post({ [name]: 'd' }, { source: 'commit', git: at(3), dry_run: true })),
      }).toEqual({
        new: ['begin', 'insert into prompts', 'insert into prompt_versions', 'update prompts', ...moved],
        unchanged: [],
        updated: [
          'begin',
          'update prompt_versions',
          'insert into prompt_versions',
          'update prompts',
          ...moved,
        ],
        reverted: ['begin', 'update prompt_versions', 'update prompt_versions', 'update prompts', ...moved],
        labelled: ['begin', LOCK, ...seen, 'insert into labels', 'insert into label_moves'],
        again: ['begin', LOCK, ...seen, 'insert into labels'],
        draft: ['begin', 'insert into prompt_versions', ...seen, 'insert into audit_events'],
        asked: [],
      });
    });
  });

  describe('an import', () => {
    const commits = (name: string) => [
      {
        commit: sha(name),
        author: 'Ann',
        committed_at: '2026-03-01T12:00:00.000Z',
        prompts: [{ name, template_source: 'a' }],
      },
    ];

    it('dates the labels that it sets as their commits, and sets none where no branch is said', async () => {
      const [named, bare] = [uniquely('named'), uniquely('bare')];
      const send = (name: string, branch: string | null) =>
        client.post('/v1/prompts/import', {
          branch,
          repository: `example.com/${name}`,
          commits: commits(name),
        });
      const labels = async (name: string) =>
        (await client.get(`/v1/labels?prompt=${name}&branches=true`)).body.labels.map(
          ({ label, moved_at }: PointedLabel) => [label, moved_at],
        );
      expect([(await send(named, 'feat/x')).status, (await send(bare, null)).status]).toEqual([200, 200]);
      expect(await labels(named)).toEqual([['branch/feat/x', '2026-03-01T12:00:00.000Z']]);
      expect(await labels(bare)).toEqual([]);
    });
  });

  it('to make what is seen active asks for a scope where "active" is protected; to only see it does not', async () => {
    const name = uniquely('protected');
    const { at } = useRepository();
    const { body } = await client.post('/v1/keys', { name: uniquely('key'), scopes: ['sync'] });
    const developer = createClient({ url: server.url, key: body.key });
    const protect = (protected_labels: string[]) =>
      client.send('/v1/settings', {
        method: 'PATCH',
        body: JSON.stringify({ protected_labels }),
        headers: { 'content-type': 'application/json' },
      });
    await protect(['active']);
    const register = async (activate?: boolean) =>
      (await post({ [name]: 'a' }, { source: 'commit', git: at(1), activate }, developer)).status;
    expect([await register(true), await register(false), await register()]).toEqual([403, 200, 200]);
    await protect([]);
    expect(await register(true)).toBe(200);
  });

  it('what is wrong is named by its place, with what to do, and nothing of the batch is stored', async () => {
    const [full, fresh] = [uniquely('full'), uniquely('fresh')];
    await client.put(`/v1/prompts/${full}`, { template_source: 'a' });
    const inFull = `Prompt "${full}" is in full mode`;
    const other = await post({ [fresh]: 'a', [full]: 'b' }, {});
    expect([other.status, other.body]).toEqual([
      400,
      {
        code: 'wrong_mode',
        detail: `${inFull}. Change it with PUT /v1/prompts/{name}, or register the code under another name; nothing was stored.`,
        errors: [{ path: 'prompts.1.name', message: inFull }],
      },
    ]);
    const broken = await post({ [fresh]: 'a', [`${fresh}-2`]: '{% if %}' }, {});
    const problem = `The template of "${fresh}-2" cannot be parsed at line 1, column 7: unexpected end of block`;
    expect([broken.status, broken.body]).toEqual([
      422,
      {
        code: 'template_invalid',
        detail: `${problem}. Write it as a Jinja template; nothing was stored.`,
        errors: [{ path: 'prompts.1.template_source', message: problem }],
      },
    ]);
    expect((await client.get(`/v1/prompts/${fresh}`)).status).toBe(404);
  });

  it('asked what would happen, it says so and does nothing', async () => {
    const { at, commit } = useRepository();
    const [a, b] = [uniquely('a'), uniquely('b')];
    await commit({ [a]: 'a' }, 1);
    const asked = await post(
      { [a]: 'b', [b]: 'b' },
      { source: 'commit', git: at(2, 'feature'), dry_run: true },
    );
    expect(asked.body).toMatchObject({
      dry_run: true,
      activation: { activates: false, reason: 'other_branch' },
      counts: { new: 1, updated: 1, reverted: 0, unchanged: 0 },
      registered: [
        { name: a, action: 'updated', version: 2, previous_version: 1, change_detected: true },
        { name: b, action: 'new', version: 1, previous_version: null, change_detected: false },
      ],
    });
    expect((await client.get(`/v1/prompts/${b}`)).status).toBe(404);
    const { versions } = (await client.get(`/v1/prompts/${a}/history`)).body;
    expect(versions.map(({ version }: HistoryVersion) => version)).toEqual([1]);
    expect(await moves('branch/feature', a)).toEqual([]);
    expect(names((await commit({ [a]: 'a' }, 3)).registered)).toEqual([a]);
  });
});
