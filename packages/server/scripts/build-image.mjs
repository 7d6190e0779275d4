/**
 * Builds `dist/pgdata.tar.gz`: an embedded Postgres, initialised and migrated, so that a first start unpacks 4 MB instead
 * of running initdb and every migration for several seconds. Does nothing while the image of this PGlite version and
 * these migrations is there.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import path from 'node:path';

const database = fileURLToPath(new URL('../src/db/', import.meta.url));
const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const image = path.join(dist, 'pgdata.tar.gz');
const stamp = path.join(dist, 'pgdata.version');

/** Counted up when this script makes another image of the same. */
const FORMAT = 2;

/** @returns {Promise<string>} the path of the image */
export async function buildImage() {
  const version = `${await pgliteVersion()} ${await hashMigrations()} ${FORMAT}`;
  if (await isBuilt(version)) return image;
  const { PGlite } = await import('@electric-sql/pglite');
  await mkdir(dist, { recursive: true });
  const postgres = await PGlite.create();
  await dropTemplates(postgres);
  await migrate(postgres);
  const dump = await postgres.dumpDataDir('gzip');
  await postgres.close();
  await replace(image, Buffer.from(await dump.arrayBuffer()));
  await replace(stamp, version);
  return image;
}

/** Nobody makes a second database in it, and each template is a third of all files. */
async function dropTemplates(postgres) {
  for (const name of ['template0', 'template1']) {
    await postgres.exec(`update pg_database set datistemplate = false where datname = '${name}'`);
    await postgres.exec(`drop database ${name}`);
  }
}

/** By the same functions that a server calls; Node 20 reads no TypeScript, so it is bundled for the occasion. */
async function migrate(postgres) {
  const { createPgConfig } = await import('@electric-sql/pglite/node-postgres');
  const { Kysely, PostgresDialect } = await import('kysely');
  const { default: pg } = await import('pg');
  const { build } = await import('esbuild');
  const bundle = path.join(dist, `migrate-${randomUUID()}.mjs`);
  await build({
    stdin: {
      contents: `export * from './migrate.ts'; export * from './partitions.ts';`,
      resolveDir: database,
      loader: 'ts',
    },
    outfile: bundle,
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['kysely'],
  });
  const pool = new pg.Pool({ ...createPgConfig(postgres), max: 1 });
  const db = new Kysely({ dialect: new PostgresDialect({ pool }) });
  try {
    const { migrateUp, makePartitions } = await import(pathToFileURL(bundle).href);
    await migrateUp(db);
    // Of the months to come now; a server makes those that lack, which takes a third of its first start.
    await makePartitions(db);
  } finally {
    await db.destroy();
    await rm(bundle);
  }
}

async function hashMigrations() {
  const hash = createHash('sha256');
  const folder = path.join(database, 'migrations');
  for (const name of (await readdir(folder)).toSorted()) hash.update(await readFile(path.join(folder, name)));
  return hash.digest('hex').slice(0, 16);
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

/** Whole or not at all: several processes, and several servers of one test, may build at the same time. */
async function replace(file, content) {
  const temporary = `${file}.${randomUUID()}`;
  await writeFile(temporary, content);
  await rename(temporary, file);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await buildImage();
