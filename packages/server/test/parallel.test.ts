import type { RegisteredEntry } from '@prompt-ledger/shared/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Client } from './support/client.ts';
import { databases } from './support/databases.ts';
import { startTestServer, type TestServer } from './support/server.ts';
import { countsAsWork } from './support/statements.ts';
import { untilQuiet } from './support/until-quiet.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe.each(databases)('requests at the same time on %s', (database) => {
  let server: TestServer;
  let client: Client;
  let statements = 0;

  beforeAll(async () => {
    server = await startTestServer({
      database,
      onQuery: (event) => countsAsWork(event) && (statements += 1),
    });
    client = createClient(server);
  });
  afterAll(() => server?.close());

  const versionsOf = async (
    name: string,
  ): Promise<{ version_number: number; status: string; created_at: string }[]> =>
    (await client.get(`/v1/prompts/${name}/versions`)).body;

  it('give 50 changes of one prompt consecutive numbers', async () => {
    await client.register({ contested: 'text 0' });
    const entries = await Promise.all(upTo(50).map((each) => client.register({ contested: `text ${each}` })));
    const numbers = entries.map(([entry]) => entry?.version ?? 0).toSorted((a, b) => a - b);
    expect(numbers).toEqual(upTo(50).map((each) => each + 1));
    const previous = entries.map(([entry]) => entry?.previous_version ?? 0).toSorted((a, b) => a - b);
    expect(previous).toEqual(upTo(50));
    const versions = await versionsOf('contested');
    expect(versions.map((each) => each.version_number)).toEqual(upTo(51).toReversed());
    expect(versions.filter((each) => each.status === 'active')).toMatchObject([{ version_number: 51 }]);
    expect(versions.map((each) => each.created_at)).toEqual(
      versions
        .map((each) => each.created_at)
        .toSorted()
        .toReversed(),
    );
  });

  it('make a prompt that is new to all of them once', async () => {
    const entries = await Promise.all(upTo(20).map((each) => client.register({ fresh: `text ${each % 4}` })));
    expect(entries.filter(([entry]) => entry?.action === 'new')).toHaveLength(1);
    expect((await versionsOf('fresh')).map((each) => each.version_number)).toEqual([4, 3, 2, 1]);
  });

  it('never deadlock, in whatever order batches name their prompts', async () => {
    const names = upTo(30).map((each) => `crossed-${each}`);
    const batch = (text: string, order: string[]) =>
      client.register(Object.fromEntries(order.map((name) => [name, text])));
    const all: RegisteredEntry[][] = await Promise.all(
      upTo(12).map((each) => batch(`text ${each}`, each % 2 ? names : names.toReversed())),
    );
    for (const name of names) {
      const numbers = all
        .flat()
        .filter((entry) => entry.name === name)
        .map((entry) => entry.version ?? 0);
      expect(numbers.toSorted((a, b) => a - b)).toEqual(upTo(12));
    }
  });

  it('leave one active version when PUT', async () => {
    const answers = await Promise.all(
      upTo(30).map((each) =>
        client.put('/v1/prompts/put-contested', { template_source: `text ${each % 10}`, set_active: true }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(answers.filter(({ body }) => body.version_change)).toHaveLength(10);
    const versions = await versionsOf('put-contested');
    expect(versions.map((each) => each.version_number)).toEqual(upTo(10).toReversed());
    expect(versions.filter((each) => each.status === 'active')).toHaveLength(1);
  });

  it('give a name to the first mode that comes', async () => {
    const answers = await Promise.all(
      upTo(10).map((each) =>
        each % 2
          ? client.put('/v1/prompts/mode-contested', { template_source: 'a' })
          : client.post('/v1/prompts/register-code', {
              prompts: [{ name: 'mode-contested', template_source: 'a' }],
            }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([
      ...Array(5).fill(200),
      ...Array(5).fill(400),
    ]);
  });

  describe('a batch', () => {
    beforeAll(() => untilQuiet(() => statements));

    const countStatements = async (act: () => Promise<unknown>) => {
      await client.get('/v1/prompts?limit=1');
      statements = 0;
      await act();
      return statements;
    };
    const batch = (count: number, text: (index: number) => string) =>
      client.register(Object.fromEntries(upTo(count).map((each) => [`many-${count}-${each}`, text(each)])));

    it('of 1,000 prompts takes as many statements as one of 1', async () => {
      for (const text of ['a', 'b', 'c', 'a']) {
        const one = await countStatements(() => batch(1, () => text));
        expect(await countStatements(() => batch(1000, () => text))).toBe(one);
      }
    });

    it('of every kind of change takes a few statements more than one of a single kind', async () => {
      await batch(999, () => 'a');
      await batch(999, (index) => (index % 3 ? 'b' : 'a'));
      expect(await countStatements(() => batch(999, (index) => 'abc'[index % 3] ?? ''))).toBeLessThanOrEqual(
        12,
      );
    });

    it('of prompts that did not change takes one look', async () => {
      await batch(1000, () => 'a');
      expect(await countStatements(() => batch(1000, () => 'a'))).toBe(1);
    });

    it('of 10,000 prompts is taken, of one more refused', async () => {
      const entries = await batch(10_000, () => 'a');
      expect(entries).toHaveLength(10_000);
      const prompts = upTo(10_001).map((each) => ({ name: `over-${each}`, template_source: 'a' }));
      expect((await client.post('/v1/prompts/register-code', { prompts })).status).toBe(422);
    });
  });
});
