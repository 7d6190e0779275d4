import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

const BLOCK = 512;
const [FILE, OLD_FILE, FOLDER] = ['0', '\0', '5'];

/**
 * Unpacks the image of a database, a `tar.gz` of files and folders, into a folder. PGlite can do that too, through the
 * file system of its WebAssembly, and takes several times as long.
 */
export function unpack(image: string, into: string): void {
  const tar = gunzipSync(readFileSync(image));
  for (let at = 0; tar[at]; at += BLOCK) {
    const field = (start: number, length: number) =>
      tar.toString('utf8', at + start, at + start + length).replace(/\0.*/s, '');
    const [name, size, kind] = [field(0, 100), Number.parseInt(field(124, 12), 8), field(156, 1) || OLD_FILE];
    const place = path.join(into, name);
    if (kind === FOLDER) mkdirSync(place, { recursive: true, mode: 0o700 });
    else if (kind === FILE || kind === OLD_FILE) {
      writeFileSync(place, tar.subarray(at + BLOCK, at + BLOCK + size), { mode: 0o600 });
      at += Math.ceil(size / BLOCK) * BLOCK;
    } else throw new Error(`The image of the database has an entry of kind "${kind}"`);
  }
}
