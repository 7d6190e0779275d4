import { randomUUID } from 'node:crypto';
import type { GitFacts, SightingSource } from '@prompt-ledger/shared/contract/git';
import { toUuid } from '../uuid.ts';
import type { Moment } from './moment.ts';

/** One state of a repository, as whoever looked at it describes it. */
export interface Scan {
  readonly scanId: string;
  readonly source: SightingSource;
  readonly commit: string | null;
  readonly branch: string | null;
  readonly base: string | null;
  readonly author: string | null;
  readonly committedAt: Date | null;
  readonly runNumber: number | null;
  readonly pullRequest: string | null;
  readonly repository: string | null;
  readonly folder: string | null;
}

export function toScan(projectId: string, source: SightingSource, git: GitFacts | null): Scan {
  const facts = {
    source,
    commit: git?.commit ?? null,
    branch: git?.branch ?? null,
    base: git?.base ?? null,
    author: git?.author ?? null,
    runNumber: git?.run_number ?? null,
    pullRequest: git?.pull_request ?? null,
    repository: git?.repository ?? null,
    folder: git?.folder ?? null,
  };
  const committedAt = git?.committed_at ? new Date(git.committed_at) : null;
  return { scanId: toScanId(projectId, facts), ...facts, committedAt };
}

/** The same look twice is one scan. What says nothing of a commit cannot be told from another such look. */
function toScanId(projectId: string, facts: Omit<Scan, 'scanId' | 'committedAt'>): string {
  if (facts.commit === null && facts.base === null) return randomUUID();
  return toUuid(JSON.stringify([projectId, facts]));
}

/** A commit from the future, by a clock that is wrong, is one of now: nothing could ever follow it. */
export function momentOf(scan: Scan, now: Date): Moment {
  const { commit, committedAt, runNumber, repository, folder } = scan;
  return {
    commit,
    committedAt: committedAt !== null && committedAt > now ? now : committedAt,
    runNumber,
    repository,
    folder,
  };
}
