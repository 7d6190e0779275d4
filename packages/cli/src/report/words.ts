import { diffWordsWithSpace } from 'diff';

/** A piece of a line, and whether it makes the difference. */
export interface Word {
  readonly text: string;
  readonly differs: boolean;
}

/** Beyond it two lines are other lines, and finding out how they are alike would take long. */
const MOST_EDITS = 1_000;

/** Which words of two lines differ, where the lines are alike. */
export function toWords(before: string, after: string): { readonly before: Word[]; readonly after: Word[] } {
  const parts = diffWordsWithSpace(before, after, { maxEditLength: MOST_EDITS }) ?? [];
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

export function whole(text: string): Word[] {
  return [{ text, differs: false }];
}
