import type { WorkerConfig } from './config.ts';
import { describeDatabase } from './db/location.ts';
import { hearOthers } from './executions/hear.ts';
import { startWorker, type WorkerSettings } from './executions/worker.ts';
import { once } from './once.ts';
import { openContext, type ContextOptions } from './open-context.ts';

export interface WorkerProcessOptions extends ContextOptions {
  readonly worker?: Partial<WorkerSettings>;
}

export interface WorkerProcess {
  readonly database: string;
  /** Those it has a key for. */
  readonly providers: string;
  stop(): Promise<void>;
}

/** Runs queued executions until it is stopped, on a database that it migrates first. */
export async function startWorkerProcess(
  config: WorkerConfig,
  options: WorkerProcessOptions = {},
): Promise<WorkerProcess> {
  const { context, database, close } = await openContext(
    { database: config.database, providers: config.providers, rateLimit: 0, wakeWorker: () => {} },
    options,
  );
  const worker = startWorker(context, { concurrency: config.concurrency, ...options.worker });
  const stopHearing = hearOthers(context, database, worker.wake);
  const stop = once(async () => {
    await stopHearing();
    await worker.stop();
    await close();
  });
  return { database: describeDatabase(config.database), providers: context.providers.able.join(', '), stop };
}
