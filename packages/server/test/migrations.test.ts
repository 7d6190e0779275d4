import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../src/db/database.ts';
import { migrateDown, migrateUp, readMigrations } from '../src/db/migrate.ts';
import { makePartitions, monthsFrom, partitionOf } from '../src/db/partitions.ts';
import { migrations } from '../src/db/migrations/index.ts';
import { databases } from './support/databases.ts';
import { makeLocation } from './support/server.ts';

describe.each(databases)('migrations on %s', (kind) => {
  let place: Awaited<ReturnType<typeof makeLocation>>;
  let database: Database;
  let db: Database['db'];

  beforeAll(async () => {
    place = await makeLocation(kind, { fresh: true });
    database = await openDatabase(place.location, { log: () => {} });
    db = database.db;
    // A new embedded database is migrated from its first moment.
    while ((await migrateDown(db)).length > 0);
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

  it('partition executions, and keep those there were: up, down, and up again', async () => {
    const partitions = '2026-11-25-01-execution-partitions';
    await migrateUp(db);
    while (!(await migrateDown(db)).includes(partitions));
    await sql`insert into prompts (project_id, name) select project_id, 'a' from projects`.execute(db);
    await sql`insert into prompt_versions (prompt_id, version_number, template_source, checksum_hash)
      select prompt_id, 1, 'x', ${'a'.repeat(64)} from prompts`.execute(db);
    await sql`insert into models (provider, model_name) values ('echo', 'x')`.execute(db);
    const insert = (count: number) =>
      sql`
      with made as (
        insert into executions (project_id, prompt_id, version_id, model_id, mode, status, idempotency_key, latency_ms,
          total_cost)
        select project_id, prompt_id, version_id, model_id, 'sync', 'succeeded', 'key ' || n, n, 0.5
        from prompts join prompt_versions using (prompt_id), models, generate_series(1, ${count}::int) n
        returning execution_id
      )
      insert into execution_inputs (execution_id, rendered_prompt) select execution_id, 'r' from made`.execute(
        db,
      );
    const count = async (from: string) =>
      (await sql<{ count: number }>`select count(*) as count from ${sql.raw(from)}`.execute(db)).rows[0]
        ?.count;
    await insert(500);

    await migrateUp(db);
    expect(await makePartitions(db)).toHaveLength(2);
    expect(await makePartitions(db)).toEqual([]);
    expect(await count('executions join execution_inputs using (execution_id)')).toBe(500);
    expect(await count('execution_keys join executions using (execution_id)')).toBe(500);
    const { rows } = await sql<{ executions: number; total_cost: string }>`
      select sum(executions)::int as executions, sum(total_cost) as total_cost from execution_counts where grain = 'all'
    `.execute(db);
    expect(rows).toEqual([{ executions: 500, total_cost: '250.0' }]);
    await sql`update executions set idempotency_key = null`.execute(db);
    await sql`
      insert into executions (execution_id, project_id, prompt_id, version_id, model_id, mode, created_at)
      select execution_id_at(at), project_id, prompt_id, version_id, model_id, 'sync', at
      from prompts join prompt_versions using (prompt_id), models, clock_timestamp() as at`.execute(db);
    for (const month of monthsFrom(new Date(), 1)) {
      expect(await count(partitionOf('executions', month))).toBeGreaterThan(0);
    }
    expect(await count('executions')).toBe(501);

    while (!(await migrateDown(db)).includes(partitions));
    expect(await count('executions')).toBe(501);
    expect(await count('execution_inputs')).toBe(500);
    expect(await count(`pg_class where relkind = 'p'`)).toBe(0);
    await insert(3);
    await expect(insert(1)).rejects.toThrow('executions_idempotency_key');
    await migrateUp(db);
    expect(await count('executions join execution_keys using (execution_id)')).toBe(3);
    expect(await count('executions')).toBe(504);
  });

  it('make each histogram one number, and an array again: as many latencies in each bucket', async () => {
    const name = '2026-11-26-01-histograms-add-up';
    await migrateUp(db);
    while (!(await migrateDown(db)).includes(name));
    await sql`insert into prompts (project_id, name) select project_id, 'a' from projects`.execute(db);
    await sql`insert into prompt_versions (prompt_id, version_number, template_source, checksum_hash)
      select prompt_id, 1, 'x', ${'a'.repeat(64)} from prompts`.execute(db);
    await sql`insert into models (provider, model_name) values ('echo', 'x')`.execute(db);
    const arrays = ['{}', '{3}', '{NULL,NULL,2}', `{1,NULL,999999999999,NULL,123456789012,5}`];
    const numbers = [[0n], [3n], [0n, 0n, 2n], [1n, 0n, 999_999_999_999n, 0n, 123_456_789_012n, 5n]].map(
      inDigits,
    );
    await sql`
      insert into execution_totals (project_id, version_id, model_id, environment, grain, starts_at, histogram)
      select project_id, version_id, model_id, 'dev', 'hour', timestamptz 'epoch' + place * interval '1 hour',
        given::bigint[]
      from prompts join prompt_versions using (prompt_id), models,
        unnest(${arrays}::text[]) with ordinality as t (given, place)`.execute(db);
    await sql`
      insert into mode_totals (project_id, mode, model_id, environment, grain, starts_at, histogram)
      select project_id, 'full', model_id, environment, grain, starts_at, histogram from execution_totals`.execute(
      db,
    );
    // What is not folded yet says in either form what it came to.
    await sql`
      insert into execution_deltas (project_id, version_id, model_id, environment, hour, latencies, latency_bucket)
      select project_id, version_id, model_id, 'delta', timestamptz 'epoch', 4, 2
      from prompts join prompt_versions using (prompt_id), models`.execute(db);
    const histogramsOf = async (table: string) => {
      const { rows } = await sql<{ histogram: string }>`
        select histogram::text from ${sql.table(table)} where grain = 'hour' order by environment = 'delta', starts_at
      `.execute(db);
      return rows.map(({ histogram }) => histogram);
    };
    const read = async () => ({
      totals: await histogramsOf('mode_totals'),
      versions: await histogramsOf('execution_counts'),
      modes: await histogramsOf('mode_counts'),
    });
    const asArrays = {
      totals: arrays,
      versions: [...arrays, '{NULL,NULL,4}'],
      modes: [...arrays, '{NULL,NULL,4}'],
    };
    expect(await read()).toEqual(asArrays);

    await migrateUp(db);
    const all = [...numbers, inDigits([0n, 0n, 4n])];
    expect(await read()).toEqual({ totals: numbers, versions: all, modes: all });

    while (!(await migrateDown(db)).includes(name));
    expect(await read()).toEqual(asArrays);
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

/** The counts of buckets as the digits of one number, twelve for each. */
const inDigits = (counts: readonly bigint[]) =>
  String(counts.reduceRight((digits, each) => digits * 10n ** 12n + each, 0n));

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
