import { statSync } from 'node:fs';
import { credentialsOrigin, credentialsPath } from '@prompt-ledger/shared';
import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { readCredentials } from './credentials.ts';
import { isLoopback } from './proxy.ts';

export interface Key {
  /** Null where there is none: the server will say whether it wants one. */
  readonly key: string | null;
  /** Where it was found or looked for; a full sentence for errors, which never holds the key. */
  readonly from: string;
  /** Which of the two, for programs. */
  readonly source: 'LEDGER_API_KEY' | 'credentials file' | 'login' | null;
}

/** A server, and whether only a file of the repository says that it is one of ours. */
export interface NamedServer {
  readonly server: string;
  readonly isServerOfRepository: boolean;
}

/**
 * Finds the API key for a server: LEDGER_API_KEY, else the credentials file of this user. The variable belongs to the
 * server that this user named. Where a file of the repository names another one, which anybody may have written who
 * can open a pull request, the key is not sent there until the user has said so with `ledger login`.
 *
 * @throws {CliError} `unauthorized` for a key that cannot or must not be sent, or a credentials file that others read;
 *   `config` for one that is needed and cannot be understood
 */
export function findKey(context: Context, { server, isServerOfRepository }: NamedServer): Key {
  const file = credentialsPath(context);
  const readKept = () => readCredentials(file)[credentialsOrigin(server)]?.key ?? null;
  const fromEnv = context.env['LEDGER_API_KEY']?.trim();
  if (fromEnv) {
    if (isServerOfRepository && !isLoopback(new URL(server).hostname) && readKept() === null) {
      throw refuseToSend(server);
    }
    const source = 'LEDGER_API_KEY';
    return { key: checkKey(fromEnv, source), from: `The key came from ${source}.`, source };
  }
  const key = readKept();
  if (key === null) {
    const from = `No key was sent: LEDGER_API_KEY is not set and ${file} has none for this server.`;
    return { key, from, source: null };
  }
  refuseSharedFile(file, context.platform);
  return { key: checkKey(key, file), from: `The key came from ${file}.`, source: 'credentials file' };
}

function refuseToSend(server: string): CliError {
  return new CliError(
    'unauthorized',
    `LEDGER_API_KEY is not sent to ${server}: only the configuration of this repository names that server, and a ` +
      'change of a file must not be enough to learn your key.',
    `If it is yours, set LEDGER_URL=${server} beside the key (in CI), or run \`ledger login\` once (on your machine).`,
  );
}

/** As ssh does with its keys; Windows keeps such rights elsewhere. */
function refuseSharedFile(file: string, platform: string): void {
  if (platform === 'win32' || (statSync(file).mode & 0o077) === 0) return;
  throw new CliError('unauthorized', `Others can read the API keys in ${file}.`, `Run: chmod 600 '${file}'`);
}

/** A header carries printable ASCII only; anything else is a slip of copy and paste. */
export function checkKey(key: string, from: string): string {
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new CliError(
    'unauthorized',
    `The API key in ${from} has characters that no key has.`,
    'Copy it again.',
  );
}
