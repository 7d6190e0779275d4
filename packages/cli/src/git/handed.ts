import { createBatchParser } from '../sources/blob-reader.ts';
import { parseRaw, type FileChange } from './changes.ts';

/** What the script of a hook asked git while Node was starting: a process costs the shell less than it costs Node. */
export interface Handed {
  readonly changes: FileChange[];
  /** The list of changes as git gives it with `-z`. */
  readonly raw: Buffer;
  /** The commit that is checked out; null before the first one. */
  readonly head: string | null;
  /** What git's configuration answers to `IDENTITY`, as it gives it with `-z`. */
  readonly identity: Buffer;
  /** By their blobs; null for what is no text. */
  readonly texts: ReadonlyMap<string, string | null>;
}

/** In the environment of a run that is handed something, and what that is. */
export const HANDED = { name: 'LEDGER_HANDED', staged: 'staged' } as const;

const COLON = 58;

/**
 * Reads what a hook's script hands over: git's list of changes (one a line) and an empty line, the configuration and a
 * NUL, and what `git cat-file --batch` says of HEAD and of the blobs.
 *
 * @returns null where that was cut short, or a name is one that git puts into quotes without `-z`: then git is asked
 */
export function parseHanded(bytes: Buffer): Handed | null {
  const end = bytes.indexOf('\n\n');
  if (end < 0 || bytes[0] !== COLON) return null;
  const lines = bytes.toString('latin1', 0, end + 1);
  if (lines.includes('\t"')) return null;
  // The identity is nothing, or ends in a NUL of its own.
  const from = end + 2;
  const to = bytes[from] === 0 ? from : bytes.indexOf('\0\0', from) + 1;
  if (to < from) return null;
  const raw = Buffer.from(lines.replace(/[\t\n]/g, '\0'), 'latin1');
  const objects = bytes.subarray(to + 1);
  const texts = new Map<string, string | null>();
  createBatchParser(texts)(objects);
  return {
    raw,
    changes: parseRaw(raw),
    identity: bytes.subarray(from, to),
    head: /^([0-9a-f]+) commit /.exec(objects.toString('latin1', 0, 80))?.[1] ?? null,
    texts,
  };
}
