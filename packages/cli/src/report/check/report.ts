import type { Change } from '../../plan/compare.ts';
import { formatEarlier, type Finding } from '../../plan/judge.ts';
import { estimateTokens } from '../../plan/tokens.ts';
import { buildHunks, type Hunk } from '../hunks.ts';
import { count } from '../plan.ts';
import type { Style } from '../style.ts';
import { formatTemplate } from '../template.ts';
import { toLine } from '../text.ts';

/** What a check found; every reporter shows this and nothing else. */
export interface CheckReport {
  readonly base: BaseSide;
  readonly head: HeadSide;
  /** All prompts of both sides, unchanged ones too. */
  readonly changes: readonly Change[];
  readonly findings: readonly Finding[];
  readonly failed: boolean;
  readonly strict: boolean;
  /** Source files that were looked at in the head. */
  readonly files: number;
}

interface BaseSide {
  readonly ref: string;
  readonly commit: string | null;
  /** `ledger`: what is active there; `ref` is its address. */
  readonly relation: 'merge-base' | 'itself' | 'nothing' | 'ledger';
}

export interface HeadSide {
  readonly kind: 'work-tree' | 'index' | 'commit';
  readonly ref: string;
  /** Of a work tree or index the commit that it builds on; null before the first one. */
  readonly commit: string | null;
}

/** Gives a whole document, with its last line feed. */
export type Reporter = (report: CheckReport, screen: Screen) => string;

interface Screen {
  readonly style: Style;
  /** Of the tool itself. */
  readonly version: string;
}

/** What was compared with what, in a sentence. */
export function describeSides({ base, head }: CheckReport): string {
  const sides = { 'work-tree': 'The work tree', index: 'The index', commit: toLine(head.ref) };
  const what = sides[head.kind];
  const ref = toLine(base.ref);
  if (base.relation === 'ledger') return `${what}, compared with what is active in the ledger at ${ref}.`;
  if (base.commit === null) return `${what}, compared with nothing: there is no commit yet.`;
  const at = base.commit.slice(0, 12);
  if (base.relation === 'itself')
    return `${what}, compared with ${ref} itself (${at}): they have no common history.`;
  const same = base.commit === head.commit ? sameAs(head.kind) : '';
  return `${what}, compared with where it left ${ref} (${at}).${same}`;
}

function sameAs(kind: HeadSide['kind']): string {
  return kind === 'commit'
    ? ' They are one commit: nothing can differ.'
    : ' That is HEAD: only what is not committed can differ.';
}

/** What differs, without what is unchanged. */
export function findDiffering({ changes }: CheckReport): Change[] {
  return changes.filter(({ kind }) => kind !== 'unchanged');
}

/** Where both texts are known and differ. */
export function hunksOf({ before, after }: Change): Hunk[] {
  if (before?.status !== 'ok' || after?.status !== 'ok' || before.checksum === after.checksum) return [];
  return buildHunks(formatTemplate(before.template, before.kind), formatTemplate(after.template, after.kind));
}

/** About how many tokens the text of a side has; null where it is not known or not there. */
export function tokensOf(side: Change['before']): number | null {
  return side?.status === 'ok' ? estimateTokens(formatTemplate(side.template, side.kind)) : null;
}

/** By how much the tokens of all known texts grew. */
export function tokenDelta(changes: readonly Change[]): number {
  return changes.reduce(
    (sum, { before, after }) => sum + (tokensOf(after) ?? 0) - (tokensOf(before) ?? 0),
    0,
  );
}

/** `≈ +12 tokens`; empty where nothing grew or shrank. */
export function formatDelta(delta: number): string {
  if (delta === 0) return '';
  const sign = delta > 0 ? '+' : '-';
  return `≈ ${sign}${count(Math.abs(delta), 'token')}`;
}

/** What happened to a prompt, in few words. */
export function whatHappened(change: Change): string {
  const { kind, before, after } = change;
  switch (kind) {
    case 'new':
      return after?.status === 'ok' ? 'new' : 'new, its text only known at run time';
    case 'changed':
      return after?.status === 'ok' ? 'changed' : 'its code changed';
    case 'reverted':
      return `back to the text it had ${formatEarlier(change)}`;
    case 'renamed':
      return `renamed from ${toLine(before?.name ?? '')}`;
    case 'moved':
      return `moved from ${toLine(before?.file ?? '')}`;
    case 'tracked':
      return 'can be extracted now';
    case 'untracked':
      return 'can no longer be extracted';
    case 'gone':
      return 'gone';
    case 'unchanged':
      return 'unchanged';
  }
}

/** `5 prompts: 1 new, 4 unchanged; ≈ +12 tokens` */
export function summarise({ changes }: CheckReport): string {
  const kinds = [
    'new',
    'changed',
    'reverted',
    'renamed',
    'moved',
    'tracked',
    'untracked',
    'gone',
    'unchanged',
  ] as const;
  const counts = kinds.flatMap((kind) => {
    const number = changes.filter((change) => change.kind === kind).length;
    return number > 0 ? [`${number} ${kind}`] : [];
  });
  const delta = formatDelta(tokenDelta(changes));
  return [`${count(changes.length, 'prompt')}${counts.length > 0 ? `: ${counts.join(', ')}` : ''}`, delta]
    .filter(Boolean)
    .join('; ');
}
