import { checksum } from '@prompt-ledger/shared';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/db/database.ts';
import { migrateUp } from '../src/db/migrate.ts';
import { createClient, type Client } from './support/client.ts';
import { databases } from './support/databases.ts';
import { makeLocation, startTestServer, type TestServer } from './support/server.ts';

const YEAR_MS = 365 * 24 * 3_600_000;

describe.each(databases)('drafts that nobody commits, on %s', (database) => {
  let place: Awaited<ReturnType<typeof makeLocation>>;
  let server: TestServer;
  let client: Client;

  /** A server, a moment after its start, forgets what it is to forget, whatever its own clock says. */
  const restart = async (daysLater: number) => {
    await server?.close();
    const { db, close } = await openDatabase(place.location, { log: () => {} });
    await migrateUp(db);
    await sql`
      update prompt_versions set drafted_at = drafted_at - ${daysLater} * interval '1 day'
      where version_number is null
    `.execute(db);
    await close();
    server = await startTestServer({ location: place.location, now: () => new Date(Date.now() + YEAR_MS) });
    client = createClient(server);
  };

  beforeAll(async () => {
    place = await makeLocation(database);
    await restart(0);
  });
  afterAll(async () => {
    await server?.close();
    await place.remove();
  });

  const register = async (texts: Record<string, string>, request: object) => {
    const prompts = Object.entries(texts).map(([name, template_source]) => ({ name, template_source }));
    const { status, body } = await client.post('/v1/prompts/register-code', { ...request, prompts });
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body;
  };
  const staged = { source: 'staged', git: { branch: 'main', base: checksum('base') } };
  const drafts = async (): Promise<string[]> =>
    (await client.get('/v1/drafts')).body.drafts.map((each: { name: string }) => each.name).toSorted();

  it('are forgotten after 14 days, unless they were executed or labelled', async () => {
    await register({ aborted: 'a', executed: 'a', labelled: 'a', committed: 'a', known: 'a' }, staged);
    await register({ committed: 'a', known: 'b' }, {});
    const run = { digest: checksum('a'), provider: 'echo', model_name: 'echo' };
    expect((await client.post('/v1/prompts/executed/execute', run)).status).toBe(200);
    const prompts = [{ name: 'labelled', reference: `sha256:${checksum('a')}` }];
    expect((await client.post('/v1/labels/promote', { prompts, label: 'try' })).status).toBe(200);
    await restart(13);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await drafts()).toEqual(['aborted', 'executed', 'known', 'labelled']);
    await restart(2);
    await expect.poll(drafts, { timeout: 10_000 }).toEqual(['executed', 'labelled']);
    expect((await client.get('/v1/prompts/aborted')).status).toBe(404);
    expect((await client.get('/v1/prompts/known')).body.active_version.version_number).toBe(1);
    expect((await client.get('/v1/prompts/committed')).body.active_version.version_number).toBe(1);
  });

  it('come again with their text, which then is asked for', async () => {
    const hash = { prompts: [{ name: 'aborted', template_hash: checksum('a') }] };
    const { body } = await client.post('/v1/prompts/register-code', hash);
    expect(body).toMatchObject({ missing: ['aborted'], registered: [] });
    expect((await register({ aborted: 'a' }, {})).registered).toMatchObject([{ version: 1, action: 'new' }]);
  });

  // On the embedded database nobody else is there.
  it.runIf(database === 'postgres')('are forgotten though somebody works on another one', async () => {
    await register({ 'a-held': 'a', idle: 'a' }, staged);
    const { db, close } = await openDatabase(place.location, { log: () => {} });
    await db.transaction().execute(async (transaction) => {
      await sql`select from prompts where name = 'a-held' for update`.execute(transaction);
      await restart(15);
      await expect.poll(drafts, { timeout: 10_000 }).toEqual(['a-held', 'executed', 'labelled']);
    });
    await close();
    await restart(0);
    await expect.poll(drafts, { timeout: 10_000 }).toEqual(['executed', 'labelled']);
  });
});
