import type { Finding } from '../plan/judge.ts';
import type { Style } from './style.ts';
import { toLine } from './text.ts';

/** One line: where, how bad, which rule, what and why. */
export function formatFinding({ rule, level, file, line, column, message }: Finding, style: Style): string {
  const place = file === null ? '' : `${style.strong(`${toLine(file)}:${line}:${column}`)} `;
  const paint = level === 'error' ? style.error : style.warning;
  return `${place}${paint(level)} ${style.faint(toLine(rule))}  ${toLine(message)}`;
}
