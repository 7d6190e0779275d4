import { randomUUID } from 'node:crypto';
import { startFolding, type Folding } from './analytics/folding.ts';
import type { ServerConfig, WorkerConfig } from './config.ts';
import type { Context } from './context.ts';
import { openDatabase, type Database, type DatabaseOptions } from './db/database.ts';
import { describeLocation } from './db/location.ts';
import { migrateUp } from './db/migrate.ts';
import { explainStart } from './db/unavailable.ts';
import { keepPartitions } from './db/upkeep.ts';
import { keepEndingAbandoned, takeOver } from './executions/abandoned.ts';
import { refreshPrices } from './executions/models.ts';
import { createCalls } from './executions/calls.ts';
import {
  DEFAULT_WORKER_SETTINGS,
  startWorker,
  type Worker,
  type WorkerSettings,
} from './executions/worker.ts';
import { CHANNEL } from './executions/repository/lease.ts';
import { EXIT, Failure } from './failure.ts';
import { buildApp } from './http/app.ts';
import type { RequestFacts } from './http/access.ts';
import { prepareDrain } from './http/drain.ts';
import { createRateLimiter } from './http/rate-limit.ts';
import { DEFAULT_HTTP_SETTINGS, type HttpSettings } from './http/settings.ts';
import { refuseOpenWithoutKey, settleKey } from './keys/startup.ts';
import { formatUrl, isLoopback } from './loopback.ts';
import { createMemory } from './memory.ts';
import { createMetrics } from './operations/metrics.ts';
import { findQueue } from './operations/service.ts';
import { keepPruningDrafts } from './prompts/prune.ts';
import { createProviders, DEFAULT_PROVIDER_SETTINGS } from './providers/providers.ts';
import { createRenderer } from './templates/render.ts';

/** So many prompts are remembered with their texts: some megabytes. */
const MOST_EXECUTED = 500;

export interface RunningServer {
  readonly url: string;
  /** A key that this server takes, where one is known: the operator's, or the one in the credentials file. */
  readonly key?: string;
  /** For people: where its database is. */
  readonly database: string;
  /** For people: where the key is found. */
  readonly keyNotice: string;
  /** Stops accepting, finishes what is under way, and lets go of the database. */
  close(): Promise<void>;
}

/** What tests replace, and what commands listen to. */
export interface ServerOptions extends Partial<DatabaseOptions> {
  readonly now?: () => Date;
  readonly worker?: Partial<WorkerSettings>;
  /** How long one prompt may take to render. */
  readonly renderTimeLimitMs?: number;
  /** Hears of every request when it is over. */
  readonly onRequest?: (facts: RequestFacts) => void;
}

/**
 * Starts a server: opens and migrates its database, listens, and sees to it that there is an API key.
 *
 * @throws Failure when it cannot; nothing is left open or locked then
 */
export async function startServer(config: ServerConfig, options: ServerOptions = {}): Promise<RunningServer> {
  const log = options.log ?? ((line) => process.stderr.write(`${line}\n`));
  const database = await openDatabase(config.database, { log, onQuery: options.onQuery });
  let worker: Worker | undefined;
  let stopListening: (() => Promise<void>) | undefined;
  let folding: Folding | undefined;
  let stopUpkeep: (() => void) | undefined;
  const settings: HttpSettings = {
    ...(config.http ?? DEFAULT_HTTP_SETTINGS),
    isLoopback: isLoopback(config.host),
  };
  const context: Context = {
    db: database.db,
    now: options.now ?? (() => new Date()),
    log,
    limiter: createRateLimiter(settings.rateLimit),
    renderer: createRenderer(
      options.renderTimeLimitMs === undefined ? {} : { timeLimitMs: options.renderTimeLimitMs },
    ),
    providers: createProviders(config.providers ?? DEFAULT_PROVIDER_SETTINGS),
    executed: createMemory(MOST_EXECUTED),
    calls: createCalls(),
    instanceId: randomUUID(),
    wakeWorker: () => worker?.wake(),
    noteCounted: () => folding?.wake(),
  };
  let stopServing: (() => Promise<void>) | undefined;
  let stopPruning: (() => Promise<void>) | undefined;
  let stopEnding: (() => Promise<void>) | undefined;
  const close = async () => {
    await stopServing?.();
    await stopListening?.();
    await worker?.stop();
    await folding?.stop();
    await stopPruning?.();
    await stopEnding?.();
    stopUpkeep?.();
    await context.renderer.close();
    await database.close();
  };
  try {
    await migrateUp(database.db);
    stopUpkeep = await keepPartitions(database.db, log);
    if (config.database.kind === 'embedded') await takeOver(database.db);
    folding = startFolding(context);
    stopPruning = keepPruningDrafts(context);
    await refreshPrices(context);
    if (config.worker === false) stopEnding = await keepEndingAbandoned(context);
    await refuseOpenWithoutKey(context, config);
    const metrics = createMetrics({ queue: () => findQueue(context), pool: () => database.pool() });
    const app = buildApp(context, { settings, metrics, tell: options.onRequest ?? (() => {}) });
    stopServing = prepareDrain(app);
    const url = await listen(app, config);
    const { key, notice } = await settleKey(context, config, url);
    if (config.worker ?? true) worker = startWorker(context, toSettings(options.worker));
    stopListening = listenFor(context, database, () => worker?.wake());
    return {
      url,
      ...(key === null ? {} : { key }),
      database: describeDatabase(config),
      keyNotice: notice,
      close: once(close),
    };
  } catch (error) {
    await close();
    throw explainStart(error);
  }
}

