import { installFiles, stateOfFile, uninstallFiles } from './files.ts';
import type { Manager } from './manager.ts';

/** Hooks as git has them, without anybody who manages them. */
export const plain: Manager = {
  name: 'plain',
  isUsed: () => true,
  install: (project) => installFiles(project, project.hooksFolder, '#!/bin/sh\n'),
  uninstall: (project) => uninstallFiles(project, project.hooksFolder),
  stateOf: (project, stage) => stateOfFile(project, project.hooksFolder, stage),
};
