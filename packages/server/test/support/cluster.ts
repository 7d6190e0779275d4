import { spawn } from 'node:child_process';
import { chownSync, existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { userInfo } from 'node:os';

/** A Postgres of its own, from local binaries. */
export interface Cluster {
  readonly url: string;
  start(): Promise<void>;
  /** Immediate: every backend is ended at once, and the next start has to recover, as after a loss of power. */
  stop(mode: 'fast' | 'immediate'): Promise<void>;
}

/**
 * Makes a cluster in an empty directory, not started yet. It is stopped, and the directory removed, when this process
 * ends.
 *
 * @returns null where there are no binaries
 */
export async function createCluster(directory: string, settings: string): Promise<Cluster | null> {
  const bin = findBinaries();
  if (bin === null) return null;
  const run = unprivileged(directory);
  const data = path.join(directory, 'data');
  const port = await findFreePort();
  const initdb = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'];
  await run(path.join(bin, 'initdb'), initdb);
  stopWithThisProcess(directory, data);
  const control = (...args: string[]) => run(path.join(bin, 'pg_ctl'), ['-D', data, '-w', ...args]);
  const all = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' ${settings}`;
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    start: () => control('-o', all, '-l', path.join(directory, 'log'), 'start'),
    stop: (mode) => control('-m', mode, 'stop'),
  };
}

export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
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
function unprivileged(directory: string): (file: string, args: string[]) => Promise<void> {
  const isRoot = userInfo().uid === 0;
  if (isRoot) chownSync(directory, NOBODY, NOBODY);
  const options = {
    stdio: 'ignore',
    cwd: directory,
    ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  } as const;
  return (file, args) =>
    new Promise((resolve, reject) => {
      const child = spawn(file, args, options);
      child.once('error', reject);
      child.once('exit', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`${path.basename(file)} ${args.at(-1)} ended with ${code}`));
      });
    });
}
