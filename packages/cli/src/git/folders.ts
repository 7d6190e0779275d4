import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Finds the folder of one work tree's own state (HEAD, index, a rebase under way), by the file system alone.
 *
 * @returns null where `.git` leads to none
 */
export function findGitFolder(root: string): string | null {
  try {
    const entry = path.join(root, '.git');
    const folder = statSync(entry).isDirectory() ? entry : readLink(root, entry, /^gitdir: (.+?)\r?\n?$/);
    return folder !== null && statSync(folder).isDirectory() ? folder : null;
  } catch {
    return null;
  }
}

/** Finds the folder that all work trees of a repository share; null where `.git` leads to none. */
export function findCommonFolder(root: string): string | null {
  const folder = findGitFolder(root);
  if (folder === null) return null;
  const pointer = path.join(folder, 'commondir');
  try {
    return existsSync(pointer) ? readLink(folder, pointer, /^(.+?)\r?\n?$/) : folder;
  } catch {
    return null;
  }
}

function readLink(base: string, file: string, form: RegExp): string | null {
  const target = form.exec(readFileSync(file, 'utf8'))?.[1];
  return target === undefined ? null : path.resolve(base, target);
}
