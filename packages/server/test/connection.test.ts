import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/db/database.ts';
import { createDatabase, hasPostgres, type TestDatabase } from './support/postgres.ts';
import { startProxy } from './support/proxy.ts';
import { startTestServer } from './support/server.ts';

describe.runIf(await hasPostgres())('a connection that is reset', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase();
  });
  afterAll(() => database.drop());

  // An 'error' event that nobody hears would end the process; vitest fails a run in which that happens.
  it('fails the query under way, or the next of its transaction, and nothing else', async () => {
    const proxy = await startProxy(database.url);
    const { db, close } = await openDatabase({ kind: 'url', url: proxy.url }, { log: () => {} });
    const query = sql`select pg_sleep(30)`.execute(db);
    setTimeout(proxy.reset, 200);
    await expect(query).rejects.toThrow();

    const transaction = db.transaction().execute(async (inside) => {
      await sql`select 1`.execute(inside);
      proxy.reset();
      await new Promise((resolve) => setTimeout(resolve, 200));
      await sql`select 1`.execute(inside);
    });
    await expect(transaction).rejects.toThrow();

    const { rows } = await sql<{ one: number }>`select 1 as one`.execute(db);
    expect(rows).toEqual([{ one: 1 }]);
    await close();
    await proxy.stop();
  });

  it('is given up by Postgres as well, with the locks of its transaction', async () => {
    const { db, close } = await openDatabase({ kind: 'url', url: database.url }, { log: () => {} });
    const { rows } = await sql`show idle_in_transaction_session_timeout`.execute(db);
    expect(rows).toEqual([{ idle_in_transaction_session_timeout: '1min' }]);
    await close();
  });

  it('ends a server that starts with a sentence', async () => {
    const proxy = await startProxy(database.url, () => 6_000);
    const starting = startTestServer({ location: { kind: 'url', url: proxy.url } });
    await expect(starting).rejects.toMatchObject({
      name: 'Failure',
      exitCode: 3,
      message: expect.stringMatching(/^The database went away while this process started/),
    });
    await proxy.stop();
  });
});
