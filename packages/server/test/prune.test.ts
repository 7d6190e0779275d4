import { sql, type Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../src/db/database.ts';
import type { Tables } from '../src/db/tables.ts';
import { run } from '../src/index.ts';
import { createClient } from './support/client.ts';
import { databases } from './support/databases.ts';
import { makeLocation, startTestServer } from './support/server.ts';

describe.each(databases)('pruning on %s', (kind) => {
  let place: Awaited<ReturnType<typeof makeLocation>>;

  beforeAll(async () => {
    place = await makeLocation(kind);
  });
  afterAll(async () => {
    await place?.remove();
  });

  const serve = async <T>(act: (client: ReturnType<typeof createClient>) => Promise<T>): Promise<T> => {
    const server = await startTestServer({ location: place.location });
    try {
      return await act(createClient(server));
    } finally {
      await server.close();
    }
  };
  const withDb = async <T>(act: (db: Kysely<Tables>) => Promise<T>): Promise<T> => {
    const database = await openDatabase(place.location, { log: () => {} });
    try {
      return await act(database.db);
    } finally {
      await database.close();
    }
  };
  const prune = async (...args: string[]) => {
    const where =
      place.location.kind === 'url'
        ? ['--database-url', place.location.url]
        : ['--data-dir', place.location.dataDir];
    const written = { stdout: '', stderr: '' };
    const spies = (['stdout', 'stderr'] as const).map((name) =>
      vi.spyOn(process[name], 'write').mockImplementation((text) => ((written[name] += String(text)), true)),
    );
    try {
      const code = await run(['prune', ...where, ...args]);
      return { code, ...written };
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
  };
  /** Moves what was executed just now some months back in time, to where it would be by then. */
  const age = (months: number, name: string) =>
    withDb(async (db) => {
      const { rows } = await sql<{ first: string; last: string; table: string; at: Date }>`
        select to_char(at, '"executions_"YYYY_MM') as table, at,
          execution_id_at(date_trunc('month', at, 'UTC'))::text as first,
          execution_id_at(date_trunc('month', at, 'UTC') + interval '1 month')::text as last
        from (select date_trunc('month', now(), 'UTC') - ${months} * interval '1 month' + interval '1 day' as at) t
      `.execute(db);
      const { table = '', first = '', last = '', at } = rows[0] ?? {};
      const bound = (id: string) => sql.lit(`${id.slice(0, 13)}-0000-0000-000000000000`);
      for (const name of [table, table.replace('executions', 'execution_inputs')]) {
        const parent = sql.table(name.replace(/_\d.*/, ''));
        await sql`create table if not exists ${sql.table(name)} partition of ${parent}
          for values from (${bound(first)}) to (${bound(last)})`.execute(db);
      }
      await sql`
        create temporary table moved as
        select execution_id as old, execution_id_at(${at}) as new from executions
        where created_at > now() - interval '1 day' and prompt_id = (select prompt_id from prompts where name = ${name})
      `.execute(db);
      await sql`update execution_inputs set execution_id = new from moved where execution_id = old`.execute(
        db,
      );
      await sql`update execution_keys set execution_id = new from moved where execution_id = old`.execute(db);
      await sql`update executions set execution_id = new, created_at = ${at} from moved where execution_id = old`.execute(
        db,
      );
      await sql`update execution_deltas set hour = ${at}`.execute(db);
      await sql`update execution_totals set starts_at = date_trunc(grain, ${at}::timestamptz, 'UTC')
        where grain <> 'all' and starts_at > now() - interval '2 months' and version_id in (
          select version_id from prompt_versions join prompts using (prompt_id) where name = ${name})`.execute(
        db,
      );
      await sql`drop table moved`.execute(db);
      return table;
    });

  it('drops whole months, keeps their totals, and lets their keys be used again', async () => {
    await serve(async (client) => {
      await client.register({ old: 'Old', kept: 'Kept' });
      for (const key of ['a', 'b', 'c']) {
        await client.post('/v1/prompts/old/execute', { model_name: 'echo', idempotency_key: key });
      }
    });
    const table = await age(3, 'old');
    await serve(async (client) => {
      for (const _ of [1, 2]) await client.post('/v1/prompts/kept/execute', { model_name: 'echo' });
      expect((await client.get('/v1/executions')).body.total).toBe(5);
    });
    const today = new Date().toISOString().slice(0, 10);

    const dry = await prune('--executions-before', today, '--dry-run', '--json');
    expect(JSON.parse(dry.stdout)).toEqual({
      executions_before: `${today.slice(0, 7)}-01`,
      dry_run: true,
      months: [{ month: table.slice(-7).replace('_', '-'), executions: 3 }],
      other_executions: 0,
    });
    const real = await prune('--executions-before', today);
    expect([real.code, real.stdout]).toEqual([0, `dropped  ${table.slice(-7).replace('_', '-')}  3\n`]);
    expect(real.stderr).toContain('their totals stay');
    const again = await prune('--executions-before', today);
    expect([again.code, again.stdout]).toEqual([0, '']);

    await serve(async (client) => {
      const { body } = await client.get('/v1/executions');
      expect([body.total, body.executions.length]).toEqual([2, 2]);
      expect((await client.get('/v1/executions?prompt_name=old&status=succeeded')).body.total).toBe(0);
      expect((await client.get('/v1/prompts/old/history')).body.versions).toMatchObject([
        { execution_count: 3 },
      ]);
      expect((await client.get('/v1/analytics/prompts')).body.summary.total_executions).toBe(5);
      const used = { model_name: 'echo', idempotency_key: 'a' };
      expect((await client.post('/v1/prompts/old/execute', used)).status).toBe(200);
    });
  });

  it('refuses while one of them has not ended, and drops nothing', async () => {
    await serve(async (client) => {
      await client.register({ open: 'Open' });
      await client.post('/v1/prompts/open/execute', { model_name: 'echo', mode: 'async' });
    });
    await age(2, 'open');
    const { code, stdout, stderr } = await prune('--executions-before', new Date().toISOString().slice(0, 7));
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/1 execution made before .* not ended .*nothing was dropped/);
    await serve(async (client) => {
      expect((await client.get('/v1/executions?prompt_name=open')).body.total).toBe(1);
    });
  });

  it.each([
    [['--executions-before', 'soon'], 'must be a date'],
    // Taken for the 3rd of March it would drop February, which a day of February keeps.
    [['--executions-before', '2026-02-31'], 'must be a date'],
    [['--executions-before', '2099-01-01'], 'must not be in the future'],
    [[], '--executions-before'],
  ])('refuses %j', async (args, sentence) => {
    const { code, stderr } = await prune(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
  });
});
