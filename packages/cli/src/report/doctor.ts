import type { Style } from './style.ts';
import { toLine } from './text.ts';

export interface Finding {
  readonly level: 'ok' | 'warning' | 'error';
  readonly about: string;
  readonly text: string;
  /** What to do; a full sentence, or the rest of one. */
  readonly advice?: string | null;
}

const MARKS = { ok: '✓', warning: '!', error: '✗' } as const satisfies Record<Finding['level'], string>;

/** One line for each thing that was looked at, with what to do below it. */
export function formatDoctor(findings: readonly Finding[], style: Style): string[] {
  const width = Math.max(...findings.map(({ about }) => about.length));
  return findings.flatMap(({ level, about, text, advice }) => {
    const paint = { ok: style.added, warning: style.warning, error: style.error }[level];
    return [
      `${paint(MARKS[level])} ${about.padEnd(width)}  ${toLine(text)}`,
      ...(advice ? [`  ${' '.repeat(width)}  → ${toLine(advice)}`] : []),
    ];
  });
}
