import { createHash } from 'node:crypto';
import { runGit, runGitNow } from '../git/run.ts';
import { openBlobs, type BlobSource, type Tree, type TreeReader } from './blobs.ts';

/** `100644 blob <id>`, a tab, the path; submodules are left to themselves. */
const ENTRY = /^(100644|100755|120000) blob ([0-9a-f]+)\t/;
const LINK = '120000';

/** The files of a commit as a source; see `readTree`. */
export async function openCommit(
  root: string,
  commit: string,
  leftOut?: ReadonlySet<string>,
): Promise<BlobSource> {
  return openBlobs(root, await readTree(root, commit, leftOut));
}

/**
 * The files of a commit, as a clean checkout of it would have them.
 *
 * @param commit the full id of a commit that is there
 * @param leftOut paths that are not to be looked at, as in a sparse checkout
 */
async function readTree(
  root: string,
  commit: string,
  leftOut: ReadonlySet<string> = new Set(),
): Promise<Tree> {
  return parseTree(await runGit(root, listTree(commit)), leftOut);
}

/** The same, ahead or at once. */
export function openCommitTree(root: string, commit: string): TreeReader {
  return {
    read: () => readTree(root, commit),
    readNow: () => parseTree(runGitNow(root, listTree(commit)), new Set()),
  };
}

function listTree(commit: string): string[] {
  return ['ls-tree', '-r', '-z', '--full-tree', commit];
}

function parseTree(output: Buffer, leftOut: ReadonlySet<string>): Tree {
  const files = new Map<string, string>();
  const links = new Map<string, string>();
  for (const text of output.toString('utf8').split('\0')) {
    const entry = ENTRY.exec(text);
    if (!entry) continue;
    const [head, mode, id = ''] = entry;
    const file = text.slice(head.length);
    if (!leftOut.has(file)) (mode === LINK ? links : files).set(file, id);
  }
  const digest = createHash('sha256').update(output);
  digest.update([...leftOut].join('\0'));
  return { files, links, digest: digest.digest('hex') };
}
