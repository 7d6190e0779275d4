import { runGit } from './run.ts';

/** What a repository's configuration says of where it lives and who works in it. */
export interface Identity {
  /** `host/owner/name`; null where no remote says so. */
  readonly repository: string | null;
  /** `Name <address>` of whoever commits here now; null where git does not know. */
  readonly author: string | null;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Asks git's configuration once for all of it; exit code 1 says that there is nothing. */
export const IDENTITY = ['config', '-z', '--get-regexp', String.raw`^(user\.(name|email)|remote\..*\.url)$`];

export async function readIdentity(root: string, env: Variables): Promise<Identity> {
  return toIdentity(await runGit(root, IDENTITY).catch(() => Buffer.alloc(0)), env);
}

/** @param output what git answers to `IDENTITY` */
export function toIdentity(output: Buffer, env: Variables): Identity {
  const values = new Map<string, string>();
  for (const entry of output.toString('utf8').split('\0')) {
    const at = entry.indexOf('\n');
    if (at > 0) values.set(entry.slice(0, at), entry.slice(at + 1));
  }
  const url = values.get('remote.origin.url') ?? [...values].find(([key]) => key.startsWith('remote.'))?.[1];
  const name = env['GIT_AUTHOR_NAME'] ?? values.get('user.name');
  const address = env['GIT_AUTHOR_EMAIL'] ?? values.get('user.email');
  return {
    repository: url === undefined ? null : toRepositoryName(url),
    author: name === undefined ? null : address === undefined ? name : `${name} <${address}>`,
  };
}

/**
 * Names a repository by its remote's URL, without what is secret or differs from clone to clone: user, password, port,
 * scheme and `.git`.
 *
 * @returns null for a path on this machine, which names nothing elsewhere
 */
export function toRepositoryName(url: string): string | null {
  const named = /^(?:[a-z][a-z+.-]*:\/\/)(?:[^/]*@)?([^/:@]+)(?::\d*)?\/(.+)$/i.exec(url) ?? SCP.exec(url);
  if (named === null || /^file:/i.test(url)) return null;
  const [, host = '', path = ''] = named;
  const trimmed = path
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .replace(/^\/+/, '');
  return trimmed === '' ? null : `${host.toLowerCase()}/${trimmed}`;
}

/** `git@github.com:owner/name.git`; one letter before the colon is a drive of Windows. */
const SCP = /^(?:[^/@]+@)?([^/:@\\]{2,}):(?!\/\/)([^\\]+)$/;
