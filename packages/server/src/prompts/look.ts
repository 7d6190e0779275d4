import { BRANCH_LABEL } from '@prompt-ledger/shared';
import type { ActivationReason, RegisterRequest } from '@prompt-ledger/shared/contract';
import type { GitFacts, SightingSource } from '@prompt-ledger/shared/contract/git';
import type { Content } from './contents.ts';
import type { Moment } from './moment.ts';
import { toScan, type Scan } from './scan.ts';

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
  return activationOn(git.branch || null, defaultBranches);
}

/** What a commit on a branch moves, where nothing but the branch tells. */
export function activationOn(branch: string | null, defaultBranches: readonly string[]): Activation {
  if (branch === null) return { activates: false, reason: 'unknown_branch' };
  return defaultBranches.includes(branch)
    ? { activates: true, reason: 'default_branch' }
    : { activates: false, reason: 'other_branch' };
}

/** The branch of a pull request may be anybody's, and called as the default one is: then it moves nothing. */
function labelOf(git: GitFacts | null, defaultBranches: readonly string[]): string | null {
  if (!git?.branch) return null;
  if (git.pull_request && defaultBranches.includes(git.branch)) return null;
  return BRANCH_LABEL + git.branch;
}
