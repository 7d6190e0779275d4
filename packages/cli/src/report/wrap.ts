import measure from 'fast-string-truncated-width';
import type { Word } from './words.ts';

/** Lays words out in rows of at most `width` columns, broken at a space where there is one. Never without a row. */
export function wrapWords(words: readonly Word[], width: number): Word[][] {
  const text = words.map((word) => word.text).join('');
  return findRows(text, width).map(({ from, to }) => slice(words, from, to));
}

/** The same for plain text. */
export function wrapText(text: string, width: number): string[] {
  return findRows(text, width).map(({ from, to }) => text.slice(from, to));
}

/** A part of a text; the space that a row is broken at belongs to no row. */
interface Row {
  readonly from: number;
  readonly to: number;
}

function findRows(text: string, width: number): Row[] {
  const limit = Math.max(2, width);
  const rows: Row[] = [];
  let from = 0;
  for (;;) {
    const length = fitting(text, from, limit);
    if (from + length >= text.length) return [...rows, { from, to: text.length }];
    const space = findSpace(text, from + length);
    const isWorthIt = space - from > length / 2;
    const to = isWorthIt ? space : from + length;
    rows.push({ from, to });
    from = isWorthIt ? space + 1 : to;
  }
}

/** The last space up to there at which a placeholder is not torn. */
function findSpace(text: string, at: number): number {
  const space = text.lastIndexOf(' ', at);
  const open = text.lastIndexOf('{{', space);
  return open > text.lastIndexOf('}}', space) ? text.lastIndexOf(' ', open) : space;
}

/** How many code units from there on fit into a row; one character at least. */
function fitting(text: string, from: number, limit: number): number {
  // No character takes less than a column for every sixteen code units, emoji with all their joiners included.
  const part = text.slice(from, from + limit * 16);
  const { index } = measure(part, { limit, ellipsis: '' });
  const isHalf = /[\ud800-\udbff]/.test(part.charAt(index - 1)) && index < part.length;
  const whole = isHalf ? index - 1 : index;
  return Math.max(whole, (text.codePointAt(from) ?? 0) > 0xffff ? 2 : 1);
}

function slice(words: readonly Word[], from: number, to: number): Word[] {
  const row: Word[] = [];
  let at = 0;
  for (const { text, differs } of words) {
    const start = Math.max(from, at);
    const end = Math.min(to, at + text.length);
    if (start < end) row.push({ text: text.slice(start - at, end - at), differs });
    at += text.length;
  }
  return row;
}
