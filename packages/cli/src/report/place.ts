import type { ActivationReason } from '@prompt-ledger/shared/contract';
import { formatNames } from './delivery.ts';
import { toLine } from './text.ts';

interface Place {
  readonly commit: string;
  readonly branch: string | null;
  /** False where not all of the commit was read. */
  readonly isWhole: boolean;
}

/** Where texts were seen, whether they became active and if not why, and which prompts went or came back. */
export function formatPlace(
  { commit, branch, isWhole }: Place,
  activation: { readonly activates: boolean; readonly reason: ActivationReason } | undefined,
  archived: readonly string[],
  revived: readonly string[],
): string[] {
  const on = branch === null ? 'no branch' : `branch ${toLine(branch)}`;
  const inactive =
    activation?.activates === false ? ` Nothing became active: ${REASONS[activation.reason]}.` : '';
  return [
    `Seen in commit ${commit.slice(0, 12)} on ${on}.${inactive}`,
    ...formatArchive(archived, revived),
    ...(isWhole
      ? []
      : ['The clone has only a merge of that commit, so nothing is said of prompts that are gone.']),
  ];
}

/** Which prompts a complete list did not name any more, and which again. */
export function formatArchive(archived: readonly string[], revived: readonly string[]): string[] {
  return [
    ...(archived.length > 0 ? [`Gone, and archived: ${formatNames(archived)}`] : []),
    ...(revived.length > 0 ? [`Back from the archive: ${formatNames(revived)}`] : []),
  ];
}

/** Why nothing became active, where nothing could. */
export function formatInactive(
  activation: { readonly activates: boolean; readonly reason: ActivationReason } | null,
): string[] {
  if (activation === null || activation.activates) return [];
  return [`Nothing became active: ${REASONS[activation.reason]}.`];
}

const REASONS = {
  no_git: 'the request has no git facts',
  asked: 'it was not asked for',
  default_branch: 'it is the default branch',
  uncommitted: 'it is not committed',
  other_branch: 'only the default branch does that',
  unknown_branch: 'the branch is not known',
  pull_request: 'it is a pull request',
} as const satisfies Record<ActivationReason, string>;
