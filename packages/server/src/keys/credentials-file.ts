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
  const temporary = `${file}.${randomUUID()}`;
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(temporary, formatCredentials({ ...read(file), [origin]: { key } }), { mode: 0o600 });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new Failure(
      EXIT.usage,
      `The API key cannot be written to ${file} (${reason}). Make that place writable, or set LEDGER_API_KEY for ` +
        'the server and its clients.',
    );
  }
}

function read(file: string): Credentials {
  try {
    return parseCredentials(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
