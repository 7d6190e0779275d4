import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { inTime } from '../db/insist.ts';
import { every } from '../every.ts';
import { PROVIDER_NAMES } from '../providers/table.ts';
import { endAbandoned } from './abandoned.ts';
import { runJob } from './job.ts';
import { claimDue, extendLeases, releaseLeases, type Job } from './repository/queue.ts';
import { RETRY_DELAYS_MS } from './retry.ts';
import { createRuns } from './runs.ts';

export interface WorkerSettings {
  /** How many executions may run at once. */
  readonly concurrency: number;
  /** How often it looks without being told. */
  readonly pollMs: number;
  /** After how long without a sign of life its executions are taken over. */
  readonly leaseMs: number;
  /** How long it leaves what it has no key for to other workers, before it says that nobody has one. */
  readonly patienceMs: number;
  readonly retryDelaysMs: readonly number[];
  /** How long it waits for what is running when it is told to stop. */
  readonly graceMs: number;
}

export const DEFAULT_WORKER_SETTINGS: WorkerSettings = {
  concurrency: 8,
  pollMs: 2_000,
  leaseMs: 30_000,
  patienceMs: 86_400_000,
  retryDelaysMs: RETRY_DELAYS_MS,
  graceMs: 30_000,
};

export interface Worker {
  /** There may be something to do. */
  wake(): void;
  /** Takes nothing more, waits for what is running, and gives the rest back. */
  stop(): Promise<void>;
}

/** Runs queued executions until it is stopped. Any number of workers may share a database. */
export function startWorker(context: Context, given: Partial<WorkerSettings> = {}): Worker {
  const { db } = context;
  const settings = { ...DEFAULT_WORKER_SETTINGS, ...given };
  const { concurrency, pollMs, leaseMs, retryDelaysMs, graceMs, patienceMs } = settings;
  const { able } = context.providers;
  const ability = { providers: able.length === PROVIDER_NAMES.length ? null : able, patienceMs };
  const lease = { owner: randomUUID(), ms: leaseMs };
  const retries = new Set<NodeJS.Timeout>();
  let claiming: Promise<void> | null = null;
  let isWoken = false;
  let isFull = false;
  let isStopped = false;

  /** A worker outlives what goes wrong in one step; the poll and the leases mend it. */
  const guard = async <T>(what: string, act: () => Promise<T>): Promise<T | null> => {
    try {
      return await act();
    } catch (error) {
      if (!isStopped)
        context.log(`The worker could not ${what}: ${error instanceof Error ? error.message : error}`);
      return null;
    }
  };

  /** What is asked on a connection that was lost is given up after a lease: what it would have claimed is due again. */
  const ask = <T>(what: string, act: () => Promise<T>) => guard(what, () => inTime(leaseMs, act));

  const run = async (job: Job, signal: AbortSignal) => {
    const delayMs = await guard('store what came of an execution', () =>
      runJob(context, job, { owner: lease.owner, retryDelaysMs }, signal),
    );
    if (delayMs !== null) wakeIn(delayMs);
  };
  const wakeIn = (delayMs: number) => {
    if (isStopped) return;
    const timer = setTimeout(() => {
      retries.delete(timer);
      wake();
    }, delayMs + 1);
    retries.add(timer);
  };
  const runs = createRuns(context.calls, run, () => {
    if (isFull || isWoken) wake();
  });

  const wake = () => {
    if (isStopped) return;
    isWoken = true;
    claiming ??= claim().finally(() => {
      claiming = null;
      if (mayClaim()) wake();
    });
  };
  const mayClaim = () => isWoken && !isStopped && runs.count() < concurrency;
  const claim = async () => {
    while (mayClaim()) {
      isWoken = false;
      const free = concurrency - runs.count();
      const jobs = await ask('claim', () => claimDue(db, lease, free, ability));
      isFull = jobs?.length === free;
      for (const job of jobs ?? []) runs.start(job);
    }
  };

  const endPolling = every(pollMs, async () => {
    wake();
    const ended = await ask('end what was abandoned', () => endAbandoned(db));
    if (ended !== null && ended > 0) context.noteCounted();
  });
  // Only on what it runs: what it took without hearing so, in an answer that was lost, has to fall due.
  const endBeating = every(leaseMs / 3, () =>
    runs.review((ids) => ask('keep its leases', () => extendLeases(db, lease, ids))),
  );
  wake();

  return {
    wake,
    stop: async () => {
      isStopped = true;
      for (const timer of retries) clearTimeout(timer);
      const polled = endPolling();
      await claiming;
      const ended = runs.ended();
      await within(graceMs, ended);
      const beaten = endBeating();
      runs.abort();
      await Promise.all([polled, ended, beaten]);
      await ask('give back', () => releaseLeases(db, lease.owner));
    },
  };
}

/** Waits for what is to end, and no longer than that. */
async function within(ms: number, ended: Promise<unknown>): Promise<void> {
  const grace = new AbortController();
  await Promise.race([ended, sleep(ms, undefined, { signal: grace.signal }).catch(() => {})]);
  grace.abort();
}
