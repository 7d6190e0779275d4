import { describe, expect, it } from 'vitest';
import { content, known, NOW, pointer } from '../../../test/support/planning.ts';
import type { Content } from '../contents.ts';
import { toLooks, type Branch } from '../look.ts';
import type { KnownPrompt } from './known-prompt.ts';
import { planLooks } from './plan-looks.ts';

const COMMIT = 'c'.repeat(40);

type Request = Omit<Parameters<typeof toLooks>[1], 'prompts'>;

function see(
  prompt: KnownPrompt | undefined,
  seen: Partial<Content>,
  request: Request = {},
  head: Branch['head'] = null,
) {
  const defaultBranches = ['main'];
  const looks = toLooks('project', request, [content(seen)], defaultBranches);
  const prompts = new Map(prompt === undefined ? [] : [[prompt.name, prompt]]);
  const plan = planLooks(prompts, looks, {
    branch: { defaultBranches, head, now: NOW },
    newId: () => 'fresh',
  });
  const [outcome] = plan.outcomes.flat();
  if (outcome === undefined) throw new Error('nothing was planned');
  const change = plan.prompts.get('greet');
  const { action, version, previous } = outcome;
  return { said: [action, version, previous], outcome, change, active: change?.activated?.versionId ?? null };
}

const at = (branch: string | null, more: object = {}): Request => ({
  source: 'ci',
  git: { commit: COMMIT, branch, committed_at: '2026-11-20T00:00:00Z', ...more },
});

describe('without git', () => {
  it.each([
    ['an unknown name is new', undefined, 'new', ['new', 1, null], 'fresh'],
    [
      'so is a prompt without numbers',
      known({ latestNumber: 0, active: null }),
      'new',
      ['new', 1, null],
      'fresh',
    ],
    ['new content is the next number', known(), 'new', ['updated', 4, 2], 'fresh'],
    ["the active version's content changes nothing", known(), 'two', ['unchanged', 2, null], null],
    ['older content is the version that it was', known(), 'one', ['reverted', 1, 2], 'v1'],
    ['so is newer content that is not active', known(), 'three', ['reverted', 3, 2], 'v3'],
    ['a draft gets the next number', known(), 'draft', ['updated', 4, 2], 'd'],
  ])('%s', (_law, prompt, checksum, said, active) => {
    const seen = see(prompt, { checksum });
    expect([seen.said, seen.active]).toEqual([said, active]);
  });

  it('nothing at all changes where nothing did', () => {
    expect(see(known(), { checksum: 'two' }).change).toBeUndefined();
  });
});

describe('what is staged', () => {
  const staged: Request = { source: 'staged', git: { commit: COMMIT, branch: 'main', dirty: true } };

  it('is a draft without number, and moves nothing', () => {
    const seen = see(known(), {}, staged);
    expect([seen.said, seen.active]).toEqual([['updated', null, 2], null]);
    expect(seen.change).toMatchObject({ made: [{ number: null }], moves: [], pointer: undefined });
  });

  it('is looked at, and nothing written, where its text is stored already', () => {
    for (const checksum of ['one', 'two', 'three', 'draft']) {
      expect(see(known(), { checksum }, staged).change).toBeUndefined();
    }
    expect(see(known(), { checksum: 'one' }, staged).said).toEqual(['reverted', 1, 2]);
    expect(see(known(), { checksum: 'draft' }, staged).said).toEqual(['unchanged', null, null]);
  });

  it('keeps a draft from fading', () => {
    const fading = known({
      versions: new Map([['draft', { versionId: 'd', number: null, isFading: true }]]),
    });
    expect(see(fading, { checksum: 'draft' }, staged).change).toMatchObject({
      touched: [{ versionId: 'd', number: null }],
    });
  });
});

describe('a work tree', () => {
  const dirty: Request = { git: { commit: COMMIT, branch: 'main', dirty: true } };

  it('has drafts where it differs from its commit, and the rest is committed', () => {
    expect(see(known(), {}, dirty).said[1]).toBeNull();
    expect(see(known(), { isDraft: false }, dirty).said[1]).toBe(4);
    expect(see(known(), { isDraft: true }, { git: { commit: COMMIT, branch: 'main' } }).said[1]).toBeNull();
  });

  it('has drafts alone before the first commit', () => {
    expect(see(undefined, { isDraft: false }, { git: { branch: 'main' } }).said).toEqual(['new', null, null]);
  });
});

