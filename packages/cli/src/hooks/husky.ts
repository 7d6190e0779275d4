import path from 'node:path';
import { installFiles, stateOfFile, uninstallFiles } from './files.ts';
import type { Manager, Project } from './manager.ts';

/** husky 5 and later: one script for each hook in `.husky`, which since 9 is not where git looks but beside it. */
export const husky: Manager = {
  name: 'husky',
  isUsed: (project) => findFolder(project.hooksFolder) !== null || isToCome(project),
  install: (project) => {
    const plan = installFiles(project, folderOf(project), '');
    return plan.kind === 'edits' && isToCome(project) ? { ...plan, next: 'npx husky' } : plan;
  },
  uninstall: (project) => uninstallFiles(project, folderOf(project)),
  stateOf: (project, stage) => stateOfFile(project, folderOf(project), stage),
};

/**
 * The packages of the project bring it, and were not installed since the clone: until they are, git looks where it
 * always does, and afterwards no longer.
 */
function isToCome({ root, hooksFolder, read }: Project): boolean {
  if (path.basename(path.dirname(hooksFolder)) !== '.git') return false;
  return /"husky"\s*:\s*"/.test(read(path.join(root, 'package.json')) ?? '');
}

function folderOf({ root, hooksFolder }: Project): string {
  return findFolder(hooksFolder) ?? path.join(root, '.husky');
}

function findFolder(hooksFolder: string): string | null {
  const folder = path.basename(hooksFolder) === '_' ? path.dirname(hooksFolder) : hooksFolder;
  return path.basename(folder) === '.husky' ? folder : null;
}
