import { describe, expect, it } from 'vitest';
import { MARKED } from '../../test/support/marked.ts';
import type { PlanEntry, PlanKind } from '../plan/plan.ts';
import { formatPorcelain, formatSpooled, formatStatus } from './status.ts';
import { PLAIN } from './style.ts';

const entry = (kind: PlanKind, name = 'P', more: Partial<PlanEntry> = {}): PlanEntry => ({
  kind,
  name,
  version: 2,
  previousVersion: null,
  renamedFrom: null,
  file: 'a.ts',
  line: 3,
  ...more,
});
const gone = (name: string) => entry('gone', name, { file: null, line: null });
const status = (plan: PlanEntry[], { unreadable = 0, verbose = false, width = null as number | null } = {}) =>
  formatStatus(plan, unreadable, verbose, PLAIN, width);

describe('the plan in groups', () => {
  it('has a title for each, and the next step behind them', () => {
    const kinds = ['gone', 'renamed', 'behind', 'reverted', 'changed', 'new', 'unchanged'] as const;
    const plan = kinds.map((kind) => entry(kind, kind, { renamedFrom: 'old' }));
    expect(formatStatus(plan, 0, false, MARKED, null)).toEqual([
      '<strong: New:>',
      '  <added: + new>  new, version 2  <faint: a.ts:3>',
      '',
      '<strong: Changed:>',
      '  <changed: ~ changed>  version 2  <faint: a.ts:3>',
      '',
      '<strong: Back to an earlier version:>',
      '  <changed: ← reverted>  back to 2  <faint: a.ts:3>',
      '',
      '<strong: Behind the ledger, which has a newer text of commits that are not in this branch:>',
      '  <changed: < behind>  has 2, active is another  <faint: a.ts:3>',
      '',
      '<strong: Renamed:>',
      '  <changed: → renamed>  renamed from old, version 2  <faint: a.ts:3>',
      '',
      '<strong: In the ledger, not in this source:>',
      '  <removed: - gone>  version 2  <faint: a.ts:3>',
      '',
      '1 prompt is unchanged. `ledger sync` stores the 4 changes.',
    ]);
  });

  it.each<[PlanKind[], string]>([
    [['unchanged'], '1 prompt is as the ledger has it; nothing to sync.'],
    [['unchanged', 'unchanged', 'gone'], '2 prompts are as the ledger has them; nothing to sync.'],
    [['unchanged', 'behind'], '1 prompt is as the ledger has it; `git pull` may bring the rest.'],
    [['behind'], '0 prompts are as the ledger has them; `git pull` may bring the rest.'],
    [['new'], '`ledger sync` stores the change.'],
    [
      ['unchanged', 'unchanged', 'new', 'behind'],
      '2 prompts are unchanged. `ledger sync` stores the change.',
    ],
  ])('of %j ends with what to do', (kinds, line) => {
    expect(status(kinds.map((kind) => entry(kind))).at(-1)).toBe(line);
  });

  it('shows ten that are gone, unless all are asked for', () => {
    const plan = Array.from({ length: 12 }, (_, index) => gone(`g${index}`));
    const shown = status(plan);
    expect(shown.slice(10, 12)).toEqual(['  - g9  version 2', '  … and 2 more (--verbose shows all)']);
    expect(status(plan, { verbose: true })).toHaveLength(15);
    expect(status(plan.slice(0, 10))).toHaveLength(13);
    expect(status(Array.from({ length: 12 }, () => entry('new')))).toHaveLength(15);
  });

  it('doubts what is gone where files could not be parsed', () => {
    expect(
      status([gone('g'), entry('new')], { unreadable: 2 }).filter((line) => line.includes('parsed')),
    ).toEqual(['In the ledger, not in this source: (2 files could not be parsed)']);
  });

  it('fits its lines, which are indented, to the terminal', () => {
    expect(status([entry('new', 'n'.repeat(40))], { width: 40 })[1]).toHaveLength(40);
  });
});

it('what hooks left is told', () => {
  expect(formatSpooled({ waiting: 0, refused: 0, dropped: 0 })).toEqual([]);
  expect(formatSpooled({ waiting: 1, refused: 2, dropped: 3 })).toEqual([
    '1 registration of hooks still to be sent: `ledger sync --spooled`.',
    '2 registrations of hooks that the server will never take.',
    expect.stringContaining('the oldest 3 registrations of hooks were dropped'),
  ]);
});

it('for programs there is a line for each change, with tabs between its fields', () => {
  const plan = [entry('changed', 'A', { previousVersion: 1 }), entry('unchanged'), gone('G')];
  expect(formatPorcelain(plan, ['D'], { waiting: 2, refused: 1, dropped: 0 })).toEqual([
    'changed\tA\t2\t1\ta.ts\t3',
    'gone\tG\t2\t-\t-\t-',
    'dynamic\tD\t-\t-\t-\t-',
    'spooled\t2\t-\t-\t-\t-',
  ]);
  expect(formatPorcelain([], [], { waiting: 0, refused: 1, dropped: 1 })).toEqual([]);
});
