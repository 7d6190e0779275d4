import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startFolding, type Folding } from '../src/analytics/folding.ts';
import { lockFolding } from '../src/analytics/repository/fold.ts';
import { openDatabase, type Database } from '../src/db/database.ts';
import { createClient } from './support/client.ts';
import { databases } from './support/databases.ts';
import { makeLocation, startTestServer } from './support/server.ts';

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (await holds()) return;
    await pause(20);
  }
  throw new Error('It did not come to pass');
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Longer than it puts off what it was woken for. */
const A_WHILE_MS = 700;

/** Counts of one version, on a database that nobody else folds. */
describe.each(databases)('folding on %s', (database) => {
  let place: Awaited<ReturnType<typeof makeLocation>>;
  let own: Database;
  const statements: string[] = [];
  const log: string[] = [];
  const started: Folding[] = [];

  beforeAll(async () => {
    place = await makeLocation(database);
    const server = await startTestServer({ location: place.location });
    const client = createClient(server);
    await client.register({ p: 'Hi' });
    await client.post('/v1/prompts/p/execute', { model_name: 'echo' });
    await server.close();
    own = await openDatabase(place.location, {
      log: () => {},
      onQuery: ({ query }) => statements.push(query.sql),
    });
  });
  beforeEach(async () => {
    await sql`delete from execution_deltas`.execute(own.db);
    statements.length = 0;
    log.length = 0;
  });
  afterEach(async () => {
    for (const folding of started.splice(0)) await folding.stop();
  });
  afterAll(async () => {
    await own?.close();
    await place?.remove();
  });

  const start = (): Folding => {
    const folding = startFolding({ db: own.db, log: (line) => log.push(line) });
    started.push(folding);
    return folding;
  };
  /** Counts an execution so many times. */
  const count = (times = 1) =>
    sql`
      insert into execution_deltas (project_id, version_id, model_id, environment, hour, executions)
      select project_id, version_id, model_id, environment, date_trunc('hour', created_at, 'UTC'), 1
      from executions cross join generate_series(1, ${times}::int)
    `.execute(own.db);
  const left = async () => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from execution_deltas`.execute(
      own.db,
    );
    return rows[0]?.n;
  };
  const total = async () => {
    const { rows } = await sql<{ n: number }>`
      select executions::int as n from execution_totals where grain = 'all'
    `.execute(own.db);
    return rows[0]?.n ?? 0;
  };
  const folds = () => statements.filter((each) => each.includes('delete from execution_deltas')).length;
  const isEmpty = async () => (await left()) === 0;
  /** One that has looked what an earlier process left. */
  const begin = async (): Promise<Folding> => {
    const folding = start();
    await until(() => folds() > 0 && statements.at(-1) === 'commit');
    statements.length = 0;
    return folding;
  };

  it('begins with what an earlier process left, and asks nothing while nothing is counted', async () => {
    const before = await total();
    await count(3);
    start();
    await until(isEmpty);
    expect(await total()).toBe(before + 3);
    statements.length = 0;
    await pause(A_WHILE_MS);
    expect(statements).toEqual([]);
  });

  it('comes a moment after it was woken, once for many times', async () => {
    const folding = await begin();
    for (const _ of [1, 2]) {
      statements.length = 0;
      await count(2);
      for (const __ of [1, 2, 3]) folding.wake();
      expect(await left()).toBe(2);
      await until(isEmpty);
      await pause(A_WHILE_MS);
      expect(folds()).toBe(1);
    }
  });

  it('ends with what is there, at once, and does nothing more', async () => {
    const folding = start();
    await count();
    await folding.stop();
    expect(await left()).toBe(0);
    await count();
    folding.wake();
    await pause(A_WHILE_MS);
    expect(await left()).toBe(1);
  });

  it('has nothing to do once more when it ends, where nothing was counted since', async () => {
    const folding = await begin();
    await folding.stop();
    expect(statements).toEqual([]);
  });

  it('goes on where there is more than it takes at once, and gives the room back', async () => {
    const before = await total();
    const folding = await begin();
    await count(4_000);
    folding.wake();
    await until(isEmpty);
    const vacuums = () => statements.filter((each) => each.startsWith('vacuum')).length;
    expect(vacuums()).toBe(0);
    await count(10_001);
    folding.wake();
    await until(isEmpty);
    expect(await total()).toBe(before + 14_001);
    expect(vacuums()).toBe(1);
  });

  it('says what it could not do, and does it the next time', async () => {
    const folding = await begin();
    await sql`alter table execution_deltas rename to put_away`.execute(own.db);
    folding.wake();
    await until(() => log.length > 0);
    await sql`alter table put_away rename to execution_deltas`.execute(own.db);
    expect(log).toEqual([
      'Counted executions are not folded for now: relation "execution_deltas" does not exist',
    ]);
    await count();
    folding.wake();
    await until(isEmpty);
    expect(log).toHaveLength(1);
  });

  it.runIf(database === 'postgres')('is left to who is about it', async () => {
    await count();
    await own.db.transaction().execute(async (holding) => {
      await lockFolding(holding);
      const folding = start();
      await folding.stop();
      expect(await left()).toBe(1);
    });
    await start().stop();
    expect(await left()).toBe(0);
  });
});
