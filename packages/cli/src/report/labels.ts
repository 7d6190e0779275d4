import type {
  LabelMove,
  PointedLabel,
  PromotedEntry,
  PromoteResponse,
} from '@prompt-ledger/shared/contract/labels';
import { formatColumns } from './columns.ts';
import type { Style } from './style.ts';
import { formatTable } from './table.ts';
import { toLine } from './text.ts';
import { formatTime } from './time.ts';

/** One line for each prompt, and how many moved. */
export function formatPromoted(
  { label, promoted, dry_run: isDry }: PromoteResponse,
  style: Style,
  width: number | null,
): string[] {
  const rows = promoted.map((entry) => [
    { text: toLine(entry.name), paint: entry.action === 'unchanged' ? style.faint : style.strong },
    describe(entry),
  ]);
  const moved = promoted.filter(({ action }) => action !== 'unchanged').length;
  const summary =
    moved === 0
      ? `${toLine(label)}: nothing moved`
      : `${toLine(label)}: ${moved} of ${promoted.length} moved`;
  return [
    ...formatTable(rows, { width, flexible: [0] }),
    isDry ? `${summary} — a dry run, nothing was stored` : summary,
  ];
}

/** A server of another version may know more actions. */
function describe({ action, version, previous_version: before, template_hash: hash }: PromotedEntry): string {
  const named = nameOf(version, hash);
  switch (action) {
    case 'moved':
      return `${before ?? 'draft'} → ${named}`;
    case 'unchanged':
      return `${named}, as before`;
    default:
      return named;
  }
}

export function formatLabels(labels: readonly PointedLabel[], style: Style, width: number | null): string[] {
  return formatColumns(
    labels,
    [
      { title: 'LABEL', giveWay: 1, cell: ({ label }) => ({ text: toLine(label), paint: style.strong }) },
      { title: 'PROMPT', giveWay: 0, cell: ({ prompt_name: name }) => toLine(name) },
      { title: 'VERSION', align: 'right', cell: ({ version }) => String(version ?? 'draft') },
      {
        title: 'CHECKSUM',
        cell: ({ template_hash: hash }) => ({ text: toLine(hash.slice(0, 12)), paint: style.faint }),
      },
      { title: 'COMMIT', cell: ({ commit }) => toLine(commit?.slice(0, 9) ?? '') },
      { title: 'MOVED', cell: ({ moved_at: at }) => formatTime(at) },
      { title: 'BY', giveWay: 2, cell: ({ moved_by: by }) => toLine(by ?? '') },
      { title: '', cell: (label) => (label.protected ? 'protected' : '') },
    ],
    style,
    width,
  );
}

/** Newest first. */
export function formatMoves(moves: readonly LabelMove[], style: Style, width: number | null): string[] {
  return formatColumns(
    moves,
    [
      { title: 'MOVED', cell: ({ moved_at: at }) => formatTime(at) },
      {
        title: 'PROMPT',
        giveWay: 0,
        cell: ({ prompt_name: name }) => ({ text: toLine(name), paint: style.strong }),
      },
      { title: 'FROM', align: 'right', cell: (move) => endOf(move.from_version, move.from_hash) },
      { title: 'TO', align: 'right', cell: (move) => endOf(move.to_version, move.to_hash) },
      { title: 'WHY', cell: ({ reason }) => toLine(reason) },
      { title: 'COMMIT', cell: ({ commit }) => toLine(commit?.slice(0, 9) ?? '') },
      { title: 'BY', giveWay: 1, cell: ({ moved_by: by }) => toLine(by ?? '') },
    ],
    style,
    width,
  );
}

function endOf(version: number | null, hash: string | null): string {
  return hash === null ? '-' : String(version ?? 'draft');
}

function nameOf(version: number | null, hash: string): string {
  return version === null ? `draft sha256:${toLine(hash.slice(0, 12))}` : `version ${version}`;
}
