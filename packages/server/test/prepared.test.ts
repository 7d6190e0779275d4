import { sql, type Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../src/db/database.ts';
import type { Tables } from '../src/db/tables.ts';
import { databases } from './support/databases.ts';
import { makeLocation } from './support/server.ts';

describe.each(databases)('statements on %s', (kind) => {
  let database: Database;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    const place = await makeLocation(kind);
    remove = place.remove;
    database = await openDatabase(place.location, { log: () => {} });
  });
  afterAll(async () => {
    await database.close();
    await remove();
  });

  const divide = async (db: Kysely<Tables>, by: number) => {
    const { rows } = await sql<{ half: number }>`select 10 / ${by}::int as half`.execute(db);
    return rows[0]?.half;
  };

  it('are prepared when they come again, and stay so when one fails', async () => {
    await database.db.connection().execute(async (db) => {
      for (const by of [1, 2, 5, 10]) expect(await divide(db, by)).toBe(10 / by);
      const { rows } = await sql<{ statement: string }>`
        select statement from pg_prepared_statements where statement like 'select 10 /%'
      `.execute(db);
      expect(rows).toEqual([{ statement: 'select 10 / $1::int as half' }]);

      const failing = db.transaction().execute((inside) => divide(inside, 0));
      await expect(failing).rejects.toThrow('division by zero');
      expect(await divide(db, 2)).toBe(5);
    });
  });

  it('have a plan of their own for a batch of values', async () => {
    await database.db.connection().execute(async (db) => {
      const count = async (most: number) => {
        const values = Array.from({ length: most }, (_, index) => index);
        const { rows } = await sql<{ count: number }>`
          select count(*)::int as count from unnest(${values}::int[]) as given (number)
        `.execute(db);
        return rows[0]?.count;
      };
      const prepared = async () => {
        const { rows } = await sql`
          select from pg_prepared_statements where statement like '%as given (number)%'
        `.execute(db);
        return rows.length;
      };
      for (let time = 0; time < 8; time += 1) expect(await count(101)).toBe(101);
      expect(await prepared()).toBe(0);
      for (let time = 0; time < 8; time += 1) expect(await count(100)).toBe(100);
      expect(await prepared()).toBe(1);
    });
  });

  it('are planned anew when what they read has changed', async () => {
    await database.db.connection().execute(async (db) => {
      await sql`create temporary table changing (number int)`.execute(db);
      const count = async () => {
        const { rows } = await sql<{ count: number }>`
          select count(*)::int as count from changing where number > ${0}
        `.execute(db);
        return rows[0]?.count;
      };
      await sql`insert into changing select generate_series(1, 100)`.execute(db);
      for (let time = 0; time < 8; time += 1) expect(await count()).toBe(100);
      await sql`create index on changing (number)`.execute(db);
      await sql`alter table changing add column other text`.execute(db);
      await sql`delete from changing where number > 40`.execute(db);
      expect(await count()).toBe(40);
    });
  });
});
