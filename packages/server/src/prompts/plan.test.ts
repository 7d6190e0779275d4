import { describe, expect, it } from 'vitest';
import { decide, type KnownPrompt } from './plan.ts';

const known = (more: Partial<KnownPrompt>): KnownPrompt => ({
  promptId: 'p',
  name: 'greet',
  mode: 'tracking',
  description: null,
  ownerTeam: null,
  activeVersionId: 'v2',
  activeNumber: 2,
  latestNumber: 3,
  match: null,
  ...more,
});

describe('decide', () => {
  it.each([
    ['an unknown name is new', undefined, { action: 'new', version: 1, previous: null }],
    [
      'so is a prompt without versions',
      known({ latestNumber: 0 }),
      { action: 'new', version: 1, previous: null },
    ],
    ['new content is the next number', known({}), { action: 'updated', version: 4, previous: 2 }],
    [
      "the active version's content changes nothing",
      known({ match: { versionId: 'v2', number: 2 } }),
      { action: 'unchanged', version: 2, previous: null },
    ],
    [
      'older content is the version that it was',
      known({ match: { versionId: 'v1', number: 1 } }),
      { action: 'reverted', version: 1, previous: 2 },
    ],
    [
      'so is newer content that is not active',
      known({ match: { versionId: 'v3', number: 3 } }),
      { action: 'reverted', version: 3, previous: 2 },
    ],
  ])('%s', (_law, prompt, outcome) => {
    expect(decide(prompt)).toEqual(outcome);
  });
});
