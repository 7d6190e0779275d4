import { explainSame, type Diff } from './diff.ts';
import { formatPosition } from './hunks.ts';
import { escapeText, toCode, toFence } from './markdown.ts';
import { count } from './plan.ts';
import { neutralise } from './text.ts';

/** For pasting into a review or an issue. */
export function formatMarkdown(diffs: readonly Diff[]): string[] {
  return diffs.flatMap((diff, index) => [...(index === 0 ? [] : ['']), ...formatOne(diff)]);
}

function formatOne(diff: Diff): string[] {
  const same = explainSame(diff);
  if (same !== null) return [escapeText(same)];
  const { from, to, hunks, lines, variables } = diff;
  const sides = [from, to].map((side) => (side === null ? '(nothing)' : toCode(side.reference)));
  const names = [
    ...variables.removed.map((name) => `removed ${toCode(name)}`),
    ...variables.added.map((name) => `added ${toCode(name)}`),
  ];
  return [
    `**${sides.join(' → ')}** (${count(lines.added, 'line')} added, ${lines.removed} removed)`,
    ...(names.length === 0 ? [] : ['', `Variables: ${names.join(', ')}`]),
    '',
    toFence(
      hunks.flatMap((hunk) => [formatPosition(hunk), ...hunk.lines.map(neutralise)]),
      'diff',
    ),
  ];
}
