import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RegisterRequest } from '@prompt-ledger/shared/contract';
import { CliError } from '../errors.ts';
import { randomWord } from '../random-word.ts';
import { removeFile } from '../remove-file.ts';

/** A registration that waits for the server. */
export interface Spooled {
  /** Names it; later ones sort behind earlier ones. */
  readonly name: string;
  readonly request: RegisterRequest;
}

/**
 * What could not be delivered yet, one file each, in the folder that all work trees of a repository share: it outlives
 * the work tree that it came from. Written whole or not at all, and read by any number of processes at once.
 */
export interface Spool {
  /** @throws {CliError} `git` where the disk takes nothing */
  put(request: RegisterRequest, now: Date): string;
  /** Oldest first. What is damaged, or gone meanwhile, is left out. */
  list(): Spooled[];
  remove(name: string): void;
  /** Sets aside what the server will never take, so that it keeps nothing else waiting. */
  refuse(name: string): void;
  /** How many were set aside. */
  countRefused(): number;
  /**
   * Drops the oldest where more waits than there is room for.
   *
   * @param own what was just put, which stays in any case
   * @returns how many were dropped
   */
  makeRoom(own: ReadonlySet<string>): number;
  /** How many were dropped, until that is forgotten. */
  countDropped(): number;
  forgetDropped(): void;
}

/** What may wait. */
interface Room {
  readonly registrations: number;
  readonly bytes: number;
}

/** Months of commits; what is older is in git all the same, and can be imported from there. */
const ROOM: Room = { registrations: 1_000, bytes: 64 * 1024 * 1024 };

const READY = /^[0-9]{15}-[0-9]+-[0-9a-f]{8}\.json$/;
const REFUSED = /\.json\.refused$/;
const TEMPORARY = /\.tmp$/;
const FORMAT = 1;
const FORGOTTEN_AFTER_MS = 14 * 24 * 60 * 60 * 1000;

/** @param folder the git folder that all work trees share */
export function openSpool(folder: string, room: Room = ROOM): Spool {
  const directory = path.join(folder, 'ledger', 'spool');
  const at = (name: string) => path.join(directory, name);
  const tally = path.join(folder, 'ledger', 'dropped');
  return {
    put(request, now) {
      const time = String(now.getTime()).padStart(15, '0');
      const name = `${time}-${process.pid}-${randomWord()}.json`;
      const temporary = at(`${name}.tmp`);
      try {
        mkdirSync(directory, { recursive: true, mode: 0o700 });
        writeFileSync(temporary, JSON.stringify({ format: FORMAT, request }), { mode: 0o600, flag: 'wx' });
        renameSync(temporary, at(name));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new CliError('git', `${directory} cannot be written: ${reason}.`, 'Make it writable.', error);
      }
      return name;
    },
    list() {
      const names = namesIn(directory).filter((name) => READY.test(name));
      return names.toSorted().flatMap((name) => {
        const request = readRequest(at(name));
        return request === null ? [] : [{ name, request }];
      });
    },
    remove: (name) => removeFile(at(name)),
    refuse(name) {
      try {
        renameSync(at(name), at(`${name}.refused`));
      } catch {
        // Another process was faster.
      }
      forgetOld(directory);
    },
    countRefused: () => namesIn(directory).filter((name) => REFUSED.test(name)).length,
    makeRoom(own) {
      const waiting = namesIn(directory).filter((name) => READY.test(name));
      const late = findLate(waiting, own, room, (name) => sizeOf(at(name)));
      if (late.length === 0) return 0;
      // Counted before: whatever ends this process on the way, nothing goes without being told. Of two processes that
      // drop at once one may be forgotten, but never both.
      try {
        writeFileSync(tally, String(readTally(tally) + late.length), { mode: 0o600 });
        for (const name of late) removeFile(at(name));
        return late.length;
      } catch {
        // Where that cannot be written nothing is dropped, and the next one tries again.
        return 0;
      }
    },
    countDropped: () => readTally(tally),
    forgetDropped: () => removeFile(tally),
  };
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** From the newest on, all that comes after the room is full. */
function findLate(
  names: readonly string[],
  own: ReadonlySet<string>,
  room: Room,
  sizeOf: (name: string) => number,
): string[] {
  let registrations = 0;
  let bytes = 0;
  return names
    .toSorted()
    .toReversed()
    .filter((name) => {
      registrations += 1;
      bytes += sizeOf(name);
      return !own.has(name) && (registrations > room.registrations || bytes > room.bytes);
    });
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function readTally(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    return 0;
  }
}

function readRequest(file: string): RegisterRequest | null {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const isOurs =
      typeof value === 'object' && value !== null && 'format' in value && value.format === FORMAT;
    // Written by us, whole: the server looks at it again.
    return isOurs && 'request' in value ? (value.request as RegisterRequest) : null;
  } catch {
    return null;
  }
}

function forgetOld(directory: string): void {
  for (const name of namesIn(directory)) {
    if (!REFUSED.test(name) && !TEMPORARY.test(name)) continue;
    const stats = statSync(path.join(directory, name), { throwIfNoEntry: false });
    if (stats && Date.now() - stats.mtimeMs > FORGOTTEN_AFTER_MS) removeFile(path.join(directory, name));
  }
}
