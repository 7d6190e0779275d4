import type { Settings } from '@prompt-ledger/shared/contract/settings';
import type { Style } from './style.ts';
import { formatTable } from './table.ts';
import { toLine } from './text.ts';

export function formatSettings(settings: Settings, style: Style, width: number | null): string[] {
  const labels = settings.protected_labels;
  const rows = [
    ['project', toLine(settings.project)],
    ['default-branch', toLine(settings.default_branch ?? 'main or master')],
    ['protected-labels', labels.length === 0 ? 'none' : toLine(labels.join(', '))],
  ];
  return formatTable(
    rows.map(([key = '', value = '']) => [{ text: key, paint: style.faint }, value]),
    { width, flexible: [1] },
  );
}
