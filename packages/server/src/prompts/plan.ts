import type { RegisterAction } from '@prompt-ledger/shared/contract';
import type { PromptMode } from '../db/tables.ts';

/** What the ledger knows of one prompt, seen from one content. */
export interface KnownPrompt {
  readonly promptId: string;
  readonly name: string;
  readonly mode: PromptMode;
  readonly description: string | null;
  readonly ownerTeam: string | null;
  readonly activeVersionId: string | null;
  readonly activeNumber: number | null;
  /** 0 while it has no version. */
  readonly latestNumber: number;
  /** The version that has this content. */
  readonly match: { readonly versionId: string; readonly number: number } | null;
}

/** What registering a content does to its prompt. */
export interface Outcome {
  readonly action: RegisterAction;
  readonly version: number;
  readonly previous: number | null;
}

/**
 * Decides what registering a content means. The same content is the same version for ever, and what is registered
 * becomes active: new content as the next number, older content as the version it was.
 */
export function decide(known: KnownPrompt | undefined): Outcome {
  if (known === undefined || known.latestNumber === 0) return { action: 'new', version: 1, previous: null };
  const { match, activeNumber, activeVersionId, latestNumber } = known;
  if (match === null) return { action: 'updated', version: latestNumber + 1, previous: activeNumber };
  if (match.versionId === activeVersionId)
    return { action: 'unchanged', version: match.number, previous: null };
  return { action: 'reverted', version: match.number, previous: activeNumber };
}
