import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { removeFile } from '../remove-file.ts';

/** Longer than any delivery takes: whoever holds a lock for so long has ended, or its machine has. */
const STALE_AFTER_MS = 60_000;

/**
 * Does `work` while no other process of this repository does, but for one that took over a stale lock at the same
 * moment.
 *
 * @param folder the git folder that all work trees share
 * @returns null where another one is at it
 */
export async function withLock<T>(folder: string, work: () => Promise<T>): Promise<T | null> {
  const file = path.join(folder, 'ledger', 'lock');
  if (!take(file) && !(isStale(file) && takeOver(file))) return null;
  try {
    return await work();
  } finally {
    if (holderOf(file) === process.pid) removeFile(file);
  }
}

function take(file: string): boolean {
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch {
    return false;
  }
}

/** Of two that find a stale lock at once both may take it: then both send the same, which a server takes for once. */
function takeOver(file: string): boolean {
  removeFile(file);
  return take(file);
}

function isStale(file: string): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) return true;
  const holder = holderOf(file);
  return Date.now() - stats.mtimeMs > STALE_AFTER_MS || (holder !== null && !isRunning(holder));
}

function holderOf(file: string): number | null {
  try {
    return Number(readFileSync(file, 'utf8')) || null;
  } catch {
    return null;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one all the same.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
