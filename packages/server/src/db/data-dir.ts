import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EXIT, Failure } from '../failure.ts';
import { acquireLock, LOCK_FILE } from './lock.ts';

/** The major version of the Postgres inside PGlite; a cluster of another one cannot be opened. */
export const POSTGRES_MAJOR = '18';

const FORMAT = 1;
const LAYOUT_FILE = 'ledger.json';
const CLUSTER = 'pg';

/** The embedded database's directory, ours until `release`. */
export interface DataDir {
  readonly cluster: string;
  /** True when the cluster has to be made. */
  readonly isNew: boolean;
  /** Says that the cluster is whole. What is not marked is made again at the next start. */
  markReady(): void;
  release(): void;
}

/** What `ledger.json` says: `creating` until the cluster beside it is whole. */
interface Layout {
  readonly format: number;
  readonly state: 'creating' | 'ready';
}

/**
 * Takes the data directory, making it when there is none.
 *
 * @throws Failure when it is another's, of another version or in use; it is left as it was
 */
export function takeDataDir(directory: string): DataDir {
  return explainFileErrors(directory, () => {
    inspect(directory);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const lock = acquireLock(directory);
    try {
      // Again, now that nobody else changes it.
      const layout = inspect(directory);
      const cluster = path.join(directory, CLUSTER);
      const isNew = layout?.state !== 'ready';
      if (isNew) {
        writeLayout(directory, { format: FORMAT, state: 'creating' });
        rmSync(cluster, { recursive: true, force: true });
      }
      const markReady = () => writeLayout(directory, { format: FORMAT, state: 'ready' });
      return { cluster, isNew, markReady, release: lock.release };
    } catch (error) {
      lock.release();
      throw error;
    }
  });
}

/** Whether a database of ours is there, without touching anything. */
export function hasDataDir(directory: string): boolean {
  return explainFileErrors(directory, () => inspect(directory)?.state === 'ready');
}

/** Reads what is there: null for nothing yet. Refuses what is not ours to use. */
function inspect(directory: string): Layout | null {
  const entries = list(directory);
  if (!entries.includes(LAYOUT_FILE)) {
    const foreign = entries.find((entry) => !entry.startsWith(LOCK_FILE));
    if (foreign === undefined) return null;
    throw new Failure(
      EXIT.usage,
      `${directory} is not a Prompt Ledger data directory: it has "${foreign}" in it. Give --data-dir an empty ` +
        'or a new directory; nothing was changed.',
    );
  }
  const layout = readLayout(directory);
  if (layout.state === 'ready') refuseOtherPostgres(directory);
  return layout;
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory).toSorted();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

function readLayout(directory: string): Layout {
  const file = path.join(directory, LAYOUT_FILE);
  const layout = parseLayout(readFileSync(file, 'utf8'));
  if (layout === null) {
    throw new Failure(
      EXIT.usage,
      `${file} is damaged or not Prompt Ledger's. Give --data-dir another directory; nothing was changed.`,
    );
  }
  if (layout.format !== FORMAT) {
    throw new Failure(
      EXIT.usage,
      `The data directory ${directory} has the format ${layout.format}, and this version of Prompt Ledger reads ` +
        `format ${FORMAT}. Use the version that made it, or another --data-dir; nothing was changed.`,
    );
  }
  return layout;
}

function parseLayout(text: string): Layout | null {
  try {
    const { format, state } = JSON.parse(text);
    const isLayout = Number.isInteger(format) && (format !== FORMAT || ['creating', 'ready'].includes(state));
    return isLayout ? { format, state } : null;
  } catch {
    return null;
  }
}

function refuseOtherPostgres(directory: string): void {
  const major = readMajor(path.join(directory, CLUSTER, 'PG_VERSION'));
  if (major === POSTGRES_MAJOR) return;
  const problem =
    major === null
      ? 'has lost its database (there is no pg/PG_VERSION)'
      : `was made by Postgres ${major}, and this version of Prompt Ledger embeds Postgres ${POSTGRES_MAJOR}`;
  throw new Failure(
    EXIT.usage,
    `The data directory ${directory} ${problem}. Use the version of Prompt Ledger that made it, restore it, or give ` +
      'another --data-dir; nothing was changed.',
  );
}

function readMajor(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function writeLayout(directory: string, layout: Layout): void {
  const file = path.join(directory, LAYOUT_FILE);
  const temporary = path.join(directory, `${LOCK_FILE}.layout`);
  writeFileSync(temporary, `${JSON.stringify(layout)}\n`, { mode: 0o600 });
  renameSync(temporary, file);
}

/** Turns what the file system refuses into a sentence. */
function explainFileErrors<T>(directory: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    const code = codeOf(error);
    if (error instanceof Failure || code === null) throw error;
    const reason = FILE_PROBLEMS[code] ?? `cannot be used (${code})`;
    throw new Failure(EXIT.usage, `The data directory ${directory} ${reason}. Give another with --data-dir.`);
  }
}

const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'is not yours to read and write',
  EPERM: 'is not yours to read and write',
  EROFS: 'is on a read-only file system',
  ENOTDIR: 'is not a directory',
  EEXIST: 'is not a directory',
  ENOSPC: 'is on a full disk',
};

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
