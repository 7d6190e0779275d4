import type { Key } from '@prompt-ledger/shared/contract/keys';
import { formatColumns, type Column } from './columns.ts';
import type { Style } from './style.ts';
import { toLine } from './text.ts';
import { formatTime } from './time.ts';

const EVERY = '(every project)';

export function formatKeys(keys: readonly Key[], style: Style, width: number | null): string[] {
  const columns: Column<Key>[] = [
    { title: 'KEY', giveWay: 0, cell: ({ name }) => ({ text: toLine(name), paint: style.strong }) },
    { title: 'PROJECT', giveWay: 1, cell: ({ project }) => (project === null ? EVERY : toLine(project)) },
    { title: 'SCOPES', cell: ({ scopes }) => toLine(scopes.join(',')) },
    { title: 'CREATED', cell: ({ created_at: at }) => formatTime(at) },
    { title: 'LAST USED', cell: ({ last_used_at: at }) => (at === null ? 'never' : formatTime(at)) },
    { title: 'ENDS', cell: (key) => formatEnd(key) },
    { title: 'ID', cell: ({ key_id: id }) => ({ text: toLine(id), paint: style.faint }) },
  ];
  return formatColumns(keys, columns, style, width);
}

/** What a new key may do, in a sentence. */
export function formatKeyFacts({ name, project, scopes, expires_at: end }: Key): string[] {
  const where = project === null ? 'every project' : `the project ${toLine(project)}`;
  const until = end === null ? '' : ` until ${formatTime(end)}`;
  return [`The key "${toLine(name)}" may ${toLine(scopes.join(', '))} in ${where}${until}.`];
}

function formatEnd({ expires_at: end, revoked_at: revoked }: Key): string {
  if (revoked !== null) return `revoked ${formatTime(revoked)}`;
  return end === null ? '' : formatTime(end);
}
