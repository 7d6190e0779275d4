import { diffLines } from 'diff';

export interface LineCounts {
  readonly added: number;
  readonly removed: number;
}

/** How many lines came and went between two texts. */
export function countLineChanges(before: string, after: string): LineCounts {
  let added = 0;
  let removed = 0;
  // A last line without its line feed is the same line once more text follows it.
  for (const part of diffLines(endLine(before), endLine(after))) {
    if (part.added) added += part.count;
    if (part.removed) removed += part.count;
  }
  return { added, removed };
}

function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
