import { describe, expect, it } from 'vitest';
import { findLosses } from './mode.ts';

const facts = { promptId: 'p', mode: 'full' as const, activeNumber: 1, openDrafts: [], unnumbered: 0 };

describe('findLosses', () => {
  it('finds nothing where everything was published', () => {
    expect(findLosses(facts, 'tracking')).toEqual([]);
    expect(findLosses(facts, 'full')).toEqual([]);
  });

  it('to tracking, finds versions that were never active', () => {
    expect(findLosses({ ...facts, openDrafts: [4] }, 'tracking')).toEqual([
      expect.stringContaining('version 4 never became active'),
    ]);
    expect(findLosses({ ...facts, openDrafts: [9, 8, 7, 6] }, 'tracking')).toEqual([
      expect.stringContaining('versions 9, 8, 7 and 1 more never'),
    ]);
    // PUT can still activate these.
    expect(findLosses({ ...facts, openDrafts: [4] }, 'full')).toEqual([]);
  });

  it('to full, finds drafts that a commit would have claimed', () => {
    expect(findLosses({ ...facts, unnumbered: 1 }, 'full')).toEqual([
      expect.stringContaining('a draft waits for its commit'),
    ]);
    expect(findLosses({ ...facts, unnumbered: 2 }, 'full')).toEqual([
      expect.stringContaining('2 drafts wait'),
    ]);
  });
});
