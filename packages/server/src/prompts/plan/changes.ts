import type { Content } from '../contents.ts';
import type { Look } from '../look.ts';
import { isNewer, isOlder, type Moment } from '../moment.ts';
import type { NumberedVersion, Pointer } from './known-prompt.ts';
import type { State, StateVersion } from './prompt-state.ts';

/** What one look knows while its contents are gone through. */
export interface Seen {
  readonly look: Look;
  readonly index: number;
  readonly moment: Moment;
  readonly head: Moment | null;
  readonly now: Date;
  readonly newId: () => string;
  readonly isKnownFormer: (name: string) => boolean;
}

/** Whether something newer was seen on the branch before. */
export function isBehind({ pointer, isPointerFresh, past }: State, { look, moment, head }: Seen): boolean {
  if (look.label === null) return false;
  if (isOlder(moment, head)) return true;
  const last = pointer?.moment ?? past?.removed ?? null;
  if (isPointerFresh || last === null) return false;
  // What was told before is as old as it was then, also where all commits of a rebase have one date.
  const isTold = moment.commit !== null && past?.told.has(moment.commit) === true;
  return isOlder(moment, last) || (isTold && moment.commit !== last.commit);
}

/** Whether a client without git registered another text after this look, and nothing made another one active since. */
export function isOvertaken({ past, active, known }: State, { at }: Look): boolean {
  const since = past?.registeredAt ?? null;
  return at !== null && since !== null && at < since && active?.versionId === known?.active?.versionId;
}

export function isSamePlace(pointer: Pointer, content: Content, moment: Moment): boolean {
  return (
    pointer.path === content.path &&
    pointer.line === content.line &&
    pointer.moment.repository === moment.repository &&
    pointer.moment.folder === moment.folder
  );
}

export function findOrMake(state: State, content: Content, { newId, look }: Seen): StateVersion {
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
export function giveNumber(state: State, version: StateVersion, { look }: Seen): boolean {
  if (version.number !== null) return false;
  state.latestNumber += 1;
  version.number = state.latestNumber;
  version.hasNewNumber = true;
  version.at = look.at;
  version.author = look.at === null ? null : look.scan.author;
  if (!state.made.has(version)) state.touched.add(version);
  return true;
}

export function sight(
  state: State,
  { path, line }: Content,
  { versionId }: StateVersion,
  { index }: Seen,
): void {
  state.sightings.push({ look: index, versionId, path, line });
}

export function point(state: State, content: Content, version: NumberedVersion, seen: Seen): void {
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

export function activate(state: State, version: StateVersion, number: number, { index }: Seen): void {
  const from = state.active?.versionId ?? null;
  state.moves.push({ look: index, label: 'active', from, to: version.versionId });
  state.active = { versionId: version.versionId, number };
  version.wasActive = true;
  if (!state.made.has(version)) state.touched.add(version);
}

/** What a look that is believed says of the prompt itself. */
export function settle(state: State, { description }: Content, { activation, label }: Look): void {
  if (description !== null) state.description = description;
  revive(state);
  if (activation.reason === 'asked') state.isPromoted = true;
  else if (activation.reason === 'no_git' || label === null) state.isPromoted = false;
  else if (state.active?.versionId === state.pointer?.versionId) state.isPromoted = false;
}

/** Notes whose history a new name continues. @returns that name; null where there is none */
export function rename(state: State, { renamedFrom }: Content, { isKnownFormer }: Seen): string | null {
  if (renamedFrom === null || !isKnownFormer(renamedFrom)) return null;
  state.renamedFrom = renamedFrom;
  return renamedFrom;
}

/** In full mode a text lives in the ledger, and no commit can say that it is gone. */
export function archive(state: State, { activation, at }: Look, now: Date): void {
  if (activation.reason !== 'default_branch' || state.isArchived || state.known?.mode === 'full') return;
  state.isArchived = true;
  state.archivedAt = at ?? now;
}

export function revive(state: State): void {
  if (!state.isArchived) return;
  state.isArchived = false;
  state.archivedAt = null;
}
