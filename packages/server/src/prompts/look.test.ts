import type { RegisterRequest } from '@prompt-ledger/shared/contract';
import { describe, expect, it } from 'vitest';
import { readContents } from './contents.ts';
import { toDefaultBranches, toLooks } from './look.ts';
import { momentOf, toScan } from './scan.ts';

const COMMIT = 'c'.repeat(40);

const looksOf = (
  request: Partial<RegisterRequest>,
  drafts: Record<string, boolean | undefined> = { A: undefined },
) => {
  const prompts = Object.entries(drafts).map(([name, draft]) => ({
    name,
    template_source: name,
    ...(draft === undefined ? {} : { draft }),
  }));
  return toLooks('project', { ...request, prompts }, readContents(prompts, 'prompts'), ['main']);
};
const told = (...parameters: Parameters<typeof looksOf>) =>
  looksOf(...parameters).map(({ isUncommitted, contents }) =>
    `${isUncommitted ? 'uncommitted' : 'committed'} ${contents.map(({ name }) => name).join(' ')}`.trim(),
  );

describe('a registration is a look at', () => {
  const git = { commit: COMMIT, branch: 'feature' };

  it('what is committed, where nothing says otherwise', () => {
    expect(told({})).toEqual(['committed A']);
    expect(told({ git })).toEqual(['committed A']);
    expect(told({ git: { ...git, dirty: true }, source: 'commit' })).toEqual(['committed A']);
    expect(told({ git: { ...git, dirty: true }, source: 'ci' })).toEqual(['committed A']);
    expect(told({}, {})).toEqual(['committed']);
  });

  it('drafts, where it is staged, dirty or before the first commit', () => {
    expect(told({ git, source: 'staged' })).toEqual(['uncommitted A']);
    expect(told({ source: 'staged' }, { A: false })).toEqual(['uncommitted A']);
    expect(told({ git: { ...git, dirty: true } })).toEqual(['uncommitted A']);
    expect(told({ git: { branch: 'feature' } }, { A: false })).toEqual(['uncommitted A']);
  });

  it('both, where each text tells', () => {
    const both = ['committed A', 'uncommitted B'];
    expect(told({ git: { ...git, dirty: true } }, { A: false, B: undefined })).toEqual(both);
    expect(told({ git }, { A: undefined, B: true })).toEqual(both);
    expect(told({ git, source: 'ci' }, { A: undefined, B: true })).toEqual(both);
    expect(told({}, { A: undefined, B: true })).toEqual(both);
  });

  it('all there is at a commit, if that is said, and never with drafts', () => {
    const manifest = { git, manifest: true, untracked: ['X'] };
    const [committed, uncommitted] = looksOf(manifest, { A: false, B: true });
    expect(committed).toMatchObject({ isManifest: true, untracked: ['X'], gone: [], at: null });
    expect(uncommitted).toMatchObject({ isManifest: false, untracked: ['X'], gone: [], at: null });
    expect(looksOf({ git })[0]).toMatchObject({ isManifest: false, untracked: [] });
  });

  it('from somewhere', () => {
    const source = (request: Partial<RegisterRequest>) => looksOf(request)[0]?.scan.source;
    expect([source({}), source({ git }), source({ git, source: 'ci' })]).toEqual(['api', 'manual', 'ci']);
    expect(source({ git: null } as Partial<RegisterRequest>)).toBe('api');
  });
});

describe('of drafts', () => {
  const look = (git: object) => looksOf({ git, source: 'staged' })[0];

  it('the commit is what they stand on', () => {
    expect(look({ commit: COMMIT, base: 'b', branch: 'main' })?.scan).toMatchObject({
      commit: null,
      base: COMMIT,
    });
    expect(look({ base: 'b', branch: 'main' })?.scan).toMatchObject({ commit: null, base: 'b' });
    expect(look({ branch: 'main' })?.scan).toMatchObject({ commit: null, base: null });
  });

  it('nothing becomes active, on whatever branch', () => {
    expect(look({ commit: COMMIT, branch: 'main' })).toMatchObject({
      label: 'branch/main',
      activation: { activates: false, reason: 'uncommitted' },
    });
  });
});

describe('the label of a branch', () => {
  const label = (git: object) => looksOf({ git: { commit: COMMIT, ...git } })[0]?.label;

  it('is moved by a look at it', () => {
    expect(label({ branch: 'feature' })).toBe('branch/feature');
    expect(label({ branch: 'feature', pull_request: '7' })).toBe('branch/feature');
  });

  it('is not moved where the branch is unknown, or is only called as the default one', () => {
    expect([label({}), label({ branch: '' }), label({ branch: 'main', pull_request: '7' })]).toEqual([
      null,
      null,
      null,
    ]);
    expect(looksOf({})[0]?.label).toBeNull();
  });
});

it('either of the usual branches is the default one, where nobody says which', () => {
  expect(toDefaultBranches(null)).toEqual(['main', 'master']);
  expect(toDefaultBranches('trunk')).toEqual(['trunk']);
});

describe('a scan', () => {
  const git = {
    commit: COMMIT,
    branch: 'main',
    base: 'b',
    author: 'Ann',
    committed_at: '2026-11-20T00:00:00Z',
    run_number: 7,
    pull_request: '8',
    repository: 'here',
    folder: 'f',
  };

  it('has all that git told', () => {
    const { scanId: _, ...scan } = toScan('project', 'ci', git);
    expect(scan).toEqual({
      source: 'ci',
      commit: COMMIT,
      branch: 'main',
      base: 'b',
      author: 'Ann',
      committedAt: new Date('2026-11-20T00:00:00Z'),
      runNumber: 7,
      pullRequest: '8',
      repository: 'here',
      folder: 'f',
    });
    const { scanId: __, ...nothing } = toScan('project', 'api', null);
    expect(new Set(Object.values(nothing))).toEqual(new Set(['api', null]));
  });

  it('of the same state is the same one, whenever it was committed', () => {
    const id = (more: object = {}, project = 'project') => toScan(project, 'ci', { ...git, ...more }).scanId;
    expect(id()).toBe(id({ committed_at: null }));
    expect(new Set([id(), id({ branch: 'x' }), id({ run_number: 8 }), id({}, 'other')]).size).toBe(4);
    expect(id({ commit: null })).toBe(id({ commit: null }));
    expect(id({ base: null })).toBe(id({ base: null }));
    expect(id({ commit: null, base: null })).not.toBe(id({ commit: null, base: null }));
  });

  it('of a commit from the future is one of now', () => {
    const at = (now: string) =>
      momentOf(toScan('project', 'ci', git), new Date(now)).committedAt?.toISOString();
    expect(at('2026-11-19T00:00:00Z')).toBe('2026-11-19T00:00:00.000Z');
    expect(at('2026-11-21T00:00:00Z')).toBe('2026-11-20T00:00:00.000Z');
    const { committed_at: _, ...undated } = git;
    expect(momentOf(toScan('project', 'ci', undated), new Date(0))).toEqual({
      commit: COMMIT,
      committedAt: null,
      runNumber: 7,
      repository: 'here',
      folder: 'f',
    });
  });
});
