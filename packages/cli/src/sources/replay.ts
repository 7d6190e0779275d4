import { lacking, readTexts } from './cat-file.ts';
import type { FileChange } from '../git/changes.ts';
import type { Source } from './source.ts';

/** The files of one commit after the other. */
export interface ReplaySource extends Source {
  id(path: string): string | null;
  /** Goes on to the next commit. */
  apply(changes: readonly FileChange[]): void;
  /** Reads what will be asked for, all at once. */
  fetch(ids: readonly string[]): void;
  /** How many contents the clone does not have. */
  lacking(): number;
}

/** A request for one or two may well meet nothing but what is left out. */
const FEW = 10;
/** In characters; what is asked for again after it was dropped is read again. */
const MOST_HELD = 96 * 1024 * 1024;

/** Opens a history at its beginning, or at a commit whose files are given. Each blob is read once, as long as there is room. */
export function openReplay(root: string, files: ReadonlyMap<string, string> = new Map()): ReplaySource {
  const ids = new Map(files);
  const texts = new Map<string, string | null>();
  let held = 0;
  let lackingCount = 0;
  let sorted: readonly string[] | null = null;

  function fetch(wanted: readonly string[]): void {
    const unread = wanted.filter((id) => !texts.has(id));
    if (unread.length === 0) return;
    const absent: string[] = [];
    const read = readTexts(root, unread, (id) => absent.push(id));
    const [first] = absent;
    // A clone may leave out what is large; one that leaves out nearly everything has no history to import.
    if (first !== undefined && absent.length > read.size + FEW) throw lacking(root, first);
    lackingCount += absent.length;
    for (const id of absent) texts.set(id, null);
    for (const [id, text] of read) {
      texts.set(id, text);
      held += text?.length ?? 0;
    }
    // A map is in the order of its making: the oldest go first.
    for (const [id, text] of texts) {
      if (held <= MOST_HELD) break;
      texts.delete(id);
      held -= text?.length ?? 0;
    }
  }

  return {
    get paths() {
      return (sorted ??= [...ids.keys()].toSorted());
    },
    id: (path) => ids.get(path) ?? null,
    read(path) {
      const id = ids.get(path);
      if (id === undefined) return null;
      if (!texts.has(id)) fetch([id]);
      return texts.get(id) ?? null;
    },
    fetch,
    lacking: () => lackingCount,
    apply(changes) {
      for (const { path, after } of changes) {
        if ((after === null) === ids.has(path)) sorted = null;
        if (after === null) ids.delete(path);
        else ids.set(path, after);
      }
    },
  };
}
