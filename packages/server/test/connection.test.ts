import { createServer, connect, type Socket } from 'node:net';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/db/database.ts';
import { createDatabase, hasPostgres, type TestDatabase } from './support/postgres.ts';

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
});

/** Stands between the server and its Postgres, and can cut every connection with a reset. */
async function startProxy(target: string) {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const proxy = createServer((near) => {
    const far = connect(Number(port || 5432), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  const url = new URL(target);
  url.host = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const reset = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const stop = () => {
    reset();
    return new Promise((resolve) => proxy.close(resolve));
  };
  return { url: url.href, reset, stop };
}
