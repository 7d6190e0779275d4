import type { HistoryVersion } from '@prompt-ledger/shared/contract';
import { diffWordsWithSpace, structuredPatch } from 'diff';
import type { Paint, Style } from './style.ts';
import { formatTemplate } from './template.ts';
import { neutralise, toLine } from './text.ts';

export interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  /** Each with ` `, `-` or `+` before it; `\` for a note on the end of the text. */
  readonly lines: readonly string[];
}

export interface Diff {
  readonly from: Side;
  readonly to: Side;
  readonly identical: boolean;
  readonly hunks: readonly Hunk[];
  readonly variables: { readonly added: readonly string[]; readonly removed: readonly string[] };
}

interface Side {
  readonly version: number;
  readonly checksum: string;
}

const CONTEXT = 3;

/** Compares two versions line by line, and the variables that they expect. */
export function buildDiff(before: HistoryVersion, after: HistoryVersion): Diff {
  const [from, to] = [before, after].map(({ version, template_hash: checksum }) => ({ version, checksum }));
  return {
    from: from as Side,
    to: to as Side,
    identical: before.template_hash === after.template_hash,
    hunks: buildHunks(
      formatTemplate(before.template_source, before.kind),
      formatTemplate(after.template_source, after.kind),
    ),
    variables: {
      added: missingIn(before, after),
      removed: missingIn(after, before),
    },
  };
}

/** Where two texts differ, line by line, with some lines around. */
export function buildHunks(before: string, after: string): Hunk[] {
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: CONTEXT });
  // Most prompts end without a line feed; that is only worth a word where it changes.
  const isWorthIt = before.endsWith('\n') !== after.endsWith('\n');
  return hunks.map((hunk) => ({
    ...hunk,
    lines: hunk.lines.filter((line) => isWorthIt || !line.startsWith('\\')),
  }));
}

function missingIn(one: HistoryVersion, other: HistoryVersion): string[] {
  const names = new Set((one.variables ?? []).map(({ name }) => name));
  return (other.variables ?? []).map(({ name }) => name).filter((name) => !names.has(name));
}

/** The diff as people read it: `-` and `+` lines, with the words that differ marked where there is colour. */
export function formatDiff(name: string, diff: Diff, style: Style): string[] {
  const { from, to, identical, variables } = diff;
  const title = toLine(name);
  if (from.version === to.version) return [`${title}: version ${from.version} on both sides.`];
  if (identical) return [`${title}: the versions ${from.version} and ${to.version} are identical.`];
  return [
    style.removed(`--- ${title}@${from.version}  ${toLine(from.checksum.slice(0, 12))}`),
    style.added(`+++ ${title}@${to.version}  ${toLine(to.checksum.slice(0, 12))}`),
    ...diff.hunks.flatMap((hunk) => formatHunk(hunk, style)),
    ...formatVariables(variables, style),
  ];
}

/** `-` and `+` lines, with the words that differ marked where there is colour. */
export function formatHunk({ oldStart, oldLines, newStart, newLines, lines }: Hunk, style: Style): string[] {
  return [
    style.faint(`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`),
    ...groupRuns(lines).flatMap((run) => formatRun(run, style)),
  ];
}

/** Lines between unchanged ones: what was removed there, and what was added in its place. */
interface Run {
  readonly removed: Line[];
  readonly added: Line[];
  readonly unchanged: string | null;
}

interface Line {
  readonly text: string;
  /** That no line feed follows, where that matters. */
  readonly note: string | null;
}

function groupRuns(lines: readonly string[]): Run[] {
  const runs: Run[] = [];
  let open: Run | null = null;
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('\\')) continue;
    if (line.startsWith(' ')) {
      runs.push({ removed: [], added: [], unchanged: line });
      open = null;
      continue;
    }
    if (open === null) {
      open = { removed: [], added: [], unchanged: null };
      runs.push(open);
    }
    const next = lines[index + 1];
    const note = next?.startsWith('\\') ? next : null;
    (line.startsWith('-') ? open.removed : open.added).push({ text: line.slice(1), note });
  }
  return runs;
}

/** Lines that replace one another, first with first, show which of their words differ. */
function formatRun({ removed, added, unchanged }: Run, style: Style): string[] {
  if (unchanged !== null) return [neutralise(unchanged)];
  const pairs = removed.map((line, index) => toWords(line.text, added[index]?.text));
  const withNote = (painted: string, { note }: Line) =>
    note === null ? [painted] : [painted, style.faint(note)];
  return [
    ...removed.flatMap((line, index) =>
      withNote(paintLine('-', pairs[index]?.before ?? [], style.removed, style.removedWord), line),
    ),
    ...added.flatMap((line, index) => {
      const words = pairs[index]?.after ?? whole(line.text);
      return withNote(paintLine('+', words, style.added, style.addedWord), line);
    }),
  ];
}

interface Word {
  readonly text: string;
  readonly differs: boolean;
}

function toWords(before: string, after: string | undefined): { before: Word[]; after: Word[] | null } {
  if (after === undefined) return { before: whole(before), after: null };
  const parts = diffWordsWithSpace(before, after);
  const kept = parts.filter(({ added, removed }) => !added && !removed).map(({ value }) => value);
  // Lines with little in common are other lines: marking nearly all of their words would say nothing.
  if (kept.join('').trim().length * 3 < Math.min(before.length, after.length)) {
    return { before: whole(before), after: whole(after) };
  }
  return {
    before: parts
      .filter(({ added }) => !added)
      .map(({ value, removed }) => ({ text: value, differs: removed })),
    after: parts
      .filter(({ removed }) => !removed)
      .map(({ value, added }) => ({ text: value, differs: added })),
  };
}

function whole(text: string): Word[] {
  return [{ text, differs: false }];
}

function paintLine(mark: string, words: readonly Word[], paint: Paint, paintWord: Paint): string {
  return (
    paint(mark) + words.map(({ text, differs }) => (differs ? paintWord : paint)(neutralise(text))).join('')
  );
}

function formatVariables({ added, removed }: Diff['variables'], style: Style): string[] {
  if (added.length === 0 && removed.length === 0) return [];
  const names = [
    ...removed.map((name) => style.removed(`-${toLine(name)}`)),
    ...added.map((name) => style.added(`+${toLine(name)}`)),
  ];
  return ['', `variables  ${names.join('  ')}`];
}
