import { createHash, randomUUID } from 'node:crypto';
import { BRANCH_LABEL } from '@prompt-ledger/shared';
import type { ActivationReason, RegisterRequest } from '@prompt-ledger/shared/contract';
import type { GitFacts, SightingSource } from '@prompt-ledger/shared/contract/git';
import type { Content } from './contents.ts';
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

/** What was seen of it, and what that may move. */
export interface Look {
  readonly scan: Scan;
  readonly contents: readonly Content[];
  /** True for texts that are in no commit: they are drafts, and move nothing. */
  readonly isUncommitted: boolean;
  /** The label of the branch that was looked at; null where it is unknown or not to be moved. */
  readonly label: string | null;
  readonly activation: Activation;
  /** Whether `contents` is all there is at the commit. */
  readonly isManifest: boolean;
  /** Names that are there as well, though nobody knows with which content. */
  readonly untracked: readonly string[];
  /** Names that are not there any more. */
  readonly gone: readonly string[];
  /** When this happened, where that is not now. */
  readonly at: Date | null;
}

export interface Activation {
  readonly activates: boolean;
  readonly reason: ActivationReason;
}

/** What is known of the branch that is looked at. */
export interface Branch {
  readonly defaultBranches: readonly string[];
  /** The newest complete look at it that was believed. */
  readonly head: Moment | null;
  /** By the clock that all servers share, where commits are compared with it. */
  readonly now: Date;
}

/** Nobody said which is the default branch: either of these is. */
const USUAL_DEFAULTS = ['main', 'master'];

export function toDefaultBranches(setting: string | null): readonly string[] {
  return setting === null ? USUAL_DEFAULTS : [setting];
}

/** The committed part of a registration, and the uncommitted one; both are empty for a commit without prompts alone. */
export function toLooks(
  projectId: string,
  request: RegisterRequest,
  contents: readonly Content[],
  defaultBranches: readonly string[],
): Look[] {
  const git = request.git ?? null;
  const source = sourceOf(request);
  const activation = activationOf(request, defaultBranches);
  const isDraft = draftTest(request);
  const committed = contents.filter((content) => !isDraft(content));
  const drafts = contents.filter(isDraft);
  const common = { untracked: request.untracked ?? [], gone: [], at: null };
  const looks: Look[] = [];
  if (committed.length > 0 || contents.length === 0) {
    looks.push({
      ...common,
      scan: toScan(projectId, source, git),
      contents: committed,
      isUncommitted: false,
      label: labelOf(git, defaultBranches),
      activation,
      isManifest: request.manifest ?? false,
    });
  }
  if (drafts.length > 0) {
    const uncommitted = { ...git, commit: null, base: git?.commit ?? git?.base ?? null };
    looks.push({
      ...common,
      scan: toScan(projectId, source, uncommitted),
      contents: drafts,
      isUncommitted: true,
      label: labelOf(git, defaultBranches),
      activation: { activates: false, reason: 'uncommitted' },
      isManifest: false,
    });
  }
  return looks;
}

function sourceOf({ source, git }: RegisterRequest): SightingSource {
  return source ?? (git === undefined || git === null ? 'api' : 'manual');
}

/** What is not committed as a whole is drafts alone; of the rest each text tells, or the request for all. */
function draftTest(request: RegisterRequest): (content: Content) => boolean {
  const source = sourceOf(request);
  const git = request.git ?? null;
  if (source === 'staged' || (git !== null && !git.commit)) return () => true;
  if (git === null || source === 'commit' || source === 'ci') return ({ isDraft }) => isDraft ?? false;
  return ({ isDraft }) => isDraft ?? git.dirty === true;
}

function activationOf(request: RegisterRequest, defaultBranches: readonly string[]): Activation {
  const git = request.git ?? null;
  if (request.activate === true) return { activates: true, reason: 'asked' };
  if (git === null) return { activates: true, reason: 'no_git' };
  if (git.pull_request) return { activates: false, reason: 'pull_request' };
  if (!git.branch) return { activates: false, reason: 'unknown_branch' };
  return defaultBranches.includes(git.branch)
    ? { activates: true, reason: 'default_branch' }
    : { activates: false, reason: 'other_branch' };
}

/** The branch of a pull request may be anybody's, and called as the default one is: then it moves nothing. */
function labelOf(git: GitFacts | null, defaultBranches: readonly string[]): string | null {
  if (!git?.branch) return null;
  if (git.pull_request && defaultBranches.includes(git.branch)) return null;
  return BRANCH_LABEL + git.branch;
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

/** A stable id of a content, in the form of a UUID. */
export function toUuid(content: string): string {
  const hex = createHash('sha256').update(content, 'utf8').digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
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
