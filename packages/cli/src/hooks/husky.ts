import path from 'node:path';
import { installFiles, stateOfFile, uninstallFiles } from './files.ts';
import type { Manager, Project } from './manager.ts';

/** husky 5 and later: one script for each hook in `.husky`, which since 9 is not where git looks but beside it. */
export const husky: Manager = {
  name: 'husky',
  isUsed: ({ hooksFolder }) => findFolder(hooksFolder) !== null,
  install: (project) => installFiles(project, folderOf(project), ''),
  uninstall: (project) => uninstallFiles(project, folderOf(project)),
  stateOf: (project, stage) => stateOfFile(project, folderOf(project), stage),
};

function folderOf({ root, hooksFolder }: Project): string {
  return findFolder(hooksFolder) ?? path.join(root, '.husky');
}

function findFolder(hooksFolder: string): string | null {
  const folder = path.basename(hooksFolder) === '_' ? path.dirname(hooksFolder) : hooksFolder;
  return path.basename(folder) === '.husky' ? folder : null;
}
