import type { Diagnostic } from '../extract/types.ts';
import type { Paint, Style } from './style.ts';
import { neutralise, toLine, truncate } from './text.ts';

/** Reads one line of a source file, for showing what a diagnostic is about; null where it is not at hand. */
export type ReadLine = (file: string, line: number) => string | null;

/** Each diagnostic in full: where, what and why, the line itself with a caret, and what to do. */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  readLine: ReadLine,
  style: Style,
  width: number | null,
): string[] {
  return diagnostics.flatMap((diagnostic) => [
    `${formatHead(diagnostic, style)}${toLine(diagnostic.message)}`,
    // The line would show the secret, in logs of builds too.
    ...(diagnostic.code === 'secret-in-text' ? [] : formatFrame(diagnostic, readLine, style, width)),
    `  ${style.faint(`→ ${toLine(diagnostic.hint)}`)}`,
    ...formatSuggestion(diagnostic),
  ]);
}

/** One line per diagnostic, at most `most` of them, and how many more there are. */
export function formatBriefly(
  diagnostics: readonly Diagnostic[],
  most: number,
  style: Style,
  width: number | null,
): string[] {
  const lines = diagnostics.slice(0, most).map((diagnostic) => {
    const text = `${toLine(diagnostic.message)}`;
    const room = width === null ? Infinity : width - formatPlace(diagnostic).length - 4;
    return `${style.warning('!')} ${style.strong(formatPlace(diagnostic))}  ${truncate(text, Math.max(20, room))}`;
  });
  const more = diagnostics.length - most;
  return more > 0 ? [...lines, `${style.warning('!')} … and ${more} more`] : lines;
}

function formatHead(diagnostic: Diagnostic, style: Style): string {
  const { severity, code } = diagnostic;
  return `${style.strong(formatPlace(diagnostic))} ${paintOf(severity, style)(severity)} ${style.faint(toLine(code))}  `;
}

function formatPlace({ file, line, column }: Diagnostic): string {
  return `${toLine(file)}:${line}:${column}`;
}

function paintOf(severity: Diagnostic['severity'], style: Style): Paint {
  if (severity === 'error') return style.error;
  return severity === 'warning' ? style.warning : style.faint;
}

/** Not indented, as it is to be pasted and its text may go over several lines. */
function formatSuggestion({ suggestion }: Diagnostic): string[] {
  return suggestion ? ['', ...neutralise(suggestion.code).split('\n')] : [];
}

function formatFrame(
  { file, line, column }: Diagnostic,
  readLine: ReadLine,
  style: Style,
  width: number | null,
): string[] {
  const text = readLine(file, line);
  if (text === null || text.trim() === '') return [];
  const number = `  ${line} | `;
  const indent = text.length - text.trimStart().length;
  const shown = neutralise(text.trimStart().replaceAll('\t', ' '));
  const room = Math.max(20, (width ?? 120) - number.length);
  const caret = column - 1 - indent;
  const frame = [`${style.faint(number)}${truncate(shown, room)}`];
  if (caret >= 0 && caret < room - 1) frame.push(`${' '.repeat(number.length + caret)}${style.error('^')}`);
  return frame;
}
