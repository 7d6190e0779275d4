import type { Key } from '@prompt-ledger/shared/contract/keys';
import { expect, it } from 'vitest';
import { MARKED } from '../../test/support/marked.ts';
import { formatKeyFacts, formatKeys } from './keys.ts';
import { PLAIN } from './style.ts';
import { formatTime } from './time.ts';

const [CREATED, USED, ENDS] = ['2026-11-20', '2026-11-21', '2027-01-01'].map(
  (day) => `${day}T12:00:00.000Z`,
) as [string, string, string];
const key = (more: Partial<Key> = {}): Key => ({
  key_id: 'id-1',
  name: 'CI\u0007',
  project: 'shop',
  scopes: ['read', 'sync'],
  created_at: CREATED,
  last_used_at: USED,
  expires_at: null,
  revoked_at: null,
  ...more,
});

it('keys are listed with what they may, since when, and until when', () => {
  const keys = [
    key(),
    key({ project: null, last_used_at: null, expires_at: ENDS }),
    key({ expires_at: ENDS, revoked_at: USED }),
  ];
  const [created, used, ends] = [CREATED, USED, ENDS].map(formatTime);
  expect(formatKeys(keys, MARKED, null).map((line) => line.replace(/ {2,}/g, ' | '))).toEqual([
    '<faint: KEY> | <faint: PROJECT> | <faint: SCOPES> | <faint: CREATED> | <faint: LAST USED> | <faint: ENDS> | <faint: ID>',
    `<strong: CI\\u0007> | shop | read,sync | ${created} | ${used} | <faint: id-1>`,
    `<strong: CI\\u0007> | (every project) | read,sync | ${created} | never | ${ends} | <faint: id-1>`,
    `<strong: CI\\u0007> | shop | read,sync | ${created} | ${used} | revoked ${used} | <faint: id-1>`,
  ]);
});

it('their names give way before their projects', () => {
  const [, line] = formatKeys([key({ name: 'n'.repeat(30), project: 'p'.repeat(30) })], PLAIN, 105);
  expect(line?.split(/ {2,}/).slice(0, 2)).toEqual([expect.stringMatching(/^n+…$/), 'p'.repeat(30)]);
});

it('what a new key may is a sentence', () => {
  expect(formatKeyFacts(key())).toEqual(['The key "CI\\u0007" may read, sync in the project shop.']);
  expect(formatKeyFacts(key({ project: null, expires_at: ENDS }))).toEqual([
    `The key "CI\\u0007" may read, sync in every project until ${formatTime(ENDS)}.`,
  ]);
});
