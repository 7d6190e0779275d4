import type { LabelMove, PointedLabel, PromotedEntry } from '@prompt-ledger/shared/contract/labels';
import { describe, expect, it } from 'vitest';
import { MARKED } from '../../test/support/marked.ts';
import { formatLabels, formatMoves, formatPromoted } from './labels.ts';
import { PLAIN } from './style.ts';
import { formatTime } from './time.ts';

const AT = '2026-11-23T19:30:00.000Z';
const [HASH, OTHER] = ['ab'.repeat(32), 'cd'.repeat(32)];
const columnsOf = (lines: readonly string[]) => lines.map((line) => line.trim().replace(/ {2,}/g, ' | '));

describe('what was promoted', () => {
  const entry = (more: Partial<PromotedEntry>): PromotedEntry => ({
    name: 'greet',
    version: 2,
    template_hash: HASH,
    previous_version: null,
    action: 'set',
    ...more,
  });
  const say = (promoted: PromotedEntry[], isDry = false) =>
    columnsOf(formatPromoted({ label: 'production', promoted, dry_run: isDry }, MARKED, null));

  it('is told of each prompt, and how many moved', () => {
    expect(
      say([
        entry({}),
        entry({ action: 'moved', previous_version: 1 }),
        entry({ action: 'moved', version: null }),
        entry({ action: 'unchanged', previous_version: 2 }),
      ]),
    ).toEqual([
      '<strong: greet> | version 2',
      '<strong: greet> | 1 → version 2',
      '<strong: greet> | draft → draft sha256:abababababab',
      '<faint: greet> | version 2, as before',
      'production: 3 of 4 moved',
    ]);
  });

  it('may be nothing, and is not stored where it was only asked about', () => {
    const unchanged = entry({ action: 'unchanged' });
    expect(say([unchanged]).at(-1)).toBe('production: nothing moved');
    expect(say([unchanged], true).at(-1)).toBe('production: nothing moved — a dry run, nothing was stored');
  });

  it('gives way at the name', () => {
    const promoted = [entry({ name: 'n'.repeat(40) })];
    expect(formatPromoted({ label: 'x', promoted, dry_run: false }, PLAIN, 30)[0]).toBe(
      `${'n'.repeat(18)}…  version 2`,
    );
  });
});

it('labels are listed with what they point at, who moved them and when', () => {
  const label = (more: Partial<PointedLabel>): PointedLabel => ({
    label: 'production',
    prompt_name: 'greet',
    version: 2,
    template_hash: HASH,
    protected: true,
    commit: '1234567890abcdef',
    moved_at: AT,
    moved_by: 'Ann',
    ...more,
  });
  const when = formatTime(AT);
  const others = label({ version: null, protected: false, commit: null, moved_by: null });
  expect(columnsOf(formatLabels([label({}), others], MARKED, null))).toEqual([
    '<faint: LABEL> | <faint: PROMPT> | <faint: VERSION> | <faint: CHECKSUM> | <faint: COMMIT> | <faint: MOVED> | <faint: BY> | <faint: >',
    `<strong: production> | greet | 2 | <faint: abababababab> | 123456789 | ${when} | Ann | protected`,
    `<strong: production> | greet | draft | <faint: abababababab> | ${when}`,
  ]);
  const wide = label({ label: 'l'.repeat(30), prompt_name: 'p'.repeat(30), moved_by: 'b'.repeat(30) });
  const cut = (width: number) =>
    [/p…/, /l…/, /b…/].map((mark) => mark.test(formatLabels([wide], PLAIN, width)[1] ?? ''));
  expect([cut(150), cut(125), cut(105)]).toEqual([
    [true, false, false],
    [true, true, false],
    [true, true, true],
  ]);
  expect(formatLabels([label({ version: 7 })], PLAIN, null)[1]).toContain('greet         7  ');
});

it('the moves of a label tell from where to where, and why', () => {
  const move = (more: Partial<LabelMove>): LabelMove => ({
    prompt_name: 'greet',
    from_version: 1,
    to_version: 2,
    from_hash: OTHER,
    to_hash: HASH,
    reason: 'promoted',
    commit: '1234567890abcdef',
    moved_at: AT,
    moved_by: 'Ann',
    ...more,
  });
  const when = formatTime(AT);
  const moves = [
    move({}),
    move({ from_version: null, from_hash: null, to_version: null, reason: 'seen', moved_by: null }),
    move({ to_version: null, to_hash: null, reason: 'deleted', commit: null }),
  ];
  const [titles, ...lines] = columnsOf(formatMoves(moves, MARKED, null));
  expect(titles).toContain('<faint: FROM> | <faint: TO> | <faint: WHY> | <faint: COMMIT> | <faint: BY>');
  for (const line of lines) expect(line).toContain(when);
  expect(lines.map((line) => line.slice(line.lastIndexOf('greet')))).toEqual([
    expect.stringMatching(/^greet>? \| 1 \| 2 \| promoted \| 123456789 \| Ann$/),
    expect.stringMatching(/^greet>? \| - \| draft \| seen \| 123456789$/),
    expect.stringMatching(/^greet>? \| 1 \| - \| deleted \| Ann$/),
  ]);
});
