import type { PromptText } from '../plan/prompt-text.ts';
import {
  buildHunks,
  countHunkLines,
  formatPosition,
  groupRuns,
  type Hunk,
  type Line,
  type Run,
} from './hunks.ts';
import type { Paint, Style } from './style.ts';
import { formatTemplate } from './template.ts';
import { neutralise, toLine } from './text.ts';
import type { Word } from './words.ts';

export interface Diff {
  readonly prompt_name: string;
  /** Null where there is nothing on this side. */
  readonly from: Side | null;
  readonly to: Side | null;
  readonly identical: boolean;
  readonly hunks: readonly Hunk[];
  readonly lines: { readonly added: number; readonly removed: number };
  readonly variables: { readonly added: readonly string[]; readonly removed: readonly string[] };
}

interface Side {
  readonly reference: string;
  readonly version: number | null;
  readonly checksum: string;
  readonly place: { readonly file: string; readonly line: number } | null;
}

/** Compares two texts line by line, and the variables that they expect. */
export function buildDiff(before: PromptText | null, after: PromptText | null, context?: number): Diff {
  const hunks = buildHunks(readable(before), readable(after), context);
  return {
    prompt_name: (after ?? before)?.name ?? '',
    from: before && toSide(before),
    to: after && toSide(after),
    identical: before?.checksum === after?.checksum,
    hunks,
    lines: countHunkLines(hunks),
    variables: { added: missingIn(before, after), removed: missingIn(after, before) },
  };
}

function readable(text: PromptText | null): string {
  return text === null ? '' : formatTemplate(text.template, text.kind);
}

function toSide({ name, selector, version, checksum, place }: PromptText): Side {
  return { reference: `${name}@${selector}`, version, checksum, place };
}

function missingIn(one: PromptText | null, other: PromptText | null): string[] {
  const names = new Set(one?.variables.map(({ name }) => name));
  return (other?.variables ?? []).map(({ name }) => name).filter((name) => !names.has(name));
}

/** The diff as people read it: `-` and `+` lines, with the words that differ marked where there is colour. */
export function formatDiff(diff: Diff, style: Style): string[] {
  const same = explainSame(diff);
  if (same !== null) return [same];
  return [
    style.removed(`--- ${formatSide(diff.from)}`),
    style.added(`+++ ${formatSide(diff.to)}`),
    ...diff.hunks.flatMap((hunk) => formatHunk(hunk, style)),
    ...formatVariables(diff.variables, style),
  ];
}

/** A sentence where there is no difference; null where there is one. */
export function explainSame({ prompt_name: name, from, to, identical }: Diff): string | null {
  if (from === null || to === null || !identical) return null;
  const title = toLine(name);
  if (from.reference === to.reference) return `${title}: version ${from.version} on both sides.`;
  if (from.version !== null && to.version !== null) {
    return `${title}: the versions ${from.version} and ${to.version} are identical.`;
  }
  return `${toLine(from.reference)} and ${toLine(to.reference)} are identical.`;
}

/** What stands on one side, as the title of a diff has it. */
export function formatSide(side: Side | null): string {
  if (side === null) return '(nothing)';
  const { reference, checksum, place } = side;
  const facts = [
    reference,
    checksum.slice(0, 12),
    ...(place === null ? [] : [`${place.file}:${place.line}`]),
  ];
  return facts.map(toLine).join('  ');
}

/** `-` and `+` lines, with the words that differ marked where there is colour. */
export function formatHunk(hunk: Hunk, style: Style): string[] {
  return [
    style.faint(formatPosition(hunk)),
    ...groupRuns(hunk.lines).flatMap((run) => formatRun(run, style)),
  ];
}

function formatRun(run: Run, style: Style): string[] {
  if (run.kind === 'same') return [` ${neutralise(run.text)}`];
  return [
    ...run.removed.flatMap((line) => formatLine('-', line, style, style.removed, style.removedWord)),
    ...run.added.flatMap((line) => formatLine('+', line, style, style.added, style.addedWord)),
  ];
}

function formatLine(mark: string, { words, note }: Line, style: Style, paint: Paint, word: Paint): string[] {
  const painted = `${paint(mark)}${paintWords(words, paint, word)}`;
  return note === null ? [painted] : [painted, style.faint(note)];
}

function paintWords(words: readonly Word[], paint: Paint, paintWord: Paint): string {
  return words.map(({ text, differs }) => (differs ? paintWord : paint)(neutralise(text))).join('');
}

/** Which variables came and went, behind an empty line; nothing where none did. */
export function formatVariables({ added, removed }: Diff['variables'], style: Style): string[] {
  const names = formatNames({ added, removed }, style);
  return names === '' ? [] : ['', `variables  ${names}`];
}

export function formatNames({ added, removed }: Diff['variables'], style: Style): string {
  return [
    ...removed.map((name) => style.removed(`-${toLine(name)}`)),
    ...added.map((name) => style.added(`+${toLine(name)}`)),
  ].join('  ');
}
