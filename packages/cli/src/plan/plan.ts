import type { ListedPrompt, RegisteredEntry } from '@prompt-ledger/shared/contract';
import type { ExtractedPrompt } from '../extract/types.ts';
import { findStatic } from './entries.ts';

/**
 * `new`: the ledger has no such name. `changed`: new text. `reverted`: the text of an older version. `renamed`: a new
 * name with the text of one that is gone. `gone`: in the ledger, not in this source. `behind`: the text of an older version
 * only because what made the newer one is not in this branch yet.
 */
export type PlanKind = 'new' | 'changed' | 'reverted' | 'behind' | 'renamed' | 'unchanged' | 'gone';

export interface PlanEntry {
  readonly kind: PlanKind;
  readonly name: string;
  /** The version that the text has, or will have; null for a draft; of a gone prompt the active one. */
  readonly version: number | null;
  /** The version that was active before, where another one becomes active. */
  readonly previousVersion: number | null;
  readonly renamedFrom: string | null;
  /** Null for what is gone. */
  readonly file: string | null;
  readonly line: number | null;
}

/** What the ledger holds active under a name. */
export interface KnownPrompt {
  readonly name: string;
  readonly version: number;
  readonly checksum: string;
}

export type PlanCounts = Readonly<Record<PlanKind, number>>;

/** Takes from a list what a plan compares with: prompts in tracking mode that have an active version. */
export function toKnown(prompts: readonly ListedPrompt[]): KnownPrompt[] {
  return prompts.flatMap(({ name, mode, active_version: active }) =>
    mode === 'tracking' && active
      ? [{ name, version: active.version_number, checksum: active.checksum_hash }]
      : [],
  );
}

/**
 * Says what registering the extracted prompts means, or meant.
 *
 * @param known what the ledger holds; where it is left out nothing is found renamed or gone
 * @param answers the server's to registering the static ones of `extracted`, dry or not; a prompt without an answer is
 * left out
 * @returns one entry per prompt, sorted by name; a renamed prompt is one entry, not a new and a gone one
 */
export function buildPlan(
  extracted: readonly ExtractedPrompt[],
  known: readonly KnownPrompt[],
  answers: readonly RegisteredEntry[],
): PlanEntry[] {
  const gone = findGone(extracted, known);
  const answerOf = new Map(answers.map((answer) => [answer.name, answer]));
  const entries: PlanEntry[] = [];
  for (const prompt of findStatic(extracted).toSorted(byName)) {
    const answer = answerOf.get(prompt.name);
    if (answer === undefined) continue;
    const { name, file, line } = prompt;
    const former =
      answer.renamed_from ??
      (answer.action === 'new' ? takeByChecksum(gone, prompt.checksum)?.name : undefined) ??
      null;
    entries.push({
      kind: former === null ? KINDS[answer.action] : 'renamed',
      name,
      version: answer.version,
      previousVersion: answer.previous_version,
      renamedFrom: former,
      file,
      line,
    });
  }
  return [...entries, ...gone.map(toGoneEntry)].toSorted(byName);
}

const KINDS = {
  new: 'new',
  updated: 'changed',
  reverted: 'reverted',
  unchanged: 'unchanged',
} as const satisfies Record<RegisteredEntry['action'], PlanKind>;

export function countKinds(plan: readonly PlanEntry[]): PlanCounts {
  const counts = { new: 0, changed: 0, reverted: 0, behind: 0, renamed: 0, unchanged: 0, gone: 0 };
  for (const { kind } of plan) counts[kind] += 1;
  return counts;
}

/** Tells going back to an older text from not having the newer one yet. */
export function markBehind(plan: readonly PlanEntry[], behind: ReadonlySet<string>): PlanEntry[] {
  return plan.map((entry) =>
    entry.kind === 'reverted' && behind.has(entry.name) ? { ...entry, kind: 'behind' } : entry,
  );
}

/** A dynamic prompt is in the source, though its text is not known: it is not gone. */
function findGone(extracted: readonly ExtractedPrompt[], known: readonly KnownPrompt[]): KnownPrompt[] {
  const present = new Set(extracted.map(({ name }) => name));
  return known.filter(({ name }) => !present.has(name)).toSorted(byName);
}

/** Each gone prompt has at most one successor: the one that is taken is gone no more. */
function takeByChecksum(gone: KnownPrompt[], checksum: string): KnownPrompt | null {
  const index = gone.findIndex((prompt) => prompt.checksum === checksum);
  return index < 0 ? null : (gone.splice(index, 1)[0] ?? null);
}

function toGoneEntry({ name, version }: KnownPrompt): PlanEntry {
  return { kind: 'gone', name, version, previousVersion: null, renamedFrom: null, file: null, line: null };
}

/** By code unit, so that the order is the same on every machine. */
function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
