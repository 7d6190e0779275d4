/**
 * Builds `dist/pgdata.tar.gz`: a freshly initialised embedded Postgres, so that a first start unpacks 4 MB instead
 * of running initdb for several seconds. Does nothing while the image of this PGlite version is there.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import path from 'node:path';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const image = path.join(dist, 'pgdata.tar.gz');
const stamp = path.join(dist, 'pgdata.version');

/** @returns {Promise<string>} the path of the image */
export async function buildImage() {
  const version = await pgliteVersion();
  if (await isBuilt(version)) return image;
  const { PGlite } = await import('@electric-sql/pglite');
  const db = await PGlite.create();
  const dump = await db.dumpDataDir('gzip');
  await db.close();
  await mkdir(dist, { recursive: true });
  await replace(image, Buffer.from(await dump.arrayBuffer()));
  await replace(stamp, version);
  return image;
}

async function isBuilt(version) {
  try {
    return (await readFile(stamp, 'utf8')) === version && (await readFile(image)).length > 0;
  } catch {
    return false;
  }
}

async function pgliteVersion() {
  // PGlite's package.json is not among its exports, so it is read beside its main file.
  const main = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  return JSON.parse(await readFile(path.join(path.dirname(main), '..', 'package.json'), 'utf8')).version;
}

/** Whole or not at all: several test processes may build at the same time. */
async function replace(file, content) {
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, content);
  await rename(temporary, file);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await buildImage();
