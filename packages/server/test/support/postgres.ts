import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { createCluster } from './cluster.ts';

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
  const directory = mkdtempSync(path.join(tmpdir(), 'ledger-test-postgres-'));
  try {
    const cluster = await createCluster(directory, '-c fsync=off');
    await cluster?.start();
    if (cluster === null) rmSync(directory, { recursive: true });
    return cluster?.url ?? null;
  } catch (error) {
    console.warn(`A throw-away Postgres did not start: ${String(error)}`);
    return null;
  }
}
