import { CliError } from '../errors.ts';
import { mayBeRef } from '../git/facts.ts';
import { isShallow } from '../git/mainline.ts';
import { runGit, saysNo } from '../git/run.ts';

/** What a comparison starts from. */
export interface Base {
  /** As it was given or found: `origin/main`. */
  readonly ref: string;
  /** null where there is no commit at all yet. */
  readonly commit: string | null;
  /** `merge-base`: where the two parted. `itself`: they have no common history. `nothing`: there is no commit yet. */
  readonly relation: 'merge-base' | 'itself' | 'nothing';
}

/** Where a branch usually goes to, the surest first. */
const USUAL_BASES = ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master'];

/**
 * Finds the commit that a ref names.
 *
 * @throws {CliError} `usage` where there is none
 */
export async function getCommit(root: string, ref: string): Promise<string> {
  const commit = await findCommit(root, ref);
  if (commit !== null) return commit;
  throw new CliError('usage', `There is no commit ${ref} here.`, await explainAbsence(root, ref));
}

/** The commit that is checked out; null before the first one. */
export function findHead(root: string): Promise<string | null> {
  return findCommit(root, 'HEAD');
}

/**
 * Finds what `head` is to be compared with: where it and `wanted` parted, so that what others did since is not taken for
 * its doing.
 *
 * @param wanted a ref; null: the first of the usual ones that is there
 * @param head a commit; null where there is none yet
 * @throws {CliError} `usage` where there is no such commit, or where a shallow clone cannot tell
 */
export async function findBase(root: string, wanted: string | null, head: string | null): Promise<Base> {
  if (wanted === null && head === null) return { ref: 'HEAD', commit: null, relation: 'nothing' };
  const ref = wanted ?? (await findUsual(root));
  const commit = await getCommit(root, ref);
  const common = head === null ? null : await findMergeBase(root, commit, head);
  if (common !== null) return { ref, commit: common, relation: 'merge-base' };
  if (await isShallow(root)) {
    throw new CliError(
      'usage',
      `This clone is shallow: it does not reach back to where HEAD and ${ref} parted.`,
      DEEPEN,
    );
  }
  return { ref, commit, relation: 'itself' };
}

const DEEPEN =
  'Fetch the history with `git fetch --unshallow`; in GitHub Actions give actions/checkout `fetch-depth: 0`, or `fetch-depth: 2` and --base HEAD^1 for a pull request.';

async function findUsual(root: string): Promise<string> {
  for (const ref of USUAL_BASES) {
    if ((await findCommit(root, ref)) !== null) return ref;
  }
  throw new CliError(
    'usage',
    `There is nothing to compare with: none of ${USUAL_BASES.join(', ')} is here.`,
    (await isShallow(root)) ? DEEPEN : 'Name a branch, tag or commit with --base.',
  );
}

async function explainAbsence(root: string, ref: string): Promise<string> {
  if (!(await isShallow(root)))
    return 'Name a branch, tag or commit that `git log` knows, or fetch it first.';
  const branch = /^origin\/([\w./-]+)$/.exec(ref)?.[1];
  return branch === undefined
    ? `This clone is shallow. ${DEEPEN}`
    : `This clone is shallow and has only what was checked out: \`git fetch --unshallow origin ${branch}:refs/remotes/${ref}\` brings it; in GitHub Actions give actions/checkout \`fetch-depth: 0\`.`;
}

/** The full id of the commit that a ref names; null where there is none. */
export async function findCommit(root: string, ref: string): Promise<string | null> {
  if (!mayBeRef(ref)) return null;
  return ask(root, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
}

function findMergeBase(root: string, one: string, other: string): Promise<string | null> {
  return ask(root, ['merge-base', one, other]);
}

/**
 * The first line of an answer; null for git's silent no.
 *
 * @throws {CliError} `git` where git cannot answer
 */
async function ask(root: string, args: readonly string[]): Promise<string | null> {
  try {
    return (await runGit(root, args)).toString('utf8').split('\n')[0] ?? null;
  } catch (error) {
    if (saysNo(error)) return null;
    throw error;
  }
}
