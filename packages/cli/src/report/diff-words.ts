import { explainSame, formatSide, formatVariables, type Diff } from './diff.ts';
import { formatPosition, groupRuns, type Line, type Run } from './hunks.ts';
import type { Style } from './style.ts';
import { neutralise } from './text.ts';
import type { Word } from './words.ts';

/** The diff with its changes within the lines, `[-as git-][+as git has it+]`: readable without colour. */
export function formatWordDiff(diff: Diff, style: Style): string[] {
  const same = explainSame(diff);
  if (same !== null) return [same];
  return [
    style.removed(`--- ${formatSide(diff.from)}`),
    style.added(`+++ ${formatSide(diff.to)}`),
    ...diff.hunks.flatMap((hunk) => [
      style.faint(formatPosition(hunk)),
      ...groupRuns(hunk.lines).flatMap((run) => formatRun(run, style)),
    ]),
    ...formatVariables(diff.variables, style),
  ];
}

function formatRun(run: Run, style: Style): string[] {
  if (run.kind === 'same') return [neutralise(run.text)];
  const rows = Math.max(run.removed.length, run.added.length);
  return Array.from({ length: rows }, (_, row) => mergeLines(run.removed[row], run.added[row], style)).flat();
}

function mergeLines(before: Line | undefined, after: Line | undefined, style: Style): string[] {
  const isMerged =
    before?.words.some(isSame) && after?.words.some(isSame) && (hasDiff(before) || hasDiff(after));
  if (!isMerged) {
    return [
      ...(before ? [cross(textOf(before.words), style)] : []),
      ...(after ? [insert(textOf(after.words), style)] : []),
    ];
  }
  return [interleave(before?.words ?? [], after?.words ?? [], style)];
}

/** Both sides have the same words that do not differ, in the same order. */
function interleave(before: readonly Word[], after: readonly Word[], style: Style): string {
  let text = '';
  let at = 0;
  const takeInserted = () => {
    for (; after[at]?.differs; at += 1) text += insert(after[at]?.text ?? '', style);
  };
  for (const word of before) {
    if (word.differs) {
      text += cross(word.text, style);
      continue;
    }
    takeInserted();
    text += neutralise(word.text);
    at += 1;
  }
  takeInserted();
  return text;
}

function isSame({ differs }: Word): boolean {
  return !differs;
}

function hasDiff({ words }: Line): boolean {
  return words.some(({ differs }) => differs);
}

function textOf(words: readonly Word[]): string {
  return words.map(({ text }) => text).join('');
}

function cross(text: string, style: Style): string {
  return text === '' ? '' : style.removed(`[-${neutralise(text)}-]`);
}

function insert(text: string, style: Style): string {
  return text === '' ? '' : style.added(`{+${neutralise(text)}+}`);
}
