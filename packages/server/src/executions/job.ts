import type { Context } from '../context.ts';
import { insist } from '../db/insist.ts';
import { attempt } from './attempt.ts';
import { finish } from './finish.ts';
import type { Ending } from './repository/end.ts';
import { requeueExecution, type Job } from './repository/queue.ts';
import { planRetry } from './retry.ts';

/** Whose jobs these are, and when they are tried again. */
export interface JobSettings {
  readonly owner: string;
  readonly retryDelaysMs: readonly number[];
}

/**
 * Makes one attempt at a job, and stores what came of it, also when the database is away for a while.
 *
 * @param job its attempts change when it is taken a second time meanwhile
 * @param signal breaks it off: it is given back, canceled or another's, and nothing of it is stored
 * @returns in how many milliseconds it is due again; null when it is not
 */
export async function runJob(
  context: Context,
  job: Job,
  { owner, retryDelaysMs }: JobSettings,
  signal: AbortSignal,
): Promise<number | null> {
  const { db, now, noteCounted } = context;
  const { attempts } = job;
  const made = attempts > retryDelaysMs.length + 1 ? LOST : await attempt(context, job, signal);
  if (signal.aborted) return null;
  const delayMs = made.failure && planRetry({ attempts, ...made.failure }, retryDelaysMs, now());
  if (delayMs !== null) {
    await insist(signal, () => requeueExecution(db, job, owner, { attempts, delayMs }));
    return delayMs;
  }
  await finish(db, job, owner, made.ending, signal);
  noteCounted();
  return null;
}

/** Claimed once more than there are attempts. */
const LOST: { readonly ending: Ending; readonly failure: null } = {
  ending: {
    status: 'failed',
    responseText: null,
    errorType: 'abandoned',
    errorMessage: 'The worker that ran it last ended before the provider answered, and no attempt is left.',
    promptTokens: null,
    responseTokens: null,
    latencyMs: null,
    totalCost: null,
  },
  failure: null,
};
