import { describe, expect, it } from 'vitest';
import { content, known, NOW, pointer } from '../../../test/support/planning.ts';
import type { Content } from '../contents.ts';
import { toLooks, type Branch, type Look } from '../look.ts';
import type { KnownPrompt, Past } from './known-prompt.ts';
import { planLooks } from './plan-looks.ts';

const COMMIT = 'c'.repeat(40);
const PAST = new Date('2026-10-01T00:00:00Z');

type Facts = { readonly branch?: string | null; readonly [fact: string]: unknown };

/** A look at a commit of a branch, where nothing else is said. */
function look(
  contents: readonly Partial<Content>[],
  { branch = 'main', ...git }: Facts = {},
  more: Partial<Look> = {},
  request: object = {},
): Look {
  const facts = { commit: COMMIT, branch, author: 'Ann', committed_at: '2026-11-20T00:00:00Z', ...git };
  const [first] = toLooks(
    'project',
    { source: 'ci', git: facts, ...request },
    contents.map((each) => content(each)),
    ['main'],
  );
  if (first === undefined) throw new Error('no look');
  return { ...first, ...more };
}

function plan(
  prompts: readonly KnownPrompt[],
  looks: readonly Look[],
  head: Branch['head'] = null,
  past: Partial<Past> = {},
) {
  let made = 0;
  return planLooks(new Map(prompts.map((prompt) => [prompt.name, prompt])), looks, {
    branch: { defaultBranches: ['main'], head, now: NOW },
    past: new Map([['greet', { told: new Set<string>(), removed: null, registeredAt: null, ...past }]]),
    newId: () => `fresh${(made += 1)}`,
  });
}

const greet = (...parameters: Parameters<typeof plan>) => plan(...parameters).prompts.get('greet');

describe('what a complete look does not find', () => {
  const gone = (facts?: Facts, more: Partial<Look> = {}, request: object = {}) =>
    look([], facts, { gone: ['greet'], ...more }, request);
  const there = known({ pointer: pointer(2) });

  it('is gone from its branch; from the default one it is archived', () => {
    expect(greet([there], [gone()])).toMatchObject({
      pointer: null,
      archivedAt: NOW,
      moves: [{ look: 0, label: 'branch', from: 'v2', to: null }],
      activated: null,
      sightings: [],
    });
    expect(greet([there], [gone({ branch: 'feature' })])).toMatchObject({
      pointer: null,
      archivedAt: undefined,
    });
    expect(greet([known({ pointer: pointer(2), isArchived: true })], [gone()])?.archivedAt).toBeUndefined();
  });

  it('is not archived where the branch became active only because somebody asked', () => {
    expect(greet([there], [gone({}, {}, { activate: true })])?.archivedAt).toBeUndefined();
  });

  it('stays where its branch is unknown, never had it, or was seen later', () => {
    expect(greet([there], [gone({ branch: null })])).toBeUndefined();
    expect(greet([known()], [gone()])).toBeUndefined();
    expect(greet([known({ pointer: pointer(2, '2026-11-21T00:00:00Z') })], [gone()])).toBeUndefined();
    expect(plan([], [gone()]).prompts.size).toBe(0);
  });

  it('in the past is archived since then, where it has no active version', () => {
    const past = { at: PAST };
    expect(greet([known({ active: null })], [gone({}, past)])?.archivedAt).toEqual(PAST);
    expect(greet([known()], [gone({}, past)])).toBeUndefined();
    expect(greet([known({ active: null })], [gone()])).toBeUndefined();
  });

  it('and what a later one finds again, is back', () => {
    const again = plan([there], [gone(), look([{ checksum: 'two' }])]);
    expect(again.prompts.get('greet')).toMatchObject({
      archivedAt: null,
      pointer: { look: 1, versionId: 'v2' },
      moves: [
        { from: 'v2', to: null },
        { look: 1, label: 'branch', from: null, to: 'v2' },
      ],
    });
  });
});

