import type { Content } from '../../src/prompts/contents.ts';
import type { KnownPrompt } from '../../src/prompts/plan/known-prompt.ts';

export const NOW = new Date('2026-11-25T12:00:00Z');
export const content = (more: Partial<Content> = {}): Content => ({
  name: 'greet',
  checksum: 'new',
  template: 'text',
  kind: 'text',
  variables: null,
  description: null,
  path: null,
  line: null,
  renamedFrom: null,
  isDraft: null,
  at: 'prompts.0',
  ...more,
});

/** Versions 1 to 3, of which 2 is active and 3 never was, and a draft. */
export const known = (more: Partial<KnownPrompt> = {}): KnownPrompt => ({
  promptId: 'p',
  name: 'greet',
  mode: 'tracking',
  description: null,
  ownerTeam: null,
  active: { versionId: 'v2', number: 2 },
  isPromoted: false,
  isArchived: false,
  latestNumber: 3,
  versions: new Map([
    ['one', { versionId: 'v1', number: 1, isFading: false }],
    ['two', { versionId: 'v2', number: 2, isFading: false }],
    ['three', { versionId: 'v3', number: 3, isFading: false }],
    ['draft', { versionId: 'd', number: null, isFading: false }],
  ]),
  pointer: null,
  ...more,
});

export const pointer = (
  number: number,
  committedAt: string | null = null,
  runNumber: number | null = null,
) => ({
  versionId: `v${number}`,
  number,
  path: null,
  line: null,
  moment: {
    commit: 'a'.repeat(40),
    committedAt: committedAt === null ? null : new Date(committedAt),
    runNumber,
    repository: null,
    folder: null,
  },
});