/** Runs queued executions until it is stopped, on a database that it migrates first. */
export async function startWorkerProcess(
  config: WorkerConfig,
  options: ServerOptions = {},
): Promise<{ readonly database: string; stop(): Promise<void> }> {
  const log = options.log ?? ((line) => process.stderr.write(`${line}\n`));
  const database = await openDatabase(config.database, { log, onQuery: options.onQuery });
  let stopUpkeep: () => void;
  try {
    await migrateUp(database.db);
    stopUpkeep = await keepPartitions(database.db, log);
  } catch (error) {
    await database.close();
    throw explainStart(error);
  }
  const folding = startFolding({ db: database.db, log });
  const context: Context = {
    db: database.db,
    now: options.now ?? (() => new Date()),
    log,
    limiter: createRateLimiter(0),
    renderer: createRenderer(),
    providers: createProviders(config.providers),
    executed: createMemory(MOST_EXECUTED),
    calls: createCalls(),
    instanceId: randomUUID(),
    wakeWorker: () => {},
    noteCounted: () => folding.wake(),
  };
  const worker = startWorker(context, toSettings({ concurrency: config.concurrency, ...options.worker }));
  const stopListening = listenFor(context, database, () => worker.wake());
  const stop = async () => {
    await stopListening();
    await worker.stop();
    await folding.stop();
    stopUpkeep();
    await database.close();
  };
  return { database: describeDatabase(config), stop: once(stop) };
}

function toSettings(given: Partial<WorkerSettings> = {}): WorkerSettings {
  return { ...DEFAULT_WORKER_SETTINGS, ...given };
}

/** Hears when another process queues an execution, or cancels one whose provider is called here. */
function listenFor({ calls }: Context, database: Database, wake: () => void): () => Promise<void> {
  return database.listen(CHANNEL, (word) => (word === '' ? wake() : calls.cancel(word)));
}

async function listen(app: ReturnType<typeof buildApp>, { host, port }: ServerConfig): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw explainListen(error, host, port);
  }
  const address = app.server.address();
  return formatUrl(host, typeof address === 'object' && address !== null ? address.port : port);
}

function explainListen(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  switch (code) {
    case 'EADDRINUSE':
      return new Failure(
        EXIT.unreachable,
        `Port ${port} on ${host} is in use, perhaps by another server of yours. Stop that one, or choose another ` +
          'with --port.',
      );
    case 'EACCES':
      return new Failure(
        EXIT.unreachable,
        `You may not listen on port ${port}. Choose one above 1023 with --port.`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new Failure(
        EXIT.usage,
        `This machine has no address "${host}". Give one of its own with --host.`,
      );
    default:
      return error;
  }
}

function describeDatabase({ database }: Pick<ServerConfig, 'database'>): string {
  const where = describeLocation(database);
  return database.kind === 'url' ? `Postgres ${where}` : `embedded, in ${where}`;
}

function once(act: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= act());
}
