import { checksum } from '@prompt-ledger/shared';
import type { LabelMove, PointedLabel } from '@prompt-ledger/shared/contract/labels';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Answer, type Client } from './support/client.ts';
import { sha } from './support/commits.ts';
import { databases } from './support/databases.ts';
import { startTestServer, type TestServer } from './support/server.ts';

const PROMOTE = '/v1/labels/promote';

/** Each test makes what it needs, so that none depends on another. */
describe.each(databases)('what is answered about labels on %s', (database) => {
  let server: TestServer;
  let client: Client;

  beforeAll(async () => {
    server = await startTestServer({ database });
    client = createClient(server);
  });
  afterAll(() => server?.close());

  /** Makes a prompt in full mode with these texts as its versions; the last one is active. */
  const make = async (name: string, ...texts: string[]) => {
    for (const template_source of texts) {
      const { status } = await client.put(`/v1/prompts/${name}`, { template_source, set_active: true });
      if (status !== 200 && status !== 201) throw new Error(`${name} was not stored: ${status}`);
    }
  };
  const see = async (name: string, text: string, git: object, source = 'commit') => {
    const { status, body } = await client.post('/v1/prompts/register-code', {
      prompts: [{ name, template_source: text }],
      source,
      git,
    });
    if (status !== 200) throw new Error(JSON.stringify(body));
  };
  const promote = (body: object) => client.post(PROMOTE, body);
  const prompts = (...names: string[]) => names.map((name) => ({ name }));
  const refusal = ({ status, body }: Answer) => [status, body.code, body.detail];
  const remove = (path: string) => client.send(`/v1/labels/${path}`, { method: 'DELETE' });

  describe('promoting', () => {
    it('says whether it was only asked about', async () => {
      await make('asked', 'a');
      const body = { prompts: prompts('asked'), label: 'asked-label' };
      expect((await promote({ ...body, dry_run: true })).body).toMatchObject({
        label: 'asked-label',
        dry_run: true,
      });
      expect((await promote(body)).body).toEqual({
        label: 'asked-label',
        dry_run: false,
        promoted: [
          {
            name: 'asked',
            version: 1,
            template_hash: checksum('a'),
            previous_version: null,
            action: 'set',
          },
        ],
      });
    });

    it('all that is on a branch goes by its short name, unless that is a label', async () => {
      await see('short-a', 'a', { commit: sha('short-a'), branch: 'feat/short' });
      await see('short-b', 'b', { commit: sha('short-b'), branch: 'feat/short' });
      const moved = async () => {
        const { body } = await promote({ all: true, from: 'feat/short', label: 'short-rc' });
        return body.promoted.map(({ name }: { name: string }) => name);
      };
      expect(await moved()).toEqual(['short-a', 'short-b']);
      await promote({ prompts: [{ name: 'short-b', reference: '1' }], label: 'feat/short' });
      expect(await moved()).toEqual(['short-b']);
    });

    it('nothing refuses what is not there, and says what is', async () => {
      await make('there-a', 'a');
      await make('there-b', 'b');
      expect(refusal(await promote({ all: true, from: 'nowhere', label: 'x' }))).toEqual([
        404,
        'not_found',
        'No prompt has the label "nowhere". GET /v1/labels lists those there are.',
      ]);
      const commit = sha('nobody looked');
      expect(refusal(await promote({ all: true, commit, label: 'x' }))).toEqual([
        404,
        'not_found',
        `Not all that is in commit ${commit} is known: a build has to have looked at it ("ledger sync --ci").`,
      ]);
      const both = { prompts: prompts('there-a', 'there-b'), label: 'x' };
      expect(refusal(await promote({ ...both, from: 'nowhere' }))[2]).toBe(
        '"there-a", "there-b" has not got the label "nowhere"; nothing was moved.',
      );
      expect(refusal(await promote({ ...both, commit }))[2]).toBe(
        `"there-a", "there-b" has not got a version in commit ${commit}; nothing was moved.`,
      );
    });

    it('refuses two versions of one prompt, and takes the same one twice', async () => {
      await make('twice', 'a', 'b');
      const to = (...references: string[]) =>
        promote({ prompts: references.map((reference) => ({ name: 'twice', reference })), label: 'twice' });
      expect(refusal(await to('1', '1', '2'))).toEqual([
        422,
        'validation_failed',
        'The request is not valid: prompts.2.name must not stand for two references.',
      ]);
      expect((await to('1', '1')).body.promoted).toMatchObject([{ name: 'twice', version: 1 }]);
    });

    it('names ten that are unknown in its sentence, and all of more beside it', async () => {
      const names = Array.from({ length: 12 }, (_, index) => `unknown-${String(index).padStart(2, '0')}`);
      const said = names.slice(0, 10).map((name) => `"${name}"`);
      const refused = await promote({ prompts: prompts(...names), label: 'x' });
      expect(refusal(refused)[2]).toBe(
        `There is no prompt ${said.join(', ')} and 2 more. GET /v1/prompts lists those there are; nothing was moved.`,
      );
      expect(refused.body.errors).toEqual(names.map((message) => ({ path: 'prompts', message })));
      const ten = await promote({ prompts: prompts(...names.slice(0, 10)), label: 'x' });
      expect(refusal(ten)[2]).toBe(
        `There is no prompt ${said.join(', ')}. GET /v1/prompts lists those there are; nothing was moved.`,
      );
      expect(ten.body.errors ?? []).toEqual([]);
    });

    it('makes no draft active, and goes by no version where none is', async () => {
      await see('drafty', 'a', { commit: sha('drafty'), branch: 'main' }, 'staged');
      const reference = `sha256:${checksum('a')}`;
      expect(refusal(await promote({ prompts: [{ name: 'drafty', reference }] }))).toEqual([
        409,
        'conflict',
        'What is meant of "drafty" is a draft: only what was seen committed can be active.',
      ]);
      for (const from of [undefined, 'active']) {
        expect(refusal(await promote({ prompts: prompts('drafty'), label: 'x', from }))[2]).toBe(
          '"drafty" has not got the label "active"; nothing was moved.',
        );
      }
      await make('activated', 'a', 'b');
      const { body } = await promote({ prompts: prompts('activated'), label: 'x', from: 'active' });
      expect(body.promoted).toMatchObject([{ version: 2 }]);
    });

    it('another version to be active retires the one that was', async () => {
      await make('retired', 'a', 'b');
      await promote({ prompts: [{ name: 'retired', reference: '1' }] });
      const { body } = await client.get('/v1/prompts/retired/versions');
      const statuses = (body.versions ?? body).map((each: { version_number: number; status: string }) => [
        each.version_number,
        each.status,
      ]);
      expect(statuses).toEqual([
        [2, 'deprecated'],
        [1, 'active'],
      ]);
      const listed = await client.get('/v1/labels?prompt=retired');
      expect(listed.body.labels.map(({ label }: PointedLabel) => label)).toEqual(['active']);
    });

    it('is written down with from where to where, and nothing is where nothing moved', async () => {
      await make('audited', 'a', 'b');
      const to = (reference: string) =>
        promote({ prompts: [{ name: 'audited', reference }], label: 'audited-label' });
      await to('1');
      await to('2');
      await to('2');
      const { body } = await client.get('/v1/audit?object=audited&action=label.moved');
      expect(body.events.map(({ details }: { details: object }) => details)).toEqual([
        { label: 'audited-label', from: 1, to: 2, checksum: checksum('b') },
        { label: 'audited-label', from: null, to: 1, checksum: checksum('a') },
      ]);
    });
  });

  describe('deleting', () => {
    it('is of one prompt, or of all that have the label', async () => {
      for (const name of ['del-a', 'del-b', 'del-c']) await make(name, name);
      await promote({ prompts: prompts('del-a', 'del-b', 'del-c'), label: 'del' });
      expect((await remove('del?prompt=del-b')).body).toEqual({ label: 'del', deleted: ['del-b'] });
      expect((await remove('del')).body).toEqual({ label: 'del', deleted: ['del-a', 'del-c'] });
      const { body } = await client.get('/v1/labels/del/history?prompt=del-b');
      expect(body.moves).toMatchObject([
        { from_version: 1, from_hash: checksum('del-b'), to_version: null, to_hash: null, reason: 'deleted' },
        {
          from_version: null,
          from_hash: null,
          to_version: 1,
          to_hash: checksum('del-b'),
          reason: 'promoted',
        },
      ]);
      const audit = await client.get('/v1/audit?object=del-c&action=label.deleted');
      expect(audit.body.events).toMatchObject([{ details: { label: 'del' } }]);
    });

    it('is also of prompts that are gone from their branch', async () => {
      const git = { branch: 'main', repository: 'example.com/deleting' };
      await see('del-gone', 'a', { ...git, commit: sha('del-1'), run_number: 1 });
      await promote({ prompts: prompts('del-gone'), label: 'del-last' });
      await client.post('/v1/prompts/register-code', {
        prompts: [],
        source: 'ci',
        manifest: true,
        git: { ...git, commit: sha('del-2'), run_number: 2 },
      });
      expect((await client.get('/v1/prompts/del-gone')).body.archived_at).not.toBeNull();
      expect((await promote({ all: true, from: 'del-last', label: 'x' })).status).toBe(404);
      expect((await remove('del-last')).body).toEqual({ label: 'del-last', deleted: ['del-gone'] });
      expect((await client.get('/v1/labels?label=del-last')).body.labels).toEqual([]);
    });

    it('refuses what is not there, and the active version', async () => {
      await make('undeleted', 'a');
      expect(refusal(await remove('nowhere'))).toEqual([
        404,
        'not_found',
        'No prompt has the label "nowhere". GET /v1/labels lists those there are.',
      ]);
      expect(refusal(await remove('nowhere?prompt=undeleted'))).toEqual([
        404,
        'not_found',
        'No prompt "undeleted" has the label "nowhere". GET /v1/labels lists those there are.',
      ]);
      expect(refusal(await remove('active?prompt=undeleted'))).toEqual([
        409,
        'conflict',
        'A prompt keeps its active version; promote another one instead.',
      ]);
    });
  });

  describe('listing', () => {
    const list = async (query: string) =>
      (await client.get(`/v1/labels?${query}`)).body.labels.map((each: PointedLabel) => each.label);

    it('has branches and what is active where they are asked for', async () => {
      await see('listing', 'a', { commit: sha('listing'), branch: 'listing-branch' });
      await promote({ prompts: [{ name: 'listing', reference: '1' }], label: 'listing-label' });
      await promote({ prompts: [{ name: 'listing', reference: '1' }] });
      expect(await list('prompt=listing')).toEqual(['active', 'listing-label']);
      expect(await list('prompt=listing&branches=true')).toEqual([
        'active',
        'branch/listing-branch',
        'listing-label',
      ]);
      expect(await list('label=branch/listing-branch')).toEqual(['branch/listing-branch']);
      expect(await list('label=active&prompt=listing')).toEqual(['active']);
      expect(await list('label=listing-label&prompt=listing')).toEqual(['listing-label']);
      expect(await list('')).not.toContain('active');
      expect(await list('branches=true')).not.toContain('active');
      expect(await list('label=listing-label')).toEqual(['listing-label']);
    });

    it('goes on behind the last label and name of a page', async () => {
      for (const name of ['page-a', 'page-b', 'page-c']) await make(name, name);
      await promote({ prompts: prompts('page-a', 'page-b', 'page-c'), label: 'page' });
      const page = async (more: string) => {
        const { body } = await client.get(`/v1/labels?label=page&limit=2${more}`);
        return [body.labels.map((each: PointedLabel) => each.prompt_name), body.next_cursor];
      };
      const [first, cursor] = await page('');
      expect([first, typeof cursor]).toEqual([['page-a', 'page-b'], 'string']);
      expect(await page(`&cursor=${cursor}`)).toEqual([['page-c'], null]);
    });
  });

  describe('the history', () => {
    it('goes on behind the last move of a page, and ends', async () => {
      await make('moving', 'a', 'b', 'c');
      for (const reference of ['1', '2', '3'])
        await promote({ prompts: [{ name: 'moving', reference }], label: 'moving-label' });
      const page = async (more: string) => {
        const { body } = await client.get(`/v1/labels/moving-label/history?limit=2${more}`);
        return [body.moves.map((move: LabelMove) => move.to_version), body.next_cursor];
      };
      const [first, cursor] = await page('');
      expect([first, typeof cursor]).toEqual([[3, 2], 'string']);
      expect(await page(`&cursor=${cursor}`)).toEqual([[1], null]);
    });

    it('is empty behind its last move, where there are some', async () => {
      await make('first-moved', 'a');
      await make('then-moved', 'a');
      for (const name of ['first-moved', 'then-moved'])
        await promote({ prompts: prompts(name), label: 'ending' });
      const { body } = await client.get('/v1/labels/ending/history?limit=1');
      const rest = await client.get(`/v1/labels/ending/history?prompt=then-moved&cursor=${body.next_cursor}`);
      expect([rest.status, rest.body]).toEqual([200, { label: 'ending', moves: [], next_cursor: null }]);
    });

    it('is refused of a label that never was', async () => {
      await make('unlabelled', 'a');
      expect(refusal(await client.get('/v1/labels/never/history'))).toEqual([
        404,
        'not_found',
        'No prompt ever had the label "never". GET /v1/labels lists those there are.',
      ]);
      expect(refusal(await client.get('/v1/labels/never/history?prompt=unlabelled'))[2]).toBe(
        'No prompt "unlabelled" ever had the label "never". GET /v1/labels lists those there are.',
      );
    });
  });
});
