import type { ListedPrompt } from '@prompt-ledger/shared/contract';
import { drawSparkline } from './bars.ts';
import { formatColumns, type Column } from './columns.ts';
import type { Style } from './style.ts';
import { toLine } from './text.ts';
import { formatTime } from './time.ts';

/** How many days the list looks back at. */
export const DAYS = 14;

/** How often a prompt was executed: in all, and on each of the last days, the oldest first. */
export interface Use {
  readonly total: number;
  readonly days: readonly number[];
}

/** @param uses by name; null where the ledger did not tell */
export function formatList(
  prompts: readonly ListedPrompt[],
  uses: ReadonlyMap<string, Use> | null,
  style: Style,
  width: number | null,
): string[] {
  const columns: Column<ListedPrompt>[] = [
    { title: 'PROMPT', giveWay: 0, cell: ({ name }) => ({ text: toLine(name), paint: style.strong }) },
    { title: 'MODE', cell: ({ mode }) => toLine(mode) },
    {
      title: 'VERSION',
      align: 'right',
      cell: ({ active_version: active }) => (active ? String(active.version_number) : '-'),
    },
    {
      title: 'CHECKSUM',
      from: 80,
      cell: ({ active_version: active }) => ({
        text: toLine(active?.checksum_hash.slice(0, 12) ?? '-'),
        paint: style.faint,
      }),
    },
    {
      title: 'RUNS',
      align: 'right',
      cell: ({ name }) => (uses === null ? '' : (uses.get(name)?.total ?? 0).toLocaleString('en')),
    },
    {
      title: `${DAYS} DAYS`,
      from: 90,
      cell: ({ name }) => {
        const days = uses?.get(name)?.days ?? [];
        return days.some((runs) => runs > 0) ? { text: drawSparkline(days), paint: style.added } : '';
      },
    },
    { title: 'UPDATED', cell: ({ updated_at: at }) => formatTime(at) },
  ];
  return formatColumns(prompts, columns, style, width);
}
