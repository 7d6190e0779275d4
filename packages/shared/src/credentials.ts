import path from 'node:path';

/** Where an unconfigured server listens and an unconfigured CLI asks. */
export const DEFAULT_HOST = '127.0.0.1';
export const DEFAULT_PORT = 8400;
export const DEFAULT_URL = `http://${DEFAULT_HOST}:${DEFAULT_PORT}`;

/** The facts about a user's machine that file locations follow from; passed in so that this stays pure. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly homedir: string;
}

/** API keys by server, as in the credentials file. */
export type Credentials = Readonly<Record<string, { readonly key: string }>>;

/**
 * The file (0600) through which a server on loopback hands its first key to the CLI of the same user, and where
 * `ledger login` keeps others: `$XDG_CONFIG_HOME/prompt-ledger/credentials.json` or the platform's equivalent.
 */
export function credentialsPath(machine: Machine): string {
  const paths = pathsOf(machine);
  return paths.join(configHome(machine, paths), 'prompt-ledger', 'credentials.json');
}

/** Where the embedded database lives unless `--data-dir` says otherwise. */
export function defaultDataDir(machine: Machine): string {
  const paths = pathsOf(machine);
  return paths.join(dataHome(machine, paths), 'prompt-ledger');
}

/** The name of a server in the credentials file: its origin, with every spelling of loopback made one. */
export function credentialsOrigin(url: string): string {
  const parsed = new URL(url);
  if (['localhost', '[::1]'].includes(parsed.hostname)) parsed.hostname = DEFAULT_HOST;
  return parsed.origin;
}

/**
 * Reads a credentials file; what is not a key by origin is left out, and an empty file has none.
 *
 * @returns null where it is no such file, which must not be written over: it may hold keys that a slip made unreadable
 */
export function parseCredentials(text: string): Credentials | null {
  // Editors of Windows put a mark before what they save.
  const json = text.replace(/^\uFEFF/, '');
  if (json.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return Object.fromEntries(
    Object.entries(value).flatMap(([origin, entry]: [string, unknown]) =>
      typeof entry === 'object' && entry !== null && 'key' in entry && typeof entry.key === 'string'
        ? [[origin, { key: entry.key }]]
        : [],
    ),
  );
}

export function formatCredentials(credentials: Credentials): string {
  return `${JSON.stringify(credentials, null, 2)}\n`;
}

function pathsOf(machine: Machine): path.PlatformPath {
  return machine.platform === 'win32' ? path.win32 : path.posix;
}

function configHome({ env, platform, homedir }: Machine, paths: path.PlatformPath): string {
  if (env['XDG_CONFIG_HOME']) return env['XDG_CONFIG_HOME'];
  if (platform === 'win32') return env['APPDATA'] ?? paths.join(homedir, 'AppData', 'Roaming');
  return paths.join(homedir, '.config');
}

function dataHome({ env, platform, homedir }: Machine, paths: path.PlatformPath): string {
  if (env['XDG_DATA_HOME']) return env['XDG_DATA_HOME'];
  if (platform === 'win32') return env['LOCALAPPDATA'] ?? paths.join(homedir, 'AppData', 'Local');
  return paths.join(homedir, '.local', 'share');
}
