import { CliError } from '../errors.ts';
import { decodeText, MAX_FILE_BYTES } from './decode.ts';

/** What one process hands over at a time. */
const MAX_BATCH_BYTES = 32 * 1024 * 1024;

/**
 * The texts of blobs by their ids, read synchronously as evaluation needs it; null for one that is larger than the bound
 * or not strict UTF-8.
 *
 * @param onLacking told of what the clone lacks; usually that is an error
 * @throws {CliError} `git` where git refuses
 */
export function readTexts(
  root: string,
  ids: readonly string[],
  onLacking: (id: string) => void = (id) => {
    throw lacking(root, id);
  },
): Map<string, string | null> {
  const found = new Map<string, string | null>();
  let batch: string[] = [];
  let bytes = 0;
  const flush = () => {
    if (batch.length > 0) readBatch(root, batch, bytes, found);
    batch = [];
    bytes = 0;
  };
  for (const [id, size] of measureBlobs(root, ids, onLacking)) {
    if (size > MAX_FILE_BYTES) {
      found.set(id, null);
      continue;
    }
    if (bytes + size > MAX_BATCH_BYTES) flush();
    batch.push(id);
    bytes += size;
  }
  flush();
  return found;
}

/** Asked before: one generated file of gigabytes would have to be read to its end. */
function measureBlobs(
  root: string,
  ids: readonly string[],
  onLacking: (id: string) => void,
): Map<string, number> {
  const sizes = new Map<string, number>();
  const unique = [...new Set(ids)];
  const output = catFile(root, '--batch-check', unique, unique.length * 128);
  for (const line of output.toString('latin1').split('\n')) {
    const [id = '', type, size] = line.split(' ');
    if (type === 'missing') onLacking(id);
    if (type === 'blob') sizes.set(id, Number(size));
  }
  return sizes;
}

/** `<id> blob <size>`, a line feed, the content, a line feed. */
function readBatch(
  root: string,
  ids: readonly string[],
  bytes: number,
  found: Map<string, string | null>,
): void {
  const output = catFile(root, '--batch', ids, bytes + ids.length * 128);
  for (let at = 0; at < output.length;) {
    const end = output.indexOf(10, at);
    const [id = '', type, size] = output.toString('latin1', at, end).split(' ');
    if (type === 'missing') throw lacking(root, id);
    const from = end + 1;
    found.set(id, decodeText(output.subarray(from, from + Number(size))));
    at = from + Number(size) + 1;
  }
}

function catFile(root: string, mode: string, ids: readonly string[], room: number): Buffer {
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const { stdout, stderr, error, status } = spawnSync('git', ['cat-file', '--buffer', mode], {
    cwd: root,
    input: `${ids.join('\n')}\n`,
    maxBuffer: room + 1024,
    // A partial clone would ask its server for each of them, one by one.
    env: { ...process.env, GIT_NO_LAZY_FETCH: '1' },
  });
  if (!error && status === 0) return stdout;
  const reason = error?.message ?? stderr.toString('utf8').trim();
  throw new CliError('git', `git cannot read from the repository in ${root}: ${reason}`, null, error);
}

export function lacking(root: string, id: string): CliError {
  return new CliError(
    'git',
    `The clone in ${root} does not have the content ${id}: it is a partial one, or damaged.`,
    'Fetch what is missing with `git fetch --refetch --no-filter`, or run `git fsck`.',
  );
}
