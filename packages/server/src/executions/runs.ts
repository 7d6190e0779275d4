import type { Calls } from './calls.ts';
import type { Job } from './repository/queue.ts';

/** The jobs that a worker runs just now. */
export interface Runs {
  count(): number;
  start(job: Job): void;
  /**
   * Breaks off those that are somebody else's by now.
   *
   * @param keep tells which of them are still this worker's; null where that cannot be told
   */
  review(keep: (executionIds: string[]) => Promise<readonly string[] | null>): Promise<void>;
  /** Breaks off all. */
  abort(): void;
  /** Those that run now have ended. */
  ended(): Promise<unknown>;
}

interface Run {
  /** Its attempts change when it is taken a second time. */
  readonly job: Job & { attempts: number };
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/**
 * @param run runs one job until it has ended or is broken off, and never fails
 * @param onEnd hears that there is room for another one
 */
export function createRuns(
  calls: Calls,
  run: (job: Job, signal: AbortSignal) => Promise<void>,
  onEnd: () => void,
): Runs {
  const running = new Map<string, Run>();
  const abortAll = (runs: Iterable<Run>) => {
    for (const { abort } of runs) abort.abort();
  };
  return {
    count: () => running.size,
    start: (job) => {
      const own = running.get(job.executionId);
      if (own !== undefined) {
        // The database was away for longer than a lease, and this worker came first again: it goes on.
        own.job.attempts = job.attempts;
        return;
      }
      const abort = calls.begin(job.executionId);
      const done = run(job, abort.signal).finally(() => {
        calls.end(job.executionId);
        running.delete(job.executionId);
        onEnd();
      });
      running.set(job.executionId, { job, abort, done });
    },
    review: async (keep) => {
      if (running.size === 0) return;
      const before = new Map(running);
      const kept = await keep([...before.keys()]);
      if (kept === null) return;
      for (const id of kept) before.delete(id);
      abortAll(before.values());
    },
    abort: () => abortAll(running.values()),
    ended: () => Promise.all([...running.values()].map(({ done }) => done)),
  };
}
