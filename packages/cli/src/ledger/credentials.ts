import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  credentialsOrigin,
  credentialsPath,
  formatCredentials,
  parseCredentials,
  type Credentials,
} from '@prompt-ledger/shared';
import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';

/**
 * The keys of this user by server; none where there is no such file.
 *
 * @throws {CliError} `config` for a file that cannot be read or understood: who took it for none would write over it
 */
export function readCredentials(file: string): Credentials {
  const credentials = parseCredentials(readText(file));
  if (credentials !== null) return credentials;
  throw new CliError(
    'config',
    `${file} is no JSON object of API keys by server, and was left as it is.`,
    'Mend it, or move it away and run `ledger login` for each server.',
  );
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return '';
    throw new CliError(
      'config',
      `${file} cannot be read: ${message}.`,
      'Make it a file that you can read, or set LEDGER_API_KEY.',
      error,
    );
  }
}

/** Keeps a key for a server. @returns the file that it is in now */
export function storeKey(context: Context, server: string, key: string): string {
  const file = credentialsPath(context);
  writeCredentials(file, { ...readCredentials(file), [credentialsOrigin(server)]: { key } });
  return file;
}

/** Forgets the key of a server. @returns whether there was one */
export function forgetKey(context: Context, server: string): boolean {
  const file = credentialsPath(context);
  const origin = credentialsOrigin(server);
  const { [origin]: forgotten, ...others } = readCredentials(file);
  if (forgotten === undefined) return false;
  writeCredentials(file, others);
  return true;
}

/** Whole or not at all, and never readable for others, not even for a moment. */
function writeCredentials(file: string, credentials: Credentials): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    rmSync(temporary, { force: true });
    writeFileSync(temporary, formatCredentials(credentials), { mode: 0o600, flag: 'wx' });
    // A umask may have taken away more than wanted.
    chmodSync(temporary, 0o600);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError('config', `${file} cannot be written: ${reason}.`, 'Make its folder writable.', error);
  }
}
