import type { Project } from '@prompt-ledger/shared/contract/projects';
import { formatColumns } from './columns.ts';
import type { Style } from './style.ts';
import { toLine } from './text.ts';
import { formatTime } from './time.ts';

export function formatProjects(projects: readonly Project[], style: Style, width: number | null): string[] {
  return formatColumns(
    projects,
    [
      { title: 'PROJECT', giveWay: 0, cell: ({ name }) => ({ text: toLine(name), paint: style.strong }) },
      { title: 'CREATED', cell: ({ created_at: at }) => formatTime(at) },
    ],
    style,
    width,
  );
}
