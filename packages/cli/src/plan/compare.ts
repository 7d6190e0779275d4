import type { Variable } from '@prompt-ledger/shared';
import type { ExtractedPrompt, StaticPrompt } from '../extract/types.ts';

/**
 * `moved`: the same text in another file. `untracked`: its text was known, and now only the running program knows it.
 * `tracked`: the other way round. `reverted`: changed to a text that it had before.
 */
export type ChangeKind =
  | 'new'
  | 'changed'
  | 'reverted'
  | 'renamed'
  | 'moved'
  | 'tracked'
  | 'untracked'
  | 'gone'
  | 'unchanged';

/** One prompt on both sides; a renamed one is one change, not a new and a gone one. */
export interface Change {
  readonly kind: ChangeKind;
  /** As the head has it; of a gone one as the base had it. */
  readonly name: string;
  readonly before: ExtractedPrompt | null;
  readonly after: ExtractedPrompt | null;
  readonly variables: VariableChanges;
  /** Of a prompt that is still in the source and yet no longer found: where and why. */
  readonly lost?: Lost;
  /** Of a reverted one: when it had that text before. */
  readonly earlier?: Earlier;
}

/** A version of the ledger, or a commit. */
export interface Earlier {
  readonly version: number | null;
  readonly commit: string | null;
  /** ISO 8601. */
  readonly at: string;
}

export interface Lost {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Full sentences. */
  readonly reason: string;
}

export interface VariableChanges {
  readonly added: readonly Variable[];
  readonly removed: readonly Variable[];
  readonly renamed: readonly { readonly from: Variable; readonly to: Variable }[];
}

const NO_CHANGES: VariableChanges = { added: [], removed: [], renamed: [] };

/**
 * Compares the prompts of two states of one repository.
 *
 * @returns one entry per prompt, unchanged ones too, sorted by name
 */
export function comparePrompts(base: readonly ExtractedPrompt[], head: readonly ExtractedPrompt[]): Change[] {
  const left = new Set(base);
  const pairs = new Map<ExtractedPrompt, ExtractedPrompt>();
  // Two prompts may have one name, which is an error elsewhere: then the same file says which is which.
  const likenesses: readonly Likeness[] = [
    (one, other) => one.name === other.name && one.file === other.file,
    (one, other) => one.name === other.name,
    (one, other) => hasSameContent(one, other) && one.exportName === other.exportName,
    (one, other) => hasSameContent(one, other) && one.file === other.file,
    hasSameContent,
  ];
  for (const isAlike of likenesses) {
    for (const after of head) {
      if (pairs.has(after)) continue;
      const before = findIn(left, (candidate) => isAlike(candidate, after));
      if (before === null) continue;
      pairs.set(after, before);
      left.delete(before);
    }
  }
  const kept = head.map((after) => toChange(pairs.get(after) ?? null, after));
  const gone = [...left].map((before) => toChange(before, null));
  return [...kept, ...gone].toSorted(byName);
}

/** Tells prompts that are gone from those that are still there, as something that cannot be extracted. */
export function markLost(
  changes: readonly Change[],
  findLost: (before: ExtractedPrompt) => Lost | null,
): Change[] {
  return changes.map((change) => {
    const lost = change.kind === 'gone' && change.before ? findLost(change.before) : null;
    return lost ? { ...change, kind: 'untracked', lost } : change;
  });
}

/** Tells changes to a new text from those back to an old one. */
export function markReverted(
  changes: readonly Change[],
  findEarlier: (change: Change) => Earlier | null,
): Change[] {
  return changes.map((change) => {
    const earlier = change.kind === 'changed' && change.after?.status === 'ok' ? findEarlier(change) : null;
    return earlier ? { ...change, kind: 'reverted', earlier } : change;
  });
}

type Likeness = (before: ExtractedPrompt, after: ExtractedPrompt) => boolean;

/** Both sides have nearly the same order, so that it is mostly the first one. */
function findIn<T>(items: Iterable<T>, isWanted: (item: T) => boolean): T | null {
  for (const item of items) {
    if (isWanted(item)) return item;
  }
  return null;
}

/** Of a text the checksum, of a prompt that only the running code knows the hash of that code. */
function hasSameContent(one: ExtractedPrompt, other: ExtractedPrompt): boolean {
  if (one.status === 'ok') return other.status === 'ok' && one.checksum === other.checksum;
  return other.status === 'dynamic' && one.codeHash === other.codeHash;
}

function toChange(before: ExtractedPrompt | null, after: ExtractedPrompt | null): Change {
  const kind = kindOf(before, after);
  const areKnown = before?.status === 'ok' && after?.status === 'ok';
  const variables = areKnown ? compareVariables(before, after) : NO_CHANGES;
  return { kind, name: (after ?? before)?.name ?? '', before, after, variables };
}

function kindOf(before: ExtractedPrompt | null, after: ExtractedPrompt | null): ChangeKind {
  if (before === null) return 'new';
  if (after === null) return 'gone';
  if (before.status !== after.status) return after.status === 'ok' ? 'tracked' : 'untracked';
  if (!hasSameContent(before, after)) return 'changed';
  if (before.name !== after.name) return 'renamed';
  return before.file === after.file ? 'unchanged' : 'moved';
}

function compareVariables(before: StaticPrompt, after: StaticPrompt): VariableChanges {
  const removed = missingIn(after, before);
  const added = missingIn(before, after);
  const renamed = removed.flatMap((from, index) => {
    const to = added[index];
    return to ? [{ from, to }] : [];
  });
  if (removed.length !== added.length || rename(before.template, renamed) !== after.template)
    return { added, removed, renamed: [] };
  return { added: [], removed: [], renamed };
}

function missingIn(one: ExtractedPrompt, other: ExtractedPrompt): Variable[] {
  const names = new Set(one.variables.map(({ name }) => name));
  return other.variables.filter(({ name }) => !names.has(name));
}

/** The template with other names in its tags: what it must equal for the variables to be the same ones. */
function rename(template: string, renamed: VariableChanges['renamed']): string {
  const names = new Map(renamed.map(({ from, to }) => [from.name, to.name]));
  return template.replace(/\{[{%].*?[}%]\}/gs, (tag) =>
    tag.replace(
      /[\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}_$][\p{L}\p{N}_$]*)*/gu,
      (word) => names.get(word) ?? word,
    ),
  );
}

/**
 * The variables that whoever uses the prompt must no longer give, or must give under another name. What the code computes
 * by itself is given by nobody.
 */
export function findBreaking({ variables: { removed, renamed } }: Change): Variable[] {
  return [...removed, ...renamed.map(({ from }) => from)].filter(({ opaque }) => opaque !== true);
}

export type ChangeCounts = Readonly<Record<ChangeKind, number>>;

export function countChanges(changes: readonly Change[]): ChangeCounts {
  const counts = {
    new: 0,
    changed: 0,
    reverted: 0,
    renamed: 0,
    moved: 0,
    tracked: 0,
    untracked: 0,
    gone: 0,
    unchanged: 0,
  };
  for (const { kind } of changes) counts[kind] += 1;
  return counts;
}

/** By code unit, so that the order is the same on every machine. */
function byName(a: Change, b: Change): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  const [one, other] = [fileOf(a), fileOf(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

function fileOf({ before, after }: Change): string {
  return (after ?? before)?.file ?? '';
}
