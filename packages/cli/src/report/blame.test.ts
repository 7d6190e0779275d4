import type { HistoryVersion } from '@prompt-ledger/shared/contract';
import { expect, it } from 'vitest';
import { MARKED } from '../../test/support/marked.ts';
import { formatBlame } from './blame.ts';
import { PLAIN } from './style.ts';
import { formatDay } from './time.ts';

const AT = '2026-08-01T12:00:00Z';
/** Only what says where a version comes from is of interest here. */
const version = (number: number, seen: object | null, created_by: string | null = null): HistoryVersion =>
  ({ version: number, created_at: AT, created_by, first_seen: seen }) as unknown as HistoryVersion;
const seen = (commit: string | null, author: string | null) => ({
  commit,
  author,
  committed_at: null,
  path: null,
  line: null,
});
const day = formatDay(AT);

it('each line stands behind what brought it, in columns', () => {
  const versions = [
    version(12, seen('1234567890', 'Ann <ann@example.com>')),
    version(3, null, 'Bartholomew the Second'),
  ];
  const lines = [
    { text: 'Be\u0007 kind.', version: 3 },
    { text: '', version: 12 },
  ];
  expect(formatBlame(lines, versions, MARKED)).toEqual([
    `<strong:  3> <changed:         > Bartholomew the… <faint: ${day}> <faint: 1)> Be\\u0007 kind.`,
    `<strong: 12> <changed: 12345678> Ann              <faint: ${day}> <faint: 2)>`,
  ]);
});

it('columns that would be empty are left out, and numbers are as wide as the last', () => {
  const lines = Array.from({ length: 10 }, () => ({ text: 'x', version: 1 }));
  const shown = formatBlame(lines, [version(1, null)], PLAIN);
  expect([shown[0], shown[9]]).toEqual([`1 ${day}  1) x`, `1 ${day} 10) x`]);
  const authored = formatBlame(lines.slice(0, 1), [version(1, null, 'Ann')], PLAIN);
  expect(authored).toEqual([`1 Ann ${day} 1) x`]);
  const committed = formatBlame(lines.slice(0, 1), [version(1, seen('1234567890', null))], PLAIN);
  expect(committed).toEqual([`1 12345678 ${day} 1) x`]);
});
