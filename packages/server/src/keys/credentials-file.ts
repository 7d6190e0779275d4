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
  const credentials = { ...read(file), [origin]: { key } };
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    replace(file, formatCredentials(credentials));
  } catch (error) {
    throw new Failure(
      EXIT.usage,
      `The API key cannot be written to ${file} (${codeOf(error)}). Make that place writable, or set LEDGER_API_KEY for ` +
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

/** @throws Failure for a file that cannot be read or understood: it may hold keys of other servers */
function read(file: string): Credentials {
  const credentials = parseCredentials(readText(file));
  if (credentials !== null) return credentials;
  throw new Failure(
    EXIT.usage,
    `${file} is no JSON object of API keys by server, and was left as it is. Mend it or move it away, or set ` +
      'LEDGER_API_KEY for the server and its clients.',
  );
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return '';
    throw new Failure(
      EXIT.usage,
      `The API keys in ${file} cannot be read (${code}). Make it a file that you can read, or set LEDGER_API_KEY for ` +
        'the server and its clients.',
    );
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
