import { diffArrays } from 'diff';

/** A text that had a number, oldest first. */
export interface NumberedText {
  readonly version: number;
  readonly text: string;
}

export interface BlamedLine {
  readonly text: string;
  /** The version that brought this line. */
  readonly version: number;
}

/** Beyond it a version is another text, all of whose lines are its own. */
const MOST_EDITS = 3_000;

/** Says of each line of the last text which of the versions brought it. A line that was taken away and came again is new. */
export function blame(versions: readonly NumberedText[]): BlamedLine[] {
  let lines: readonly BlamedLine[] = [];
  for (const { version, text } of versions) lines = follow(lines, linesOf(text), version);
  return [...lines];
}

function follow(before: readonly BlamedLine[], now: readonly string[], version: number): BlamedLine[] {
  const own = (texts: readonly string[]) => texts.map((text) => ({ text, version }));
  const parts = diffArrays(
    before.map(({ text }) => text),
    [...now],
    { maxEditLength: MOST_EDITS },
  );
  if (parts === undefined) return own(now);
  let at = 0;
  return parts.flatMap(({ value, added, removed, count }) => {
    if (added) return own(value);
    at += count;
    return removed ? [] : before.slice(at - count, at);
  });
}

function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}
