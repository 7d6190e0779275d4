import type { RegisterAction } from '@prompt-ledger/shared/contract';
import type { Content } from '../contents.ts';
import type { Look } from '../look.ts';
import {
  activate,
  findOrMake,
  giveNumber,
  isBehind,
  isOvertaken,
  isSamePlace,
  point,
  rename,
  revive,
  settle,
  sight,
  type Seen,
} from './changes.ts';
import type { NumberedVersion } from './known-prompt.ts';
import type { Outcome } from './plan.ts';
import type { State, StateVersion } from './prompt-state.ts';

/** What is committed has a number. It moves the label of its branch, and where it may the active version. */
export function seeCommitted(state: State, content: Content, seen: Seen): Outcome {
  const isFirst = state.latestNumber === 0;
  const renamedFrom = isFirst ? rename(state, content, seen) : null;
  const version = findOrMake(state, content, seen);
  const isNumbered = giveNumber(state, version, seen);
  const change = judge(state, version, { isFirst, isNumbered }, seen);
  if (needsSighting(state, content, version, seen, change)) sight(state, content, version, seen);
  move(state, content, version, change, seen);
  describe(state, content, change, seen);
  const { number, before, isStale, isElsewhere, hasMoved } = change;
  return {
    name: state.name,
    action: toAction(change, seen.look),
    versionId: version.versionId,
    version: number,
    previous: !isFirst && (isNumbered || hasMoved) ? (before?.number ?? null) : null,
    isStale: isStale && isElsewhere,
    renamedFrom,
  };
}

/** What a content means for its prompt, before anything moves. */
interface Change {
  readonly isFirst: boolean;
  /** It had no number until now. */
  readonly isNumbered: boolean;
  readonly number: number;
  /** Its branch had another version, or none. */
  readonly isElsewhere: boolean;
  readonly isStale: boolean;
  readonly activates: boolean;
  /** What it takes the place of. */
  readonly before: NumberedVersion | null;
  readonly hasMoved: boolean;
}

function judge(
  state: State,
  version: StateVersion,
  { isFirst, isNumbered }: Pick<Change, 'isFirst' | 'isNumbered'>,
  seen: Seen,
): Change {
  const { look } = seen;
  const pointer = look.label === null ? null : state.pointer;
  const isElsewhere = look.label !== null && pointer?.versionId !== version.versionId;
  const isStale = isBehind(state, seen);
  const activates = !isStale && isActivated(state, version, look);
  return {
    isFirst,
    isNumbered,
    number: version.number ?? 0,
    isElsewhere,
    isStale,
    activates,
    before: activates || pointer === null ? state.active : pointer,
    hasMoved: activates || (isElsewhere && !isStale && pointer !== null),
  };
}

/** What somebody chose stays active until the text of the branch changes. */
function isActivated(state: State, version: StateVersion, look: Look): boolean {
  const { activation, label } = look;
  if (!activation.activates || state.active?.versionId === version.versionId) return false;
  if (isOvertaken(state, look)) return false;
  if (activation.reason !== 'default_branch' || !state.isPromoted) return true;
  return label === null || state.pointer?.versionId !== version.versionId;
}

/** What a complete look finds where it was adds nothing to its manifest; what a commit changed is always told. */
function needsSighting(
  state: State,
  content: Content,
  version: StateVersion,
  { look, moment }: Seen,
  change: Change,
): boolean {
  const { source } = look.scan;
  if (change.isNumbered || change.activates || source === 'commit') return true;
  if (look.label === null || change.isStale) return !look.isManifest && look.scan.commit !== null;
  const { pointer } = state;
  return (
    pointer === null || pointer.versionId !== version.versionId || !isSamePlace(pointer, content, moment)
  );
}

function move(state: State, content: Content, version: StateVersion, change: Change, seen: Seen): void {
  const { look } = seen;
  const { number, isNumbered, isStale, activates } = change;
  if (look.label !== null && !isStale) point(state, content, { versionId: version.versionId, number }, seen);
  if (activates) activate(state, version, number, seen);
  // What a default branch held in its time was active then, also where the ledger hears of it only now.
  else if (isNumbered && look.at !== null && look.activation.activates) version.wasActive = true;
}

function describe(state: State, content: Content, { isFirst, isStale }: Change, { look }: Seen): void {
  // Gone in the past, and back in the past.
  if (look.at !== null && !state.known?.isArchived) revive(state);
  if (look.activation.activates && !isStale) settle(state, content, look);
  else if (isFirst && content.description !== null) state.description ??= content.description;
}

function toAction({ isFirst, isNumbered, hasMoved, number, before }: Change, look: Look): RegisterAction {
  if (isFirst) return 'new';
  if (isNumbered) return 'updated';
  return hasMoved ? toDirection(number, before, look) : 'unchanged';
}

/** Without git everything known that becomes active again is a way back; with git also a merge of newer text comes so. */
function toDirection(number: number, before: NumberedVersion | null, { scan }: Look): RegisterAction {
  const isForward = scan.commit !== null && before !== null && number > before.number;
  return isForward ? 'updated' : 'reverted';
}
