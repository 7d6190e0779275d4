import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../src/db/database.ts';
import { migrateDown, migrateUp, readMigrations } from '../src/db/migrate.ts';
import { migrations } from '../src/db/migrations/index.ts';
import { databases } from './support/databases.ts';
import { makeLocation } from './support/server.ts';

describe.each(databases)('migrations on %s', (kind) => {
  let place: Awaited<ReturnType<typeof makeLocation>>;
  let database: Database;
  let db: Database['db'];

  beforeAll(async () => {
    place = await makeLocation(kind);
    database = await openDatabase(place.location, { log: () => {} });
    db = database.db;
  });
  afterAll(async () => {
    await database.close();
    await place.remove();
  });
  afterEach(async () => {
    await sql`delete from kysely_migration where name like '2099%'`.execute(db);
    while ((await migrateDown(db)).length > 0);
  });

  it('can all be taken back and applied again', async () => {
    const names = Object.keys(migrations);
    expect((await readMigrations(db)).map(({ applied_at }) => applied_at)).toEqual(names.map(() => null));
    expect(await migrateUp(db)).toEqual(names);
    expect((await readMigrations(db)).every(({ applied_at }) => applied_at !== null)).toBe(true);
    expect(await migrateUp(db)).toEqual([]);
    for (const name of names.toReversed()) expect(await migrateDown(db)).toEqual([name]);
    expect(await migrateDown(db)).toEqual([]);
    expect(await findOurs(db)).toEqual([]);
    expect(await migrateUp(db)).toEqual(names);
  });

  it('give prompts a mode, full unless said, with an index; taking it back drops all three', async () => {
    await migrateUp(db);
    await sql`insert into prompts (project_id, name) select project_id, 'old' from projects`.execute(db);
    const mode = () =>
      sql<{ mode: string }>`select mode from prompts`.execute(db).then(({ rows }) => rows[0]?.mode);
    expect(await mode()).toBe('full');
    expect(await describeMode(db)).toEqual({ column: 1, index: 1, values: ['full', 'tracking'] });
    while (!(await migrateDown(db)).includes('2026-11-23-02-prompt-mode'));
    expect(await describeMode(db)).toEqual({ column: 0, index: 0, values: [] });
    await migrateUp(db);
    expect(await mode()).toBe('full');
    await expect(sql`update prompts set mode = null`.execute(db)).rejects.toThrow(/null/);
    await expect(sql`update prompts set mode = 'other'`.execute(db)).rejects.toThrow(/prompt_mode/);
  });

  it('hold what must not happen', async () => {
    await migrateUp(db);
    await sql`insert into prompts (project_id, name) select project_id, 'a' from projects`.execute(db);
    await sql`insert into prompts (project_id, name) select project_id, 'b' from projects`.execute(db);
    const insert = (number: number, hash: string, status = 'draft') =>
      sql`insert into prompt_versions (prompt_id, version_number, template_source, checksum_hash, status)
          select prompt_id, ${number}, 'x', ${hash.repeat(64)}, ${status}::prompt_version_status
          from prompts where name = 'a'`.execute(db);
    await insert(1, 'a', 'active');
    await expect(insert(2, 'b', 'active')).rejects.toThrow('prompt_versions_one_active');
    await expect(insert(1, 'b')).rejects.toThrow('prompt_versions_number_key');
    await expect(insert(2, 'a')).rejects.toThrow('prompt_versions_checksum_key');
    await expect(insert(0, 'b')).rejects.toThrow(/check/);
    await expect(insert(2, 'X')).rejects.toThrow(/check/);
    await expect(
      sql`update prompts set active_version_id = (select version_id from prompt_versions) where name = 'b'`.execute(
        db,
      ),
    ).rejects.toThrow('prompts_active_version_fkey');
    await expect(
      sql`insert into prompts (project_id, name) select project_id, 'a' from projects`.execute(db),
    ).rejects.toThrow('prompts_project_name_key');
  });

  it('of a newer version are refused, and nothing is touched', async () => {
    await migrateUp(db);
    await sql`insert into kysely_migration (name, timestamp) values ('2099-01-01-later', 'x')`.execute(db);
    for (const act of [migrateUp, migrateDown, readMigrations]) {
      await expect(act(db)).rejects.toThrow(/"2099-01-01-later".*newer version.*nothing was changed/);
    }
  });

  it.runIf(kind === 'postgres')('may be run by several servers at once', async () => {
    const others = await Promise.all(upTo(4).map(() => openDatabase(place.location, { log: () => {} })));
    const applied = await Promise.all(others.map((other) => migrateUp(other.db)));
    expect(applied.flat().toSorted()).toEqual(Object.keys(migrations));
    await Promise.all(others.map((other) => other.close()));
  });
});

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

async function describeMode(db: Database['db']) {
  const { rows } = await sql<{ column: number; index: number; values: string[] }>`
    select
      (select count(*)::int from information_schema.columns
        where table_name = 'prompts' and column_name = 'mode') as column,
      (select count(*)::int from pg_indexes
        where tablename = 'prompts' and indexname = 'idx_prompts_mode') as index,
      (select coalesce(array_agg(enumlabel::text order by enumsortorder), '{}')
        from pg_enum join pg_type t on t.oid = enumtypid where typname = 'prompt_mode') as values
  `.execute(db);
  return rows[0];
}

/** Tables and types that are neither Postgres's nor Kysely's. */
async function findOurs(db: Database['db']): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class c join pg_namespace n on n.oid = relnamespace
      where nspname = 'public' and relname not like 'kysely_%'
    union all
    select typname from pg_type t join pg_namespace n on n.oid = typnamespace
      where nspname = 'public' and typtype = 'e'
  `.execute(db);
  return rows.map(({ name }) => name);
}
