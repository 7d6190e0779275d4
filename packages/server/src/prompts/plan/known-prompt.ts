import type { PromptMode } from '../../db/tables.ts';
import type { Moment } from '../moment.ts';

/** What the ledger knows of one prompt. */
export interface KnownPrompt {
  readonly promptId: string;
  readonly name: string;
  readonly mode: PromptMode;
  readonly description: string | null;
  readonly ownerTeam: string | null;
  readonly active: NumberedVersion | null;
  /** Whether somebody chose the active version. */
  readonly isPromoted: boolean;
  readonly isArchived: boolean;
  /** 0 while no version has a number. */
  readonly latestNumber: number;
  /** By checksum: of those that were asked for, the ones there are. */
  readonly versions: ReadonlyMap<string, KnownVersion>;
  /** Where the label of the branch points that is looked at. */
  readonly pointer: Pointer | null;
}

export interface KnownVersion {
  readonly versionId: string;
  /** Null for a draft. */
  readonly number: number | null;
  /** A draft that was not seen for a day: that it is still there has to be noted. */
  readonly isFading: boolean;
}

export interface NumberedVersion {
  readonly versionId: string;
  readonly number: number;
}

export interface Pointer extends NumberedVersion {
  readonly path: string | null;
  readonly line: number | null;
  readonly moment: Moment;
}

/** What happened to a prompt, where the past is looked at. */
export interface Past {
  /** The commits that are told once more. */
  readonly told: ReadonlySet<string>;
  /** When the branch lost it; null where it has it, or never had. */
  readonly removed: Moment | null;
  /** Since when a text is active that a client without git registered; null where another one is. */
  readonly registeredAt: Date | null;
}
