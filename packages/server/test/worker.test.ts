import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/db/database.ts';
import { startWorker } from '../src/executions/worker.ts';
import { openContext } from '../src/open-context.ts';
import { bundle, type Bundle } from './support/bundle.ts';
import { startChild, type Child } from './support/child.ts';
import { createClient, type Client } from './support/client.ts';
import { databases } from './support/databases.ts';
import { startProvider, type FakeProvider } from './support/provider.ts';
import { makeLocation, startTestServer, type TestServer } from './support/server.ts';

const QUICK = { leaseMs: 1_500, pollMs: 100, retryDelaysMs: [10, 10, 10] };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1000; tries += 1) {
    if (await holds()) return;
    await pause(10);
  }
  throw new Error('It did not come to pass');
}

describe.each(databases)('a worker on %s', (database) => {
  let place: Awaited<ReturnType<typeof makeLocation>>;
  let provider: FakeProvider;
  const servers: TestServer[] = [];

  beforeEach(async () => {
    place = await makeLocation(database);
    provider = await startProvider({ timeoutMs: 20_000 });
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
    await provider.close();
    await place.remove();
  });

  const start = async (worker?: object): Promise<Client & { close(): Promise<void> }> => {
    const server = await startTestServer({
      location: place.location,
      providers: provider.settings,
      ...(worker && { worker }),
    });
    servers.push(server);
    const close = async () => {
      servers.splice(servers.indexOf(server), 1);
      await server.close();
    };
    return { ...createClient(server), close };
  };
  const submit = async (client: Client): Promise<string> =>
    (await client.post('/v1/prompts/p/execute', { mode: 'async' })).body.execution_id;
  const get = async (client: Client, id: string) => (await client.get(`/v1/executions/${id}`)).body;

  it('is not there with --no-worker; what is queued waits for one', async () => {
    const without = await start();
    await without.register({ p: 'Hi' });
    const id = await submit(without);
    await pause(200);
    expect((await get(without, id)).status).toBe('queued');
    await without.close();
    const withWorker = await start(QUICK);
    await until(async () => (await get(withWorker, id)).status === 'succeeded');
  });

  it('finishes what it runs when it is told to stop', async () => {
    const first = await start(QUICK);
    await first.register({ p: 'Hi' });
    provider.next.push({ kind: 'answer', afterMs: 300 });
    const id = await submit(first);
    await until(() => provider.received.length === 1);
    await first.close();
    const second = await start();
    expect(await get(second, id)).toMatchObject({ status: 'succeeded', attempts: 1 });
  });

  it('gives back what takes too long when it is told to stop', async () => {
    const first = await start({ ...QUICK, graceMs: 50 });
    await first.register({ p: 'Hi' });
    provider.next.push({ kind: 'hang' });
    const id = await submit(first);
    await until(() => provider.received.length === 1);
    await first.close();
    const second = await start(QUICK);
    await until(async () => (await get(second, id)).status === 'succeeded');
    expect((await get(second, id)).attempts).toBe(1);
  });

  it('keeps its lease while it waits longer than that, and lets go of what is canceled', async () => {
    const client = await start(QUICK);
    await client.register({ p: 'Hi' });
    provider.next.push({ kind: 'answer', afterMs: 4000 }, { kind: 'hang' });
    const slow = await submit(client);
    await until(() => provider.received.length === 1);
    const hanging = await submit(client);
    await until(() => provider.received.length === 2);
    expect((await client.post(`/v1/executions/${hanging}/cancel`, {})).body.status).toBe('canceled');
    await until(async () => (await get(client, slow)).status === 'succeeded');
    expect(await get(client, slow)).toMatchObject({ attempts: 1 });
    expect((await get(client, hanging)).status).toBe('canceled');
    expect(provider.received).toHaveLength(2);
  });
});

