import { randomUUID } from 'node:crypto';
import { checksum } from '@prompt-ledger/shared';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../src/db/database.ts';
import { endAbandoned } from '../src/executions/abandoned.ts';
import { CHANNEL } from '../src/executions/repository/lease.ts';
import { createClient, type Answer, type Client } from './support/client.ts';
import { databases } from './support/databases.ts';
import { readEvents } from './support/events.ts';
import { startProvider, type FakeProvider } from './support/provider.ts';
import { startTestServer, type TestServer } from './support/server.ts';
import { until } from './support/until.ts';

const TIMEOUT_MS = 20_000;

/** Each test makes what it needs, so that none depends on another; what is queued stays so, as there is no worker. */
describe.each(databases)('what is answered about executions on %s', (database) => {
  let provider: FakeProvider;
  let server: TestServer;
  let client: Client;
  const statements: string[] = [];

  beforeAll(async () => {
    provider = await startProvider({ timeoutMs: TIMEOUT_MS });
    server = await startTestServer({
      database,
      providers: provider.settings,
      onQuery: ({ query }) => statements.push(query.sql),
    });
    client = createClient(server);
  });
  afterAll(async () => {
    await server?.close();
    await provider?.close();
  });
  beforeEach(() => {
    provider.received.length = 0;
    provider.next.length = 0;
  });

  /** Makes a prompt with a name of its own in tracking mode. */
  const make = async (template = 'Hello') => {
    const name = `p-${randomUUID()}`;
    await client.register({ [name]: template });
    return name;
  };
  const execute = (name: string, body: object = {}) => client.post(`/v1/prompts/${name}/execute`, body);
  const run = (prompt_name: string, body: object = {}) =>
    client.post('/v1/executions/run', { prompt_name, model: { model_name: 'gpt-4o' }, ...body });
  const get = async (id: string) => (await client.get(`/v1/executions/${id}`)).body;
  const cancel = (id: string) => client.post(`/v1/executions/${id}/cancel`, {});
  const refusal = ({ status, body }: Answer) => [status, body.code, body.detail];
  /** Begins what the provider does not answer. @returns its id, and the answer to come */
  const hang = async (name: string, body: object = {}) => {
    provider.next.push({ kind: 'hang' });
    const answer = execute(name, body);
    await until(() => provider.received.length > 0);
    const { executions } = (await client.get(`/v1/executions?prompt_name=${name}`)).body;
    return { id: String(executions[0].execution_id), answer };
  };

  describe('canceling', () => {
    it('is of what waits, counts and is written down once, and is no failure the second time', async () => {
      const name = await make();
      const { body } = await execute(name, { mode: 'async' });
      expect(body).toEqual({
        execution_id: expect.any(String),
        status: 'queued',
        mode: 'async',
        prompt_mode: 'tracking',
      });
      expect(await get(body.execution_id)).toMatchObject({ status: 'queued', attempts: 0 });
      for (const _ of [1, 2]) {
        const canceled = await cancel(body.execution_id);
        expect([canceled.status, canceled.body]).toMatchObject([
          200,
          { execution_id: body.execution_id, status: 'canceled', prompt_name: name },
        ]);
      }
      const audit = await client.get(`/v1/audit?object=${body.execution_id}`);
      expect(audit.body.events).toMatchObject([{ action: 'execution.canceled', object: body.execution_id }]);
      const { versions } = (await client.get(`/v1/prompts/${name}/history`)).body;
      expect(versions).toMatchObject([{ execution_count: 1, canceled_count: 1 }]);
    });

    it('ends the call of the provider, and tells who waits for it', async () => {
      const { id, answer } = await hang(await make());
      const before = provider.broken();
      expect((await cancel(id)).body).toMatchObject({ status: 'canceled' });
      await until(() => provider.broken() > before);
      expect(refusal(await answer)).toEqual([409, 'conflict', 'The execution was canceled while it ran.']);
      expect(await get(id)).toMatchObject({ status: 'canceled' });
    });

    it('is refused of what has ended, and of what never was', async () => {
      const name = await make();
      const done = (await execute(name)).body.execution_id;
      provider.next.push({ kind: 'refuse', status: 400 });
      const failed = (await execute(name)).body.execution_id;
      for (const [id, status] of [
        [done, 'succeeded'],
        [failed, 'failed'],
      ]) {
        expect(refusal(await cancel(id))).toEqual([
          409,
          'conflict',
          `The execution has ${status} already; it cannot be canceled.`,
        ]);
        expect((await client.get(`/v1/audit?object=${id}`)).body.events).toEqual([]);
        expect(await get(id)).toMatchObject({ status });
      }
      const id = randomUUID();
      expect(refusal(await cancel(id.toUpperCase()))).toEqual([
        404,
        'not_found',
        `There is no execution ${id}.`,
      ]);
      expect(refusal(await client.get('/v1/executions/abc'))).toEqual([
        400,
        'invalid_id',
        'The id of an execution is a UUID, such as its creation answered.',
      ]);
    });
  });

  describe('reading', () => {
    it('tells of each how it stands, and when it ended', async () => {
      const name = await make();
      const queued = (await execute(name, { mode: 'async' })).body.execution_id;
      const done = (await execute(name)).body;
      const list = async (query: string) =>
        (await client.get(`/v1/executions?prompt_name=${name}&${query}`)).body;
      expect(await list('')).toEqual({
        total: 2,
        limit: 50,
        offset: 0,
        executions: [
          {
            execution_id: done.execution_id,
            prompt_name: name,
            status: 'succeeded',
            mode: 'sync',
            created_at: done.created_at,
            completed_at: done.completed_at,
          },
          {
            execution_id: queued,
            prompt_name: name,
            status: 'queued',
            mode: 'async',
            created_at: expect.any(String),
            completed_at: null,
          },
        ],
      });
      expect(await list('offset=2')).toMatchObject({ total: 2, offset: 2, executions: [] });
    });

    it('tells of one what it was made of, and whose key asked for it', async () => {
      const name = await make('Hello {{ a }}');
      const params = { temperature: 0.5 };
      const { body } = await execute(name, { variables: { a: { b: 1 } }, params, mode: 'async' });
      expect(await get(body.execution_id)).toMatchObject({
        params,
        checksum_used: checksum('Hello {{ a }}'),
        variables: { a: { b: 1 } },
        rendered_prompt: 'Hello {"b": 1}',
        key: { key_id: expect.any(String), name: expect.any(String) },
      });
    });
  });

  describe('rendering', () => {
    it('takes a text or a version, and not both', async () => {
      const name = await make();
      const both = await client.post(`/v1/prompts/${name}/render`, { template_source: 'a', version: 1 });
      const message = 'must not be given together with a version';
      expect([both.status, both.body]).toEqual([
        422,
        {
          code: 'validation_failed',
          detail: `The request is not valid: template_source ${message}.`,
          errors: [{ path: 'template_source', message }],
        },
      ]);
    });
  });

  describe('beginning', () => {
    it('is refused in the other mode, also where the prompt was executed a moment before', async () => {
      const name = `p-${randomUUID()}`;
      await client.put(`/v1/prompts/${name}`, { template_source: 'Full', set_active: true });
      for (const _ of [1, 2]) expect((await run(name)).body).toMatchObject({ prompt_mode: 'full' });
      for (const refused of [await execute(name), await run(name, { expected_mode: 'tracking' })]) {
        expect(refusal(refused)).toEqual([400, 'wrong_mode', expect.stringContaining('PUT')]);
      }
      expect((await run(name, { expected_mode: 'full' })).status).toBe(200);
    });

    it('looks a long text up each time, and remembers a shorter one', async () => {
      const LOOK = /from "prompts" as "p" left join "prompt_versions"/;
      const looks = async (length: number) => {
        const name = await make('a'.repeat(length));
        await execute(name, { model_name: 'echo' });
        statements.length = 0;
        await execute(name, { model_name: 'echo' });
        return statements.filter((each) => LOOK.test(each)).length;
      };
      expect([await looks(20_000), await looks(20_001)]).toEqual([0, 1]);
    });

    it('with a key that stands for another request is a conflict, whatever else is wrong with this one', async () => {
      const name = await make('Hello {{ a }}');
      const key = { idempotency_key: randomUUID() };
      const first = await execute(name, { ...key, variables: { a: 1 } });
      for (const other of [{ variables: {} }, { variables: { a: 1 }, provider: 'nobody' }]) {
        const { status, body } = await execute(name, { ...key, ...other });
        expect([status, body]).toEqual([
          409,
          {
            code: 'conflict',
            detail:
              'This idempotency key was used for another request. A key belongs to one request with one body.',
            execution_id: first.body.execution_id,
          },
        ]);
      }
    });
  });

  describe('a stream', () => {
    const stream = (name: string, body: object, each?: Parameters<typeof readEvents>[3]) =>
      readEvents(client, `/v1/prompts/${name}/execute`, { stream: true, ...body }, each);

    it('of an earlier answer that was empty is its end alone', async () => {
      const name = await make('{{ a }}');
      const request = { variables: { a: '' }, model_name: 'echo', idempotency_key: randomUUID() };
      const [first, again] = [await stream(name, request), await stream(name, request)];
      expect(again.events).toEqual([first.events.at(-1)]);
      expect(again.events).toMatchObject([{ name: 'end', data: { response_text: '' } }]);
    });

    it('that was canceled says so, and ends with what was stored', async () => {
      const name = await make();
      provider.next.push({ kind: 'stream', pieces: ['One', ' two'], last: 'hang' });
      const { events } = await stream(name, {}, ({ data }) => {
        if (data.text !== 'One') return;
        void client
          .get(`/v1/executions?prompt_name=${name}`)
          .then(({ body }) => cancel(body.executions[0].execution_id));
      });
      expect(events.at(-2)).toEqual({
        name: 'error',
        data: expect.objectContaining({
          code: 'conflict',
          detail: 'The execution was canceled while it ran.',
        }),
      });
      expect(events.at(-1)).toMatchObject({ name: 'end', data: { status: 'canceled' } });
    });

    it('that nobody reads any more is canceled, and says why', async () => {
      const name = await make();
      provider.next.push({ kind: 'stream', pieces: ['One'], last: 'hang' });
      await stream(name, {}, () => 'stop');
      const { executions } = (await client.get(`/v1/executions?prompt_name=${name}`)).body;
      const id = executions[0].execution_id;
      await until(async () => (await get(id)).status !== 'running');
      expect(await get(id)).toMatchObject({
        status: 'canceled',
        error_type: 'client_disconnected',
        error_message: 'The client left before the answer was complete.',
        response_text: 'One',
      });
    });
  });

  /** What others do at the same moment, seen or done on a second connection. */
  describe.runIf(database === 'postgres')('and what happens meanwhile', () => {
    let other: Database;
    beforeAll(async () => {
      other = await openDatabase(server.location, { log: () => {} });
    });
    afterAll(() => other?.close());

    const isFolded = async () =>
      (await sql`select from execution_deltas limit 1`.execute(other.db)).rows.length === 0;
    const isWaiting = async () => {
      const waiting = sql`
        select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
      return (await waiting.execute(other.db)).rows.length > 0;
    };

    it('what is counted is folded into the totals a moment later, however it ended', async () => {
      const name = await make();
      const path = `/v1/prompts/${name}/execute`;
      const queued: string[] = [];
      const ways = [
        () => execute(name),
        async () => queued.push((await execute(name, { mode: 'async' })).body.execution_id),
        () => cancel(queued[0] ?? ''),
        () => readEvents(client, path, { stream: true }),
        async () => {
          provider.next.push({ kind: 'stream', pieces: ['One'], last: 'hang' });
          await readEvents(client, path, { stream: true }, () => 'stop');
          await until(async () => (await client.get('/v1/executions?status=running')).body.total === 0);
        },
      ];
      for (const way of ways) {
        await way();
        await until(isFolded);
      }
    });

    it('what runs has a lease that outlives the longest call', async () => {
      const { id, answer } = await hang(await make());
      const { rows } = await sql<{ seconds: number }>`
        select extract(epoch from due_at - created_at)::float8 as seconds from executions where execution_id = ${id}
      `.execute(other.db);
      expect(rows[0]?.seconds).toBeCloseTo(TIMEOUT_MS / 1000 + 30, 0);
      expect(await endAbandoned(other.db)).toBe(0);
      await cancel(id);
      expect((await answer).status).toBe(409);
    });

    it('a request with a key that another one stores just now is that one', async () => {
      const name = await make();
      const key = randomUUID();
      const first = await execute(name);
      const { execution_id: id } = first.body;
      let again: Promise<Answer> | undefined;
      await other.db.transaction().execute(async (db) => {
        await sql`
          insert into execution_keys (prompt_id, idempotency_key, execution_id)
          select prompt_id, ${key}, execution_id from executions where execution_id = ${id}
        `.execute(db);
        again = execute(name, { idempotency_key: key });
        await until(isWaiting);
      });
      expect((await again)?.body).toEqual(first.body);
      expect(provider.received).toHaveLength(1);
    });

    it('a model that another request makes just now is asked nevertheless', async () => {
      const name = await make();
      const model = `gpt-${randomUUID()}`;
      let answer: Promise<Answer> | undefined;
      await other.db.transaction().execute(async (db) => {
        await sql`insert into models (provider, model_name) values ('openai', ${model})`.execute(db);
        answer = execute(name, { model_name: model });
        await until(isWaiting);
      });
      expect((await answer)?.body).toMatchObject({ status: 'succeeded', model: { model_name: model } });
    });

    it('an end that was stored, and nobody heard so, is the answer', async () => {
      const name = await make();
      /** And says the word that ends its call, as for one that is canceled elsewhere. */
      const store = async (id: string) => {
        await sql`
          update executions set status = 'succeeded', response_text = 'Stored', completed_at = now()
          where execution_id = ${id}
        `.execute(other.db);
        await sql`select pg_notify(${CHANNEL}, ${id})`.execute(other.db);
      };
      const plain = await hang(name);
      await store(plain.id);
      expect((await plain.answer).body).toMatchObject({ status: 'succeeded', response_text: 'Stored' });
      provider.next.push({ kind: 'stream', pieces: ['One'], last: 'hang' });
      const storeNewest = async () =>
        store((await client.get('/v1/executions?limit=1')).body.executions[0].execution_id);
      const path = `/v1/prompts/${name}/execute`;
      const { events } = await readEvents(client, path, { stream: true }, ({ name: event }) => {
        if (event === 'text') void storeNewest();
      });
      expect(events.map((event) => event.name)).toEqual(['text', 'end']);
      expect(events[1]?.data).toMatchObject({ status: 'succeeded', response_text: 'Stored' });
    });

    it('an execution that the database forgot has to be asked for again', async () => {
      const { id, answer } = await hang(await make());
      await sql`delete from executions where execution_id = ${id}`.execute(other.db);
      await sql`select pg_notify(${CHANNEL}, ${id})`.execute(other.db);
      expect(refusal(await answer)).toEqual([
        503,
        'unavailable',
        'The database forgot the execution while it ran. Execute it again.',
      ]);
    });
  });
});
