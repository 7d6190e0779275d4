import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Beside the bundle, above one of its chunks, or where the build puts it as seen from this source file. */
const PLACES = ['./pgdata.tar.gz', '../pgdata.tar.gz', '../../dist/pgdata.tar.gz'];

/** @returns the path of the pre-initialised database that the build made, or null when this is a checkout unbuilt */
export function findImage(): string | null {
  const paths = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return paths.find((path) => existsSync(path)) ?? null;
}
