import type { Content } from '../contents.ts';
import type { KnownPrompt, NumberedVersion, Past, Pointer } from './known-prompt.ts';
import type { PlannedMove, PlannedPointer, PlannedSighting, PromptPlan } from './plan.ts';

/** A prompt as it is after the looks so far. */
export interface State {
  readonly name: string;
  readonly known: KnownPrompt | undefined;
  /** Undefined where the present is looked at. */
  readonly past: Past | undefined;
  readonly versions: Map<string, StateVersion>;
  latestNumber: number;
  active: NumberedVersion | null;
  isPromoted: boolean;
  isArchived: boolean;
  description: string | null;
  pointer: Pointer | null;
  /** One of these looks set it: they are in their order, whatever the dates of their commits say. */
  isPointerFresh: boolean;
  renamedFrom: string | null;
  readonly made: Set<StateVersion>;
  readonly touched: Set<StateVersion>;
  readonly sightings: PlannedSighting[];
  readonly moves: PlannedMove[];
  newPointer: PlannedPointer | null | undefined;
  archivedAt: Date | null | undefined;
}

export interface StateVersion {
  readonly versionId: string;
  readonly content: Content | null;
  number: number | null;
  hasNewNumber: boolean;
  wasActive: boolean;
  isFading: boolean;
  at: Date | null;
  author: string | null;
}

export function toState(name: string, known: KnownPrompt | undefined, past?: Past): State {
  const versions = new Map<string, StateVersion>();
  // Named one by one: spreading is ten times as slow, and a batch has ten thousand of them.
  for (const [checksum, { versionId, number, isFading }] of known?.versions ?? []) {
    versions.set(checksum, {
      versionId,
      content: null,
      number,
      hasNewNumber: false,
      wasActive: false,
      isFading,
      at: null,
      author: null,
    });
  }
  return {
    name,
    known,
    past,
    versions,
    latestNumber: known?.latestNumber ?? 0,
    active: known?.active ?? null,
    isPromoted: known?.isPromoted ?? false,
    isArchived: known?.isArchived ?? false,
    description: known?.description ?? null,
    pointer: known?.pointer ?? null,
    isPointerFresh: false,
    renamedFrom: null,
    made: new Set(),
    touched: new Set(),
    sightings: [],
    moves: [],
    newPointer: undefined,
    archivedAt: undefined,
  };
}

export function isChanged(state: State): boolean {
  const { known } = state;
  return (
    known === undefined ||
    state.made.size > 0 ||
    state.touched.size > 0 ||
    state.sightings.length > 0 ||
    state.moves.length > 0 ||
    state.newPointer !== undefined ||
    state.archivedAt !== undefined ||
    state.isPromoted !== known.isPromoted ||
    state.description !== known.description ||
    state.renamedFrom !== null
  );
}

export function toPlan(state: State): PromptPlan {
  const { known, name } = state;
  return {
    name,
    known,
    made: [...state.made].flatMap(({ versionId, number, content, wasActive, at, author }) =>
      content === null ? [] : [{ versionId, number, content, wasActive, at, author }],
    ),
    touched: [...state.touched].map(({ versionId, number, hasNewNumber, wasActive, at, author }) => ({
      versionId,
      number: hasNewNumber ? number : null,
      wasActive,
      at,
      author,
    })),
    sightings: state.sightings,
    moves: state.moves,
    pointer: state.newPointer,
    activated: state.active?.versionId === known?.active?.versionId ? null : state.active,
    isPromoted: state.isPromoted === (known?.isPromoted ?? false) ? null : state.isPromoted,
    archivedAt: state.archivedAt,
    description: state.description === (known?.description ?? null) ? null : state.description,
    renamedFrom: state.renamedFrom,
  };
}
