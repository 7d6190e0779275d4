import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Beside the bundle, above one of its chunks, or where the build puts it as seen from this source file. */
const PLACES = ['./pgdata.tar.gz', '../pgdata.tar.gz', '../../dist/pgdata.tar.gz'];

/** @returns the path of the pre-initialised database that the build made, or null in a checkout that is not built */
export function findImage(places: readonly string[] = PLACES): string | null {
  const paths = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return paths.find((path) => existsSync(path)) ?? null;
}
