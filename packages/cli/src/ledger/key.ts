import { readFileSync, statSync } from 'node:fs';
import { credentialsOrigin, credentialsPath, parseCredentials } from '@prompt-ledger/shared';
import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';

export interface Key {
  /** Null where there is none: the server will say whether it wants one. */
  readonly key: string | null;
  /** Where it was found or looked for; a full sentence for errors, which never holds the key. */
  readonly from: string;
}

/**
 * Finds the API key for a server: LEDGER_API_KEY, else the credentials file of this user.
 *
 * @throws {CliError} `unauthorized` for a key that cannot be sent, or a credentials file that others can read
 */
export function findKey(context: Context, server: string): Key {
  const fromEnv = context.env['LEDGER_API_KEY']?.trim();
  if (fromEnv) return { key: checkKey(fromEnv, 'LEDGER_API_KEY'), from: 'The key came from LEDGER_API_KEY.' };
  const file = credentialsPath(context);
  const key = readCredentials(file)[credentialsOrigin(server)]?.key ?? null;
  if (key === null) {
    return { key, from: `No key was sent: LEDGER_API_KEY is not set and ${file} has none for this server.` };
  }
  refuseSharedFile(file, context.platform);
  return { key: checkKey(key, file), from: `The key came from ${file}.` };
}

function readCredentials(file: string): ReturnType<typeof parseCredentials> {
  try {
    return parseCredentials(readFileSync(file, 'utf8'));
  } catch {
    // No such file, or not ours to read: then there is no key, and the error for that names the file.
    return {};
  }
}

/** As ssh does with its keys; Windows keeps such rights elsewhere. */
function refuseSharedFile(file: string, platform: string): void {
  if (platform === 'win32' || (statSync(file).mode & 0o077) === 0) return;
  throw new CliError('unauthorized', `Others can read the API keys in ${file}.`, `Run: chmod 600 '${file}'`);
}

/** A header carries printable ASCII only; anything else is a slip of copy and paste. */
function checkKey(key: string, from: string): string {
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new CliError(
    'unauthorized',
    `The API key in ${from} has characters that no key has.`,
    'Copy it again.',
  );
}
