import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keepEndingAbandoned, takeOver } from '../src/executions/abandoned.ts';
import { CHANNEL } from '../src/executions/repository/lease.ts';
import { startWorker, type Worker, type WorkerSettings } from '../src/executions/worker.ts';
import { openContext, type OpenContext } from '../src/open-context.ts';
import { createClient, type Client } from './support/client.ts';
import { databases } from './support/databases.ts';
import { startProvider, type FakeProvider, type Reaction } from './support/provider.ts';
import { startTestServer, type TestServer } from './support/server.ts';
import { pause, until } from './support/until.ts';

/** Neither looks by itself nor gives up a lease while a test runs: what it does it was told to, or did by itself. */
const PATIENT = { pollMs: 60_000, leaseMs: 60_000, retryDelaysMs: [20, 20, 20] };

/** A worker in this process, whose steps can be told from each other, beside a server that has none. */
describe.runIf(databases.includes('postgres'))('a worker', () => {
  let provider: FakeProvider;
  let server: TestServer;
  let client: Client;
  let own: OpenContext;
  const log: string[] = [];
  const workers: Worker[] = [];

  beforeAll(async () => {
    provider = await startProvider({ timeoutMs: 20_000 });
    server = await startTestServer({ database: 'postgres', providers: provider.settings });
    client = createClient(server);
    const parts = { database: server.location, providers: provider.settings, rateLimit: 0 };
    own = await openContext({ ...parts, wakeWorker: () => {} }, { log: (line) => log.push(line) });
    await client.register({ p: 'Hi' });
  });
  beforeEach(() => {
    provider.received.length = 0;
    provider.next.length = 0;
    log.length = 0;
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.stop()));
    await sql`update executions set status = 'canceled' where status in ('queued', 'running')`.execute(
      own.context.db,
    );
  });
  afterAll(async () => {
    await own?.close();
    await server?.close();
    await provider?.close();
  });

  const start = (settings: Partial<WorkerSettings> = {}): Worker => {
    const worker = startWorker(own.context, { ...PATIENT, ...settings });
    workers.push(worker);
    return worker;
  };
  const submit = async (...reactions: Reaction[]): Promise<string> => {
    provider.next.push(...reactions);
    return (await client.post('/v1/prompts/p/execute', { mode: 'async' })).body.execution_id;
  };
  const get = async (id: string) => (await client.get(`/v1/executions/${id}`)).body;
  const ended = async (id: string) => {
    await until(async () => !['queued', 'running'].includes((await get(id)).status));
    return get(id);
  };
  const set = (id: string, changes: ReturnType<typeof sql>) =>
    sql`update executions set ${changes} where execution_id = ${id}`.execute(own.context.db);

  describe('looks for something to do', () => {
    it('when it starts', async () => {
      const id = await submit();
      start();
      expect(await ended(id)).toMatchObject({ status: 'succeeded', attempts: 1 });
    });

    it('when it is woken, and otherwise not', async () => {
      const worker = start();
      await pause(100);
      const id = await submit();
      await pause(100);
      expect(await get(id)).toMatchObject({ status: 'queued' });
      worker.wake();
      expect(await ended(id)).toMatchObject({ status: 'succeeded' });
    });

    it('at intervals', async () => {
      start({ pollMs: 50 });
      await pause(30);
      expect(await ended(await submit())).toMatchObject({ status: 'succeeded' });
    });

    it('as soon as there is room, and takes no more at once than it was told', async () => {
      const slow: Reaction = { kind: 'answer', afterMs: 150 };
      const ids = [];
      for (const reaction of [slow, slow, slow, slow, slow]) ids.push(await submit(reaction));
      const worker = start({ concurrency: 2 });
      await until(() => provider.received.length === 2);
      worker.wake();
      await pause(50);
      expect(provider.received).toHaveLength(2);
      for (const id of ids) expect(await ended(id)).toMatchObject({ status: 'succeeded', attempts: 1 });
      expect(provider.received).toHaveLength(5);
    });

    it('for as many as there is room for, while others still run', async () => {
      const quick: Reaction = { kind: 'answer', afterMs: 100 };
      const slow: Reaction = { kind: 'answer', afterMs: 600 };
      await submit(quick);
      const worker = start({ concurrency: 2 });
      await until(() => provider.received.length === 1);
      for (const reaction of [slow, slow, slow]) await submit(reaction);
      worker.wake();
      await until(() => provider.received.length === 3);
      await pause(150);
      expect(provider.received).toHaveLength(3);
    });

    it('that it has a key for, and leaves the rest to others', async () => {
      const parts = { database: server.location, rateLimit: 0, wakeWorker: () => {} };
      const anthropic = { ...provider.settings.anthropic, key: null };
      const poor = await openContext({ ...parts, providers: { ...provider.settings, anthropic } }, {});
      const worker = startWorker(poor.context, PATIENT);
      const rich = await client.post('/v1/prompts/p/execute', { mode: 'async', model_name: 'claude-x' });
      const ours = await submit();
      worker.wake();
      expect(await ended(ours)).toMatchObject({ status: 'succeeded' });
      expect(await get(rich.body.execution_id)).toMatchObject({ status: 'queued', attempts: 0 });
      await worker.stop();
      await poor.close();
    });

    it('again when it was woken while it had no room', async () => {
      const first = await submit({ kind: 'answer', afterMs: 150 });
      const worker = start({ concurrency: 1 });
      await until(() => provider.received.length === 1);
      const second = await submit();
      worker.wake();
      expect(await ended(first)).toMatchObject({ status: 'succeeded' });
      expect(await ended(second)).toMatchObject({ status: 'succeeded' });
    });
  });

  describe('tries again', () => {
    it('after a while, of which it is queued', async () => {
      const id = await submit({ kind: 'refuse', status: 503 });
      start({ retryDelaysMs: [300] });
      await until(() => provider.received.length === 1);
      await until(async () => (await get(id)).status === 'queued');
      expect(await get(id)).toMatchObject({ attempts: 1 });
      expect(await ended(id)).toMatchObject({ status: 'succeeded', attempts: 2 });
    });

    it('as often as it was told, and then no more', async () => {
      const refuse: Reaction = { kind: 'refuse', status: 503 };
      const id = await submit(refuse, refuse, refuse);
      start({ retryDelaysMs: [10] });
      expect(await ended(id)).toMatchObject({ status: 'failed', attempts: 2, error_type: 'provider_error' });
      expect(provider.received).toHaveLength(2);
    });

    it('nothing that was begun as often as that, and each time lost', async () => {
      const id = await submit();
      await set(id, sql`attempts = 2`);
      start({ retryDelaysMs: [10] });
      expect(await ended(id)).toMatchObject({
        status: 'failed',
        attempts: 3,
        error_type: 'abandoned',
        error_message:
          'The worker that ran it last ended before the provider answered, and no attempt is left.',
        telemetry: { prompt_tokens: null, response_tokens: null, latency_ms: null, total_cost: null },
      });
      expect(provider.received).toHaveLength(0);
    });
  });

  describe('has what it runs', () => {
    it('for as long as it takes', async () => {
      const id = await submit({ kind: 'answer', afterMs: 1_500 });
      start({ leaseMs: 900, pollMs: 50 });
      expect(await ended(id)).toMatchObject({ status: 'succeeded', attempts: 1 });
      expect(provider.received).toHaveLength(1);
    });

    it('also where it is due again: it goes on, as another attempt', async () => {
      const id = await submit({ kind: 'answer', afterMs: 200 });
      const worker = start();
      await until(() => provider.received.length === 1);
      await set(id, sql`due_at = now()`);
      worker.wake();
      expect(await ended(id)).toMatchObject({ status: 'succeeded', attempts: 2 });
      expect(provider.received).toHaveLength(1);
    });

    it("until it is somebody else's, and leaves that alone", async () => {
      const before = provider.broken();
      const worker = start({ leaseMs: 900, graceMs: 1_000 });
      const theirs = await submit({ kind: 'hang' });
      worker.wake();
      await until(() => provider.received.length === 1);
      const ours = await submit({ kind: 'answer', afterMs: 1_000 });
      worker.wake();
      await until(() => provider.received.length === 2);
      await set(theirs, sql`lease_owner = ${randomUUID()}, due_at = now() + interval '1 hour'`);
      await until(() => provider.broken() === before + 1);
      expect(await ended(ours)).toMatchObject({ status: 'succeeded', attempts: 1 });
      expect(await get(theirs)).toMatchObject({ status: 'running', attempts: 1 });
    });
  });

  describe('that is told to stop', () => {
    it('takes nothing more, and has finished what it runs', async () => {
      const [first, second] = [await submit({ kind: 'answer', afterMs: 150 }), await submit()];
      const worker = start({ concurrency: 1 });
      await until(() => provider.received.length === 1);
      const stopped = worker.stop();
      worker.wake();
      await stopped;
      expect(await get(first)).toMatchObject({ status: 'succeeded' });
      worker.wake();
      await pause(50);
      expect(await get(second)).toMatchObject({ status: 'queued', attempts: 0 });
      expect(provider.received).toHaveLength(1);
    });

    it('gives back what takes longer than it may, as if it had not been begun', async () => {
      const before = provider.broken();
      const id = await submit({ kind: 'hang' });
      const worker = start({ graceMs: 50 });
      await until(() => provider.received.length === 1);
      await worker.stop();
      await until(() => provider.broken() === before + 1);
      expect(await get(id)).toMatchObject({ status: 'queued', attempts: 0 });
    });

    it('ends at once where nothing runs, also while something is to be tried again', async () => {
      const id = await submit({ kind: 'refuse', status: 503 });
      const worker = start({ retryDelaysMs: [300] });
      await until(async () => (await get(id)).attempts === 1 && (await get(id)).status === 'queued');
      const started = performance.now();
      await worker.stop();
      expect(performance.now() - started).toBeLessThan(10_000);
      await pause(400);
      expect(await get(id)).toMatchObject({ status: 'queued', attempts: 1 });
    });
  });

  /** What a server left that ended in the middle of it. @returns its id, and its end */
  const abandon = async () => {
    provider.next.push({ kind: 'hang' });
    const answer = client.post('/v1/prompts/p/execute', {});
    await until(() => provider.received.length === 1);
    const { executions } = (await client.get('/v1/executions?status=running')).body;
    const id = executions[0].execution_id;
    await set(id, sql`due_at = now()`);
    const forget = async () => {
      await sql`select pg_notify(${CHANNEL}, ${id})`.execute(own.context.db);
      expect((await answer).status).toBe(502);
    };
    return { id, forget };
  };
  const ABANDONED = {
    status: 'failed',
    error_type: 'abandoned',
    error_message: 'The server that ran it ended before the provider answered.',
  };

  it('ends what a server left that waited for it, and has that counted', async () => {
    const { id, forget } = await abandon();
    const isFolded = async () =>
      (await sql`select from execution_deltas limit 1`.execute(own.context.db)).rows.length === 0;
    // What earlier ones counted is folded by then.
    await pause(1_000);
    start({ pollMs: 50 });
    expect(await ended(id)).toMatchObject(ABANDONED);
    await until(isFolded);
    await forget();
  });

  it('is not needed for that: a server does so as well, at its start and for good, and says when it cannot', async () => {
    const first = await abandon();
    let counted = 0;
    const keep = { ...own.context, noteCounted: () => (counted += 1) };
    const end = await keepEndingAbandoned(keep);
    expect(await get(first.id)).toMatchObject(ABANDONED);
    expect(counted).toBe(1);
    await end();
    await (
      await keepEndingAbandoned(keep)
    )();
    expect([counted, log]).toEqual([1, []]);
    await first.forget();
    provider.received.length = 0;
    const second = await abandon();
    await sql`update executions set due_at = now() + interval '1 hour' where execution_id = ${second.id}`.execute(
      own.context.db,
    );
    await sql`alter table executions rename to put_away`.execute(own.context.db);
    await (
      await keepEndingAbandoned(keep)
    )();
    await sql`alter table put_away rename to executions`.execute(own.context.db);
    expect(log).toEqual(['What was abandoned is not ended yet: relation "executions" does not exist']);
    await takeOver(own.context.db);
    expect(await get(second.id)).toMatchObject(ABANDONED);
    await second.forget();
  });

  it('says nothing any more once it is told to stop', async () => {
    const worker = start();
    await pause(50);
    await sql`alter table executions rename to put_away`.execute(own.context.db);
    await worker.stop();
    await sql`alter table put_away rename to executions`.execute(own.context.db);
    expect(log).toEqual([]);
  });

  it('says what it could not do, and goes on when it can', async () => {
    const id = await submit();
    await sql`alter table executions rename to put_away`.execute(own.context.db);
    start({ pollMs: 50 });
    await until(() => log.length >= 4);
    await sql`alter table put_away rename to executions`.execute(own.context.db);
    const missing = 'relation "executions" does not exist';
    expect(new Set(log)).toEqual(
      new Set([
        `The worker could not claim: ${missing}`,
        `The worker could not end what was abandoned: ${missing}`,
      ]),
    );
    expect(await ended(id)).toMatchObject({ status: 'succeeded', attempts: 1 });
  });

  it('says so of what it runs as well, and runs it again once that can be stored', async () => {
    const without = async (table: string, act: () => Promise<unknown>) => {
      await sql`alter table ${sql.table(table)} rename to put_away`.execute(own.context.db);
      await act().finally(() =>
        sql`alter table put_away rename to ${sql.table(table)}`.execute(own.context.db),
      );
    };
    const told = () => log.filter((line) => line.startsWith('The worker'));
    const id = await submit({ kind: 'answer', afterMs: 1_500 });
    start({ leaseMs: 900 }).wake();
    await until(() => provider.received.length === 1);
    await without('executions', () => until(() => told().length > 0));
    expect(told()[0]).toBe('The worker could not keep its leases: relation "executions" does not exist');
    log.length = 0;
    await without('execution_deltas', () => until(() => told().length > 0));
    expect(told()).toEqual([
      'The worker could not store what came of an execution: relation "execution_deltas" does not exist',
    ]);
    expect(await get(id)).toMatchObject({ status: 'running', attempts: 1 });
    start({ leaseMs: 900, pollMs: 50 });
    expect(await ended(id)).toMatchObject({ status: 'succeeded', attempts: 2 });
  });
});
