import { structuredPatch } from 'diff';
import { toWords, whole, type Word } from './words.ts';

export interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  /** Each with ` `, `-` or `+` before it; `\` for a note on the end of the text. */
  readonly lines: readonly string[];
}

/** Lines around a change. */
const CONTEXT = 3;

/** Beyond it two texts are other texts, and finding out how they are alike would take long. */
const MOST_EDITS = 3_000;

/** Where two texts differ, line by line, with some lines around. */
export function buildHunks(before: string, after: string, context = CONTEXT): Hunk[] {
  const options = { context, maxEditLength: MOST_EDITS };
  const hunks = structuredPatch('', '', before, after, '', '', options)?.hunks ?? [replaceAll(before, after)];
  // Most prompts end without a line feed; that is only worth a word where it changes.
  const isWorthIt = before.endsWith('\n') !== after.endsWith('\n');
  return hunks.map((hunk) => ({
    ...hunk,
    lines: hunk.lines.filter((line) => isWorthIt || !line.startsWith('\\')),
  }));
}

/** The line above a hunk. Of no lines it names the one before, as every diff has it; 0 where there is none. */
export function formatPosition({ oldStart, oldLines, newStart, newLines }: Hunk): string {
  return `@@ -${formatRange(oldStart, oldLines)} +${formatRange(newStart, newLines)} @@`;
}

function formatRange(start: number, lines: number): string {
  return `${lines === 0 ? start - 1 : start},${lines}`;
}

const NO_LINE_FEED = '\\ No newline at end of file';

function replaceAll(before: string, after: string): Hunk {
  const mark = (text: string, sign: string) => [
    ...linesOf(text).map((line) => `${sign}${line}`),
    ...(text === '' || text.endsWith('\n') ? [] : [NO_LINE_FEED]),
  ];
  return {
    oldStart: 1,
    oldLines: linesOf(before).length,
    newStart: 1,
    newLines: linesOf(after).length,
    lines: [...mark(before, '-'), ...mark(after, '+')],
  };
}

function linesOf(text: string): string[] {
  // No text has no lines, not an empty one.
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** How many lines of each side a diff has. */
export function countHunkLines(hunks: readonly Hunk[]): {
  readonly added: number;
  readonly removed: number;
} {
  const lines = hunks.flatMap((hunk) => hunk.lines);
  return {
    added: lines.filter((line) => line.startsWith('+')).length,
    removed: lines.filter((line) => line.startsWith('-')).length,
  };
}

/** Lines between unchanged ones: what was removed there, and what was added in its place; or one unchanged line. */
export type Run =
  | { readonly kind: 'same'; readonly text: string }
  | { readonly kind: 'change'; readonly removed: readonly Line[]; readonly added: readonly Line[] };

export interface Line {
  readonly words: readonly Word[];
  /** That no line feed follows, where that matters. */
  readonly note: string | null;
}

/** The lines of a hunk in runs. Lines that replace one another, first with first, say which of their words differ. */
export function groupRuns(lines: readonly string[]): Run[] {
  const runs: Run[] = [];
  let open: { removed: Plain[]; added: Plain[] } | null = null;
  const close = () => {
    if (open !== null) runs.push(pairUp(open.removed, open.added));
    open = null;
  };
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('\\')) continue;
    if (line.startsWith(' ')) {
      close();
      runs.push({ kind: 'same', text: line.slice(1) });
      continue;
    }
    open ??= { removed: [], added: [] };
    const next = lines[index + 1];
    const note = next?.startsWith('\\') ? next : null;
    (line.startsWith('-') ? open.removed : open.added).push({ text: line.slice(1), note });
  }
  close();
  return runs;
}

interface Plain {
  readonly text: string;
  readonly note: string | null;
}

function pairUp(removed: readonly Plain[], added: readonly Plain[]): Run {
  const pairs = removed.map(({ text }, index) => {
    const other = added[index];
    return other === undefined ? null : toWords(text, other.text);
  });
  return {
    kind: 'change',
    removed: removed.map(({ text, note }, index) => ({ words: pairs[index]?.before ?? whole(text), note })),
    added: added.map(({ text, note }, index) => ({ words: pairs[index]?.after ?? whole(text), note })),
  };
}
