import { SOURCE_FILE } from '../extract/modules/paths.ts';
import { mayBeRef } from './facts.ts';
import { runGit } from './run.ts';

/** A file that differs between two states, and its blobs in them; null where it is none or no regular file. */
export interface FileChange {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  /** The side that has nothing of that name, neither a link nor a submodule. */
  readonly absent?: 'before' | 'after';
}

/** Nothing of a user's configuration may change what is asked or how it is answered. */
export const PINNED = ['-c', 'diff.relative=false', '-c', 'core.quotePath=false'];
export const LISTED = [
  '--raw',
  '--no-abbrev',
  '--no-renames',
  '--no-ext-diff',
  '--no-textconv',
  '--ignore-submodules=all',
];
export const RAW = [...LISTED, '-z'];

/**
 * What the next commit changes. git is asked in this process's environment, so in a hook it is the index of the commit
 * that is under way (GIT_INDEX_FILE). Before the first commit everything staged is new.
 */
export async function listStaged(root: string): Promise<{ changes: FileChange[]; raw: Buffer }> {
  const raw = await runGit(root, [...PINNED, 'diff', '--cached', ...RAW]);
  return { changes: parseRaw(raw), raw };
}

/** The entries of source files alone, byte for byte, as git lists them where it is asked for these only. */
export function pickSource(raw: Buffer): Buffer {
  const fields = raw.toString('latin1').split('\0');
  const picked = fields.filter((_, at) => SOURCE_FILE.test(fields[at | 1] ?? ''));
  return Buffer.from(picked.map((field) => `${field}\0`).join(''), 'latin1');
}

/**
 * What a commit changes, against its parent; of a merge only what differs from every parent, as the rest was seen where
 * it came from.
 */
export async function listCommitted(root: string, commit: string): Promise<FileChange[]> {
  if (!mayBeRef(commit)) return [];
  const args = ['diff-tree', '-r', '-c', '--root', '--no-commit-id', ...RAW, commit];
  return parseRaw(await runGit(root, [...PINNED, ...args]));
}

const REGULAR = /^100(?:644|755)$/;
const NO_BLOB = /^0+$/;
const NOTHING = '000000';

/** `:<mode> <mode> <id> <id> M`, a NUL, the path; of a merge one colon, mode and id more for each further parent. */
export function parseRaw(output: Buffer | string): FileChange[] {
  const fields = output.toString().split('\0');
  const changes: FileChange[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const words = (fields[at] ?? '').split(' ');
    const parents = /^:*/.exec(words[0] ?? '')?.[0].length ?? 0;
    const modeOf = (index: number) => (words[index] ?? '').replace(/^:+/, '');
    const blob = (index: number): string | null => {
      const mode = modeOf(index);
      const id = words[parents + 1 + index] ?? '';
      return REGULAR.test(mode) && !NO_BLOB.test(id) ? id : null;
    };
    const absent = modeOf(0) === NOTHING ? 'before' : modeOf(parents) === NOTHING ? 'after' : null;
    const sides = { path: fields[at + 1] ?? '', before: blob(0), after: blob(parents) };
    const change: FileChange = absent === null ? sides : { ...sides, absent };
    if (parents > 0 && (change.before !== null || change.after !== null)) changes.push(change);
  }
  return changes;
}
