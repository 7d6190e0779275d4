import type { AuditEvent } from '@prompt-ledger/shared/contract/audit';
import { formatColumns, type Column } from './columns.ts';
import type { Style } from './style.ts';
import { toLine } from './text.ts';
import { formatTime } from './time.ts';

export function formatAudit(events: readonly AuditEvent[], style: Style, width: number | null): string[] {
  const columns: Column<AuditEvent>[] = [
    { title: 'WHEN', cell: ({ at }) => formatTime(at) },
    { title: 'KEY', giveWay: 2, cell: ({ key }) => (key === null ? '(the server)' : toLine(key.name)) },
    { title: 'WHAT', cell: ({ action }) => toLine(action) },
    { title: 'OBJECT', giveWay: 1, cell: ({ object }) => ({ text: toLine(object), paint: style.strong }) },
    { title: 'DETAILS', giveWay: 0, cell: ({ details }) => toLine(formatDetails(details)) },
  ];
  return formatColumns(events, columns, style, width);
}

function formatDetails(details: Readonly<Record<string, unknown>>): string {
  return Object.entries(details)
    .filter(([, value]) => value !== null && value !== false)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
}
