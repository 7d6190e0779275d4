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
    const [listed, deleted] = await Promise.all([
      git.raw([...PINNED, 'ls-files', '-z', '--cached', '--others', '--exclude-standard']),
      git.raw([...PINNED, 'ls-files', '-z', '--deleted']),
    ]);
    const gone = new Set(splitZ(deleted));
    // In a merge conflict git lists a path once per side; a nested repository ends in "/" and is not ours.
    return [...new Set(splitZ(listed))].filter((path) => !gone.has(path) && !path.endsWith('/')).sort();
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

/** Names come as bytes between NULs, whatever the user's configuration says. */
const PINNED = ['-c', 'core.quotePath=false'];

async function openGit(directory: string): Promise<SimpleGit> {
  const { simpleGit } = await import('simple-git');
  return simpleGit({ baseDir: directory });
}

function splitZ(output: string): string[] {
  return output.split('\0').filter((path) => path !== '');
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && /spawn git ENOENT/.test(error.message);
}

function sentenceOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim();
}