describe.each(databases)('a call that is canceled on %s', (database) => {
  let place: Awaited<ReturnType<typeof makeLocation>>;
  let provider: FakeProvider;
  const servers: TestServer[] = [];
  let first: Client;
  let last: Client;

  beforeAll(async () => {
    place = await makeLocation(database);
    provider = await startProvider({ timeoutMs: 20_000 });
    // Two servers of one database, where there can be two; only the first has a worker.
    const settings = { location: place.location, providers: provider.settings };
    const patient = { ...QUICK, leaseMs: 60_000, pollMs: 60_000 };
    const worker = await startTestServer({ ...settings, worker: patient });
    servers.push(worker);
    const second = database === 'postgres' ? await startTestServer(settings) : worker;
    if (second !== worker) servers.push(second);
    // The key of the one that started last: it ends the other's.
    first = createClient({ url: worker.url, key: second.key });
    last = createClient(second);
    await pause(200);
    await first.register({ p: 'Hi' });
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.close()));
    await provider.close();
    await place.remove();
  });

  it.each(['sync', 'stream', 'async'])('ends at once, whichever server was told so (%s)', async (how) => {
    const [asked, other] = how === 'async' ? [last, last] : [last, first];
    const before = provider.broken();
    provider.received.length = 0;
    provider.next.push({ kind: 'hang' });
    const body = how === 'async' ? { mode: 'async' } : how === 'stream' ? { stream: true } : {};
    const answer = asked.post('/v1/prompts/p/execute', body);
    await until(() => provider.received.length === 1);
    const { executions } = (await other.get('/v1/executions?status=running')).body;
    const path = `/v1/executions/${executions[0].execution_id}`;
    expect((await other.post(`${path}/cancel`, {})).body.status).toBe('canceled');
    await until(() => provider.broken() === before + 1);
    if (how !== 'async') expect((await answer).status).toBe(409);
    expect((await first.get(path)).body.status).toBe('canceled');
  });
});