describe('a commit', () => {
  it.each([
    ['on the default branch', at('main'), 'default_branch', 'fresh'],
    ['on another branch', at('feature'), 'other_branch', null],
    ['on no branch that is known', at(null), 'unknown_branch', null],
    ['of a pull request', at('feature', { pull_request: '7' }), 'pull_request', null],
    [
      'of a pull request from a branch that is called main',
      at('main', { pull_request: '7' }),
      'pull_request',
      null,
    ],
    ['where it is asked to', { ...at('feature'), activate: true }, 'asked', 'fresh'],
  ])('%s is numbered, and activates: %s', (_where, request, reason, active) => {
    const seen = see(known(), {}, request);
    expect([seen.said, seen.active]).toEqual([['updated', 4, 2], active]);
    expect(toLooks('project', request, [content()], ['main'])[0]?.activation.reason).toBe(reason);
  });

  it('moves the label of its branch, but not that of a pull request called as the default one is', () => {
    expect(see(known(), {}, at('feature')).change?.pointer).toMatchObject({ versionId: 'fresh' });
    expect(see(known(), {}, at('main', { pull_request: '7' })).change?.pointer).toBeUndefined();
  });

  it('is compared with its own branch, where that was seen before', () => {
    const prompt = known({ pointer: pointer(1) });
    expect(see(prompt, { checksum: 'one' }, at('feature')).said).toEqual(['unchanged', 1, null]);
    expect(see(prompt, { checksum: 'two' }, at('feature')).said).toEqual(['updated', 2, 1]);
    expect(see(known({ pointer: pointer(3) }), { checksum: 'one' }, at('feature')).said).toEqual([
      'reverted',
      1,
      3,
    ]);
    expect(see(known(), { checksum: 'one' }, at('feature')).said).toEqual(['unchanged', 1, null]);
  });

  it('activates what was merged, and what was reverted', () => {
    expect(see(known({ pointer: pointer(2) }), { checksum: 'three' }, at('main')).said).toEqual([
      'updated',
      3,
      2,
    ]);
    expect(see(known({ pointer: pointer(2) }), { checksum: 'one' }, at('main')).said).toEqual([
      'reverted',
      1,
      2,
    ]);
  });

  it.each([
    ['an older commit', pointer(2, '2026-11-21T00:00:00Z'), at('main')],
    ['a build with a lower number', pointer(2, null, 8), at('main', { run_number: 7 })],
  ])('moves nothing back: %s', (_what, place, request) => {
    const seen = see(known({ pointer: place }), {}, request);
    expect([seen.said, seen.active, seen.outcome.isStale]).toEqual([['updated', 4, 2], null, true]);
    expect(seen.change).toMatchObject({ pointer: undefined, made: [{ number: 4 }] });
  });

  it('takes a commit for older only by whole seconds, which is what git keeps', () => {
    const arrived = pointer(2, '2026-11-20T00:00:00.700Z');
    expect(see(known({ pointer: arrived }), { checksum: 'one' }, at('main')).active).toBe('v1');
  });

  it('moves nothing back behind a complete look at its branch', () => {
    const { moment } = pointer(2, null, 8);
    const seen = see(
      known({ pointer: pointer(2) }),
      { checksum: 'one' },
      at('main', { run_number: 7 }),
      moment,
    );
    expect([seen.active, seen.outcome.isStale]).toEqual([null, true]);
  });

  it('may move back what a newer build saw set back', () => {
    const place = pointer(2, '2026-11-24T00:00:00Z', 7);
    expect(see(known({ pointer: place }), { checksum: 'one' }, at('main', { run_number: 8 })).active).toBe(
      'v1',
    );
  });

  it('leaves active what somebody chose, until its text changes', () => {
    const chosen = known({ isPromoted: true, active: { versionId: 'v1', number: 1 }, pointer: pointer(2) });
    expect(see(chosen, { checksum: 'two' }, at('main')).active).toBeNull();
    const changed = see(chosen, { checksum: 'three' }, at('main'));
    expect([changed.active, changed.change?.isPromoted]).toEqual(['v3', false]);
  });

  it('brings back what was gone, on the default branch alone', () => {
    const gone = known({ isArchived: true });
    expect(see(gone, { checksum: 'two' }, at('main')).change?.archivedAt).toBeNull();
    expect(see(gone, { checksum: 'two' }, at('feature')).change?.archivedAt).toBeUndefined();
  });

  it('tells again where a prompt stands only when it moved', () => {
    const place = { ...pointer(2), path: 'a.ts', line: 3 };
    const request = { ...at('main'), manifest: true };
    expect(
      see(known({ pointer: place }), { checksum: 'two', path: 'a.ts', line: 3 }, request).change,
    ).toBeUndefined();
    const moved = see(known({ pointer: place }), { checksum: 'two', path: 'b.ts', line: 3 }, request);
    expect(moved.change).toMatchObject({ sightings: [{ path: 'b.ts' }], pointer: { path: 'b.ts' } });
  });
});
