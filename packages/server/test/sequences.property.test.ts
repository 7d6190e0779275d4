import { checksum } from '@prompt-ledger/shared';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Client } from './support/client.ts';
import { databases } from './support/databases.ts';
import { startTestServer, type TestServer } from './support/server.ts';

/** One thing that happens. `time` is the commit's date and the build's number at once: a lower one is older. */
type Event =
  | { readonly kind: 'plain'; readonly texts: Texts }
  | { readonly kind: 'staged'; readonly texts: Texts }
  | { readonly kind: 'commit'; readonly texts: Texts; readonly branch: Branch; readonly time: number }
  | {
      readonly kind: 'ci';
      readonly texts: Texts;
      readonly branch: Branch;
      readonly time: number;
      readonly isManifest: boolean;
      readonly isPullRequest: boolean;
    }
  | { readonly kind: 'promote'; readonly name: string; readonly number: number };

type Texts = Readonly<Record<string, string>>;
type Branch = 'main' | 'feature' | null;

interface Pointer {
  readonly text: string;
  time: number;
}

/** A prompt as sync.md tells it, without regard to how it is stored. */
class ModelPrompt {
  /** The texts that have numbers, in their order, and those that have none. */
  readonly numbered: string[] = [];
  readonly drafts = new Set<string>();
  readonly pointers = new Map<string, Pointer>();
  active: string | null = null;
  isPromoted = false;
  isArchived = false;

  draft(text: string): void {
    if (!this.numbered.includes(text)) this.drafts.add(text);
  }

  number(text: string): void {
    this.drafts.delete(text);
    if (!this.numbered.includes(text)) this.numbered.push(text);
  }

  numberOf(text: string | null): number | null {
    return text === null || !this.numbered.includes(text) ? null : this.numbered.indexOf(text) + 1;
  }
}

class ModelLedger {
  readonly prompts = new Map<string, ModelPrompt>();
  /** The time of the newest manifest of each branch. */
  readonly heads = new Map<string, number>();

  prompt(name: string): ModelPrompt {
    const prompt = this.prompts.get(name) ?? new ModelPrompt();
    this.prompts.set(name, prompt);
    return prompt;
  }

  apply(event: Event): void {
    if (event.kind === 'promote') return this.promote(event.name, event.number);
    const texts = Object.entries(event.texts);
    if (event.kind === 'staged') return texts.forEach(([name, text]) => this.prompt(name).draft(text));
    if (event.kind === 'plain') return texts.forEach(([name, text]) => this.plain(this.prompt(name), text));
    const isPullRequest = event.kind === 'ci' && event.isPullRequest;
    const isManifest = event.kind === 'ci' && event.isManifest;
    const { branch, time } = event;
    // Anybody may call the branch of a pull request "main".
    const moved = branch === 'main' && isPullRequest ? null : branch;
    for (const [name, text] of texts) {
      this.commit(this.prompt(name), text, { moved, time, isDefault: branch === 'main' && !isPullRequest });
    }
    if (isManifest && moved !== null)
      this.closeManifest(
        moved,
        time,
        texts.map(([name]) => name),
      );
  }

  commit(
    prompt: ModelPrompt,
    text: string,
    { moved, time, isDefault }: { moved: Branch; time: number; isDefault: boolean },
  ): void {
    prompt.number(text);
    if (moved === null) return;
    const pointer = prompt.pointers.get(moved);
    if (time < (this.heads.get(moved) ?? 0) || time < (pointer?.time ?? 0)) return;
    const isOtherText = pointer?.text !== text;
    prompt.pointers.set(moved, { text, time });
    if (!isDefault) return;
    prompt.isArchived = false;
    if (!prompt.isPromoted || isOtherText) prompt.active = text;
    if (prompt.active === text) prompt.isPromoted = false;
  }

  closeManifest(branch: string, time: number, names: readonly string[]): void {
    if (time < (this.heads.get(branch) ?? 0)) return;
    this.heads.set(branch, time);
    for (const [name, prompt] of this.prompts) {
      const pointer = prompt.pointers.get(branch);
      if (names.includes(name) || pointer === undefined || time < pointer.time) continue;
      prompt.pointers.delete(branch);
      if (branch === 'main') prompt.isArchived = true;
    }
  }

  plain(prompt: ModelPrompt, text: string): void {
    prompt.number(text);
    prompt.active = text;
    prompt.isPromoted = false;
    prompt.isArchived = false;
  }

  promote(name: string, number: number): void {
    const prompt = this.prompts.get(name);
    const text = prompt?.numbered[number - 1];
    if (prompt === undefined || text === undefined) return;
    prompt.active = text;
    prompt.isPromoted = true;
    prompt.isArchived = false;
  }
}

