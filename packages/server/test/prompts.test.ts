import { checksum } from '@prompt-ledger/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Client } from './support/client.ts';
import { databases } from './support/databases.ts';
import { startTestServer, type TestServer } from './support/server.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe.each(databases)('prompts on %s', (database) => {
  let server: TestServer;
  let client: Client;

  beforeAll(async () => {
    server = await startTestServer({ database });
    client = createClient(server);
  });
  afterAll(() => server?.close());

  describe('PUT /v1/prompts/{name}', () => {
    it('makes a prompt in full mode with version 1, a draft', async () => {
      const { status, body } = await client.put('/v1/prompts/put-new', {
        template_source: 'Hello {{ name }}',
        description: 'Greets',
        owner_team: 'growth',
        created_by: 'ann',
      });
      expect(status).toBe(200);
      expect(body).toEqual({
        prompt: { prompt_id: expect.stringMatching(UUID), name: 'put-new' },
        version: { version_id: expect.stringMatching(UUID), version_number: 1 },
        version_change: true,
      });
      const got = await client.get('/v1/prompts/put-new');
      expect(got.body).toMatchObject({ mode: 'full', description: 'Greets', owner_team: 'growth' });
      expect(got.body).not.toHaveProperty('active_version');
      expect((await client.get('/v1/prompts/put-new/versions')).body).toMatchObject([
        { version_number: 1, status: 'draft', created_by: 'ann' },
      ]);
    });

    it('moves the active version when told to, also back', async () => {
      const put = (template_source: string, set_active = true) =>
        client.put('/v1/prompts/put-active', { template_source, set_active });
      const statuses = async () =>
        (await client.get('/v1/prompts/put-active/versions')).body.map(
          (each: { version_number: number; status: string }) => [each.version_number, each.status],
        );
      const active = async () =>
        (await client.get('/v1/prompts/put-active')).body.active_version?.version_number;
      await put('a');
      await put('b', false);
      expect([await active(), await statuses()]).toEqual([
        1,
        [
          [2, 'draft'],
          [1, 'active'],
        ],
      ]);
      const { body } = await put('b');
      expect(body).toMatchObject({ version: { version_number: 2 }, version_change: false });
      expect([await active(), await statuses()]).toEqual([
        2,
        [
          [2, 'active'],
          [1, 'deprecated'],
        ],
      ]);
      await put('a');
      expect([await active(), await statuses()]).toEqual([
        1,
        [
          [2, 'deprecated'],
          [1, 'active'],
        ],
      ]);
      await put('a');
      expect([await active(), await statuses()]).toEqual([
        1,
        [
          [2, 'deprecated'],
          [1, 'active'],
        ],
      ]);
    });

    it('updates what it is given and keeps the rest', async () => {
      const put = async (more: object) => {
        await client.put('/v1/prompts/put-facts', { template_source: 'a', ...more });
        const { description, owner_team } = (await client.get('/v1/prompts/put-facts')).body;
        return [description, owner_team];
      };
      expect(await put({})).toEqual([null, null]);
      expect(await put({ description: 'one' })).toEqual(['one', null]);
      expect(await put({ owner_team: 'x' })).toEqual(['one', 'x']);
      expect(await put({ description: null, owner_team: 'y' })).toEqual(['one', 'y']);
    });

    it('changes updated_at only when something changed', async () => {
      const put = async (template_source: string) => {
        await client.put('/v1/prompts/put-times', { template_source });
        return (await client.get('/v1/prompts/put-times')).body;
      };
      const first = await put('a');
      expect((await put('a')).updated_at).toBe(first.updated_at);
      const later = await put('b');
      expect(later.updated_at > first.updated_at).toBe(true);
      expect(later.created_at).toBe(first.created_at);
    });

    it('refuses a tracking prompt and points at the code-based endpoints', async () => {
      await client.register({ 'put-tracked': 'a' });
      const { status, body } = await client.put('/v1/prompts/put-tracked', { template_source: 'b' });
      expect([status, body.code]).toEqual([400, 'wrong_mode']);
      expect(body.detail).toContain('"put-tracked" is in tracking mode');
      expect(body.detail).toContain('code-based endpoints');
      expect((await client.get('/v1/prompts/put-tracked/versions')).body).toHaveLength(1);
    });

    it('refuses a template that cannot be parsed', async () => {
      const { status, body } = await client.put('/v1/prompts/put-broken', { template_source: '{{ a b }}' });
      expect([status, body.code]).toEqual([422, 'template_invalid']);
      expect(body.detail).toContain('line 1, column 6');
      expect((await client.get('/v1/prompts/put-broken')).status).toBe(404);
      const chat = await client.put('/v1/prompts/put-broken', { template_source: 'Hello', kind: 'chat' });
      expect(chat.status).toBe(422);
    });

    it.each([
      ['no template', '/v1/prompts/a', {}, 'template_source'],
      ['a bad name', '/v1/prompts/a%40b', { template_source: 'a' }, 'name'],
      ['an array', '/v1/prompts/a', [], ''],
    ])('refuses %s with 422', async (_what, path, body, problem) => {
      const answer = await client.put(path, body);
      expect(answer.status).toBe(422);
      expect(answer.body.errors[0].path).toBe(problem);
    });
  });

  describe('GET /v1/prompts/{name}', () => {
    it('answers both modes with the active version', async () => {
      await client.register({ 'get-tracked': 'Hello {{ name }}' });
      const { status, body } = await client.get('/v1/prompts/get-tracked');
      expect(status).toBe(200);
      expect(body).toEqual({
        prompt_id: expect.stringMatching(UUID),
        name: 'get-tracked',
        mode: 'tracking',
        description: null,
        owner_team: null,
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        updated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        archived_at: null,
        renamed_from: null,
        active_version: {
          version_id: expect.stringMatching(UUID),
          version_number: 1,
          template_source: 'Hello {{ name }}',
          status: 'active',
          checksum_hash: checksum('Hello {{ name }}'),
          kind: 'text',
          variables: [{ name: 'name', required: true }],
        },
      });
    });

    it.each(['/v1/prompts/nobody', '/v1/prompts/nobody/versions', '/v1/prompts/nobody/history'])(
      '404 for %s',
      async (path) => {
        const { status, body } = await client.get(path);
        expect(status).toBe(404);
        expect(body).toEqual({ detail: expect.stringContaining('no prompt "nobody"'), code: 'not_found' });
      },
    );

    it.each(['a/b', 'x:y#z.w-v_u', '𝒳'.repeat(200), 'é', '名前', 'register-code', 'a/history'])(
      'reaches the name %s percent-encoded',
      async (name) => {
        const path = `/v1/prompts/${encodeURIComponent(name)}`;
        const [entry] = await client.register({ [name]: 'a' });
        expect(entry?.name).toBe(name);
        expect((await client.get(path)).body.name).toBe(name);
        expect((await client.get(`${path}/history`)).body.prompt_name).toBe(name);
        expect((await client.get(`${path}/versions`)).body).toHaveLength(1);
      },
    );
  });

  describe('GET /v1/prompts/{name}/history', () => {
    it('has 16 MB of texts on a page at the most, and goes on with the next', async () => {
      for (let each = 1; each <= 20; each += 1) {
        await client.put('/v1/prompts/long', { template_source: `${each} ${'x'.repeat(999_000)}` });
      }
      const page = async (query: string) => {
        const { body } = await client.get(`/v1/prompts/long/history${query}`);
        return [body.versions.map(({ version }: { version: number }) => version), body.next_cursor];
      };
      const [first, cursor] = await page('');
      expect(first).toEqual(Array.from({ length: 16 }, (_, index) => 20 - index));
      expect(await page(`?cursor=${cursor}`)).toEqual([[4, 3, 2, 1], null]);
      expect(await page('?limit=16')).toEqual([first, cursor]);
      expect((await page('?limit=15'))[0]).toEqual(first.slice(0, 15));
    });

    it('pages newest first, with the active number on every page', async () => {
      for (const text of ['a', 'b', 'c', 'd', 'e']) await client.register({ paged: text });
      await client.register({ paged: 'b' });
      const seen: number[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { body } = await client.get(
          `/v1/prompts/paged/history?limit=2${cursor && `&cursor=${cursor}`}`,
        );
        expect(body.current_version).toBe(2);
        seen.push(...body.versions.map((each: { version: number }) => each.version));
        cursor = body.next_cursor;
      }
      expect(seen).toEqual([5, 4, 3, 2, 1]);
    });

    it('has no current version while none was active', async () => {
      await client.put('/v1/prompts/only-draft', { template_source: 'a' });
      const { body } = await client.get('/v1/prompts/only-draft/history?mode=full');
      expect(body).toMatchObject({ mode: 'full', current_version: null, versions: [{ status: 'draft' }] });
    });

    it.each(['mode=nothing', 'limit=0', 'limit=1001', 'limit=x', 'cursor=x', 'cursor=ImEi'])(
      'refuses ?%s with 422',
      async (query) => {
        await client.register({ queried: 'a' });
        const { status, body } = await client.get(`/v1/prompts/queried/history?${query}`);
        expect([status, body.code]).toEqual([422, 'validation_failed']);
        expect(body.errors[0].path).toBe(query.split('=')[0]);
      },
    );
  });

  describe('GET /v1/prompts', () => {
    it('pages by name without a gap or a repetition, also while prompts are added', async () => {
      const names = [
        'page-1',
        'page-B',
        'page-_',
        'page-a',
        'page-b',
        'page-é',
        'page-🙂'.replace('🙂', '名'),
      ];
      await client.register(Object.fromEntries(names.map((name) => [name, 'a'])));
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { body } = await client.get(`/v1/prompts?q=page-&limit=2${cursor && `&cursor=${cursor}`}`);
        expect(body.prompts.length).toBeLessThanOrEqual(2);
        seen.push(...body.prompts.map((each: { name: string }) => each.name));
        await client.register({ 'page-0': 'a' });
        cursor = body.next_cursor;
      }
      // The order of code points, whatever the database's locale.
      expect(seen).toEqual(names);
    });

    it('filters by mode and by a part of the name or the description', async () => {
      await client.put('/v1/prompts/find-full', { template_source: 'a', description: 'Has 100% of_it' });
      await client.register({ 'find-tracked': 'a', 'Find-Other': 'a' });
      const find = async (query: string) =>
        (await client.get(`/v1/prompts?${query}`)).body.prompts.map((each: { name: string }) => each.name);
      expect(await find('q=find-')).toEqual(['Find-Other', 'find-full', 'find-tracked']);
      expect(await find('q=find-&mode=full')).toEqual(['find-full']);
      expect(await find('q=find-&mode=tracking')).toEqual(['Find-Other', 'find-tracked']);
      expect(await find('q=0%25%20of_')).toEqual(['find-full']);
      expect(await find('q=1%25')).toEqual([]);
      expect(await find('q=f%5Cind')).toEqual([]);
    });

    it('leaves the texts out', async () => {
      await client.register({ 'list-one': 'a' });
      const { body } = await client.get('/v1/prompts?q=list-one');
      expect(body.prompts[0].active_version).toEqual({
        version_id: expect.stringMatching(UUID),
        version_number: 1,
        status: 'active',
        checksum_hash: checksum('a'),
        kind: 'text',
      });
    });

    it.each(['mode=all', 'limit=0', 'limit=201', 'cursor=x', 'cursor=MQ', 'q=%00'])(
      'refuses ?%s with 422',
      async (query) => {
        const { status, body } = await client.get(`/v1/prompts?${query}`);
        expect([status, body.errors[0].path]).toEqual([422, query.split('=')[0]]);
      },
    );
  });

  it('counts the executions of each version', async () => {
    await client.register({ counted: 'a' });
    await client.register({ counted: 'b' });
    for (const version of [1, 1, 2, 2, 2, 2]) {
      await client.post('/v1/prompts/counted/execute', { version, model_name: 'echo' });
    }
    const { body } = await client.get('/v1/prompts/counted/history');
    expect(body.versions).toMatchObject([{ execution_count: 4 }, { execution_count: 2 }]);
  });
});
