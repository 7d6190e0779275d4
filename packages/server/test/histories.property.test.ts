import type { HistoryVersion } from '@prompt-ledger/shared/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Client } from './support/client.ts';
import { sha } from './support/commits.ts';
import { databases } from './support/databases.ts';
import { startTestServer, type TestServer } from './support/server.ts';

/** `day` is the date of a commit, and the number of its build. */
type Event =
  | { readonly kind: 'import'; readonly day: number; readonly days: number }
  | { readonly kind: 'build'; readonly day: number }
  | { readonly kind: 'plain' | 'draft' | 'put'; readonly text: string }
  | { readonly kind: 'choose'; readonly number: number }
  | { readonly kind: 'mode'; readonly mode: 'full' | 'tracking' };

const text = fc.constantFrom('A', 'B', 'C');
/** What the branch has of the prompt day by day; null where that is nothing. */
const branch = fc.array(fc.option(text), { minLength: 9, maxLength: 9 });
const day = fc.integer({ min: 1, max: 9 });
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('import' as const), day, days: day }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('build' as const), day }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('plain', 'draft', 'put'), text }) },
  fc.record({ kind: fc.constant('choose' as const), number: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant('mode' as const), mode: fc.constantFrom('full', 'tracking') }),
);

describe.each(databases)('whatever comes in whatever order, on %s', (database) => {
  let server: TestServer;
  let client: Client;
  let round = 0;

  beforeAll(async () => {
    server = await startTestServer({ database });
    client = createClient(server);
  });
  afterAll(() => server?.close());

  const perform = (happened: Event, texts: readonly (string | null)[]) => {
    const name = `p-${round}`;
    const repository = `example.com/${round}`;
    const prompts = (template_source: string | null | undefined) =>
      typeof template_source === 'string' ? [{ name, template_source }] : [];
    const dated = (at: number) => ({
      commit: sha(`${round} ${at}`),
      committed_at: `2026-01-0${at}T00:00:00.000Z`,
    });
    const register = (more: object, ...entries: object[]) =>
      client.post('/v1/prompts/register-code', { ...more, prompts: entries });
    switch (happened.kind) {
      case 'import': {
        const from = happened.day - 1;
        const commits = texts.slice(from, from + happened.days).map((each, index) => ({
          ...dated(happened.day + index),
          prompts: prompts(each),
          gone: each === null ? [name] : [],
        }));
        return client.post('/v1/prompts/import', { branch: 'main', repository, commits });
      }
      case 'build': {
        const git = { ...dated(happened.day), run_number: happened.day, branch: 'main', repository };
        return register({ source: 'ci', manifest: true, git }, ...prompts(texts[happened.day - 1]));
      }
      case 'plain':
        return register({}, ...prompts(happened.text));
      case 'draft':
        return register({ source: 'staged', git: { branch: 'main', repository } }, ...prompts(happened.text));
      case 'put':
        return client.put(`/v1/prompts/${name}`, { template_source: happened.text, set_active: true });
      case 'choose':
        return client.post('/v1/labels/promote', {
          prompts: [{ name, reference: String(happened.number) }],
        });
      case 'mode':
        return client.post(`/v1/prompts/${name}/mode`, { mode: happened.mode, force: true });
    }
  };
  const look = async () => {
    const { status, body } = await client.get(`/v1/prompts/p-${round}/history`);
    if (status === 404) return null;
    const versions: HistoryVersion[] = body.versions;
    const facts = versions.map(({ version, status: standing, labels }) => ({ version, standing, labels }));
    const drafts: string[] = body.drafts.map((each: HistoryVersion) => each.template_hash);
    const { mode, archived_at, current_version } = body;
    return { mode, isArchived: archived_at !== null, current_version, versions: facts, drafts };
  };

  it('one version is active at the most, numbers have no gap, and the same again changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(branch, fc.array(event, { minLength: 2, maxLength: 10 }), async (texts, events) => {
        round += 1;
        for (const happened of events) {
          const answer = await perform(happened, texts);
          expect([200, 400, 404]).toContain(answer.status);
          const once = await look();
          if (once === null) continue;
          const { versions, current_version, mode, isArchived } = once;
          expect(versions.map(({ version }) => version)).toEqual(
            versions.map((_, index) => versions.length - index),
          );
          const active = versions.filter(({ standing }) => standing === 'active');
          expect(active.map(({ version }) => version)).toEqual(
            current_version === null ? [] : [current_version],
          );
          expect(mode === 'full' && isArchived).toBe(false);
          const again = await perform(happened, texts);
          expect(await look(), JSON.stringify(happened)).toEqual(once);
          if (happened.kind === 'import' && again.status === 200) {
            expect(again.body.versions).toEqual({ made: 0, sighted: 0 });
          }
        }
      }),
      { numRuns: Number(process.env['RUNS'] ?? 8) },
    );
  });
});
