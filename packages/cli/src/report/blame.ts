import type { HistoryVersion } from '@prompt-ledger/shared/contract';
import type { BlamedLine } from '../plan/blame.ts';
import { originOf } from './seen.ts';
import type { Style } from './style.ts';
import { neutralise, pad, truncate, widthOf } from './text.ts';
import { formatDay } from './time.ts';

const WIDEST_AUTHOR = 16;

/** Each line behind what brought it: version, commit, author, day. */
export function formatBlame(
  lines: readonly BlamedLine[],
  versions: readonly HistoryVersion[],
  style: Style,
): string[] {
  const origins = new Map(versions.map((version) => [version.version, originOf(version)]));
  const used = [...new Set(lines.map(({ version }) => version))];
  const columns = {
    version: Math.max(...used.map((version) => String(version).length)),
    commit: Math.max(...used.map((version) => widthOf(origins.get(version)?.commit ?? ''))),
    author: Math.max(...used.map((version) => widthOf(authorOf(origins.get(version)?.author)))),
    number: String(lines.length).length,
  };
  return lines.map(({ text, version }, index) => {
    const origin = origins.get(version);
    const cells = [
      style.strong(pad(String(version), columns.version, 'right')),
      ...(columns.commit > 0 ? [style.changed(pad(origin?.commit ?? '', columns.commit))] : []),
      ...(columns.author > 0 ? [pad(authorOf(origin?.author), columns.author)] : []),
      style.faint(formatDay(origin?.at ?? '')),
      style.faint(`${pad(String(index + 1), columns.number, 'right')})`),
    ];
    return `${cells.join(' ')} ${neutralise(text)}`.trimEnd();
  });
}

function authorOf(author: string | null | undefined): string {
  return truncate(author ?? '', WIDEST_AUTHOR);
}
