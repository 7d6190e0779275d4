import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/db/database.ts';
import type { Price } from '../src/providers/prices.ts';
import { createClient } from './support/client.ts';
import { databases } from './support/databases.ts';
import { startProvider, type FakeProvider } from './support/provider.ts';
import { makeLocation, startTestServer } from './support/server.ts';

describe.each(databases)('the table of models on %s', (database) => {
  let place: Awaited<ReturnType<typeof makeLocation>>;
  let provider: FakeProvider;

  beforeAll(async () => {
    place = await makeLocation(database);
    provider = await startProvider();
  });
  afterAll(async () => {
    await provider.close();
    await place.remove();
  });

  const serve = async (prices: readonly Price[] | undefined, models: readonly string[]) => {
    const server = await startTestServer({
      location: place.location,
      providers: { ...provider.settings, ...(prices && { prices }) },
    });
    const client = createClient(server);
    await client.register({ p: 'Hi' });
    for (const model_name of models) await client.post('/v1/prompts/p/execute', { model_name });
    await server.close();
  };
  const read = async () => {
    const { db, close } = await openDatabase(place.location, { log: () => {} });
    const rows = await db.selectFrom('models').selectAll().orderBy('model_name').execute();
    await close();
    return rows.map((row) => [
      row.model_name,
      row.input_cost_per_1k && Number(row.input_cost_per_1k),
      row.output_cost_per_1k && Number(row.output_cost_per_1k),
    ]);
  };

  it('shows the prices that the server counts with, and of others none', async () => {
    await serve(undefined, ['gpt-4o-mini', 'gpt-unheard-of']);
    expect(await read()).toEqual([
      ['gpt-4o-mini', 0.00015, 0.0006],
      ['gpt-unheard-of', null, null],
    ]);
    await serve([{ provider: 'openai', model: 'gpt-unheard-of', input: 1, output: 2 }], []);
    expect(await read()).toEqual([
      ['gpt-4o-mini', null, null],
      ['gpt-unheard-of', 1, 2],
    ]);
  });
});
