import type { HistoryVersion } from '@prompt-ledger/shared/contract';
import { toLine } from './text.ts';

/** Where a version comes from, as far as somebody said so. */
export interface Origin {
  /** Enough of it to name it; null where it was not seen in a commit. */
  readonly commit: string | null;
  /** Without the address. */
  readonly author: string | null;
  readonly at: string;
  readonly place: string | null;
}

export function originOf({ first_seen: seen, created_by: by, created_at: at }: HistoryVersion): Origin {
  const author = seen?.author ?? by ?? null;
  return {
    commit: seen?.commit ? toLine(abbreviate(seen.commit)) : null,
    author: author === null ? null : toLine(author.replace(/\s*<[^>]*>$/, '')),
    at: seen?.committed_at ?? at,
    place: seen?.path ? toLine(seen.line === null ? seen.path : `${seen.path}:${seen.line}`) : null,
  };
}

/** To the first letter: behind an `@` digits alone would be the number of a version. */
function abbreviate(commit: string): string {
  return /^\d{8,}[a-f]/.exec(commit)?.[0] ?? commit.slice(0, 8);
}
