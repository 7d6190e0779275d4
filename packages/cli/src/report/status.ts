import type { PlanEntry, PlanKind } from '../plan/plan.ts';
import { formatDropped } from './delivery.ts';
import { count, formatEntries } from './plan.ts';
import type { Style } from './style.ts';

const GROUPS = [
  ['new', 'New:'],
  ['changed', 'Changed:'],
  ['reverted', 'Back to an earlier version:'],
  ['behind', 'Behind the ledger, which has a newer text of commits that are not in this branch:'],
  ['renamed', 'Renamed:'],
  ['gone', 'In the ledger, not in this source:'],
] as const satisfies readonly (readonly [PlanKind, string])[];

const MOST_GONE = 10;

/**
 * The plan in groups, as git's status has it, and the next step.
 *
 * @param unreadable how many files could not be parsed, whose prompts may be taken for gone
 */
export function formatStatus(
  plan: readonly PlanEntry[],
  unreadable: number,
  verbose: boolean,
  style: Style,
  width: number | null,
): string[] {
  const groups = GROUPS.flatMap(([kind, title]) => {
    const entries = plan.filter((entry) => entry.kind === kind);
    if (entries.length === 0) return [];
    // A ledger may serve several repositories, whose prompts are all "gone" here.
    const most = kind === 'gone' && !verbose ? MOST_GONE : entries.length;
    const lines = formatEntries(entries.slice(0, most), style, width === null ? null : width - 2);
    const more = entries.length > most ? [`… and ${entries.length - most} more (--verbose shows all)`] : [];
    const doubt =
      kind === 'gone' && unreadable > 0 ? ` (${count(unreadable, 'file')} could not be parsed)` : '';
    return [`${style.strong(title)}${doubt}`, ...[...lines, ...more].map((line) => `  ${line}`), ''];
  });
  return [...groups, summarise(plan)];
}

function summarise(plan: readonly PlanEntry[]): string {
  const unchanged = plan.filter(({ kind }) => kind === 'unchanged').length;
  const same = unchanged === 1 ? '1 prompt is' : `${count(unchanged, 'prompt')} are`;
  const behind = plan.filter(({ kind }) => kind === 'behind').length;
  const pending = plan.filter(({ kind }) => !SETTLED.has(kind)).length;
  if (pending === 0 && behind > 0)
    return `${same} as the ledger has ${unchanged === 1 ? 'it' : 'them'}; \`git pull\` may bring the rest.`;
  if (pending === 0) return `${same} as the ledger has ${unchanged === 1 ? 'it' : 'them'}; nothing to sync.`;
  const rest = unchanged === 0 ? '' : `${same} unchanged. `;
  return `${rest}\`ledger sync\` stores ${pending === 1 ? 'the change' : `the ${pending} changes`}.`;
}

/** What a sync of this branch is not needed for. */
const SETTLED = new Set<PlanKind>(['unchanged', 'gone', 'behind']);

/** What hooks recorded while no server answered. */
export interface Spooled {
  readonly waiting: number;
  readonly refused: number;
  /** As there was no room for them. */
  readonly dropped: number;
}

export function formatSpooled({ waiting, refused, dropped }: Spooled): string[] {
  return [
    ...(waiting > 0
      ? [`${count(waiting, 'registration')} of hooks still to be sent: \`ledger sync --spooled\`.`]
      : []),
    ...(refused > 0 ? [`${count(refused, 'registration')} of hooks that the server will never take.`] : []),
    ...formatDropped(dropped),
  ];
}

/**
 * For programs, one entry a line, its fields between tabs: what happened, name, version, the version that was active
 * before, file, line. What is not known is `-`. Fields may be added at the end of a line, and nothing else will change.
 */
export function formatPorcelain(
  plan: readonly PlanEntry[],
  dynamic: readonly string[],
  { waiting }: Spooled,
): string[] {
  return [
    ...plan
      .filter(({ kind }) => kind !== 'unchanged')
      .map(({ kind, name, version, previousVersion, file, line }) =>
        toFields(kind, name, version, previousVersion, file, line),
      ),
    ...dynamic.map((name) => toFields('dynamic', name, null, null, null, null)),
    ...(waiting > 0 ? [toFields('spooled', waiting, null, null, null, null)] : []),
  ];
}

function toFields(...fields: readonly (string | number | null)[]): string {
  return fields.map((field) => String(field ?? '-')).join('\t');
}
