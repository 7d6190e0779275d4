import { findHead, readBranch, readCommit } from '../git/facts.ts';
import { findGitFolder } from '../git/folders.ts';
import { runGit } from '../git/run.ts';
import type { Build } from './build.ts';
import type { Checkout } from './choose.ts';

/** Looks at what is checked out, as far as choosing a commit needs it. */
export async function readCheckout(
  root: string,
  underGit: boolean,
  named: string | null,
  { commit, pullRequest }: Build,
): Promise<Checkout> {
  const gitFolder = underGit ? findGitFolder(root) : null;
  const head = gitFolder === null ? null : await findHead(root);
  if (gitFolder === null || head === null) {
    return { head: null, mergedInto: null, branch: null, has: () => false };
  }
  const asked = [named, commit].filter((one) => one !== null);
  const here = new Set([head]);
  for (const one of asked) if (await hasCommit(root, one)) here.add(one);
  return {
    head,
    // Where the service tells the pull request's own commit, that is it.
    mergedInto: pullRequest !== null && commit === head ? await findMergedInto(root, head) : null,
    branch: readBranch(gitFolder),
    has: (one) => here.has(one),
  };
}

async function hasCommit(root: string, commit: string): Promise<boolean> {
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return false;
  return runGit(root, ['cat-file', '-e', `${commit}^{commit}`]).then(
    () => true,
    () => false,
  );
}

/** Jenkins merges the target into the pull request's commit; a merge of the author's own is on a remote branch. */
async function findMergedInto(root: string, head: string): Promise<string | null> {
  const { parent, isMerge } = await readCommit(root, head);
  if (!isMerge) return null;
  const refs = await runGit(root, ['for-each-ref', '--points-at', head, '--count=1', 'refs/remotes']);
  return refs.length > 0 ? null : parent;
}
