import { createHash } from 'node:crypto';
import { CliError } from '../errors.ts';
import { runGit, runGitNow } from '../git/run.ts';
import { openBlobs, type BlobSource, type Tree, type TreeReader } from './blobs.ts';

/** `100644 <id> <stage>`, a tab, the path; submodules are left to themselves. */
const ENTRY = /^(\d{6}) ([0-9a-f]+) (\d)\t/;
const REGULAR = /^100(?:644|755)$/;
const LINK = '120000';
/** No content at all, in either of git's ways to name it. */
const EMPTY = new Set([
  'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
  '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
]);

/** The files of the index as a source; throws as `readIndex` does. */
export async function openIndex(root: string): Promise<BlobSource> {
  return openBlobs(root, await readIndex(root));
}

/**
 * The files of the index, as the next commit would have them. git is asked in this process's environment, so in a hook
 * it is the index of the commit that is under way (GIT_INDEX_FILE), which need not be the repository's own.
 *
 * @throws {CliError} `git` where paths are in conflict: nothing can be committed then
 */
async function readIndex(root: string): Promise<Tree> {
  const output = await runGit(root, LIST);
  const tree = parseIndex(output);
  return mayIntend(tree) ? leaveOut(tree, await runGit(root, INTENDED)) : tree;
}

/** The same, ahead or at once. */
export function openIndexTree(root: string): TreeReader {
  return {
    read: () => readIndex(root),
    readNow() {
      const tree = parseIndex(runGitNow(root, LIST));
      return mayIntend(tree) ? leaveOut(tree, runGitNow(root, INTENDED)) : tree;
    },
  };
}

const LIST = ['ls-files', '-z', '--stage', '--full-name'];
const INTENDED = ['diff-files', '-z', '--name-only', '--diff-filter=A', '--no-ext-diff'];

function parseIndex(output: Buffer): Tree {
  const files = new Map<string, string>();
  const links = new Map<string, string>();
  const conflicts = new Set<string>();
  for (const text of output.toString('utf8').split('\0')) {
    const entry = ENTRY.exec(text);
    if (!entry) continue;
    const [head, mode = '', id = '', stage] = entry;
    const file = text.slice(head.length);
    if (stage !== '0') conflicts.add(file);
    else if (mode === LINK) links.set(file, id);
    else if (REGULAR.test(mode)) files.set(file, id);
  }
  if (conflicts.size > 0) throw inConflict([...conflicts]);
  return { files, links, digest: createHash('sha256').update(output).digest('hex') };
}

/** What `git add --intent-to-add` announced stands in the index as an empty file, and in no commit. */
function mayIntend({ files }: Tree): boolean {
  return [...files.values()].some((id) => EMPTY.has(id));
}

function leaveOut(tree: Tree, intended: Buffer): Tree {
  const files = new Map(tree.files);
  const digest = createHash('sha256').update(tree.digest);
  for (const file of intended.toString('utf8').split('\0').filter(Boolean)) {
    if (EMPTY.has(files.get(file) ?? '')) files.delete(file);
    digest.update(`${file}\0`);
  }
  return { ...tree, files, digest: digest.digest('hex') };
}

function inConflict(paths: readonly string[]): CliError {
  const more = paths.length > 3 ? ` and ${paths.length - 3} more` : '';
  return new CliError(
    'git',
    `The index has conflicts: ${paths.slice(0, 3).join(', ')}${more}.`,
    'Resolve them and `git add` the files; until then nothing can be committed.',
  );
}
