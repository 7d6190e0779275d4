import { toLine } from './text.ts';

/** In a code span nothing is markup, a mention or a link; in a table a bar would still end the cell. */
export function toCode(text: string): string {
  const line = toLine(text);
  const fence = '`'.repeat(longestRun(line) + 1);
  const space = /^`|`$/.test(line) || line === '' ? ' ' : '';
  return `${fence}${space}${line.replaceAll('|', '\\|')}${space}${fence}`;
}

/** Foreign text between words of ours: every character that could be markup, a mention or a reference is escaped. */
export function escapeText(text: string): string {
  return toLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_{}[\]()#+!|~>]/g, '\\$&')
    .replace(/[@:](?=\w|\/\/)/g, '$&\u200b');
}

/** A block of code whose fence is longer than any in it. */
export function toFence(lines: readonly string[], language: string): string {
  const body = lines.join('\n');
  const fence = '`'.repeat(Math.max(3, longestRun(body) + 1));
  return `${fence}${language}\n${body}\n${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
