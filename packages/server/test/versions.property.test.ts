import type { RegisteredEntry } from '@prompt-ledger/shared/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Client } from './support/client.ts';
import { databases } from './support/databases.ts';
import { startTestServer, type TestServer } from './support/server.ts';

/** One prompt as plainly as it can be told: its texts in the order they first came, and which is active. */
class ModelPrompt {
  readonly texts: string[] = [];
  active = -1;

  register(text: string): Omit<RegisteredEntry, 'name' | 'mode'> {
    const before = this.active;
    const isNewText = !this.texts.includes(text);
    if (isNewText) this.texts.push(text);
    this.active = this.texts.indexOf(text);
    const isChanged = before >= 0 && before !== this.active;
    return {
      version: this.active + 1,
      change_detected: isChanged,
      previous_version: isChanged ? before + 1 : null,
      action: before < 0 ? 'new' : isNewText ? 'updated' : isChanged ? 'reverted' : 'unchanged',
    };
  }
}

describe.each(databases)('versions on %s', (database) => {
  let server: TestServer;
  let client: Client;
  let round = 0;

  beforeAll(async () => {
    server = await startTestServer({ database });
    client = createClient(server);
  });
  afterAll(() => server?.close());

  it('are numbered and activated as a list of texts with a pointer would', async () => {
    const batch = fc.dictionary(fc.constantFrom('p', 'q', 'r'), fc.constantFrom('A', 'B', 'C', 'D'), {
      minKeys: 1,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 8 }), async (batches) => {
        round += 1;
        const model = new Map<string, ModelPrompt>();
        for (const texts of batches) {
          const named = Object.fromEntries(
            Object.entries(texts).map(([name, text]) => [`${name}-${round}`, text]),
          );
          const entries = await client.register(named);
          expect(entries).toEqual(
            Object.entries(named).map(([name, text]) => {
              const prompt = model.get(name) ?? new ModelPrompt();
              model.set(name, prompt);
              return { name, mode: 'tracking', ...prompt.register(text) };
            }),
          );
        }
        for (const [name, prompt] of model) {
          const { body } = await client.get(`/v1/prompts/${name}/history`);
          expect(body.current_version).toBe(prompt.active + 1);
          expect(body.versions.map((each: { template_source: string }) => each.template_source)).toEqual(
            prompt.texts.toReversed(),
          );
        }
      }),
      { numRuns: 25 },
    );
  });
});
