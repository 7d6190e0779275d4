import type { RegisterAction } from '@prompt-ledger/shared/contract';
import type { Content } from '../contents.ts';
import type { KnownPrompt, NumberedVersion } from './known-prompt.ts';

/** What registering a content did, or will do. */
export interface Outcome {
  readonly name: string;
  readonly action: RegisterAction;
  readonly versionId: string;
  /** Null for a draft. */
  readonly version: number | null;
  readonly previous: number | null;
  /** Something newer was seen before, and kept this from moving a pointer. */
  readonly isStale: boolean;
  readonly renamedFrom: string | null;
}

/** All that changes on one prompt. */
export interface PromptPlan {
  readonly name: string;
  /** Undefined while the prompt has still to be made. */
  readonly known: KnownPrompt | undefined;
  readonly made: readonly MadeVersion[];
  /** Of versions that are stored already. */
  readonly touched: readonly TouchedVersion[];
  readonly sightings: readonly PlannedSighting[];
  readonly moves: readonly PlannedMove[];
  /** Where the label of the branch points now; undefined where that, and all that is noted with it, stays. */
  readonly pointer: PlannedPointer | null | undefined;
  /** The version that becomes active; null where the active one stays. */
  readonly activated: NumberedVersion | null;
  readonly isPromoted: boolean | null;
  /** Since when it is gone; null where it is back; undefined where that stays. */
  readonly archivedAt: Date | null | undefined;
  readonly description: string | null;
  readonly renamedFrom: string | null;
}

export interface MadeVersion {
  readonly versionId: string;
  readonly number: number | null;
  readonly content: Content;
  readonly wasActive: boolean;
  readonly at: Date | null;
  readonly author: string | null;
}

export interface TouchedVersion {
  readonly versionId: string;
  /** The number that a draft got; null where it has one, or stays a draft. */
  readonly number: number | null;
  readonly wasActive: boolean;
  readonly at: Date | null;
  readonly author: string | null;
}

export interface PlannedSighting {
  readonly look: number;
  readonly versionId: string;
  readonly path: string | null;
  readonly line: number | null;
}

export interface PlannedMove {
  readonly look: number;
  readonly label: 'active' | 'branch';
  readonly from: string | null;
  readonly to: string | null;
}

export interface PlannedPointer {
  readonly look: number;
  readonly versionId: string;
  readonly path: string | null;
  readonly line: number | null;
}

export interface Plan {
  /** One for each content of each look. */
  readonly outcomes: readonly (readonly Outcome[])[];
  /** By name; only of prompts on which something changes. */
  readonly prompts: ReadonlyMap<string, PromptPlan>;
  /** Whether a complete look is the newest one of its branch. */
  readonly isHead: boolean;
}
