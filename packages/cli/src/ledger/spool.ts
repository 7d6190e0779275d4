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
}

const READY = /^[0-9]{15}-[0-9]+-[0-9a-f]{8}\.json$/;
const REFUSED = /\.json\.refused$/;
const TEMPORARY = /\.tmp$/;
const FORMAT = 1;
const FORGOTTEN_AFTER_MS = 14 * 24 * 60 * 60 * 1000;

/** @param folder the git folder that all work trees share */
export function openSpool(folder: string): Spool {
  const directory = path.join(folder, 'ledger', 'spool');
  const at = (name: string) => path.join(directory, name);
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
  };
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
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
