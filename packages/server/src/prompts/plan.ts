import type { RegisterAction } from '@prompt-ledger/shared/contract';
import type { PromptMode } from '../db/tables.ts';
import type { Content } from './contents.ts';
import { momentOf, type Branch, type Look } from './look.ts';
import { isNewer, isOlder, type Moment } from './moment.ts';

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

interface NumberedVersion {
  readonly versionId: string;
  readonly number: number;
}

export interface Pointer extends NumberedVersion {
  readonly path: string | null;
  readonly line: number | null;
  readonly moment: Moment;
}

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

export interface PlanOptions {
  readonly branch: Branch;
  readonly newId: () => string;
}

/**
 * Says what looks mean, one after the other. Pure: the same ledger and the same looks are the same plan.
 *
 * The same content is the same version for ever. What is committed has a number; what is not is a draft. A look moves
 * the label of its branch, and where it may the active version, unless something newer was seen there before.
 */
export function planLooks(
  known: ReadonlyMap<string, KnownPrompt>,
  looks: readonly Look[],
  options: PlanOptions,
): Plan {
  const states = new Map<string, State>();
  const stateOf = (name: string) => {
    const state = states.get(name) ?? toState(name, known.get(name));
    states.set(name, state);
    return state;
  };
  let isHead = true;
  const outcomes = looks.map((look, index) => {
    const seen: Seen = {
      look,
      index,
      moment: momentOf(look.scan, options.branch.now),
      head: options.branch.head,
      newId: options.newId,
      isKnownFormer: (name) => isFormer(states.get(name)?.known ?? known.get(name), states.get(name)),
    };
    if (look.isManifest && isOlder(seen.moment, seen.head)) isHead = false;
    const results = look.contents.map((content) =>
      look.isUncommitted
        ? seeDraft(stateOf(content.name), content, seen)
        : seeCommitted(stateOf(content.name), content, seen),
    );
    for (const name of look.gone) {
      if (states.has(name) || known.has(name)) seeGone(stateOf(name), seen, options);
    }
    return results;
  });
  const changed = [...states].filter(([, state]) => isChanged(state));
  return { outcomes, prompts: new Map(changed.map(([name, state]) => [name, toPlan(state)])), isHead };
}

/** What one look knows while its contents are gone through. */
interface Seen {
  readonly look: Look;
  readonly index: number;
  readonly moment: Moment;
  readonly head: Moment | null;
  readonly newId: () => string;
  readonly isKnownFormer: (name: string) => boolean;
}

