import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import pg from 'pg';

const LOCAL_URL = 'postgres://postgres@127.0.0.1:5432/postgres';

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** Makes an empty database on the test Postgres. */
export async function createDatabase(): Promise<TestDatabase> {
  const admin = await findPostgres();
  if (admin === null) throw new Error(NO_POSTGRES);
  const name = `ledger_test_${randomBytes(6).toString('hex')}`;
  await query(admin, `create database ${name}`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => query(admin, `drop database if exists ${name} with (force)`) };
}

/** Whether tests on a real Postgres can run. Says so loudly when not; in CI they must. */
export async function hasPostgres(): Promise<boolean> {
  if ((await findPostgres()) !== null) return true;
  if (process.env['CI'] === 'true') throw new Error(NO_POSTGRES);
  console.warn(`\n*** ${NO_POSTGRES} The tests on it are SKIPPED. ***\n`);
  return false;
}

const NO_POSTGRES =
  'No real Postgres to test on: set TEST_DATABASE_URL, start one on 127.0.0.1:5432 (user postgres, no password), or ' +
  'install its binaries.';

let found: Promise<string | null> | undefined;

/** The URL of a Postgres on which this process may make databases: given, local, or started for the occasion. */
function findPostgres(): Promise<string | null> {
  found ??= (async () => {
    const given = process.env['TEST_DATABASE_URL'];
    if (given) return given;
    if (await answers(LOCAL_URL)) return LOCAL_URL;
    return startThrowAway();
  })();
  return found;
}

async function answers(url: string): Promise<boolean> {
  try {
    await query(url, 'select 1');
    return true;
  } catch {
    return false;
  }
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 });
  try {
    await client.connect();
    await client.query(text);
  } finally {
    await client.end();
  }
}

/** A cluster of its own from local binaries, stopped when the process ends. */
async function startThrowAway(): Promise<string | null> {
  const bin = findBinaries();
  if (bin === null) return null;
  const directory = mkdtempSync(path.join(tmpdir(), 'ledger-test-postgres-'));
  const asUser = unprivileged(directory);
  const data = path.join(directory, 'data');
  const port = await freePort();
  try {
    asUser(path.join(bin, 'initdb'), [
      '-D',
      data,
      '-U',
      'postgres',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--no-sync',
    ]);
    const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off`;
    asUser(path.join(bin, 'pg_ctl'), [
      '-D',
      data,
      '-w',
      '-o',
      settings,
      '-l',
      path.join(directory, 'log'),
      'start',
    ]);
  } catch (error) {
    console.warn(`A throw-away Postgres did not start: ${String(error)}`);
    return null;
  }
  stopWithThisProcess(directory, data);
  return `postgres://postgres@127.0.0.1:${port}/postgres`;
}

function findBinaries(): string | null {
  const packaged = '/usr/lib/postgresql';
  const versions = existsSync(packaged)
    ? readdirSync(packaged).toSorted((a, b) => Number(b) - Number(a))
    : [];
  const places = [
    ...versions.map((version) => path.join(packaged, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(path.delimiter),
  ];
  return places.find((place) => existsSync(path.join(place, 'initdb'))) ?? null;
}

/** Test workers end without saying so, and a Postgres outlives its parent; so somebody has to watch. */
function stopWithThisProcess(directory: string, data: string): void {
  const script =
    'while kill -0 "$0" 2>/dev/null; do sleep 1; done; kill -INT $(head -1 "$2/postmaster.pid"); rm -rf "$1"';
  spawn('sh', ['-c', script, String(process.pid), directory, data], {
    detached: true,
    stdio: 'ignore',
  }).unref();
}

const NOBODY = 65_534;

/** Runs a program as a user that may own a cluster: initdb refuses root. */
function unprivileged(directory: string): (file: string, args: string[]) => void {
  const options = { stdio: 'ignore', cwd: directory } as const;
  if (userInfo().uid !== 0) return (file, args) => execFileSync(file, args, options);
  chownSync(directory, NOBODY, NOBODY);
  return (file, args) => execFileSync(file, args, { ...options, uid: NOBODY, gid: NOBODY });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
