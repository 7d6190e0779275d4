import measure from 'fast-string-truncated-width';

/** Control characters but line feed and tab; then those that turn the direction of text around. */
// eslint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Makes foreign text harmless to a terminal: what could move the cursor, set colours or reorder the line is shown as
 * its code point. Line feeds and tabs stay.
 */
export function neutralise(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Harmless and on one line, for a cell of a table or a message. */
export function toLine(text: string): string {
  return neutralise(text.replace(/\s+/g, ' ').trim());
}

/** Columns that a text takes in a terminal; wide characters take two. */
export function widthOf(text: string): number {
  return measure(text).width;
}

export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'left' ? text + space : space + text;
}

/** Cuts at a whole character; the cut is seen as `…`. */
export function truncate(text: string, width: number): string {
  const { truncated, index } = measure(text, { limit: width, ellipsis: '…', ellipsisWidth: 1 });
  return truncated ? `${text.slice(0, index).replace(/[\ud800-\udbff]$/, '')}…` : text;
}

/** Cuts at the front: of a path the end says most. */
export function truncateStart(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const characters = [...text];
  let from = characters.length;
  for (let used = 1; from > 0; from -= 1) {
    used += widthOf(characters[from - 1] ?? '');
    if (used > width) break;
  }
  return `…${characters.slice(from).join('')}`;
}
