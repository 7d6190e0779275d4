import type { Variable } from '@prompt-ledger/shared';
import type { Change, ChangeKind } from '../../plan/compare.ts';
import type { Finding, Level } from '../../plan/judge.ts';
import { formatFinding } from '../finding.ts';
import { formatHunk } from '../diff.ts';
import { count } from '../plan.ts';
import type { Paint, Style } from '../style.ts';
import { toLine } from '../text.ts';
import {
  describeSides,
  findDiffering,
  formatDelta,
  hunksOf,
  summarise,
  tokenDelta,
  whatHappened,
  type Reporter,
} from './report.ts';

/** How each kind of change is marked; the mark says it without colour. */
const MARKS = {
  new: '+',
  changed: '~',
  reverted: '←',
  renamed: '→',
  moved: '»',
  tracked: '+',
  untracked: '!',
  gone: '-',
  unchanged: '=',
} as const satisfies Record<ChangeKind, string>;

/** For people at a terminal. */
export const reportText: Reporter = (report, { style }) => {
  const loud = report.findings.filter(({ level }) => level !== 'note');
  const lines = [
    describeSides(report),
    '',
    ...findDiffering(report).flatMap((change) => formatChange(change, style)),
    ...loud.map((finding) => formatFinding(finding, style)),
    ...(loud.length > 0 ? [''] : []),
    summarise(report),
    ...formatVerdict(loud, report.strict),
  ];
  return lines.map((line) => `${line}\n`).join('');
};

function formatChange(change: Change, style: Style): string[] {
  const { kind, name, before, after } = change;
  const { file, line } = after ?? before ?? { file: '', line: 0 };
  const place = after === null ? `was in ${toLine(file)}` : toLine(`${file}:${line}`);
  const said = [whatHappened(change), formatDelta(tokenDelta([change]))].filter(Boolean).join(', ');
  const body = [
    ...hunksOf(change).flatMap((hunk) => formatHunk(hunk, style)),
    ...formatVariables(change, style),
  ];
  return [
    `${paintOf(kind, style)(`${MARKS[kind]} ${toLine(name)}`)}  ${said}  ${style.faint(place)}`,
    ...body.map((text) => `    ${text}`),
    ...(body.length > 0 ? [''] : []),
  ];
}

function paintOf(kind: ChangeKind, style: Style): Paint {
  if (kind === 'new' || kind === 'tracked') return style.added;
  if (kind === 'gone') return style.removed;
  return kind === 'untracked' ? style.error : style.changed;
}

function formatVariables({ variables: { added, removed, renamed } }: Change, style: Style): string[] {
  const names = [
    ...removed.map(({ name }) => style.removed(`-${toLine(name)}`)),
    ...renamed.map(({ from, to }) => style.changed(`${toLine(from.name)} → ${toLine(to.name)}`)),
    ...added.map((variable) => style.added(`+${formatAdded(variable)}`)),
  ];
  return names.length > 0 ? [`variables  ${names.join('  ')}`] : [];
}

function formatAdded({ name, required }: Variable): string {
  return required ? toLine(name) : `${toLine(name)} (optional)`;
}

function formatVerdict(loud: readonly Finding[], strict: boolean): string[] {
  const of = (wanted: Level) => loud.filter(({ level }) => level === wanted).length;
  const parts = [
    ...(of('error') > 0 ? [count(of('error'), 'error')] : []),
    ...(of('warning') > 0
      ? [`${count(of('warning'), 'warning')}${strict ? '' : ' (--strict makes them errors)'}`]
      : []),
  ];
  return parts.length > 0 ? [parts.join(', ')] : [];
}
