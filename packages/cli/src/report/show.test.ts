import type { VersionDetail } from '@prompt-ledger/shared/contract';
import { expect, it } from 'vitest';
import { MARKED } from '../../test/support/marked.ts';
import type { PromptText } from '../plan/prompt-text.ts';
import { formatSourceFacts, formatVersionFacts } from './show.ts';
import { formatTime } from './time.ts';

const HASH = 'ab'.repeat(32);
const AT = '2026-11-23T19:30:00.000Z';
const text: PromptText = {
  name: 'greet\u0007',
  selector: '3',
  version: 3,
  checksum: HASH,
  template: 'Hi {{ a }}',
  kind: 'text',
  variables: [
    { name: 'a', required: true },
    { name: 'b', required: false },
  ],
  place: null,
};
const detail: VersionDetail = {
  prompt_name: 'greet',
  mode: 'tracking',
  resolved_by: 'number',
  version_id: 'v',
  version: 3,
  status: 'active',
  checksum_hash: HASH,
  template_source: 'Hi {{ a }}',
  kind: 'text',
  variables: [],
  created_by: 'Ann\u0007',
  created_at: AT,
  archived_at: null,
  labels: [],
  first_seen: null,
  last_seen: null,
  sighting_count: 0,
};

it('of a version of the ledger are told its mode and status, who made it and when', () => {
  expect(formatVersionFacts(text, detail, MARKED)).toEqual([
    '<strong: greet@3>  tracking mode, active, text',
    `created    ${formatTime(AT)} by Ann\\u0007`,
    `checksum   sha256:${HASH}`,
  ]);
  expect(formatVersionFacts(text, { ...detail, created_by: null }, MARKED)[1]).toBe(
    `created    ${formatTime(AT)}`,
  );
});

it('of a text in the source are told where it stands and what it expects', () => {
  const place = { file: 'src/a.ts', line: 7 };
  expect(formatSourceFacts({ ...text, place }, MARKED)).toEqual([
    '<strong: greet\\u0007@3>  text',
    'where      src/a.ts:7',
    `checksum   sha256:${HASH}`,
    'variables  a, b (optional)',
  ]);
  expect(formatSourceFacts({ ...text, variables: [] }, MARKED)).toEqual([
    '<strong: greet\\u0007@3>  text',
    `checksum   sha256:${HASH}`,
  ]);
});
