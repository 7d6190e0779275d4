import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { decodeText, MAX_FILE_BYTES } from './decode.ts';
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

/**
 * The files under `root` as they are on disk now.
 *
 * @param paths relative to `root`, with `/`; whoever calls knows them from git or from `walkFiles`
 */
export function openWorkTree(root: string, paths: readonly string[]): Source {
  const realRoot = realpathSync(root);
  const sorted = [...new Set(paths)].sort(byCodeUnit);
  return { paths: sorted, read: (path) => readInside(realRoot, path) };
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
  return found.sort(byCodeUnit);
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

function readInside(realRoot: string, path: string): string | null {
  const full = resolve(realRoot, path);
  if (!full.startsWith(realRoot + sep)) return null;
  try {
    const real = lstatSync(full).isSymbolicLink() || hasLinkedParent(full) ? realpathSync(full) : full;
    if (!real.startsWith(realRoot + sep)) return null;
    const stats = statSync(real);
    if (!stats.isFile() || stats.size > MAX_FILE_BYTES) return null;
    return decodeText(readFileSync(real));
  } catch {
    return null;
  }
}

function hasLinkedParent(full: string): boolean {
  const parent = full.slice(0, full.lastIndexOf(sep));
  return realpathSync(parent) !== parent;
}

/** Code unit order, as `Source` promises; `localeCompare` would depend on the machine. */
function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