describe.runIf(databases.includes('postgres'))('workers that share a Postgres', () => {
  let place: Awaited<ReturnType<typeof makeLocation>>;
  let provider: FakeProvider;
  let program: Bundle;
  let server: TestServer;
  let client: Client;
  const children: Child[] = [];

  beforeAll(async () => {
    program = await bundle('test/support/worker-process.ts');
    place = await makeLocation('postgres');
    provider = await startProvider({ timeoutMs: 20_000 });
    server = await startTestServer({ location: place.location, providers: provider.settings });
    client = createClient(server);
    await client.register({ p: 'Hi' });
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      child.process.kill('SIGKILL');
      await child.exit;
    }
    provider.received.length = 0;
  });
  afterAll(async () => {
    await server?.close();
    await provider?.close();
    await place?.remove();
    await program?.remove();
  });

  const startChildWorker = async (
    settings: object = QUICK,
    providers: object = provider.settings,
  ): Promise<Child> => {
    if (place.location.kind !== 'url') throw new Error('no URL');
    const args = [place.location.url, JSON.stringify(settings), JSON.stringify(providers)];
    const child = startChild(program.file, args);
    children.push(child);
    expect(await child.firstLine).toBe('ready');
    return child;
  };
  const submit = async (): Promise<string> =>
    (await client.post('/v1/prompts/p/execute', { mode: 'async' })).body.execution_id;
  const get = async (id: string) => (await client.get(`/v1/executions/${id}`)).body;

  it('take over what one of them was running when it was killed', async () => {
    const victim = await startChildWorker();
    provider.next.push({ kind: 'hang' });
    const id = await submit();
    await until(() => provider.received.length === 1);
    victim.process.kill('SIGKILL');
    await startChildWorker();
    await until(async () => (await get(id)).status === 'succeeded');
    expect(await get(id)).toMatchObject({ attempts: 2, response_text: 'An answer.' });
  });

  it('share the work, each execution once', async () => {
    // A lease that a busy machine cannot outlast: an expired one would rightly be taken over, and run twice.
    const patient = { ...QUICK, leaseMs: 60_000 };
    await Promise.all([startChildWorker(patient), startChildWorker(patient)]);
    const ids = await Promise.all(Array.from({ length: 100 }, submit));
    await until(async () => (await client.get('/v1/executions?status=queued')).body.total === 0);
    await until(async () => (await client.get('/v1/executions?status=running')).body.total === 0);
    const all = await Promise.all(ids.map(get));
    expect(all.every(({ status, attempts }) => status === 'succeeded' && attempts === 1)).toBe(true);
    expect(provider.received).toHaveLength(100);
  });

  it('leave what they have no key for to one that has, for a day', async () => {
    const without = { ...provider.settings, openai: { ...provider.settings.openai, key: null } };
    await startChildWorker(QUICK, without);
    const id = await submit();
    const echoed = await client.post('/v1/prompts/p/execute', { mode: 'async', provider: 'echo' });
    await until(async () => (await get(echoed.body.execution_id)).status === 'succeeded');
    expect(await get(id)).toMatchObject({ status: 'queued', attempts: 0 });
    await startChildWorker();
    await until(async () => (await get(id)).status === 'succeeded');
    const capable = children.pop();
    capable?.process.kill('SIGKILL');
    await capable?.exit;
    const { db, close } = await openDatabase(place.location, { log: () => {} });
    const late = await submit();
    await sql`update executions set due_at = now() - interval '25 hours' where execution_id = ${late}`.execute(
      db,
    );
    await until(async () => (await get(late)).status === 'failed');
    expect(await get(late)).toMatchObject({
      error_type: 'provider_not_configured',
      error_message: expect.stringContaining('OPENAI_API_KEY'),
    });
    await close();
  });

  it('hear of new work without looking for it', async () => {
    await startChildWorker({ ...QUICK, pollMs: 60_000, leaseMs: 60_000 });
    await pause(300);
    const id = await submit();
    await until(async () => (await get(id)).status === 'succeeded');
  });

  it('are not stopped before all that they asked the database is answered', async () => {
    const { db, close } = await openDatabase(place.location, { log: () => {} });
    const id = (await client.post('/v1/prompts/p/execute', {})).body.execution_id;
    await sql`update executions set status = 'running', due_at = now() where execution_id = ${id}`.execute(
      db,
    );
    const parts = { database: place.location, providers: provider.settings, rateLimit: 0 };
    const { context, ...opened } = await openContext({ ...parts, wakeWorker: () => {} }, {});
    let isStopped = false;
    let stopping: Promise<unknown> | undefined;
    await db.transaction().execute(async (holding) => {
      await sql`select from executions where execution_id = ${id} for update`.execute(holding);
      const worker = startWorker(context, QUICK);
      const waiting = sql`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
      await until(async () => (await waiting.execute(db)).rows.length > 0);
      stopping = worker.stop().then(() => (isStopped = true));
      await pause(200);
      expect(isStopped).toBe(false);
    });
    await stopping;
    expect(await get(id)).toMatchObject({ status: 'failed', error_type: 'abandoned' });
    await opened.close();
    await close();
  });

  it('wait for no next attempt when they are told to stop', async () => {
    const worker = await startChildWorker();
    provider.next.push({ kind: 'refuse', status: 503, headers: { 'retry-after': '3600' }, afterMs: 300 });
    const id = await submit();
    await until(() => provider.received.length === 1);
    worker.process.kill('SIGTERM');
    expect(await Promise.race([worker.exit, pause(5_000)])).toEqual({ code: 0, signal: null });
    expect(await get(id)).toMatchObject({ status: 'queued', attempts: 1 });
  });

  it('end orderly when they are told to', async () => {
    const worker = await startChildWorker();
    worker.process.kill('SIGTERM');
    expect(await worker.exit).toEqual({ code: 0, signal: null });
  });
});
