import { setTimeout as sleep } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import type { LogEvent } from 'kysely';
import { EXIT, Failure } from '../failure.ts';
import { takeDataDir, type DataDir } from './data-dir.ts';
import { findImage } from './image.ts';
import { ForeignOwner } from './lock.ts';
import { findReason } from './unavailable.ts';
import { unpack } from './unpack.ts';

/** The embedded Postgres, ours until it is closed. */
export interface Cluster {
  /** How node-postgres connects to it. */
  readonly config: ReturnType<typeof createPgConfig>;
  /** Has to hear what became of every statement: that is how the end of a dead one is noticed. */
  hear(event: LogEvent): void;
  close(): Promise<void>;
}

export interface ClusterOptions {
  readonly log: (line: string) => void;
  /** The image that a new one is made from; null makes it from nothing, in seconds. */
  readonly image?: string | null;
  /** Hears that it is dead; default: ends the process, out of any request. */
  readonly onDeath?: ((failure: Failure) => void) | undefined;
}

/** The image is one for all who install it; what has an id in it already gets one that nobody else has. */
const OWN_IDS = `
  do $$ begin
    if to_regclass('projects') is not null then update projects set project_id = default; end if;
  end $$
`;
/** How often a lock of another machine is looked at. */
const LOOK_AGAIN_MS = 500;

const SETTINGS = {
  // Half of the memory; our tables are small and the operating system caches the files anyway.
  shared_buffers: '16MB',
  // No more to replay after a kill than takes a moment, and no gigabyte of log beside a small database.
  max_wal_size: '64MB',
  min_wal_size: '32MB',
};

/** @throws Failure when the directory is another's, in use or of another version, or its Postgres does not start */
export async function openCluster(
  dataDir: string,
  { log, image = findImage(), onDeath = endProcess }: ClusterOptions,
): Promise<Cluster> {
  const directory = await takeWhenFree(dataDir, log);
  try {
    const postgres = await start(directory, image);
    const hear = (event: LogEvent) => {
      const death = findDeath(event);
      if (death === null) return;
      directory.release();
      onDeath(death);
    };
    const close = async () => {
      await postgres.close();
      directory.release();
    };
    return { config: createPgConfig(postgres), hear, close };
  } catch (error) {
    directory.release();
    throw error;
  }
}

/**
 * A Postgres that panics ends itself and starts again. PGlite only ends: whatever it is asked after that waits for ever.
 * A new process goes on with what was stored; the directory is its at once.
 */
function findDeath(event: LogEvent): Failure | null {
  if (event.level !== 'error' || !(event.error instanceof Error)) return null;
  const { error } = event;
  if (!('severity' in error) || (error.severity !== 'PANIC' && error.severity !== 'FATAL')) return null;
  return new Failure(
    EXIT.unreachable,
    `The embedded Postgres ended (${findReason(error)}). This server ends at once; nothing that was stored is lost.`,
  );
}

function endProcess(failure: Failure): void {
  setImmediate(() => {
    throw failure;
  });
}

/**
 * A lock of another machine, or of a container that was replaced, may be left behind: as long as nobody renews it,
 * that is waited for.
 */
async function takeWhenFree(dataDir: string, log: (line: string) => void): Promise<DataDir> {
  for (let renewedAt: number | null = null; ;) {
    try {
      return takeDataDir(dataDir);
    } catch (error) {
      const isSilent = error instanceof ForeignOwner && (renewedAt ?? error.renewedAt) === error.renewedAt;
      if (!isSilent) throw error;
      if (renewedAt === null) log(`${error.message} Waiting to see whether it still lives.`);
      renewedAt = error.renewedAt;
      await sleep(LOOK_AGAIN_MS);
    }
  }
}

async function start(directory: DataDir, image: string | null): Promise<PGlite> {
  const postgres = await make(directory, image).catch((error: unknown) => {
    throw new Failure(EXIT.unreachable, explain(directory, error));
  });
  if (directory.isNew) {
    await postgres.exec(OWN_IDS);
    directory.markReady();
  }
  return postgres;
}

async function make({ cluster, isNew }: DataDir, image: string | null): Promise<PGlite> {
  if (isNew && image !== null) unpack(image, cluster);
  return PGlite.create({
    dataDir: cluster,
    startParams: [...PGlite.defaultStartParams, ...Object.entries(SETTINGS).flatMap(asFlag)],
  });
}

function explain({ cluster, isNew }: DataDir, error: unknown): string {
  const reason = error instanceof Error ? findReason(error) : String(error);
  const advice = isNew
    ? 'See that its disk has 50 MB free'
    : 'It may be damaged: put a copy of it back, or move it away and start anew';
  return `The embedded database in ${cluster} does not start (${reason}). ${advice}, or give another --data-dir.`;
}

function asFlag([name, value]: readonly [string, string]): string[] {
  return ['-c', `${name}=${value}`];
}
