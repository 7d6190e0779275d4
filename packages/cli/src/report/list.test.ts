import type { ListedPrompt } from '@prompt-ledger/shared/contract';
import { expect, it } from 'vitest';
import { MARKED } from '../../test/support/marked.ts';
import { formatList } from './list.ts';
import { PLAIN } from './style.ts';
import { formatTime } from './time.ts';

const AT = '2026-11-23T19:30:00.000Z';
const prompt = (more: Partial<ListedPrompt> = {}): ListedPrompt => ({
  prompt_id: 'p',
  name: 'greet',
  mode: 'tracking',
  description: null,
  owner_team: null,
  created_at: AT,
  updated_at: AT,
  archived_at: null,
  renamed_from: null,
  active_version: {
    version_id: 'v',
    version_number: 3,
    status: 'active',
    checksum_hash: 'ab'.repeat(32),
    kind: 'text',
  },
  ...more,
});
const { active_version: _, ...inactive } = prompt({ name: 'full', mode: 'full' });
const columnsOf = (lines: readonly string[]) => lines.map((line) => line.trim().replace(/ {2,}/g, ' | '));
const when = formatTime(AT);

it('prompts are listed with their active version, and how often they were executed', () => {
  const uses = new Map([['greet', { total: 1_234, days: [0, 1, 2] }]]);
  expect(columnsOf(formatList([prompt(), inactive], uses, MARKED, null))).toEqual([
    '<faint: PROMPT> | <faint: MODE> | <faint: VERSION> | <faint: CHECKSUM> | <faint: RUNS> | <faint: 14 DAYS> | <faint: UPDATED>',
    `<strong: greet> | tracking | 3 | <faint: abababababab> | 1,234 | <added: ·▄█> | ${when}`,
    `<strong: full> | full | - | <faint: -> | 0 | ${when}`,
  ]);
});

it('nothing is said of executions of which the ledger did not tell, or of days without any', () => {
  expect(columnsOf(formatList([prompt()], null, PLAIN, null))[0]).toBe(
    'PROMPT | MODE | VERSION | CHECKSUM | UPDATED',
  );
  const uses = new Map([['greet', { total: 3, days: [0, 0] }]]);
  expect(columnsOf(formatList([prompt()], uses, PLAIN, null))).toEqual([
    'PROMPT | MODE | VERSION | CHECKSUM | RUNS | UPDATED',
    `greet | tracking | 3 | abababababab | 3 | ${when}`,
  ]);
});

it('a small terminal sees less of it, and the name gives way', () => {
  const uses = new Map([['greet', { total: 3, days: [1] }]]);
  const titles = (width: number) => columnsOf(formatList([prompt()], uses, PLAIN, width))[0];
  expect(titles(90)).toBe('PROMPT | MODE | VERSION | CHECKSUM | RUNS | 14 DAYS | UPDATED');
  expect(titles(89)).toBe('PROMPT | MODE | VERSION | CHECKSUM | RUNS | UPDATED');
  expect(titles(79)).toBe('PROMPT | MODE | VERSION | RUNS | UPDATED');
  expect(formatList([prompt({ name: 'n'.repeat(60) })], uses, PLAIN, 80)[1]).toMatch(/^n+… {2}tracking/);
  expect(formatList([prompt()], uses, PLAIN, null)[1]).toMatch(/tracking {8}3 {2}abab.* {5}3 {2}█/);
});
