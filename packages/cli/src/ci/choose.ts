import { isOfQueue, type Build } from './build.ts';

/** What git has in the folder of a build. */
export interface Checkout {
  /** null where there is no git, or no commit yet. */
  readonly head: string | null;
  /** The first parent, where HEAD is a merge that no remote branch points at: one that the build itself made. */
  readonly mergedInto: string | null;
  readonly branch: string | null;
  /** Whether a commit is here: a shallow clone mostly has only what is checked out. */
  has(commit: string): boolean;
}

/** Which commit a build is about, and which files speak for it. */
export interface Choice {
  readonly commit: string;
  readonly branch: string | null;
  /** The commit whose files are read; null: those that lie in the folder. */
  readonly tree: string | null;
  /** Whether these files are the commit's own, so that what is not in them is not in it. */
  readonly isWhole: boolean;
  /** Whether what the service says of the build is about this commit. */
  readonly isBuilt: boolean;
}

interface Named {
  readonly commit: string | null;
  readonly branch: string | null;
}

/**
 * Chooses what is registered: a commit that is named, else what the service builds where that is what is checked out,
 * else HEAD. Of a pull request it is its own last commit; where a shallow clone has only the merge with its target, the
 * merge is read, and it is no complete list of that commit.
 *
 * @returns null where nobody knows a commit
 */
export function chooseCommit(named: Named, build: Build, found: Checkout): Choice | null {
  const checkout = isOfQueue(found.branch) ? { ...found, branch: null } : found;
  const { head } = checkout;
  if (named.commit !== null) {
    const isHere = head !== null && checkout.has(named.commit);
    return {
      commit: named.commit,
      branch:
        named.branch ?? (named.commit === head ? checkout.branch : null) ?? buildBranch(named.commit, build),
      tree: isHere ? named.commit : head,
      isWhole: isHere || head === null,
      isBuilt: named.commit === build.commit,
    };
  }
  const built =
    checkout.mergedInto !== null && build.pullRequest !== null ? checkout.mergedInto : build.commit;
  if (head === null) {
    if (built === null) return null;
    return { commit: built, branch: named.branch ?? build.branch, tree: null, isWhole: true, isBuilt: true };
  }
  // Somebody checked out something else than what the service builds: then git is right.
  const isBuilt = built !== null && (head === build.checkedOut || head === built || checkout.has(built));
  if (!isBuilt || built === null) {
    return {
      commit: head,
      branch: named.branch ?? checkout.branch,
      tree: head,
      isWhole: true,
      isBuilt: false,
    };
  }
  const isHere = built === head || checkout.has(built);
  return {
    commit: built,
    branch: named.branch ?? build.branch ?? (built === head ? checkout.branch : null),
    tree: isHere ? built : head,
    isWhole: isHere,
    isBuilt: true,
  };
}

function buildBranch(commit: string, build: Build): string | null {
  return commit === build.commit ? build.branch : null;
}
