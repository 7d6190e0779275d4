import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../src/db/database.ts';
import { createClient, type Client } from './support/client.ts';
import { readEvents } from './support/events.ts';
import { hasPostgres } from './support/postgres.ts';
import { startProvider, type FakeProvider } from './support/provider.ts';
import { startProxy, type Proxy } from './support/proxy.ts';
import { makeLocation, startTestServer, type TestServer } from './support/server.ts';

const WORKER = { leaseMs: 900, pollMs: 100 };

describe('a server on the embedded database', () => {
  it('ends at its start what an earlier one was running, however long its lease', async () => {
    const place = await makeLocation('embedded');
    const provider = await startProvider();
    const first = await startTestServer({ location: place.location, providers: provider.settings });
    const client = createClient(first);
    await client.register({ p: 'Hi' });
    const sync = (await client.post('/v1/prompts/p/execute', {})).body.execution_id;
    const queued = (await client.post('/v1/prompts/p/execute', { mode: 'async' })).body.execution_id;
    await first.close();
    // As a kill leaves them.
    const { db, close } = await openDatabase(place.location, { log: () => {} });
    await sql`update executions set status = 'running', due_at = now() + interval '1 hour'`.execute(db);
    await close();
    const second = await startTestServer({
      location: place.location,
      providers: provider.settings,
      worker: WORKER,
    });
    const again = createClient(second);
    expect((await again.get(`/v1/executions/${sync}`)).body).toMatchObject({
      status: 'failed',
      error_type: 'abandoned',
    });
    await expect
      .poll(async () => (await again.get(`/v1/executions/${queued}`)).body.status, { timeout: 10_000 })
      .toBe('succeeded');
    await second.close();
    await provider.close();
    await place.remove();
  });
});

