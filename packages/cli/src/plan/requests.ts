import type { GitFacts, SightingSource } from '@prompt-ledger/shared/contract/git';
import type { RegisterEntry, RegisterRequest } from '@prompt-ledger/shared/contract';

/** Where texts were seen: all of a request but the texts themselves. */
export interface Seen {
  readonly source: SightingSource;
  readonly git: GitFacts;
}

/** The entry without its text, by its checksum alone: for a text that the ledger should have. */
export function withoutText(entry: RegisterEntry): RegisterEntry {
  const { template_source: text, ...rest } = entry;
  return text === undefined ? entry : rest;
}

/** Requests that register a part of a repository: they say nothing of what they do not name. */
export function buildRequests(
  batches: readonly (readonly RegisterEntry[])[],
  { source, git }: Seen,
): RegisterRequest[] {
  return batches.map((prompts) => ({ prompts: [...prompts], source, git }));
}
