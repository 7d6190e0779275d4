import type { SimpleGit } from 'simple-git';
import { CliError } from './errors.ts';

/**
 * Lists the work tree at `root`: tracked and untracked files, without ignored and deleted ones.
 *
 * @returns paths relative to `root`, with `/`, each once, sorted by code unit; null where git is not installed
 * @throws {CliError} `git` with git's own sentence where it refuses
 */
export async function listFiles(root: string): Promise<string[] | null> {
  const git = await openGit(root);
  try {
    return readListing(await git.raw(['ls-files', ...LISTING]));
  } catch (error) {
    if (isMissing(error)) return null;
    throw new CliError(
      'git',
      `git cannot list the files in ${root}: ${sentenceOf(error)}`,
      'Run `git status` there; what it says must be mended first.',
      error,
    );
  }
}

/**
 * One process for all: each entry has a tag before it, and one that is deleted comes once as cached and once as
 * deleted. Names come as bytes between NULs, whatever the user's configuration says on quoting.
 */
const LISTING = ['-z', '-t', '--cached', '--deleted', '--others', '--exclude-standard'];
const DELETED = 'R';

async function openGit(directory: string): Promise<SimpleGit> {
  const { simpleGit } = await import('simple-git');
  // By default it waits another 50 ms after each process has ended.
  return simpleGit({ baseDir: directory, completion: { onClose: true, onExit: false } });
}

/** In a merge conflict git lists a path once per side; a nested repository ends in "/" and is not ours. */
function readListing(output: string): string[] {
  const present = new Set<string>();
  const deleted = new Set<string>();
  for (const entry of output.split('\0')) {
    const path = entry.slice(2);
    if (path !== '' && !path.endsWith('/')) (entry.startsWith(DELETED) ? deleted : present).add(path);
  }
  return [...present].filter((path) => !deleted.has(path)).toSorted();
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && /spawn git ENOENT/.test(error.message);
}

function sentenceOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim();
}
