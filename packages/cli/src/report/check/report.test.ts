import { describe, expect, it } from 'vitest';
import { dynamic, text } from '../../../test/support/extracted.ts';
import { comparePrompts, type Change, type ChangeKind } from '../../plan/compare.ts';
import { describeSides, formatDelta, summarise, whatHappened, type CheckReport } from './report.ts';

const COMMIT = '1234567890abcdef1234567890abcdef12345678';

describe('what was compared', () => {
  const base = { ref: 'main', commit: COMMIT, relation: 'merge-base' } as const;
  const head = { kind: 'work-tree', ref: 'feat\u0007', commit: 'f'.repeat(40) } as const;
  const sides = (more: { base?: Partial<CheckReport['base']>; head?: Partial<CheckReport['head']> }) =>
    describeSides({ base: { ...base, ...more.base }, head: { ...head, ...more.head } } as CheckReport);

  it.each([
    [{}, 'The work tree, compared with where it left main (1234567890ab).'],
    [{ head: { kind: 'index' } }, 'The index, compared with where it left main (1234567890ab).'],
    [{ head: { kind: 'commit' } }, 'feat\\u0007, compared with where it left main (1234567890ab).'],
    [
      { head: { commit: COMMIT } },
      'The work tree, compared with where it left main (1234567890ab). That is HEAD: only what is not committed can differ.',
    ],
    [
      { head: { kind: 'commit', commit: COMMIT } },
      'feat\\u0007, compared with where it left main (1234567890ab). They are one commit: nothing can differ.',
    ],
    [
      { base: { relation: 'itself' } },
      'The work tree, compared with main itself (1234567890ab): they have no common history.',
    ],
    [
      { base: { relation: 'ledger', ref: 'http://x' } },
      'The work tree, compared with what is active in the ledger at http://x.',
    ],
    [
      { base: { relation: 'nothing', commit: null } },
      'The work tree, compared with nothing: there is no commit yet.',
    ],
  ] as const)('%j is a sentence', (more, sentence) => expect(sides(more)).toBe(sentence));
});

it.each<[ChangeKind, Change['before'], Change['after'], string]>([
  ['new', null, text('A', 'x'), 'new'],
  ['new', null, dynamic('A', 'x'), 'new, its text only known at run time'],
  ['changed', text('A', 'x'), text('A', 'y'), 'changed'],
  ['changed', dynamic('A', 'x'), dynamic('A', 'y'), 'its code changed'],
  ['renamed', text('B\u0007', 'x'), text('A', 'x'), 'renamed from B\\u0007'],
  ['moved', text('A', 'x', 'b.ts'), text('A', 'x'), 'moved from b.ts'],
  ['tracked', dynamic('A', 'x'), text('A', 'x'), 'can be extracted now'],
  ['untracked', text('A', 'x'), dynamic('A', 'x'), 'can no longer be extracted'],
  ['gone', text('A', 'x'), null, 'gone'],
  ['unchanged', text('A', 'x'), text('A', 'x'), 'unchanged'],
])('%s is told in few words', (kind, before, after, words) => {
  const variables = { added: [], removed: [], renamed: [] };
  expect(whatHappened({ kind, name: 'A', before, after, variables })).toBe(words);
});

it('a text that it had before says when', () => {
  const [change] = comparePrompts([text('A', 'x')], [text('A', 'y')]) as [Change];
  const earlier = { version: 3, commit: null, at: '2026-11-20T00:00:00Z' };
  expect(whatHappened({ ...change, kind: 'reverted', earlier })).toBe('back to the text it had as version 3');
});

it('the sum names what happened, and by how much the tokens grew', () => {
  const before = [text('A', 'x'), text('B', 'x')];
  const after = [text('A', 'many more words than there were before'), text('B', 'x')];
  expect(summarise({ changes: comparePrompts(before, after) } as unknown as CheckReport)).toMatch(
    /^2 prompts: 1 changed, 1 unchanged; ≈ \+\d tokens$/,
  );
  expect(summarise({ changes: [] } as unknown as CheckReport)).toBe('0 prompts');
  expect([formatDelta(0), formatDelta(1), formatDelta(-1_200)]).toEqual([
    '',
    '≈ +1 token',
    '≈ -1,200 tokens',
  ]);
});
