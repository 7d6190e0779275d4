import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { formatCredentials, parseCredentials, type Credentials } from '@prompt-ledger/shared';
import { EXIT, Failure } from '../failure.ts';

/** The key that the user's credentials file has for a server, by its origin; null where there is none. */
export function readKey(file: string, origin: string): string | null {
  return read(file)[origin]?.key ?? null;
}

/** Adds a server's key to the credentials file, readable by its user only; other servers' keys stay. */
export function writeKey(file: string, origin: string, key: string): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    replace(file, formatCredentials({ ...read(file), [origin]: { key } }));
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new Failure(
      EXIT.usage,
      `The API key cannot be written to ${file} (${reason}). Make that place writable, or set LEDGER_API_KEY for ` +
        'the server and its clients.',
    );
  }
}

/** Whole or not at all, and never readable by others, not even for a moment. */
function replace(file: string, text: string): void {
  const temporary = `${file}.${randomUUID()}`;
  writeFileSync(temporary, text, { mode: 0o600 });
  try {
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary);
    throw error;
  }
}

function read(file: string): Credentials {
  try {
    return parseCredentials(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
