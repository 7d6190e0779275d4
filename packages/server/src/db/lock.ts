import { randomUUID } from 'node:crypto';
import {
  closeSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { EXIT, Failure } from '../failure.ts';
import { readStartTime } from './process-identity.ts';

export const LOCK_FILE = 'ledger.lock';

export interface Lock {
  release(): void;
}

/** How often an owner renews its lock, and after how long without that its machine is taken for gone. */
export interface LockTimes {
  readonly renewMs: number;
  readonly staleMs: number;
}

const TIMES: LockTimes = { renewMs: 5_000, staleMs: 60_000 };

/**
 * Somebody on another machine has it, or another container: their processes cannot be seen from here, but whether
 * they still renew their lock can.
 */
export class ForeignOwner extends Failure {
  /** Milliseconds, by the clock of the file system. */
  readonly renewedAt: number;

  constructor(message: string, renewedAt: number) {
    super(EXIT.unreachable, message);
    this.renewedAt = renewedAt;
  }
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
 * @throws Failure that names the process which has it, a ForeignOwner where that is not of this machine
 */
export function acquireLock(directory: string, times: LockTimes = TIMES): Lock {
  const owner = describeThisProcess();
  const file = path.join(directory, LOCK_FILE);
  take(directory, LOCK_FILE, owner, times);
  // Does not keep the process: who holds a lock has something else to do.
  const timer = setInterval(() => renew(file, owner), times.renewMs).unref();
  return {
    release: () => {
      clearInterval(timer);
      release(file, owner);
    },
  };
}

/** @throws Failure, out of a timer and so ending the process, when another has it: to go on would destroy data */
function renew(file: string, owner: Owner): void {
  if (!isStillOwnedBy(file, owner)) {
    throw new Failure(
      EXIT.unreachable,
      `Another server took ${file}, since this one did not renew it for too long. This one ends at once.`,
    );
  }
  touch(file);
}

/** Writes what is there already: the file system dates that by its own clock, and ours may be wrong. */
function touch(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    writeSync(handle, '{', 0);
  } catch (error) {
    // Some file systems write beside and not over. The next time then, and meanwhile it is seen who has the lock.
    if (!hasCode(error, 'ENOSPC')) throw error;
  } finally {
    closeSync(handle);
  }
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
function take(directory: string, name: string, owner: Owner, times: LockTimes): void {
  const file = path.join(directory, name);
  for (;;) {
    if (create(file, owner)) return;
    const found = readOwner(file);
    if (found === 'gone') continue;
    refuseLivingOwner(found, file, directory, times);
    const claim = `${LOCK_FILE}.${found.token}`;
    take(directory, claim, { ...owner, token: randomUUID() }, times);
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

function refuseLivingOwner(found: Owner, file: string, directory: string, { staleMs }: LockTimes): void {
  if (found.host !== hostname()) {
    const renewedAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    if (renewedAt === undefined || readClock(directory) - renewedAt > staleMs) return;
    throw new ForeignOwner(
      `The data directory ${directory} is in use by process ${found.pid} on the machine "${found.host}". Stop ` +
        `that server. If it is gone, wait ${Math.ceil(staleMs / 1000)} s, and its lock counts as left behind; or ` +
        `delete ${file} and start again.`,
      renewedAt,
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

/** The time by whose clock the times of files are: that of the machine which has the disk. */
function readClock(directory: string): number {
  const file = path.join(directory, `${LOCK_FILE}.clock-${randomUUID()}`);
  try {
    writeFileSync(file, '', { flag: 'wx' });
    return statSync(file).mtimeMs;
  } finally {
    rmSync(file, { force: true });
  }
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