/** A prompt as it is after the looks so far. */
interface State {
  readonly name: string;
  readonly known: KnownPrompt | undefined;
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

interface StateVersion {
  readonly versionId: string;
  readonly content: Content | null;
  number: number | null;
  hasNewNumber: boolean;
  wasActive: boolean;
  isFading: boolean;
  at: Date | null;
  author: string | null;
}

function toState(name: string, known: KnownPrompt | undefined): State {
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

function seeCommitted(state: State, content: Content, seen: Seen): Outcome {
  const { look } = seen;
  const isFirst = state.latestNumber === 0;
  const renamedFrom = isFirst ? rename(state, content, seen) : null;
  const version = findOrMake(state, content, seen);
  const isNumbered = giveNumber(state, version, seen);
  const number = version.number ?? 0;
  const pointer = look.label === null ? null : state.pointer;
  const active = state.active;
  const isElsewhere = look.label !== null && pointer?.versionId !== version.versionId;
  const isStale = isBehind(state, seen);
  const activates = !isStale && isActivated(state, version, look);
  if (needsSighting(state, content, version, seen, { isNumbered, isStale, activates })) {
    sight(state, content, version, seen);
  }
  if (look.label !== null && !isStale) point(state, content, { versionId: version.versionId, number }, seen);
  if (activates) activate(state, version, number, seen);
  // What a default branch held in its time was active then, also where the ledger hears of it only now.
  else if (isNumbered && look.at !== null && look.activation.activates) version.wasActive = true;
  // Gone in the past, and back in the past.
  if (look.at !== null && !state.known?.isArchived) revive(state);
  if (look.activation.activates && !isStale) settle(state, content, look);
  else if (isFirst && content.description !== null) state.description ??= content.description;
  const before = activates || pointer === null ? active : pointer;
  const hasMoved = activates || (isElsewhere && !isStale && pointer !== null);
  return {
    name: state.name,
    action: isFirst
      ? 'new'
      : isNumbered
        ? 'updated'
        : hasMoved
          ? toDirection(number, before, look)
          : 'unchanged',
    versionId: version.versionId,
    version: number,
    previous: !isFirst && (isNumbered || hasMoved) ? (before?.number ?? null) : null,
    isStale: isStale && isElsewhere,
    renamedFrom,
  };
}

/** Whether something newer was seen on the branch before. */
function isBehind({ pointer, isPointerFresh }: State, { look, moment, head }: Seen): boolean {
  if (look.label === null) return false;
  return isOlder(moment, head) || (pointer !== null && !isPointerFresh && isOlder(moment, pointer.moment));
}

/** Without git everything known that becomes active again is a way back; with git also a merge of newer text comes so. */
function toDirection(number: number, before: NumberedVersion | null, { scan }: Look): RegisterAction {
  const isForward = scan.commit !== null && before !== null && number > before.number;
  return isForward ? 'updated' : 'reverted';
}

/** What somebody chose stays active until the text of the branch changes. */
function isActivated(state: State, version: StateVersion, { activation, label }: Look): boolean {
  if (!activation.activates || state.active?.versionId === version.versionId) return false;
  if (activation.reason !== 'default_branch' || !state.isPromoted) return true;
  return label === null || state.pointer?.versionId !== version.versionId;
}

/** What a complete look finds where it was adds nothing to its manifest; what a commit changed is always told. */
function needsSighting(
  state: State,
  content: Content,
  version: StateVersion,
  { look, moment }: Seen,
  happened: { isNumbered: boolean; isStale: boolean; activates: boolean },
): boolean {
  const { source } = look.scan;
  if (happened.isNumbered || happened.activates || source === 'commit') return true;
  if (look.label === null || happened.isStale) return !look.isManifest && look.scan.commit !== null;
  const { pointer } = state;
  return (
    pointer === null || pointer.versionId !== version.versionId || !isSamePlace(pointer, content, moment)
  );
}

function isSamePlace(pointer: Pointer, content: Content, moment: Moment): boolean {
  return (
    pointer.path === content.path &&
    pointer.line === content.line &&
    pointer.moment.repository === moment.repository &&
    pointer.moment.folder === moment.folder
  );
}

function seeDraft(state: State, content: Content, seen: Seen): Outcome {
  const isFirst = state.latestNumber === 0;
  const known = state.versions.get(content.checksum);
  const renamedFrom = isFirst ? rename(state, content, seen) : null;
  const before = (seen.look.label === null ? null : state.pointer) ?? state.active;
  const version = findOrMake(state, content, seen);
  const isMade = known === undefined;
  if (isMade || version.isFading) {
    sight(state, content, version, seen);
    if (!isMade) state.touched.add(version);
    version.isFading = false;
  }
  if (isFirst && content.description !== null) state.description ??= content.description;
  const isChange = isMade || (version.number !== null && version.versionId !== before?.versionId);
  return {
    name: state.name,
    action: toDraftAction(isChange, isFirst, version.number, before),
    versionId: version.versionId,
    version: version.number,
    previous: isChange && !isFirst ? (before?.number ?? null) : null,
    isStale: false,
    renamedFrom,
  };
}

function toDraftAction(
  isChange: boolean,
  isFirst: boolean,
  number: number | null,
  before: NumberedVersion | null,
): RegisterAction {
  if (!isChange) return 'unchanged';
  if (isFirst) return 'new';
  return number !== null && before !== null && number < before.number ? 'reverted' : 'updated';
}

function seeGone(state: State, seen: Seen, { branch: { now } }: PlanOptions): void {
  const { look, index } = seen;
  const { pointer } = state;
  if (look.label === null) return;
  if (pointer === null || isBehind(state, seen)) {
    // What only the past of the default branch had is gone as well.
    if (look.at !== null && state.active === null) archive(state, look, now);
    return;
  }
  state.pointer = null;
  state.isPointerFresh = true;
  state.newPointer = null;
  state.moves.push({ look: index, label: 'branch', from: pointer.versionId, to: null });
  archive(state, look, now);
}

function archive(state: State, { activation, at }: Look, now: Date): void {
  if (activation.reason !== 'default_branch' || state.isArchived) return;
  state.isArchived = true;
  state.archivedAt = at ?? now;
}

function revive(state: State): void {
  if (!state.isArchived) return;
  state.isArchived = false;
  state.archivedAt = null;
}

function findOrMake(state: State, content: Content, { newId, look }: Seen): StateVersion {
  const known = state.versions.get(content.checksum);
  if (known !== undefined) return known;
  const version: StateVersion = {
    versionId: newId(),
    content,
    number: null,
    hasNewNumber: false,
    wasActive: false,
    isFading: false,
    at: look.at,
    author: look.at === null ? null : look.scan.author,
  };
  state.versions.set(content.checksum, version);
  state.made.add(version);
  return version;
}

/** @returns whether it had none */
function giveNumber(state: State, version: StateVersion, { look }: Seen): boolean {
  if (version.number !== null) return false;
  state.latestNumber += 1;
  version.number = state.latestNumber;
  version.hasNewNumber = true;
  version.at = look.at;
  version.author = look.at === null ? null : look.scan.author;
  if (!state.made.has(version)) state.touched.add(version);
  return true;
}

function sight(state: State, { path, line }: Content, { versionId }: StateVersion, { index }: Seen): void {
  state.sightings.push({ look: index, versionId, path, line });
}

function point(state: State, content: Content, version: NumberedVersion, seen: Seen): void {
  const { index, look, moment } = seen;
  const { pointer } = state;
  const { path, line } = content;
  const hasMoved = pointer?.versionId !== version.versionId;
  if (hasMoved) {
    const from = pointer?.versionId ?? null;
    state.moves.push({ look: index, label: 'branch', from, to: version.versionId });
  }
  // That a complete look is newer, the head of the branch tells for all of its prompts.
  const isAhead = pointer !== null && !look.isManifest && isNewer(moment, pointer.moment);
  if (!hasMoved && pointer !== null && isSamePlace(pointer, content, moment) && !isAhead) return;
  state.newPointer = { look: index, versionId: version.versionId, path, line };
  state.pointer = { ...version, path, line, moment };
  state.isPointerFresh = true;
}

function activate(state: State, version: StateVersion, number: number, { index }: Seen): void {
  const from = state.active?.versionId ?? null;
  state.moves.push({ look: index, label: 'active', from, to: version.versionId });
  state.active = { versionId: version.versionId, number };
  version.wasActive = true;
  if (!state.made.has(version)) state.touched.add(version);
}

/** What a look that is believed says of the prompt itself. */
function settle(state: State, { description }: Content, { activation, label }: Look): void {
  if (description !== null) state.description = description;
  revive(state);
  if (activation.reason === 'asked') state.isPromoted = true;
  else if (activation.reason === 'no_git' || label === null) state.isPromoted = false;
  else if (state.active?.versionId === state.pointer?.versionId) state.isPromoted = false;
}

/** Notes whose history a new name continues. @returns that name; null where there is none */
function rename(state: State, { renamedFrom }: Content, { isKnownFormer }: Seen): string | null {
  if (renamedFrom === null || !isKnownFormer(renamedFrom)) return null;
  state.renamedFrom = renamedFrom;
  return renamedFrom;
}

/** Only what has numbers has a history; and as its successor has none yet, no circle can come of it. */
function isFormer(known: KnownPrompt | undefined, state: State | undefined): boolean {
  if (known?.mode === 'full') return false;
  return (state?.latestNumber ?? known?.latestNumber ?? 0) > 0;
}

function isChanged(state: State): boolean {
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

function toPlan(state: State): PromptPlan {
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
