import type { ListedPrompt } from '@prompt-ledger/shared/contract';
import { formatColumns, type Column } from './columns.ts';
import type { Style } from './style.ts';
import { toLine } from './text.ts';
import { formatTime } from './time.ts';

export function formatList(prompts: readonly ListedPrompt[], style: Style, width: number | null): string[] {
  const columns: Column<ListedPrompt>[] = [
    { title: 'PROMPT', giveWay: 0, cell: ({ name }) => ({ text: toLine(name), paint: style.strong }) },
    { title: 'MODE', cell: ({ mode }) => mode },
    {
      title: 'VERSION',
      align: 'right',
      cell: ({ active_version: active }) => (active ? String(active.version_number) : '-'),
    },
    {
      title: 'CHECKSUM',
      cell: ({ active_version: active }) => ({
        text: toLine(active?.checksum_hash.slice(0, 12) ?? '-'),
        paint: style.faint,
      }),
    },
    { title: 'UPDATED', cell: ({ updated_at: at }) => formatTime(at) },
  ];
  return formatColumns(prompts, columns, style, width);
}
