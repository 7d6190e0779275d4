import { formatNames, type Diff } from './diff.ts';
import { count } from './plan.ts';
import type { Style } from './style.ts';
import { pad, toLine, truncate, widthOf } from './text.ts';

const USUAL_WIDTH = 80;
const LEAST_BAR = 10;

/** One line per prompt, as `git diff --stat` has it, with the variables that came and went. */
export function formatStat(diffs: readonly Diff[], style: Style, width: number | null): string[] {
  const changed = diffs.filter(({ identical }) => !identical);
  if (changed.length === 0) return ['No difference.'];
  const rows = changed.map((diff) => ({ diff, name: toLine(diff.prompt_name), lines: sum(diff) }));
  const digits = Math.max(...rows.map(({ lines }) => String(lines).length));
  const total = width ?? USUAL_WIDTH;
  const longest = Math.max(...rows.map(({ name }) => widthOf(name)));
  const names = Math.min(longest, Math.max(LEAST_BAR, total - digits - LEAST_BAR - 5));
  const bar = Math.max(LEAST_BAR, total - names - digits - 5);
  const most = Math.max(...rows.map(({ lines }) => lines));
  const scale = most > bar ? bar / most : 1;
  return [
    ...rows.flatMap(({ diff, name, lines }) => {
      const variables = formatNames(diff.variables, style);
      return [
        ` ${pad(truncate(name, names), names)} | ${pad(String(lines), digits, 'right')} ${formatBar(diff, scale, style)}`,
        ...(variables === '' ? [] : [` ${' '.repeat(names)} | ${' '.repeat(digits)} ${variables}`]),
      ];
    }),
    ` ${summarise(changed)}`,
  ];
}

function sum({ lines }: Diff): number {
  return lines.added + lines.removed;
}

function formatBar({ lines: { added, removed } }: Diff, scale: number, style: Style): string {
  const signs = (lines: number) => (lines === 0 ? 0 : Math.max(1, Math.round(lines * scale)));
  return style.added('+'.repeat(signs(added))) + style.removed('-'.repeat(signs(removed)));
}

function summarise(diffs: readonly Diff[]): string {
  const added = diffs.reduce((all, { lines }) => all + lines.added, 0);
  const removed = diffs.reduce((all, { lines }) => all + lines.removed, 0);
  return `${count(diffs.length, 'prompt')} changed, ${count(added, 'line')} added, ${count(removed, 'line')} removed`;
}
