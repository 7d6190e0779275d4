/** Which database: a Postgres server by URL, or the embedded one in a directory. */
export type DatabaseLocation =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'embedded'; readonly dataDir: string };

/** A database for people to read: where it is, never its password or user. */
export function describeLocation(location: DatabaseLocation): string {
  return location.kind === 'url' ? describeUrl(location.url) : location.dataDir;
}

/** The same, and which kind it is. */
export function describeDatabase(location: DatabaseLocation): string {
  const where = describeLocation(location);
  return location.kind === 'url' ? `Postgres ${where}` : `embedded, in ${where}`;
}

/** Host, port and name of a database URL, without its password. */
export function describeUrl(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `"${pathname.slice(1) || 'postgres'}" at ${hostname || 'the local socket'}${port ? `:${port}` : ''}`;
}

/** @returns what is wrong with a database URL, as the end of a sentence that does not repeat it, or null */
export function findUrlProblem(url: string): string | null {
  let protocol: string;
  try {
    protocol = new URL(url).protocol;
  } catch {
    return 'is not a URL like postgres://user:password@host:5432/name';
  }
  if (protocol === 'postgres:' || protocol === 'postgresql:') return null;
  return `starts with "${protocol}", but only postgres:// and postgresql:// are databases`;
}
