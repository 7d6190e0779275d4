import type { Source } from './source.ts';

/**
 * The same source with lines that end in LF. A work tree may have them in CRLF where its commits have not
 * (`core.autocrlf`); in code that makes no difference, in a text that is imported whole it does.
 */
export function withUnixLines<S extends Source>(source: S): S {
  const read = (path: string) => source.read(path)?.replaceAll('\r\n', '\n') ?? null;
  // It stays what it is in all else, its lazy list of paths too.
  return Object.create(source, { read: { value: read, enumerable: true } }) as S;
}
