import type { RegisterEntry } from '@prompt-ledger/shared/contract';
import type { ExtractedPrompt, StaticPrompt } from '../extract/types.ts';
import { findStatic, findUntracked, toRegisterEntry } from './entries.ts';

/** What a commit did to the prompts of a repository. */
export interface CommitDeed {
  /** New, changed, or at another path. */
  readonly prompts: readonly RegisterEntry[];
  readonly gone: readonly string[];
}

export type PromptState = ReadonlyMap<string, StaticPrompt>;

/**
 * By name. Of two prompts with one name, which a build would refuse, the first by path is meant. One whose text cannot be
 * told any more is there still, as it was before.
 */
export function toPromptState(prompts: readonly ExtractedPrompt[], before: PromptState): PromptState {
  const state = new Map<string, StaticPrompt>();
  for (const prompt of findStatic(prompts)) if (!state.has(prompt.name)) state.set(prompt.name, prompt);
  for (const name of findUntracked(prompts)) {
    const old = before.get(name);
    if (old !== undefined) state.set(name, old);
  }
  return state;
}

/** Compares the prompts before and after a commit. A new name with the text of one that went is that one, renamed. */
export function describeCommit(before: PromptState, after: PromptState): CommitDeed {
  const gone = [...before.keys()].filter((name) => !after.has(name)).toSorted();
  const formers = new Map<string, string[]>();
  for (const name of gone) {
    const { checksum } = before.get(name) as StaticPrompt;
    formers.set(checksum, [...(formers.get(checksum) ?? []), name]);
  }
  const changed = [...after.values()].filter((prompt) => {
    const old = before.get(prompt.name);
    return old?.checksum !== prompt.checksum || old.file !== prompt.file;
  });
  const prompts = changed.map((prompt): RegisterEntry => {
    const former = before.has(prompt.name) ? undefined : formers.get(prompt.checksum)?.shift();
    return { ...toRegisterEntry(prompt), ...(former === undefined ? {} : { renamed_from: former }) };
  });
  return { prompts, gone };
}