const names = fc.constantFrom('p', 'q');
const texts = fc.dictionary(names, fc.constantFrom('A', 'B', 'C'), { minKeys: 1 });
const branch = fc.constantFrom<Branch[]>('main', 'main', 'feature', null);
const time = fc.integer({ min: 1, max: 9 });
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ kind: fc.constant('plain' as const), texts }),
  fc.record({ kind: fc.constant('staged' as const), texts }),
  fc.record({ kind: fc.constant('commit' as const), texts, branch, time }),
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('ci' as const),
      texts,
      branch,
      time,
      isManifest: fc.boolean(),
      isPullRequest: fc.boolean(),
    }),
  },
  fc.record({ kind: fc.constant('promote' as const), name: names, number: fc.integer({ min: 1, max: 3 }) }),
);

describe.each(databases)('any sequence of events on %s', (database) => {
  let server: TestServer;
  let client: Client;
  let round = 0;

  beforeAll(async () => {
    server = await startTestServer({ database });
    client = createClient(server);
  });
  afterAll(() => server?.close());

  /** Names and repositories of their own keep the rounds apart. */
  const nameOf = (name: string) => `${name}-${round}`;

  const perform = async (happened: Event) => {
    if (happened.kind === 'promote') {
      const prompts = [{ name: nameOf(happened.name), reference: String(happened.number) }];
      const { status } = await client.post('/v1/labels/promote', { prompts });
      expect([200, 404]).toContain(status);
      return;
    }
    const prompts = Object.entries(happened.texts).map(([name, template_source]) => ({
      name: nameOf(name),
      template_source,
    }));
    const { status, body } = await client.post('/v1/prompts/register-code', {
      ...toRequest(happened),
      prompts,
    });
    expect([status, body.missing]).toEqual([200, []]);
  };

  const toRequest = (happened: Exclude<Event, { kind: 'promote' }>) => {
    const repository = `example.com/${round}`;
    switch (happened.kind) {
      case 'plain':
        return {};
      case 'staged':
        return { source: 'staged', git: { branch: 'main', base: checksum('head'), repository } };
      case 'commit':
      case 'ci': {
        const { branch: named, time: at } = happened;
        const git = {
          commit: checksum(`${at} ${named}`).slice(0, 40),
          branch: named,
          committed_at: `2026-01-0${at}T00:00:00Z`,
          repository,
        };
        if (happened.kind === 'commit') return { source: 'commit', git };
        const pullRequest = happened.isPullRequest ? { pull_request: '1' } : {};
        return {
          source: 'ci',
          manifest: happened.isManifest,
          git: { ...git, run_number: at, ...pullRequest },
        };
      }
    }
  };

  const look = async (name: string) => {
    const { status, body } = await client.get(`/v1/prompts/${nameOf(name)}/history`);
    if (status === 404) return null;
    return {
      numbered: body.versions.map((each: { template_source: string }) => each.template_source).toReversed(),
      drafts: body.drafts.map((each: { template_source: string }) => each.template_source).toSorted(),
      active: body.current_version,
      isArchived: body.archived_at !== null,
      branches: body.versions
        .flatMap((each: { version: number; labels: string[] }) =>
          each.labels.map((label) => `${label} ${each.version}`),
        )
        .toSorted(),
    };
  };

  const expectation = (prompt: ModelPrompt | undefined) =>
    prompt === undefined
      ? null
      : {
          numbered: prompt.numbered,
          drafts: [...prompt.drafts].toSorted(),
          active: prompt.numberOf(prompt.active),
          isArchived: prompt.isArchived,
          branches: [...prompt.pointers]
            .map(([name, { text }]) => `branch/${name} ${prompt.numberOf(text)}`)
            .toSorted(),
        };

  it('numbers, points, activates and archives as a plain model does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 2, maxLength: 12 }), async (events) => {
        round += 1;
        const model = new ModelLedger();
        for (const happened of events) {
          model.apply(happened);
          await perform(happened);
          for (const name of ['p', 'q']) {
            expect(await look(name), JSON.stringify(happened)).toEqual(expectation(model.prompts.get(name)));
          }
        }
      }),
      { numRuns: 12 },
    );
  });

  it('at the same time gives numbers without gaps, and ends with the newest build', async () => {
    const numbers = Array.from({ length: 24 }, (_, index) => index + 1);
    round += 1;
    const staged = numbers.map((each) => perform({ kind: 'staged', texts: { p: `text ${each}` } }));
    const builds = numbers.map((each) => {
      const prompts = [{ name: nameOf('p'), template_source: `text ${each}` }];
      const git = {
        commit: checksum(`build ${each}`).slice(0, 40),
        branch: 'main',
        run_number: each,
        repository: `example.com/${round}`,
      };
      const manifest = each % 2 === 0;
      return client.post('/v1/prompts/register-code', { source: 'ci', manifest, git, prompts });
    });
    const answers = await Promise.all([...builds, ...staged]);
    expect(answers.flatMap((answer) => (answer === undefined ? [] : [answer.status]))).toEqual(
      numbers.map(() => 200),
    );
    const { body } = await client.get(`/v1/prompts/${nameOf('p')}/history`);
    expect(body.versions.map((each: { version: number }) => each.version)).toEqual(numbers.toReversed());
    expect(body.drafts).toEqual([]);
    const active = body.versions.find((each: { version: number }) => each.version === body.current_version);
    expect(active.template_source).toBe('text 24');
    expect(active.labels).toEqual(['branch/main']);
  });
});
