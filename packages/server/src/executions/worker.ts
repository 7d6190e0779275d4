import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { endAbandoned } from './abandoned.ts';
import { attempt } from './attempt.ts';
import { finish } from './finish.ts';
import type { Ending } from './repository/end.ts';
import { claimDue, extendLeases, releaseLeases, requeueExecution, type Job } from './repository/queue.ts';
import { planRetry, RETRY_DELAYS_MS } from './retry.ts';

export interface WorkerSettings {
  /** How many executions may run at once. */
  readonly concurrency: number;
  /** How often it looks without being told. */
  readonly pollMs: number;
  /** After how long without a sign of life its executions are taken over. */
  readonly leaseMs: number;
  readonly retryDelaysMs: readonly number[];
  /** How long it waits for what is running when it is told to stop. */
  readonly graceMs: number;
}

export const DEFAULT_WORKER_SETTINGS: WorkerSettings = {
  concurrency: 8,
  pollMs: 2_000,
  leaseMs: 30_000,
  retryDelaysMs: RETRY_DELAYS_MS,
  graceMs: 30_000,
};

export interface Worker {
  /** There may be something to do. */
  wake(): void;
  /** Takes nothing more, waits for what is running, and gives the rest back. */
  stop(): Promise<void>;
}

interface Run {
  /** Its attempts change when it is taken a second time. */
  readonly job: Job & { attempts: number };
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** Runs queued executions until it is stopped. Any number of workers may share a database. */
export function startWorker(context: Context, given: Partial<WorkerSettings> = {}): Worker {
  const { db, log, now } = context;
  const { concurrency, pollMs, leaseMs, retryDelaysMs, graceMs } = { ...DEFAULT_WORKER_SETTINGS, ...given };
  const lease = { owner: randomUUID(), ms: leaseMs };
  const running = new Map<string, Run>();
  const retries = new Set<NodeJS.Timeout>();
  let claiming: Promise<void> | null = null;
  let isWoken = false;
  let isFull = false;
  let isStopped = false;

  const wake = () => {
    if (isStopped) return;
    isWoken = true;
    claiming ??= claim().finally(() => {
      claiming = null;
      if (mayClaim()) wake();
    });
  };

  const mayClaim = () => isWoken && !isStopped && running.size < concurrency;
  const claim = async () => {
    while (mayClaim()) {
      isWoken = false;
      const free = concurrency - running.size;
      const jobs = await guard('claim', () => claimDue(db, lease, free));
      isFull = jobs?.length === free;
      for (const job of jobs ?? []) start(job);
    }
  };

  const start = (job: Run['job']) => {
    const own = running.get(job.executionId);
    if (own !== undefined) {
      // The database was away for longer than a lease, and this worker came first again: it goes on.
      own.job.attempts = job.attempts;
      return;
    }
    const abort = context.calls.begin(job.executionId);
    const done = run(job, abort.signal).finally(() => {
      context.calls.end(job.executionId);
      running.delete(job.executionId);
      if (isFull || isWoken) wake();
    });
    running.set(job.executionId, { job, abort, done });
  };

  const run = async (job: Run['job'], signal: AbortSignal) => {
    if (job.attempts > retryDelaysMs.length + 1) {
      await guard('finish', () => finish(db, job, lease.owner, LOST, signal));
      context.noteCounted();
      return;
    }
    const { ending, failure } = await attempt(context, job, signal);
    // Broken off: it is given back, canceled or another's.
    if (signal.aborted) return;
    const { attempts } = job;
    const delay = failure && planRetry({ attempts, ...failure }, retryDelaysMs, now());
    if (delay === null) {
      await guard('finish', () => finish(db, job, lease.owner, ending, signal));
      context.noteCounted();
      return;
    }
    await guard('requeue', () => requeueExecution(db, job, lease.owner, delay));
    wakeIn(delay);
  };

  const wakeIn = (delay: number) => {
    const timer = setTimeout(() => {
      retries.delete(timer);
      wake();
    }, delay + 1);
    retries.add(timer);
  };

  const beat = async () => {
    if (running.size === 0) return;
    const before = [...running];
    // Only on what it runs: what it took without hearing so, in an answer that was lost, has to fall due.
    const ids = before.map(([id]) => id);
    const kept = await guard('keep its leases', () => extendLeases(db, lease, ids));
    if (kept === null) return;
    const ours = new Set(kept);
    for (const [id, { abort }] of before) if (!ours.has(id)) abort.abort();
  };

  /** A worker outlives what goes wrong in one step; the poll and the leases mend it. */
  const guard = async <T>(what: string, act: () => Promise<T>): Promise<T | null> => {
    try {
      return await act();
    } catch (error) {
      if (!isStopped) log(`The worker could not ${what}: ${error instanceof Error ? error.message : error}`);
      return null;
    }
  };

  const poll = setInterval(() => {
    void guard('end what was abandoned', () => endAbandoned(db)).then(
      (count) => count && context.noteCounted(),
    );
    wake();
  }, pollMs);
  const heart = setInterval(() => void beat(), leaseMs / 3);
  wake();

  return {
    wake,
    stop: async () => {
      isStopped = true;
      clearInterval(poll);
      for (const timer of retries) clearTimeout(timer);
      await claiming;
      const ended = Promise.all([...running.values()].map(({ done }) => done));
      const grace = new AbortController();
      await Promise.race([ended, sleep(graceMs, undefined, { signal: grace.signal }).catch(() => {})]);
      grace.abort();
      clearInterval(heart);
      for (const { abort } of running.values()) abort.abort();
      await ended;
      await guard('give back', () => releaseLeases(db, lease.owner));
    },
  };
}

const LOST: Ending = {
  status: 'failed',
  responseText: null,
  errorType: 'abandoned',
  errorMessage: 'The worker that ran it last ended before the provider answered, and no attempt is left.',
  promptTokens: null,
  responseTokens: null,
  latencyMs: null,
  totalCost: null,
};
