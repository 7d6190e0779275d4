import type { RegisterEntry } from '@prompt-ledger/shared/contract';
import type { Look } from '../../changes/look.ts';
import { readChanges } from '../../changes/read.ts';
import type { Settings } from '../../config.ts';
import type { ExtractionCache } from '../../ledger/extraction-cache.ts';
import { findLost } from '../../changes/lost.ts';
import { comparePrompts } from '../../plan/compare.ts';
import type { Finding } from '../../plan/judge.ts';
import { findBlocking, findChanged, findSound } from '../../plan/staged.ts';
import type { TreeReader } from '../../sources/blobs.ts';

interface Change {
  /** What must be mended. */
  readonly blocking: readonly Finding[];
  /** What is to be registered. */
  readonly entries: readonly RegisterEntry[];
  /** Of these, what no error is about. */
  readonly sound: readonly RegisterEntry[];
  /** Keeps what was found; never throws. */
  save(): void;
}

/** Says what a change that was looked at means for the prompts. */
export async function readChange(
  settings: Settings,
  look: Look,
  tree: TreeReader,
  cache: ExtractionCache | null,
): Promise<Change> {
  const { before, after, source, save } = await readChanges(settings, look, tree, cache);
  const changes = await findLost(comparePrompts(before.prompts, after.prompts), source, after, settings);
  const entries = findChanged(changes);
  return {
    blocking: findBlocking(changes, before, after),
    entries,
    sound: findSound(entries, after),
    save,
  };
}
