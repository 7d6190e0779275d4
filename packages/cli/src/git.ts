import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { isNotInstalled, runGit } from './git/run.ts';

/** The files of a work tree: tracked and untracked ones, without ignored and deleted ones. */
export interface Listing {
  /** Relative to the root, with `/`, each once, sorted by code unit. */
  readonly paths: readonly string[];
  /** The blobs of those files that are in the work tree as they are in the index. */
  readonly ids: ReadonlyMap<string, string>;
  /** All others: changed, new, in conflict, links. */
  readonly loose: readonly string[];
  /** How git names content here. */
  readonly hash: 'sha1' | 'sha256';
  /** Equal where paths, blobs and looseness are equal. */
  readonly digest: string;
  /** In milliseconds: git looked after this moment. */
  readonly since: number;
}

/**
 * Lists the work tree at `root`.
 *
 * @returns null where git is not installed
 * @throws {CliError} `git` with git's own sentence where it refuses
 */
export async function listFiles(root: string): Promise<Listing | null> {
  const since = Date.now();
  try {
    return readListing(root, await runGit(root, LISTING), since);
  } catch (error) {
    if (isNotInstalled(error)) return null;
    throw error;
  }
}

/** The files that a sparse checkout leaves out: they are in commits, and not in the work tree. */
export async function listLeftOut(root: string): Promise<Set<string>> {
  const output = await runGit(root, ['ls-files', '-z', '-t']);
  const entries = output.toString('utf8').split('\0');
  const skipped = entries.filter((entry) => entry.startsWith('S ')).map((entry) => entry.slice(2));
  return new Set(skipped.filter((file) => !existsSync(path.join(root, file))));
}

/**
 * One process for all. Each entry has a tag before it; what is changed or deleted comes once as cached and once as
 * that. git compares the content only of files whose time or size differs from the index: `git status` takes twice as
 * long. Names come as bytes between NULs, whatever the user's configuration says on quoting.
 */
const LISTING = [
  'ls-files',
  '-z',
  // Tags, lower case for files that git was told to take for unchanged.
  '-v',
  '--stage',
  '--modified',
  '--deleted',
  '--others',
  '--exclude-standard',
];

/** A tracked regular file: its blob, and the path behind. */
const CACHED = /^H 100(?:644|755) ([0-9a-f]+) 0\t/;
const STAGE = /^\d+ [0-9a-f]+ \d\t/;
const SUBMODULE = '160000';

interface Entries {
  readonly ids: Map<string, string>;
  readonly loose: Set<string>;
}

function readListing(root: string, output: Buffer, since: number): Listing {
  const digest = createHash('sha256').update(output);
  const { ids, loose } = readEntries(root, output.toString('utf8'));
  // Whether a file that is left out of a sparse checkout is there all the same is in no entry.
  digest.update([...loose].join('\0'));
  const first: string | undefined = ids.values().next().value;
  let paths: readonly string[] | null = null;
  return {
    ids,
    loose: [...loose],
    hash: first?.length === 64 ? 'sha256' : 'sha1',
    digest: digest.digest('hex'),
    since,
    get paths() {
      return (paths ??= [...ids.keys(), ...loose].toSorted());
    },
  };
}

function readEntries(root: string, output: string): Entries {
  const entries: Entries = { ids: new Map(), loose: new Set() };
  const deleted = new Set<string>();
  for (const entry of output.split('\0')) {
    const cached = CACHED.exec(entry);
    if (cached) entries.ids.set(entry.slice(cached[0].length), cached[1] ?? '');
    else if (entry !== '') addEntry(root, entry, entries, deleted);
  }
  // In a merge conflict a path comes once per side, each time with its deletion.
  for (const name of deleted) {
    entries.ids.delete(name);
    entries.loose.delete(name);
  }
  return entries;
}

/** A nested repository ends in "/" and a submodule has a mode of its own: neither is ours. */
function addEntry(root: string, entry: string, { ids, loose }: Entries, deleted: Set<string>): void {
  const tag = entry.charAt(0);
  const rest = entry.slice(2);
  const stage = tag === '?' ? null : STAGE.exec(rest);
  const name = stage ? rest.slice(stage[0].length) : rest;
  if (name.endsWith('/') || (stage && rest.startsWith(SUBMODULE))) return;
  if (tag === 'R') {
    deleted.add(name);
  } else if (tag !== 'S' || existsSync(path.join(root, name))) {
    ids.delete(name);
    loose.add(name);
  }
}
