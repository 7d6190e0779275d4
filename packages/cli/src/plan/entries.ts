import type { RegisterEntry } from '@prompt-ledger/shared/contract';
import type { ExtractedPrompt, StaticPrompt } from '../extract/types.ts';

/** The prompts whose text is known, which are all that can be registered. */
export function findStatic(prompts: readonly ExtractedPrompt[]): StaticPrompt[] {
  return prompts.filter((prompt) => prompt.status === 'ok');
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
