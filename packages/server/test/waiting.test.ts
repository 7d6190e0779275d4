import { checksum } from '@prompt-ledger/shared';
import { sql, type Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldAll } from '../src/analytics/folding.ts';
import { lockFolding } from '../src/analytics/repository/fold.ts';
import { openDatabase, type Database } from '../src/db/database.ts';
import type { Tables } from '../src/db/tables.ts';
import { lockPrompts } from '../src/prompts/repository/prompts.ts';
import { createClient, type Client } from './support/client.ts';
import { sha } from './support/commits.ts';
import { databases } from './support/databases.ts';
import { startTestServer, type TestServer } from './support/server.ts';

/** On the embedded database one is after the other. */
describe.runIf(databases.includes('postgres'))('those who change a prompt at the same time', () => {
  let server: TestServer;
  let client: Client;
  let other: Database;

  beforeAll(async () => {
    server = await startTestServer({ database: 'postgres' });
    client = createClient(server);
    other = await openDatabase(server.location, { log: () => {} });
  });
  afterAll(async () => {
    await other?.close();
    await server?.close();
  });

  /** Until the request is answered, or waits for a lock of the transaction. */
  const goOn = async (request: Promise<unknown>) => {
    const answered = request.then(() => true);
    const moment = () => new Promise<false>((resolve) => setTimeout(() => resolve(false), 10));
    const isWaiting = async () => {
      const { rows } = await sql`
        select from pg_locks l join pg_database d on d.oid = l.database
        where d.datname = current_database() and not l.granted
        union all
        select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
      `.execute(other.db);
      return rows.length > 0;
    };
    while (!(await Promise.race([answered, moment()])) && !(await isWaiting()));
  };
  const within = <T>(act: (transaction: Kysely<Tables>) => Promise<T>) => other.db.transaction().execute(act);

  it('and who folds what it counted, never wait for each other in a circle', async () => {
    await client.register({ counted: 'one' });
    const changed = await within(async (transaction) => {
      await lockFolding(transaction);
      await client.post('/v1/prompts/counted/execute', { model_name: 'echo' });
      const request = client.post('/v1/prompts/counted/mode', { mode: 'full' });
      await goOn(request);
      await foldAll(transaction);
      return { request };
    });
    expect((await changed.request).body).toMatchObject({ mode: 'full', changed: true });
    const { by_mode } = (await client.get('/v1/analytics/prompts')).body;
    expect([by_mode.full.execution_count, by_mode.tracking.execution_count]).toEqual([1, 0]);
  });

  it('and the one whose history it continues, never wait for each other in a circle', async () => {
    const draft = { source: 'staged', git: { branch: 'main', base: checksum('base') } };
    await client.register({ 'a-former': 'one' });
    const prompts = [{ name: 'b-successor', template_source: 'two', renamed_from: 'a-former' }];
    await client.post('/v1/prompts/register-code', {
      ...draft,
      prompts: [{ name: 'b-successor', template_source: 'two' }],
    });
    const { project_id } = (await client.get('/v1/meta')).body;
    const renamed = await within(async (transaction) => {
      await lockPrompts(transaction, project_id, ['a-former']);
      const request = client.post('/v1/prompts/register-code', {
        source: 'commit',
        git: { commit: sha('renaming'), branch: 'main' },
        prompts,
      });
      await goOn(request);
      await lockPrompts(transaction, project_id, ['b-successor']);
      return { request };
    });
    expect((await renamed.request).body.registered).toMatchObject([{ renamed_from: 'a-former', version: 1 }]);
  });
});
