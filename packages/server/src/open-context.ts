import { randomUUID } from 'node:crypto';
import { startFolding } from './analytics/folding.ts';
import type { Context } from './context.ts';
import { openDatabase, type Database, type DatabaseOptions } from './db/database.ts';
import type { DatabaseLocation } from './db/location.ts';
import { migrateUp } from './db/migrate.ts';
import { explainStart } from './db/unavailable.ts';
import { keepPartitions } from './db/upkeep.ts';
import { createCalls } from './executions/calls.ts';
import { createRateLimiter } from './http/rate-limit.ts';
import { createRecentKeys } from './keys/recent.ts';
import { createMemory } from './memory.ts';
import { createProviders, type ProviderSettings } from './providers/providers.ts';
import { createRenderer } from './templates/render.ts';

/** So many prompts are remembered with their texts: some megabytes. */
const MOST_EXECUTED = 500;

/** What tests replace, and what commands listen to. */
export interface ContextOptions extends Partial<DatabaseOptions> {
  readonly now?: () => Date;
  /** How long one prompt may take to render. */
  readonly renderTimeLimitMs?: number;
}

/** What differs between a server and a worker of its own. */
export interface ContextParts {
  readonly database: DatabaseLocation;
  readonly providers: ProviderSettings;
  /** Requests of a key in a minute; 0 for any number. */
  readonly rateLimit: number;
  readonly wakeWorker: () => void;
}

export interface OpenContext {
  readonly context: Context;
  readonly database: Database;
  /** Folds what was counted, and lets go of the database. */
  close(): Promise<void>;
}

/**
 * Opens and migrates a database, and builds what all parts of a process on it share.
 *
 * @throws Failure when it cannot; nothing is left open or locked then
 */
export async function openContext(parts: ContextParts, options: ContextOptions): Promise<OpenContext> {
  const log = options.log ?? ((line) => process.stderr.write(`${line}\n`));
  const database = await openDatabase(parts.database, { log, onQuery: options.onQuery });
  const { db } = database;
  const stopUpkeep = await prepare(database, log);
  const folding = startFolding({ db, log });
  const { renderTimeLimitMs: timeLimitMs } = options;
  const context: Context = {
    db,
    now: options.now ?? (() => new Date()),
    log,
    limiter: createRateLimiter(parts.rateLimit),
    recentKeys: createRecentKeys(),
    renderer: createRenderer(timeLimitMs === undefined ? {} : { timeLimitMs }),
    providers: createProviders(parts.providers, { isTrial: parts.database.kind === 'embedded' }),
    executed: createMemory(MOST_EXECUTED),
    calls: createCalls(),
    instanceId: randomUUID(),
    wakeWorker: parts.wakeWorker,
    noteCounted: () => folding.wake(),
  };
  const close = async () => {
    await folding.stop();
    await stopUpkeep();
    await context.renderer.close();
    await database.close();
  };
  return { context, database, close };
}

/** @returns the end of the upkeep */
async function prepare(database: Database, log: (line: string) => void): Promise<() => Promise<void>> {
  try {
    await migrateUp(database.db);
    return await keepPartitions(database.db, log);
  } catch (error) {
    await database.close();
    throw explainStart(error);
  }
}
