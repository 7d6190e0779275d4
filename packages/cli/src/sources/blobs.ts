import path from 'node:path';
import { readTexts } from './cat-file.ts';
import type { Source } from './source.ts';

/** The files of a commit or of the index: what git has stored, whatever is on disk. */
export interface BlobSource extends Source {
  id(path: string): string | null;
  expect(paths: readonly string[]): void;
  /** Equal where paths and contents are equal. */
  readonly digest: string;
}

export interface Tree {
  /** The blobs of regular files, by their paths. */
  readonly files: ReadonlyMap<string, string>;
  /** The blobs of symbolic links, which hold where they lead. */
  readonly links: ReadonlyMap<string, string>;
  readonly digest: string;
}

/** Who can read a whole tree: ahead, where it will be needed, or at once, where that shows on the way. */
export interface TreeReader {
  read(): Promise<Tree>;
  readNow(): Tree;
}

const BATCH = 500;
/** In characters. What is expected again after it was dropped is read again. */
const MOST_HELD = 128 * 1024 * 1024;
const MOST_HOPS = 8;

/**
 * Opens what git has stored. What is expected is read in a few large batches, when the first of it is asked for;
 * anything else one by one.
 *
 * @param known texts that are at hand, by their blobs
 */
export function openBlobs(
  root: string,
  { files, links, digest }: Tree,
  known: ReadonlyMap<string, string | null> = new Map(),
): BlobSource {
  const ids = links.size === 0 ? files : withLinks(root, files, links);
  const texts = new Map(known);
  let held = 0;
  let queue: string[] = [];
  let places = new Map<string, number>();

  function load(file: string, id: string): string | null {
    const place = places.get(id);
    const wanted = place === undefined ? companionsOf(file, id) : queue.slice(place, place + BATCH);
    keep(wanted.filter((one) => !texts.has(one)));
    return texts.get(id) ?? null;
  }

  function keep(wanted: readonly string[]): void {
    if (held > MOST_HELD) {
      texts.clear();
      held = 0;
    }
    for (const [id, text] of readTexts(root, wanted)) {
      texts.set(id, text);
      held += text?.length ?? 0;
    }
  }

  /** Who asks for one manifest of a workspace asks for all of them. */
  function companionsOf(file: string, id: string): string[] {
    if (!file.endsWith('.json')) return [id];
    const name = path.posix.basename(file);
    const same = [...ids].filter(([other]) => path.posix.basename(other) === name).map(([, other]) => other);
    return [id, ...same.slice(0, BATCH)];
  }

  let sorted: readonly string[] | null = null;
  return {
    get paths() {
      return (sorted ??= [...ids.keys()].toSorted());
    },
    digest,
    id: (file) => ids.get(file) ?? null,
    read(file) {
      const id = ids.get(file);
      if (id === undefined) return null;
      const known = texts.get(id);
      return known === undefined ? load(file, id) : known;
    },
    expect(paths) {
      const wanted = paths.map((file) => ids.get(file)).filter((id) => id !== undefined);
      queue = [...new Set(wanted)].filter((id) => !texts.has(id));
      places = new Map(queue.map((id, place) => [id, place]));
    },
  };
}

/** In a work tree a link to a file is read as that file; links that lead through other folders' links are not. */
function withLinks(
  root: string,
  files: ReadonlyMap<string, string>,
  links: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const contents = readTexts(root, [...links.values()]);
  const targetOf = (link: string): string | null => {
    const target = contents.get(links.get(link) ?? '');
    if (!target || path.posix.isAbsolute(target)) return null;
    return path.posix.join(path.posix.dirname(link), target);
  };
  const ids = new Map(files);
  for (const link of links.keys()) {
    let at: string | null = link;
    for (let hops = 0; at !== null && links.has(at) && hops < MOST_HOPS; hops += 1) at = targetOf(at);
    const id = at === null ? undefined : files.get(at);
    if (id !== undefined) ids.set(link, id);
  }
  return ids;
}