describe('several looks', () => {
  it('are seen one after the other, each by what those before it left', () => {
    const { outcomes, prompts } = plan([known()], [look([{ checksum: 'x' }]), look([{ checksum: 'y' }])]);
    expect(outcomes.flat()).toMatchObject([
      { action: 'updated', version: 4, previous: 2, versionId: 'fresh1' },
      { action: 'updated', version: 5, previous: 4, versionId: 'fresh2' },
    ]);
    expect(prompts.get('greet')).toMatchObject({
      made: [
        { versionId: 'fresh1', number: 4, wasActive: true },
        { versionId: 'fresh2', number: 5, wasActive: true },
      ],
      touched: [],
      activated: { versionId: 'fresh2', number: 5 },
      pointer: { look: 1, versionId: 'fresh2' },
      moves: [
        { look: 0, label: 'branch', from: null, to: 'fresh1' },
        { look: 0, label: 'active', from: 'v2', to: 'fresh1' },
        { look: 1, label: 'branch', from: 'fresh1', to: 'fresh2' },
        { look: 1, label: 'active', from: 'fresh1', to: 'fresh2' },
      ],
      sightings: [
        { look: 0, versionId: 'fresh1' },
        { look: 1, versionId: 'fresh2' },
      ],
    });
  });

  it('of one text make one version', () => {
    const { outcomes } = plan([], [look([{ checksum: 'x' }]), look([{ checksum: 'x' }])]);
    expect(outcomes.flat()).toMatchObject([
      { action: 'new', version: 1, previous: null },
      { action: 'unchanged', version: 1, previous: null },
    ]);
  });

  it('are in their order, whatever the dates of their commits say', () => {
    const looks = [
      look([{ checksum: 'one' }], { committed_at: '2026-11-22T00:00:00Z' }),
      look([{ checksum: 'two' }], { commit: 'd'.repeat(40), committed_at: '2026-11-21T00:00:00Z' }),
    ];
    expect(greet([known()], looks)).toMatchObject({ pointer: { look: 1, versionId: 'v2' } });
  });

  it('are of one prompt or of another', () => {
    const { outcomes, prompts } = plan([known()], [look([{}, { name: 'other', checksum: 'z' }])]);
    expect(outcomes.flat().map(({ name, action }) => `${action} ${name}`)).toEqual([
      'updated greet',
      'new other',
    ]);
    expect(prompts.get('other')).toMatchObject({ name: 'other', known: undefined });
  });

  it('tell the head of their branch, unless a complete one is older than what was seen', () => {
    const head = pointer(2, '2026-11-21T00:00:00Z').moment;
    const complete = { isManifest: true };
    expect(plan([], [look([], {}, complete)], head).isHead).toBe(false);
    expect(plan([], [look([])], head).isHead).toBe(true);
    expect(plan([], [look([], { committed_at: '2026-11-22T00:00:00Z' }, complete)], head).isHead).toBe(true);
    expect(plan([], [look([], {}, complete)]).isHead).toBe(true);
  });
});

it('a version that becomes active again has been active since', () => {
  expect(greet([known()], [look([{ checksum: 'one' }])])?.touched).toEqual([
    { versionId: 'v1', number: null, wasActive: true, at: null, author: null },
  ]);
});

it('what is found again and is gone again is archived since the last time', () => {
  const gone = look([], {}, { gone: ['greet'] });
  const there = known({ pointer: pointer(2), isArchived: true });
  const change = greet([there], [look([{ checksum: 'two' }]), gone]);
  expect(change).toMatchObject({ archivedAt: NOW, pointer: null });
});

it('that nothing newer keeps from moving is not stale, wherever its branch stood', () => {
  const stale = (prompt: KnownPrompt, one: Look) => plan([prompt], [one]).outcomes.flat()[0]?.isStale;
  expect(stale(known({ pointer: pointer(1) }), look([{ checksum: 'two' }]))).toBe(false);
  const late = known({ pointer: pointer(2, '2026-11-21T00:00:00Z') });
  expect(stale(late, look([{ checksum: 'two' }]))).toBe(false);
  expect(stale(late, look([{ checksum: 'one' }]))).toBe(true);
});

it('what was asked for becomes active, whoever chose another', () => {
  const chosen = known({ isPromoted: true, active: { versionId: 'v1', number: 1 }, pointer: pointer(2) });
  const asked = look([{ checksum: 'two' }], {}, {}, { activate: true });
  expect(greet([chosen], [asked])?.activated).toEqual({ versionId: 'v2', number: 2 });
});

