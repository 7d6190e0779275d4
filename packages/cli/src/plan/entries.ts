import type { RegisterEntry } from '@prompt-ledger/shared/contract';
import type { ExtractedPrompt, StaticPrompt } from '../extract/types.ts';

/** The prompts whose text is known, which are all that can be registered. */
export function findStatic(prompts: readonly ExtractedPrompt[]): StaticPrompt[] {
  return prompts.filter((prompt) => prompt.status === 'ok');
}

/** The names of the others, which are in the source all the same. */
export function findUntracked(prompts: readonly ExtractedPrompt[]): string[] {
  const tracked = new Set(findStatic(prompts).map(({ name }) => name));
  return [...new Set(prompts.map(({ name }) => name))].filter((name) => !tracked.has(name)).toSorted();
}

export function toRegisterEntry(prompt: StaticPrompt): RegisterEntry {
  return {
    name: prompt.name,
    template_source: prompt.template,
    template_hash: prompt.checksum,
    kind: prompt.kind,
    variables: prompt.variables.map((variable) => ({ ...variable })),
    location: { path: prompt.file, line: prompt.line },
  };
}
