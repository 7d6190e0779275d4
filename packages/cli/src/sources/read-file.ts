import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { MAX_FILE_BYTES } from './decode.ts';

export interface ReadBytes {
  /** Good until the next read; null for a file that is larger than the bound. */
  readonly bytes: Uint8Array | null;
  /** When the file or what is known of it last changed, as of after the reading. */
  readonly changedAt: number;
}

/** Not there on Windows, where a link must be looked for before. */
const NO_FOLLOW: number | undefined = constants.O_NOFOLLOW;
const FLAGS = constants.O_RDONLY | (NO_FOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Reads files below a real path and none outside of it, by dots or by links; null for what cannot be read. */
export function createReader(realRoot: string): (path: string) => ReadBytes | null {
  // The root of a file system ends with its separator already.
  const below = realRoot.endsWith(sep) ? realRoot : realRoot + sep;
  const linkedFolders = new Map<string, boolean>();
  let buffer = Buffer.allocUnsafe(256 * 1024);

  /** Told once for each folder: there are far fewer of them than files. */
  function isLinked(folder: string): boolean {
    let linked = linkedFolders.get(folder);
    if (linked === undefined) {
      linked = realpathSync(folder) !== folder;
      linkedFolders.set(folder, linked);
    }
    return linked;
  }

  function readAt(real: string): ReadBytes | null {
    const file = openSync(real, FLAGS);
    try {
      let length = readSync(file, buffer, 0, buffer.length, null);
      const stats = fstatSync(file);
      if (!stats.isFile()) return null;
      const { size, ctimeMs: changedAt } = stats;
      if (size > MAX_FILE_BYTES) return { bytes: null, changedAt };
      if (size > length) {
        // Larger than the buffer, or read in parts.
        const larger = Buffer.allocUnsafe(Math.max(size + 1, buffer.length));
        buffer.copy(larger, 0, 0, length);
        buffer = larger;
        for (let more = 1; more > 0 && length < buffer.length; length += more) {
          more = readSync(file, buffer, length, buffer.length - length, null);
        }
      }
      return { bytes: buffer.subarray(0, length), changedAt };
    } finally {
      closeSync(file);
    }
  }

  return (path) => {
    const full = resolve(realRoot, path);
    if (!full.startsWith(below)) return null;
    try {
      const end = full.lastIndexOf(sep);
      if (!isLinked(end < below.length ? realRoot : full.slice(0, end)) && !isLink(full)) return readAt(full);
    } catch (error) {
      if (!isRefusedLink(error)) return null;
    }
    try {
      const real = realpathSync(full);
      return real.startsWith(below) ? readAt(real) : null;
    } catch {
      return null;
    }
  };
}

function isLink(full: string): boolean {
  return NO_FOLLOW === undefined && lstatSync(full).isSymbolicLink();
}

/** What opening a link without following it gives; EMLINK is FreeBSD's. */
function isRefusedLink(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ELOOP' || code === 'EMLINK';
}
