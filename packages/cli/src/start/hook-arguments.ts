import type { HookFlags } from '../commands/sync/hook.ts';

export interface HookCall extends HookFlags {
  readonly situation: 'staged' | 'commit' | 'spooled';
}

/**
 * Reads the command lines that hooks have, so that a commit does not wait for the reader of all others to be loaded.
 *
 * @returns null for any other one
 */
export function readHookArguments([command, ...rest]: readonly string[]): HookCall | null {
  if (command !== 'sync') return null;
  let quiet = false;
  let dryRun = false;
  let commit: string | null = null;
  const situations = new Set<HookCall['situation']>();
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] ?? '';
    if (word === '--quiet') quiet = true;
    else if (word === '--dry-run') dryRun = true;
    else if (word === '--staged') situations.add('staged');
    else if (word === '--spooled') situations.add('spooled');
    else if (word === '--commit' && rest[at + 1]?.startsWith('-') === false) {
      situations.add('commit');
      commit = rest[(at += 1)] ?? null;
    } else return null;
  }
  const [situation, ...others] = situations;
  if (situation === undefined || others.length > 0) return null;
  return { situation, commit, branch: null, quiet, dryRun };
}
