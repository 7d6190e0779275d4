import type { ActivationReason } from '@prompt-ledger/shared/contract';
import { describe, expect, it } from 'vitest';
import { formatArchive, formatInactive, formatPlace } from './place.ts';

const COMMIT = '1234567890abcdef';
const at = { commit: COMMIT, branch: 'main\u0007', isWhole: true };

describe('where texts were seen', () => {
  it('is a commit, and a branch where there is one', () => {
    expect(formatPlace(at, { activates: true, reason: 'default_branch' }, [], [])).toEqual([
      'Seen in commit 1234567890ab on branch main\\u0007.',
    ]);
    expect(formatPlace({ ...at, branch: null }, undefined, [], [])).toEqual([
      'Seen in commit 1234567890ab on no branch.',
    ]);
  });

  it('is told with why nothing became active, what went or came, and what could not be read', () => {
    const activation = { activates: false, reason: 'pull_request' } as const;
    expect(formatPlace({ ...at, isWhole: false }, activation, ['a'], ['b'])).toEqual([
      'Seen in commit 1234567890ab on branch main\\u0007. Nothing became active: it is a pull request.',
      'Gone, and archived: a',
      'Back from the archive: b',
      'The clone has only a merge of that commit, so nothing is said of prompts that are gone.',
    ]);
  });
});

it('of the archive only what happened is said', () => {
  expect([formatArchive([], []), formatArchive(['a'], []), formatArchive([], ['b'])]).toEqual([
    [],
    ['Gone, and archived: a'],
    ['Back from the archive: b'],
  ]);
});

it.each<[ActivationReason, string]>([
  ['no_git', 'the request has no git facts'],
  ['asked', 'it was not asked for'],
  ['default_branch', 'it is the default branch'],
  ['uncommitted', 'it is not committed'],
  ['other_branch', 'only the default branch does that'],
  ['unknown_branch', 'the branch is not known'],
  ['pull_request', 'it is a pull request'],
])('nothing became active for %s', (reason, why) => {
  expect(formatInactive({ activates: false, reason })).toEqual([`Nothing became active: ${why}.`]);
  expect(formatInactive({ activates: true, reason })).toEqual([]);
  expect(formatInactive(null)).toEqual([]);
});