describe('a new name', () => {
  const other = known({ name: 'other' });
  const renamed = { renamedFrom: 'other' };
  const former = (prompts: readonly KnownPrompt[], looks: readonly Look[]) => {
    const { outcomes, prompts: changed } = plan(prompts, looks);
    const told = outcomes.flat().at(-1)?.renamedFrom;
    expect(changed.get('greet')?.renamedFrom ?? null).toBe(told);
    return told;
  };
  const staged = { isUncommitted: true };

  it('continues the history of the one it had', () => {
    expect(former([other], [look([renamed])])).toBe('other');
    expect(former([other], [look([renamed], {}, staged)])).toBe('other');
    expect(former([], [look([{ name: 'other' }]), look([renamed])])).toBe('other');
    expect(former([known({ latestNumber: 0, active: null }), other], [look([renamed])])).toBe('other');
  });

  it('has no history where the other has none, or is not of code, or is not there', () => {
    expect(former([known({ name: 'other', latestNumber: 0 })], [look([renamed])])).toBeNull();
    expect(former([known({ name: 'other', mode: 'full' })], [look([renamed])])).toBeNull();
    expect(former([], [look([renamed])])).toBeNull();
    expect(former([other], [look([{}])])).toBeNull();
  });

  it('is none where the prompt has a history of its own', () => {
    expect(former([known(), other], [look([renamed])])).toBeNull();
    expect(former([known(), other], [look([renamed], {}, staged)])).toBeNull();
  });
});

describe('a description', () => {
  const described = { description: 'Greets.' };
  const staged = { isUncommitted: true };

  it('is taken from what is believed', () => {
    expect(greet([known()], [look([described])])?.description).toBe('Greets.');
    expect(greet([known({ description: 'Old.' })], [look([described])])?.description).toBe('Greets.');
    expect(greet([known({ description: 'Old.' })], [look([{}])])?.description).toBeNull();
    const same = look([{ ...described, checksum: 'two' }], {}, { isManifest: true });
    expect(greet([known({ description: 'Greets.', pointer: pointer(2) })], [same])).toBeUndefined();
    const late = known({ pointer: pointer(2, '2026-11-21T00:00:00Z') });
    expect(greet([late], [look([described])])?.description).toBeNull();
  });

  it('of another branch or a draft is taken for a prompt that has neither a number nor a description', () => {
    const young = { latestNumber: 0, active: null };
    for (const one of [look([described], { branch: 'feature' }), look([described], {}, staged)]) {
      expect(greet([], [one])?.description).toBe('Greets.');
      expect(greet([known(young)], [one])?.description).toBe('Greets.');
      expect(greet([known({ ...young, description: 'Old.' })], [one])?.description).toBeNull();
      expect(greet([known()], [one])?.description).toBeNull();
    }
  });
});

describe('what happened in the past', () => {
  const then = { at: PAST };

  it('has its time and its author, and was active where its branch was the default one', () => {
    expect(greet([], [look([{}], {}, then)])?.made).toMatchObject([
      { at: PAST, author: 'Ann', wasActive: true },
    ]);
    expect(greet([known()], [look([{ checksum: 'draft' }], { branch: 'feature' }, then)])?.touched).toEqual([
      { versionId: 'd', number: 4, wasActive: false, at: PAST, author: 'Ann' },
    ]);
    const late = known({ pointer: pointer(2, '2026-11-21T00:00:00Z') });
    expect(greet([late], [look([{}], {}, then)])?.made).toMatchObject([{ wasActive: true }]);
    expect(greet([late], [look([{}])])?.made).toMatchObject([{ wasActive: false, at: null, author: null }]);
  });

  it('activates nothing over a text that was registered without git since', () => {
    const [before, after] = [new Date('2026-11-01T00:00:00Z'), new Date('2026-11-03T00:00:00Z')];
    const past = { registeredAt: new Date('2026-11-02T00:00:00Z') };
    const active = (...looks: readonly Look[]) => greet([known()], looks, null, past)?.activated?.versionId;
    const one = look([{ checksum: 'one' }], {}, { at: before });
    expect(active(one)).toBeUndefined();
    expect(active(look([{ checksum: 'one' }], {}, { at: after }))).toBe('v1');
    expect(active(look([{ checksum: 'one' }]))).toBe('v1');
    expect(active(look([{ checksum: 'three' }], {}, { at: after }), one)).toBe('v1');
  });

  it('brings back what was gone in the past alone', () => {
    const gone = look([], {}, { ...then, gone: ['greet'] });
    const back = look([{ checksum: 'two' }], { branch: 'feature' }, then);
    expect(greet([known({ active: null })], [gone, back])?.archivedAt).toBeNull();
    expect(greet([known({ isArchived: true })], [back])?.archivedAt).toBeUndefined();
  });
});

