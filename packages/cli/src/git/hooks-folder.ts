import path from 'node:path';
import { runGit } from './run.ts';

/** Where git looks for hooks, absolute: `core.hooksPath`, or `hooks` in the folder that all work trees share. */
export async function findHooksFolder(root: string): Promise<string> {
  const output = await runGit(root, ['rev-parse', '--git-path', 'hooks']);
  return path.resolve(root, output.toString('utf8').replace(/\r?\n$/, ''));
}
