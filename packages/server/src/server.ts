import type { ServerConfig } from './config.ts';
import { describeDatabase } from './db/location.ts';
import { explainStart } from './db/unavailable.ts';
import { keepEndingAbandoned, takeOver } from './executions/abandoned.ts';
import { hearOthers } from './executions/hear.ts';
import { refreshPrices } from './executions/models.ts';
import { startWorker, type Worker, type WorkerSettings } from './executions/worker.ts';
import type { RequestFacts } from './http/access.ts';
import { buildApp } from './http/app.ts';
import { prepareDrain } from './http/drain.ts';
import { holdRequests } from './http/hold.ts';
import { listen } from './http/listen.ts';
import { DEFAULT_HTTP_SETTINGS, type HttpSettings } from './http/settings.ts';
import { refuseOpenWithoutKey, settleKey } from './keys/startup.ts';
import { isLoopback } from './loopback.ts';
import { once } from './once.ts';
import { openContext, type ContextOptions } from './open-context.ts';
import { createMetrics } from './operations/metrics.ts';
import { findQueue } from './operations/service.ts';
import { keepPruningDrafts } from './prompts/prune.ts';
import { DEFAULT_PROVIDER_SETTINGS } from './providers/providers.ts';

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
export interface ServerOptions extends ContextOptions {
  readonly worker?: Partial<WorkerSettings>;
  /** Hears of every request when it is over. */
  readonly onRequest?: (facts: RequestFacts) => void;
}

/**
 * Starts a server: opens and migrates its database, listens, and sees to it that there is an API key.
 *
 * @throws Failure when it cannot; nothing is left open or locked then
 */
export async function startServer(config: ServerConfig, options: ServerOptions = {}): Promise<RunningServer> {
  let worker: Worker | undefined;
  const wakeWorker = () => worker?.wake();
  const settings = toSettings(config);
  const { providers = DEFAULT_PROVIDER_SETTINGS } = config;
  const parts = { database: config.database, providers, rateLimit: settings.rateLimit, wakeWorker };
  const { context, database, close: closeContext } = await openContext(parts, options);
  // Each needs what was begun before it, so they end the other way round.
  const ends: (() => Promise<void>)[] = [closeContext];
  let drain: (() => Promise<void>) | undefined;
  const close = once(async () => {
    // First of all: what is still asked may need any of the others.
    await drain?.();
    for (const end of ends.toReversed()) await end();
  });
  try {
    if (config.database.kind === 'embedded') await takeOver(database.db);
    ends.push(keepPruningDrafts(context));
    await refreshPrices(context);
    if (config.worker === false) ends.push(await keepEndingAbandoned(context));
    await refuseOpenWithoutKey(context, config);
    const metrics = createMetrics({ queue: () => findQueue(context), pool: () => database.pool() });
    const app = buildApp(context, { settings, metrics, tell: options.onRequest ?? (() => {}) });
    const drainApp = prepareDrain(app);
    const letThrough = holdRequests(app);
    drain = () => {
      letThrough();
      return drainApp();
    };
    const url = await listen(app, config.host, config.port);
    const { key, notice } = await settleKey(context, config, url);
    letThrough();
    if (config.worker ?? true) {
      worker = startWorker(context, options.worker);
      ends.push(worker.stop);
    }
    ends.push(hearOthers(context, database, wakeWorker));
    return {
      url,
      ...(key === null ? {} : { key }),
      database: describeDatabase(config.database),
      keyNotice: notice,
      close,
    };
  } catch (error) {
    await close();
    throw explainStart(error);
  }
}

function toSettings({ http = DEFAULT_HTTP_SETTINGS, host }: ServerConfig): HttpSettings {
  return { ...http, isLoopback: isLoopback(host) };
}