describe.runIf(await hasPostgres())('a server whose Postgres goes away', () => {
  let place: Awaited<ReturnType<typeof makeLocation>>;
  let provider: FakeProvider;
  let proxy: Proxy;
  let server: TestServer;
  let client: Client;
  let database: Database;
  let isAway = false;

  beforeAll(async () => {
    place = await makeLocation('postgres');
    provider = await startProvider({ timeoutMs: 20_000 });
    if (place.location.kind !== 'url') throw new Error('no URL');
    proxy = await startProxy(place.location.url, () => (isAway ? 0 : Infinity));
    const location = { kind: 'url', url: proxy.url } as const;
    server = await startTestServer({ location, providers: provider.settings, worker: WORKER, log: () => {} });
    client = createClient(server);
    database = await openDatabase(place.location, { log: () => {} });
    await client.register({ p: 'Hi' });
  });
  afterAll(async () => {
    await server?.close();
    await proxy?.stop();
    await database?.close();
    await provider?.close();
    await place?.remove();
  });

  const get = async (id: string) => (await client.get(`/v1/executions/${id}`)).body;

  it('stores what the provider answered meanwhile when it is back, and asks once', async () => {
    provider.received.length = 0;
    provider.next.push({ kind: 'answer', afterMs: 300 }, { kind: 'answer', afterMs: 300 });
    const queued = (await client.post('/v1/prompts/p/execute', { mode: 'async' })).body.execution_id;
    const sync = client.post('/v1/prompts/p/execute', {});
    await expect.poll(() => provider.received.length).toBe(2);
    isAway = true;
    proxy.reset();
    // Longer than a lease.
    setTimeout(() => (isAway = false), 1_500);
    const answer = await sync;
    expect(answer).toMatchObject({ status: 200, body: { status: 'succeeded', response_text: 'An answer.' } });
    await expect.poll(async () => (await get(queued)).status, { timeout: 10_000 }).toBe('succeeded');
    expect(provider.received).toHaveLength(2);
  });

  it('cancels what its client left meanwhile when it is back, and keeps what came', async () => {
    provider.next.push({ kind: 'stream', pieces: ['One', ' two'], last: 'hang' });
    const before = provider.broken();
    await readEvents(client, '/v1/prompts/p/execute', { stream: true }, ({ data }) => {
      if (data.text === 'One') return undefined;
      isAway = true;
      proxy.reset();
      return 'stop';
    });
    await expect.poll(() => provider.broken()).toBe(before + 1);
    await sleep(1_000);
    isAway = false;
    const { executions } = (await client.get('/v1/executions?limit=1')).body;
    const id = executions[0].execution_id;
    await expect.poll(async () => (await get(id)).status, { timeout: 5_000 }).toBe('canceled');
    expect(await get(id)).toMatchObject({ error_type: 'client_disconnected', response_text: 'One two' });
  });

  it('tries again when the provider said to, also where the database was away as it said so', async () => {
    provider.received.length = 0;
    const headers = { 'retry-after': '2' };
    provider.next.push({ kind: 'refuse', status: 429, headers, afterMs: 300 });
    const id = (await client.post('/v1/prompts/p/execute', { mode: 'async' })).body.execution_id;
    await expect.poll(() => provider.received.length).toBe(1);
    isAway = true;
    proxy.reset();
    // Longer than a lease.
    await sleep(1_500);
    isAway = false;
    const back = performance.now();
    await expect.poll(async () => (await get(id)).status, { timeout: 10_000 }).toBe('succeeded');
    expect(performance.now() - back).toBeGreaterThan(1_900);
    expect(await get(id)).toMatchObject({ attempts: 2 });
    expect(provider.received).toHaveLength(2);
  });

  it('takes over what it took without hearing so, however busy it is', async () => {
    provider.next.push({ kind: 'hang' });
    const busy = (await client.post('/v1/prompts/p/execute', { mode: 'async' })).body.execution_id;
    await expect.poll(async () => (await get(busy)).status).toBe('running');
    const done = (await client.post('/v1/prompts/p/execute', { mode: 'async' })).body.execution_id;
    await expect.poll(async () => (await get(done)).status, { timeout: 10_000 }).toBe('succeeded');
    // As if the answer to its claim had been lost on the way.
    await sql`
      update executions set status = 'running', due_at = now() + interval '900 ms',
        lease_owner = (select lease_owner from executions where execution_id = ${busy})
      where execution_id = ${done}
    `.execute(database.db);
    await expect.poll(async () => (await get(done)).status, { timeout: 5_000 }).toBe('succeeded');
    expect((await get(done)).attempts).toBe(2);
    await client.post(`/v1/executions/${busy}/cancel`, {});
  });

  it('goes on with its work where a connection is lost without a word', async () => {
    const id = (await client.post('/v1/prompts/p/execute', { mode: 'async' })).body.execution_id;
    await expect.poll(async () => (await get(id)).status).toBe('succeeded');
    proxy.freeze();
    // Its claim is lost, on one of these connections.
    await sleep(300);
    await sql`update executions set status = 'queued', due_at = now() where execution_id = ${id}`.execute(
      database.db,
    );
    const status = async () => {
      const rows = database.db.selectFrom('executions').select('status').where('execution_id', '=', id);
      return (await rows.executeTakeFirstOrThrow()).status;
    };
    await expect.poll(status, { timeout: 5_000 }).toBe('succeeded');
    proxy.reset();
  });

  it('waits for one that only reads, as after another took over for it', async () => {
    provider.received.length = 0;
    provider.next.push({ kind: 'answer', afterMs: 300 });
    const name = sql.id(new URL(proxy.url).pathname.slice(1));
    await database.db.connection().execute(async (session) => {
      const queued = (await client.post('/v1/prompts/p/execute', { mode: 'async' })).body.execution_id;
      await expect.poll(() => provider.received.length).toBe(1);
      await sql`alter database ${name} set default_transaction_read_only = on`.execute(session);
      proxy.reset();
      await expect
        .poll(async () => (await client.post('/v1/prompts/p/execute', {})).body.code)
        .toBe('unavailable');
      await sleep(500);
      await sql`alter database ${name} set default_transaction_read_only = off`.execute(session);
      proxy.reset();
      await expect.poll(async () => (await get(queued)).status, { timeout: 10_000 }).toBe('succeeded');
      expect(provider.received).toHaveLength(1);
    });
  });

  it('says so when it comes back without the execution, which nobody canceled', async () => {
    provider.next.push({ kind: 'answer', afterMs: 700 });
    const sync = client.post('/v1/prompts/p/execute', { environment: 'forgotten' });
    const forget = () => sql`delete from executions where environment = 'forgotten'`.execute(database.db);
    await expect.poll(async () => (await forget()).numAffectedRows, { timeout: 10_000 }).toBe(1n);
    expect(await sync).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  });

  it('ends what a server left whose lease ended, also where no worker is', async () => {
    const id = (await client.post('/v1/prompts/p/execute', {})).body.execution_id;
    await server.close();
    await sql`update executions set status = 'running', due_at = now() where execution_id = ${id}`.execute(
      database.db,
    );
    server = await startTestServer({ location: place.location, providers: provider.settings });
    client = createClient(server);
    expect(await get(id)).toMatchObject({ status: 'failed', error_type: 'abandoned' });
  });

  it('activates what was committed last, also where another server has a clock that is behind', async () => {
    const behind = await startTestServer({
      location: place.location,
      now: () => new Date(Date.now() - 300_000),
    });
    const commit = (text: string, ageMs: number) => ({
      prompts: [{ name: 'committed', template_source: text }],
      source: 'commit',
      git: {
        branch: 'main',
        commit: createHash('sha1').update(text).digest('hex'),
        committed_at: new Date(Date.now() - ageMs).toISOString(),
      },
    });
    // Its key is the only one now: each of the two was started with one of its own.
    const [ahead, late] = [server, behind].map(({ url }) => createClient({ url, key: behind.key }));
    await ahead?.post('/v1/prompts/register-code', commit('first', 60_000));
    const answer = await late?.post('/v1/prompts/register-code', commit('second', 5_000));
    expect(answer?.body.registered).toMatchObject([{ version: 2, action: 'updated', previous_version: 1 }]);
    expect(answer?.body.registered[0].stale).toBeUndefined();
    await behind.close();
  });
});
