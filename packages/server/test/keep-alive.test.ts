import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/db/database.ts';
import { createDatabase, hasPostgres, type TestDatabase } from './support/postgres.ts';
import { startProxy } from './support/proxy.ts';

/** The kernel counts a hundred of these in a second. */
const TICKS = 100;

/** In how many seconds the kernel asks whether the other side is there, for each connection to a port that has such a timer. */
function readKeepAlives(port: number): number[] {
  const remote = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , address, state]) => address?.endsWith(remote) && state === '01')
    .map(([, , , , , timer = '']) => timer.split(':'))
    .filter(([kind]) => kind === '02')
    .map(([, ticks = '']) => Number.parseInt(ticks, 16) / TICKS);
}

describe.runIf(process.platform === 'linux' && (await hasPostgres()))('a Postgres that vanishes', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase();
  });
  afterAll(() => database.drop());

  it('is missed within seconds by who listens to it, and by who waits for its answer', async () => {
    const proxy = await startProxy(database.url);
    const { db, listen, close } = await openDatabase({ kind: 'url', url: proxy.url }, { log: () => {} });
    let heard = 0;
    const endListening = listen('some_channel', () => (heard += 1));
    await expect.poll(() => heard).toBe(1);
    const query = sql`select pg_sleep(1)`.execute(db);
    await expect.poll(() => readKeepAlives(Number(new URL(proxy.url).port))).toHaveLength(2);
    for (const seconds of readKeepAlives(Number(new URL(proxy.url).port))) expect(seconds).toBeLessThan(15);
    await query;
    await endListening();
    await close();
    await proxy.stop();
  });
});
