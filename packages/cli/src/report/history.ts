import type { HistoryResponse, HistoryVersion } from '@prompt-ledger/shared/contract';
import { formatColumns, type Column } from './columns.ts';
import { formatCost } from './execution.ts';
import { countLineChanges } from './line-changes.ts';
import { formatMs } from './plan.ts';
import { originOf } from './seen.ts';
import type { Style } from './style.ts';
import { formatTemplate } from './template.ts';
import { toLine } from './text.ts';
import { formatTime } from './time.ts';

/** Enough to know a version by; a table is no place for whole prompts. */
const MOST_TEXT = 120;
/** From so many columns on there is room for what only some look for. */
const WIDE = 110;

/**
 * The versions of a prompt, newest first.
 *
 * @param shown the versions to show; `history` may hold more, to tell what the oldest shown one changed
 */
export function formatHistory(
  history: HistoryResponse,
  shown: readonly HistoryVersion[],
  style: Style,
  width: number | null,
): string[] {
  const { prompt_name: name, mode, current_version: current, versions } = history;
  const active = current === null ? 'no active version' : `version ${current} is active`;
  const isActive = ({ version }: HistoryVersion) => version === current;
  const hasCommits = shown.some((version) => originOf(version).commit !== null);
  const columns: Column<HistoryVersion>[] = [
    {
      title: 'VERSION',
      align: 'right',
      cell: (version) => ({
        text: String(version.version),
        paint: isActive(version) ? style.added : style.strong,
      }),
    },
    { title: 'STATUS', cell: (version) => version.status ?? '' },
    {
      title: 'CHECKSUM',
      from: hasCommits ? WIDE : 0,
      cell: ({ template_hash: hash }) => ({ text: toLine(hash.slice(0, 12)), paint: style.faint }),
    },
    {
      title: 'COMMIT',
      cell: (version) => {
        const { commit } = originOf(version);
        return commit === null ? '' : { text: commit, paint: style.changed };
      },
    },
    { title: 'CREATED', cell: (version) => formatTime(originOf(version).at) },
    { title: 'BY', giveWay: 1, cell: (version) => originOf(version).author ?? '' },
    { title: 'LABELS', giveWay: 2, from: WIDE, cell: ({ labels }) => toLine((labels ?? []).join(', ')) },
    { title: 'RUNS', align: 'right', cell: ({ execution_count: runs }) => String(runs ?? '') },
    { title: 'P50', align: 'right', from: WIDE, cell: ({ p50_latency_ms: ms }) => formatMs(ms) },
    { title: 'P95', align: 'right', from: WIDE, cell: ({ p95_latency_ms: ms }) => formatMs(ms) },
    {
      title: 'COST',
      align: 'right',
      from: WIDE,
      cell: ({ total_cost: cost, execution_count: runs }) =>
        runs > 0 && cost !== null ? formatCost(cost) : '',
    },
    { title: 'LINES', cell: (version) => formatLineChanges(version, versions) },
    {
      title: 'TEXT',
      giveWay: 0,
      cell: ({ template_source: text, kind }) => toLine(formatTemplate(text, kind).slice(0, MOST_TEXT)),
    },
  ];
  const isCut = versions.length > shown.length || history.next_cursor;
  return [
    `${style.strong(toLine(name))}  ${toLine(mode)} mode, ${active}`,
    '',
    ...formatColumns(shown, columns, style, width),
    ...(isCut ? ['', 'Older versions are not shown; --limit shows more.'] : []),
  ];
}

/** How many lines came and went since the version before, which is not always the one that was active before. */
function formatLineChanges(version: HistoryVersion, all: readonly HistoryVersion[]): string {
  const before = all.find((other) => other.version === version.version - 1);
  if (before === undefined) return '';
  const { added, removed } = countLineChanges(
    formatTemplate(before.template_source, before.kind),
    formatTemplate(version.template_source, version.kind),
  );
  return `+${added} -${removed}`;
}
