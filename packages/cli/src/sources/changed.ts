import type { BlobSource } from './blobs.ts';

/**
 * One side of a change, in which what changed is at hand. All other files are listed when one of them is asked for: for
 * most changes nothing asks.
 *
 * @param files the blobs of the changed files; null for one that this side has not
 * @param texts what was read of these
 */
export function openChanged(
  files: ReadonlyMap<string, string | null>,
  texts: ReadonlyMap<string, string | null>,
  openAll: () => BlobSource,
): BlobSource {
  let all: BlobSource | null = null;
  const whole = (): BlobSource => (all ??= openAll());
  const textOf = (path: string) => texts.get(files.get(path) ?? '');
  return {
    get paths() {
      return whole().paths;
    },
    get digest() {
      return whole().digest;
    },
    id(path) {
      const id = files.get(path);
      return id === undefined ? whole().id(path) : id;
    },
    read(path) {
      if (files.get(path) === null) return null;
      const text = textOf(path);
      return text === undefined ? whole().read(path) : text;
    },
    expect(paths) {
      const others = paths.filter((path) => textOf(path) === undefined);
      if (others.length > 0) whole().expect(others);
    },
  };
}