describe('that somebody chose the active version', () => {
  const promoted = (facts: Facts, request: object, isPromoted: boolean, more: Partial<KnownPrompt> = {}) =>
    greet([known({ isPromoted, ...more })], [look([{}], facts, {}, request)])?.isPromoted;

  it('is so after it was asked for', () => {
    expect(promoted({ branch: 'feature' }, { activate: true }, false)).toBe(true);
    expect(promoted({ branch: 'feature' }, { activate: true }, true)).toBeNull();
  });

  it('ends with what the default branch or a client without git says', () => {
    expect(promoted({}, {}, true)).toBe(false);
    expect(promoted({}, { git: null, source: 'api' }, true)).toBe(false);
    expect(promoted({}, {}, false)).toBeNull();
    expect(promoted({ branch: 'feature' }, {}, true)).toBeNull();
  });
});

describe('where a prompt was seen', () => {
  const place = { ...pointer(2), path: 'a.ts', line: 3 };
  const at = { checksum: 'two', path: 'a.ts', line: 3 };
  const seen = (prompt: KnownPrompt, one: Look) => greet([prompt], [one])?.sightings.length ?? 0;
  const there = known({ pointer: place });

  it('is told again where it moved', () => {
    expect(seen(there, look([at]))).toBe(0);
    expect(seen(there, look([{ ...at, path: 'b.ts' }]))).toBe(1);
    expect(seen(there, look([{ ...at, line: 4 }]))).toBe(1);
    expect(seen(there, look([at], { repository: 'there' }))).toBe(1);
    expect(seen(there, look([at], { folder: 'sub' }))).toBe(1);
    expect(seen(known(), look([at]))).toBe(1);
  });

  it('is always told of a commit that changed it', () => {
    expect(seen(there, look([at], {}, {}, { source: 'commit' }))).toBe(1);
  });

  it('is told of a branch that is unknown or behind, but for a complete look', () => {
    const unknown = { branch: null };
    expect(seen(there, look([at], unknown))).toBe(1);
    expect(seen(there, look([at], unknown, { isManifest: true }))).toBe(0);
    const late = known({ pointer: pointer(2, '2026-11-21T00:00:00Z') });
    expect(seen(late, look([at]))).toBe(1);
    expect(seen(late, look([at], {}, { isManifest: true }))).toBe(0);
  });

  it('is noted with the newest commit, which for a complete look its branch tells', () => {
    const early = known({
      pointer: { ...place, ...pointer(2, '2026-11-19T00:00:00Z'), path: 'a.ts', line: 3 },
    });
    expect(greet([early], [look([at])])).toMatchObject({
      pointer: { versionId: 'v2' },
      moves: [],
      sightings: [],
    });
    expect(greet([early], [look([at], {}, { isManifest: true })])).toBeUndefined();
  });
});

it('a draft that fades is kept, and noted once', () => {
  const fading = known({ versions: new Map([['draft', { versionId: 'd', number: null, isFading: true }]]) });
  const staged = look([{ checksum: 'draft' }], {}, { isUncommitted: true });
  expect(greet([fading], [staged, staged])).toMatchObject({
    touched: [{ versionId: 'd', number: null, wasActive: false }],
    sightings: [{ look: 0, versionId: 'd' }],
    made: [],
  });
});

it('a draft of another text than the branch has is told with the version that it would follow', () => {
  const staged = (checksum: string, facts: Facts = {}) =>
    look([{ checksum }], facts, { isUncommitted: true });
  const outcome = (prompt: KnownPrompt, one: Look) => plan([prompt], [one]).outcomes.flat()[0];
  const there = known({ pointer: pointer(3) });
  expect(outcome(there, staged('two'))).toMatchObject({ action: 'reverted', version: 2, previous: 3 });
  expect(outcome(there, staged('three'))).toMatchObject({ action: 'unchanged', version: 3, previous: null });
  expect(outcome(known(), staged('three'))).toMatchObject({ action: 'updated', version: 3, previous: 2 });
  expect(outcome(there, staged('three', { branch: null }))).toMatchObject({ action: 'updated', previous: 2 });
  expect(outcome(known({ active: null }), staged('two'))).toMatchObject({
    action: 'updated',
    previous: null,
  });
  const young = known({ latestNumber: 0, active: null, versions: new Map() });
  expect(outcome(young, staged('two'))).toMatchObject({ action: 'new', version: null, previous: null });
});
