import { describe, expect, it } from 'vitest';
import { content, known, NOW } from '../../test/support/planning.ts';
import type { Content } from './contents.ts';
import { toDeeds } from './deeds.ts';
import { toLooks, type Look } from './look.ts';
import type { KnownPrompt } from './plan/known-prompt.ts';
import { planLooks } from './plan/plan-looks.ts';

const COMMIT = 'c'.repeat(40);

function deeds(
  prompts: readonly KnownPrompt[],
  seen: readonly Partial<Content>[],
  request: Omit<Parameters<typeof toLooks>[1], 'prompts'> = {},
  more: Partial<Look> = {},
) {
  const looks = toLooks(
    'project',
    request,
    seen.map((each) => content(each)),
    ['main'],
  ).map((look) => ({ ...look, ...more }));
  const plan = planLooks(new Map(prompts.map((prompt) => [prompt.name, prompt])), looks, {
    branch: { defaultBranches: ['main'], head: null, now: NOW },
    newId: () => 'fresh',
  });
  return toDeeds(looks, plan);
}

describe('the audit keeps', () => {
  it('what became of a prompt, and of which version', () => {
    expect(deeds([], [{}])).toEqual([
      {
        action: 'prompt.registered',
        object: 'greet',
        details: { action: 'new', version: 1, previous_version: null },
      },
    ]);
    expect(deeds([known()], [{}])[0]?.details).toEqual({
      action: 'updated',
      version: 4,
      previous_version: 2,
    });
  });

  it('where that was seen', () => {
    const git = { commit: COMMIT, branch: 'main' };
    expect(deeds([], [{}], { source: 'ci', git })[0]?.details).toEqual({
      action: 'new',
      version: 1,
      previous_version: null,
      source: 'ci',
      commit: COMMIT,
      branch: 'main',
    });
    expect(deeds([], [{}], { source: 'staged', git: {} })[0]?.details).toEqual({
      action: 'new',
      version: null,
      previous_version: null,
      source: 'staged',
    });
  });

  it('that it was described, also where nothing else changed', () => {
    expect(deeds([known()], [{ checksum: 'two', description: 'Greets.' }])).toMatchObject([
      { object: 'greet', details: { action: 'unchanged', described: true } },
    ]);
    expect(deeds([known({ description: 'Greets.' })], [{ checksum: 'two', description: 'Greets.' }])).toEqual(
      [],
    );
  });

  it('that it is back, also where nothing else changed', () => {
    expect(deeds([known({ isArchived: true })], [{ checksum: 'two' }])).toMatchObject([
      { object: 'greet', details: { action: 'unchanged', revived: true } },
    ]);
    expect(deeds([known()], [{ checksum: 'new' }])[0]?.details).not.toHaveProperty('revived');
  });

  it('of a history each change once, and what is said of the prompt itself with the last', () => {
    const looks = ['one', 'new', 'new'].flatMap((checksum) =>
      toLooks('project', {}, [content({ checksum, description: 'Greets.' })], ['main']),
    );
    const plan = planLooks(new Map([['greet', known({ isArchived: true })]]), looks, {
      branch: { defaultBranches: ['main'], head: null, now: NOW },
      newId: () => 'fresh',
    });
    expect(toDeeds(looks, plan).map(({ details }) => details)).toEqual([
      { action: 'reverted', version: 1, previous_version: 2 },
      { action: 'updated', version: 4, previous_version: 1 },
      { action: 'unchanged', version: 4, previous_version: null, described: true, revived: true },
    ]);
  });

  it('what it was called before', () => {
    const [deed] = deeds([known({ name: 'other' })], [{ renamedFrom: 'other' }]);
    expect(deed?.details).toMatchObject({ action: 'new', renamed_from: 'other' });
  });

  it('that it is gone', () => {
    const there = known({
      pointer: {
        versionId: 'v2',
        number: 2,
        path: null,
        line: null,
        moment: { commit: 'a', committedAt: null, runNumber: null, repository: null, folder: null },
      },
    });
    const request = { source: 'ci' as const, git: { commit: COMMIT, branch: 'main' } };
    expect(deeds([there], [], request, { gone: ['greet'] })).toEqual([
      { action: 'prompt.archived', object: 'greet' },
    ]);
  });

  it('nothing of what was only seen in another place', () => {
    const git = { commit: COMMIT, branch: 'feature' };
    expect(deeds([known()], [{ checksum: 'two', path: 'b.ts' }], { source: 'ci', git })).toEqual([]);
    expect(deeds([known()], [{ checksum: 'two' }])).toEqual([]);
  });
});
