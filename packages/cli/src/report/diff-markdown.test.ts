import { expect, it } from 'vitest';
import type { PromptText } from '../plan/prompt-text.ts';
import { buildDiff } from './diff.ts';
import { formatMarkdown } from './diff-markdown.ts';

const text = (version: number, template: string, variables: string[] = []): PromptText => ({
  name: 'P',
  selector: String(version),
  version,
  checksum: `${version}`.repeat(64),
  template,
  kind: 'text',
  variables: variables.map((name) => ({ name, required: true })),
  place: null,
});

it('diffs can be pasted, one below the other', () => {
  const changed = buildDiff(text(1, 'Hi {{ a }}\u0007', ['a']), text(2, 'Ho\n{{ b|c }}', ['b|c']));
  const same = buildDiff(text(3, 'a'), { ...text(4, 'a'), checksum: '3'.repeat(64) });
  expect(formatMarkdown([changed, same, buildDiff(null, text(1, 'new'))])).toEqual([
    '**`P@1` → `P@2`** (2 lines added, 1 removed)',
    '',
    'Variables: removed `a`, added `b\\|c`',
    '',
    '```diff\n@@ -1,1 +1,2 @@\n-Hi {{ a }}\\u0007\n+Ho\n+{{ b|c }}\n```',
    '',
    'P: the versions 3 and 4 are identical.',
    '',
    '**(nothing) → `P@1`** (1 line added, 0 removed)',
    '',
    '```diff\n@@ -0,0 +1,1 @@\n+new\n```',
  ]);
});
