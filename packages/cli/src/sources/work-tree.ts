import { createHash } from 'node:crypto';
import { readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { decodeText } from './decode.ts';
import { createReader } from './read-file.ts';
import type { Source } from './source.ts';

/** Directories that hold no source of the project itself. */
const SKIPPED_DIRECTORIES = new Set([
  'node_modules',
  'bower_components',
  'dist',
  'build',
  'out',
  'coverage',
  'vendor',
  'target',
  '__pycache__',
]);

/** What git vouches for: the content of files that the work tree has as the index has them. */
export interface Blobs {
  readonly ids: ReadonlyMap<string, string>;
  /** How ids are made of content. */
  readonly hash: 'sha1' | 'sha256';
  /** In milliseconds; git looked after this moment. */
  readonly since: number;
}

export interface WorkTree extends Source {
  /** Whether a file was found to be another than git had said. */
  hasMoved(): boolean;
}

/** File systems tell time in steps, and the clock of a network drive may be behind. */
const CLOCK_SLACK_MS = 2_000;

/**
 * The files under `root` as they are on disk now.
 *
 * @param paths relative to `root`, with `/`; whoever calls knows them from git or from `walkFiles`. A function is
 *   asked when they are needed: where nothing changed they are not.
 */
export function openWorkTree(
  root: string,
  paths: readonly string[] | (() => readonly string[]),
  blobs: Blobs | null = null,
): WorkTree {
  const realRoot = realpathSync(root);
  const readBytes = createReader(realRoot);
  const own = new Map<string, string | null>();
  let moved = false;
  let sorted: readonly string[] | null = null;

  /** Whatever may have changed after git looked is named by its bytes, in git's way. */
  function name(path: string, bytes: Uint8Array, changedAt: number, { ids, hash, since }: Blobs): void {
    const blob = ids.get(path);
    if (blob !== undefined && changedAt < since - CLOCK_SLACK_MS) return;
    const id = createHash(hash).update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex');
    own.set(path, id);
    if (blob !== undefined && blob !== id) moved = true;
  }

  function read(path: string): string | null {
    const found = readBytes(path);
    if (!found?.bytes) {
      own.set(path, null);
      if (!found && blobs?.ids.has(path)) moved = true;
      return null;
    }
    if (blobs) name(path, found.bytes, found.changedAt, blobs);
    return decodeText(found.bytes);
  }

  return {
    get paths() {
      return (sorted ??= [...new Set(typeof paths === 'function' ? paths() : paths)].toSorted(byCodeUnit));
    },
    read,
    ...(blobs && {
      id(path: string) {
        if (!own.has(path) && !blobs.ids.has(path)) read(path);
        const named = own.get(path);
        return named === undefined ? (blobs.ids.get(path) ?? null) : named;
      },
    }),
    hasMoved: () => moved,
  };
}

/** Every file under `root` relative to it, for a tree without git; symbolic links are not followed. */
export function walkFiles(root: string): string[] {
  const found: string[] = [];
  const pending = [''];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    for (const entry of readDirectory(join(root, directory))) {
      const path = directory === '' ? entry.name : `${directory}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!isSkippedDirectory(entry.name)) pending.push(path);
      } else if (entry.isFile()) {
        found.push(path);
      }
    }
  }
  return found.toSorted(byCodeUnit);
}

function isSkippedDirectory(name: string): boolean {
  return name.startsWith('.') || SKIPPED_DIRECTORIES.has(name);
}

/** A directory that cannot be listed (permissions, removed meanwhile) has no files for us. */
function readDirectory(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Code unit order, as `Source` promises; `localeCompare` would depend on the machine. */
function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
