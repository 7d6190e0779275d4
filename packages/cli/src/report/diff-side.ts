import { explainSame, formatSide, formatVariables, type Diff } from './diff.ts';
import { groupRuns, type Hunk, type Line } from './hunks.ts';
import type { Paint, Style } from './style.ts';
import { neutralise, pad, truncate, widthOf } from './text.ts';
import { whole, type Word } from './words.ts';
import { wrapWords } from './wrap.ts';

/** Where nothing says how wide the screen is. */
const USUAL_WIDTH = 120;
const LEAST_WIDTH = 40;
const MIDDLE = ' │ ';
const TAB = '    ';

/** The diff in two columns, the older text left. Each line has its number; a changed one also `-` or `+`. */
export function formatSideBySide(diff: Diff, style: Style, width: number | null): string[] {
  const same = explainSame(diff);
  if (same !== null) return [same];
  const total = Math.max(LEAST_WIDTH, width ?? USUAL_WIDTH);
  const left = Math.floor((total - MIDDLE.length) / 2);
  const layout = { left, right: total - MIDDLE.length - left, digits: countDigits(diff.hunks) };
  return [
    style.removed(pad(truncate(formatSide(diff.from), left), left)) +
      style.faint(MIDDLE) +
      style.added(truncate(formatSide(diff.to), layout.right)),
    style.faint(`${'─'.repeat(left + 1)}┼${'─'.repeat(layout.right + 1)}`),
    ...diff.hunks.flatMap((hunk, index) => [
      ...(index === 0 ? [] : [style.faint(`${pad('⋯', left + 1)}│ ⋯`)]),
      ...formatHunk(hunk, layout, style),
    ]),
    ...formatVariables(diff.variables, style),
  ];
}

interface Layout {
  readonly left: number;
  readonly right: number;
  readonly digits: number;
}

function countDigits(hunks: readonly Hunk[]): number {
  const last = hunks.at(-1);
  if (last === undefined) return 1;
  return String(Math.max(last.oldStart + last.oldLines, last.newStart + last.newLines)).length;
}

function formatHunk(hunk: Hunk, layout: Layout, style: Style): string[] {
  let old = hunk.oldStart;
  let now = hunk.newStart;
  return groupRuns(hunk.lines).flatMap((run) => {
    if (run.kind === 'same') {
      const words = whole(run.text);
      const cells = [toCell(old, ' ', words, null), toCell(now, ' ', words, null)] as const;
      old += 1;
      now += 1;
      return formatRow(cells, layout, style);
    }
    const rows = Math.max(run.removed.length, run.added.length);
    return Array.from({ length: rows }, (_, row) => {
      const removed = run.removed[row];
      const added = run.added[row];
      const cells = [
        removed ? toCell(old, '-', removed.words, removed.note) : null,
        added ? toCell(now, '+', added.words, added.note) : null,
      ] as const;
      if (removed) old += 1;
      if (added) now += 1;
      return formatRow(cells, layout, style);
    }).flat();
  });
}

interface Cell {
  readonly number: number;
  readonly mark: ' ' | '-' | '+';
  readonly words: readonly Word[];
  readonly note: Line['note'];
}

function toCell(number: number, mark: Cell['mark'], words: readonly Word[], note: Line['note']): Cell {
  return { number, mark, words, note };
}

/** A line longer than its column goes on below; the other column stays empty there. */
function formatRow(
  [before, after]: readonly [Cell | null, Cell | null],
  layout: Layout,
  style: Style,
): string[] {
  const left = formatCell(before, layout.left, layout.digits, style);
  const right = formatCell(after, layout.right, layout.digits, style);
  return Array.from({ length: Math.max(left.length, right.length) }, (_, row) => {
    const { text, width } = left[row] ?? { text: '', width: 0 };
    const space = ' '.repeat(Math.max(0, layout.left - width));
    return `${text}${space}${style.faint(MIDDLE)}${right[row]?.text ?? ''}`.trimEnd();
  });
}

interface Laid {
  readonly text: string;
  readonly width: number;
}

function formatCell(cell: Cell | null, width: number, digits: number, style: Style): Laid[] {
  if (cell === null) return [];
  const { mark, number, note } = cell;
  const [paint, paintWord] = paintsOf(mark, style);
  const room = width - digits - 3;
  const words = cell.words.map(({ text, differs }) => ({
    text: neutralise(text).replaceAll('\t', TAB),
    differs,
  }));
  const rows = wrapWords(words, room).map((row, index) => {
    const gutter = index === 0 ? pad(String(number), digits, 'right') : ' '.repeat(digits);
    const text = row.map((word) => (word.differs ? paintWord : paint)(word.text)).join('');
    const shown = row.reduce((sum, word) => sum + widthOf(word.text), 0);
    return { text: `${style.faint(gutter)} ${paint(mark)} ${text}`, width: digits + 3 + shown };
  });
  if (note === null) return rows;
  const said = truncate(note, width);
  return [...rows, { text: style.faint(said), width: widthOf(said) }];
}

function paintsOf(mark: Cell['mark'], style: Style): readonly [Paint, Paint] {
  if (mark === '-') return [style.removed, style.removedWord];
  if (mark === '+') return [style.added, style.addedWord];
  return [(text) => text, (text) => text];
}
