import type { PlanCounts, PlanEntry, PlanKind } from '../plan/plan.ts';
import type { Paint, Style } from './style.ts';
import { formatTable } from './table.ts';
import { toLine } from './text.ts';

/** How each kind of change is marked; the mark says it without colour. */
const MARKS = {
  new: '+',
  changed: '~',
  reverted: '←',
  behind: '<',
  renamed: '→',
  unchanged: '=',
  gone: '-',
} as const satisfies Record<PlanKind, string>;

/** One line per entry: mark, name, what happened to it, and where it stands. */
export function formatEntries(entries: readonly PlanEntry[], style: Style, width: number | null): string[] {
  const rows = entries.map((entry) => [
    { text: `${MARKS[entry.kind]} ${toLine(entry.name)}`, paint: paintOf(entry.kind, style) },
    whatHappened(entry),
    { text: entry.file === null ? '' : toLine(`${entry.file}:${entry.line}`), paint: style.faint },
  ]);
  return formatTable(rows, { width, flexible: [2, 0], keepEnd: [2] });
}

function paintOf(kind: PlanKind, style: Style): Paint {
  if (kind === 'new') return style.added;
  if (kind === 'gone') return style.removed;
  return kind === 'unchanged' ? style.faint : style.changed;
}

function whatHappened({ kind, version: number, previousVersion, renamedFrom }: PlanEntry): string {
  const version = number ?? 'draft';
  const named = number === null ? 'draft' : `version ${number}`;
  switch (kind) {
    case 'new':
      return `new, ${named}`;
    case 'changed':
      return previousVersion === null ? named : `${previousVersion} → ${version}`;
    case 'reverted':
      return previousVersion === null
        ? `back to ${version}`
        : `${previousVersion} → ${version}, an earlier text`;
    case 'behind':
      return `has ${version}, active is ${previousVersion ?? 'another'}`;
    case 'renamed':
      return `renamed from ${toLine(renamedFrom ?? '')}, ${named}`;
    case 'unchanged':
    case 'gone':
      return named;
  }
}

/** `2 new, 1 changed, 9 unchanged`; kinds that did not happen are left out. */
export function formatCounts(counts: PlanCounts): string {
  const kinds = ['new', 'changed', 'reverted', 'behind', 'renamed', 'unchanged'] as const;
  const parts = kinds.filter((kind) => counts[kind] > 0).map((kind) => `${counts[kind]} ${kind}`);
  return parts.join(', ');
}

export function formatSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 9_995 ? 2 : 1)} s`;
}

/** `230 ms`, `1.20 s`; nothing for what is not known. */
export function formatMs(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '';
  return ms < 1_000 ? `${ms} ms` : formatSeconds(ms);
}

/** `1 prompt`, `2 prompts`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}
