import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { EXIT, Failure } from '../failure.ts';
import { readStartTime } from './process-identity.ts';

export const LOCK_FILE = 'ledger.lock';

export interface Lock {
  release(): void;
}

/** Who holds a lock. The token is of this one taking, so two owners are never confused. */
interface Owner {
  readonly pid: number;
  readonly startTime: string;
  readonly host: string;
  readonly token: string;
}

/**
 * Takes a data directory for this process. PGlite has no lock of its own, and two processes on one directory
 * silently lose what each other wrote.
 *
 * @throws Failure that names the process which has it
 */
export function acquireLock(directory: string): Lock {
  const owner = describeThisProcess();
  take(directory, LOCK_FILE, owner);
  return { release: () => release(path.join(directory, LOCK_FILE), owner) };
}

function describeThisProcess(): Owner {
  const { pid } = process;
  return { pid, startTime: readStartTime(pid) ?? '', host: hostname(), token: randomUUID() };
}

/**
 * Takes the lock `name`: creates it, or replaces it when its owner is dead.
 *
 * Of several processes that find the same dead owner only one may replace it, and none may remove what another has
 * just put there. So the right to replace is itself a lock, named by the dead owner's token: whoever holds it and
 * still sees that token knows that nobody else can be replacing it.
 */
function take(directory: string, name: string, owner: Owner): void {
  const file = path.join(directory, name);
  for (;;) {
    if (create(file, owner)) return;
    const found = readOwner(file);
    if (found === 'gone') continue;
    refuseLivingOwner(found, file, directory);
    const claim = `${LOCK_FILE}.${found.token}`;
    take(directory, claim, { ...owner, token: randomUUID() });
    try {
      if (isStillOwnedBy(file, found)) {
        replace(file, owner);
        return;
      }
    } finally {
      rmSync(path.join(directory, claim), { force: true });
    }
  }
}

/** Puts the lock there with its content in one step, so that nobody ever reads half of it. */
function create(file: string, owner: Owner): boolean {
  const temporary = writeTemporary(file, owner);
  try {
    linkSync(temporary, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    unlinkSync(temporary);
  }
}

function replace(file: string, owner: Owner): void {
  renameSync(writeTemporary(file, owner), file);
}

function writeTemporary(file: string, owner: Owner): string {
  const temporary = path.join(path.dirname(file), `${LOCK_FILE}.new-${randomUUID()}`);
  writeFileSync(temporary, `${JSON.stringify(owner)}\n`, { mode: 0o600, flag: 'wx' });
  return temporary;
}

function release(file: string, owner: Owner): void {
  if (isStillOwnedBy(file, owner)) rmSync(file, { force: true });
}

function isStillOwnedBy(file: string, owner: Owner): boolean {
  const found = readOwner(file);
  return found !== 'gone' && found.token === owner.token;
}

function refuseLivingOwner(found: Owner, file: string, directory: string): void {
  if (found.host !== hostname()) {
    throw new Failure(
      EXIT.unreachable,
      `The data directory ${directory} is in use by process ${found.pid} on the machine "${found.host}". Stop ` +
        `that server; if it is gone for good, delete ${file} and start again.`,
    );
  }
  const startTime = readStartTime(found.pid);
  const isSame =
    startTime !== null && (startTime === found.startTime || startTime === '' || found.startTime === '');
  if (!isSame) return;
  throw new Failure(
    EXIT.unreachable,
    `The data directory ${directory} is in use by process ${found.pid}: one server at a time can have it. Stop ` +
      'that one, choose another --data-dir, or use a Postgres server with --database-url.',
  );
}

function readOwner(file: string): Owner | 'gone' {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 'gone';
    throw error;
  }
  const owner = parseOwner(text);
  if (owner !== null) return owner;
  throw new Failure(
    EXIT.usage,
    `The lock file ${file} is damaged. Make sure that no server uses its directory, delete the file and start again.`,
  );
}

function parseOwner(text: string): Owner | null {
  try {
    const { pid, startTime, host, token } = JSON.parse(text);
    const isOwner =
      Number.isInteger(pid) && typeof startTime === 'string' && typeof host === 'string' && isToken(token);
    return isOwner ? { pid, startTime, host, token } : null;
  } catch {
    return null;
  }
}

/** The token becomes part of a file name. */
function isToken(token: unknown): boolean {
  return typeof token === 'string' && /^[0-9a-f-]{36}$/.test(token);
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
