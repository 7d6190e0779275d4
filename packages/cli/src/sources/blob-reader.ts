import { decodeText, MAX_FILE_BYTES } from './decode.ts';

/** Reads blobs by a process of git's that is started before it is known which. */
export interface BlobReader {
  /**
   * Asked once, which ends it.
   *
   * @returns what the repository has of them; null for one that is too large or not strict UTF-8
   */
  read(ids: readonly string[]): Promise<Map<string, string | null>>;
  /** Ends it where nothing is to be read. */
  close(): void;
}

/** Reads what is at hand, and asks git for the rest only. */
export function openBlobReader(root: string, known: ReadonlyMap<string, string | null>): BlobReader {
  return {
    close: () => {},
    async read(ids) {
      const lacking = ids.filter((id) => !known.has(id));
      if (lacking.length === 0) return new Map(known);
      return new Map([...known, ...(await startBlobReader(root).read(lacking))]);
    },
  };
}

export function startBlobReader(root: string): BlobReader {
  const { spawn } = process.getBuiltinModule('node:child_process');
  const child = spawn('git', ['cat-file', '--batch'], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'ignore'],
    // A partial clone would ask its server for each of them, one by one.
    env: { ...process.env, GIT_NO_LAZY_FETCH: '1' },
  });
  // Where git is missing the other commands say so; a process that ended early gives what it gave.
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  return {
    close: () => child.stdin.end(),
    read: (ids) =>
      new Promise((done) => {
        const found = new Map<string, string | null>();
        const accept = createBatchParser(found);
        child.stdout.on('data', accept);
        child.once('close', () => done(found));
        child.once('error', () => done(found));
        child.stdin.end([...new Set(ids)].map((id) => `${id}\n`).join(''));
      }),
  };
}

/** `<id> blob <size>`, a line feed, the content, a line feed. What is too large is let pass unkept. */
export function createBatchParser(found: Map<string, string | null>): (chunk: Buffer) => void {
  let held: Buffer = Buffer.alloc(0);
  let toSkip = 0;
  return (chunk) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    for (;;) {
      const skipped = Math.min(toSkip, held.length);
      held = held.subarray(skipped);
      toSkip -= skipped;
      const end = held.indexOf(10);
      if (toSkip > 0 || end < 0) return;
      const [id = '', type, size] = held.toString('latin1', 0, end).split(' ');
      // `<id> missing` and its like have no size, and nothing behind.
      const bytes = size === undefined ? 0 : Number(size) + 1;
      if (bytes > MAX_FILE_BYTES) {
        found.set(id, null);
        held = held.subarray(end + 1);
        toSkip = bytes;
      } else {
        if (held.length < end + 1 + bytes) return;
        if (type === 'blob') found.set(id, decodeText(held.subarray(end + 1, end + bytes)));
        held = held.subarray(end + 1 + bytes);
      }
    }
  };
}
