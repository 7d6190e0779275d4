import { describe, expect, it } from 'vitest';
import { createCalls } from './calls.ts';
import type { Job } from './repository/queue.ts';
import { createRuns } from './runs.ts';

const job = (executionId: string, attempts = 1): Job => ({
  executionId,
  attempts,
  provider: 'echo',
  model: 'echo',
  params: {},
  kind: 'text',
  renderedPrompt: 'Hi',
});

/** Runs that end when they are told to, or when they are broken off. */
function createThem() {
  const calls = createCalls();
  const begun: Job[] = [];
  const brokenOff: string[] = [];
  const ends = new Map<string, () => void>();
  const counts: number[] = [];
  const runs = createRuns(
    calls,
    (each, signal) =>
      new Promise<void>((resolve) => {
        begun.push(each);
        ends.set(each.executionId, resolve);
        signal.addEventListener('abort', () => {
          brokenOff.push(each.executionId);
          resolve();
        });
      }),
    () => counts.push(runs.count()),
  );
  const end = async (id: string) => {
    ends.get(id)?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { calls, runs, begun, brokenOff, counts, end };
}

describe('what a worker runs', () => {
  it('is counted until it ends, and then there is room', async () => {
    const { runs, counts, end } = createThem();
    for (const id of ['a', 'b']) runs.start(job(id));
    expect([runs.count(), counts]).toEqual([2, []]);
    await end('a');
    expect([runs.count(), counts]).toEqual([1, [1]]);
    await end('b');
    expect([runs.count(), counts]).toEqual([0, [1, 0]]);
  });

  it('is not begun twice when it is taken twice: it goes on, as the later attempt', async () => {
    const { runs, begun } = createThem();
    runs.start(job('a', 1));
    runs.start(job('a', 2));
    expect([runs.count(), begun]).toEqual([1, [job('a', 2)]]);
  });

  it('is broken off by the word that cancels it, and after its end by none', async () => {
    const { runs, calls, brokenOff, end } = createThem();
    for (const id of ['a', 'b']) runs.start(job(id));
    calls.cancel('nobody');
    calls.cancel('a');
    expect(brokenOff).toEqual(['a']);
    await end('b');
    calls.cancel('b');
    expect(brokenOff).toEqual(['a']);
  });

  it('is broken off where it is not kept, but not what was begun meanwhile', async () => {
    const { runs, brokenOff } = createThem();
    for (const id of ['a', 'b', 'c']) runs.start(job(id));
    const asked: string[][] = [];
    await runs.review(async (ids) => {
      asked.push(ids);
      runs.start(job('late'));
      return ['b'];
    });
    expect([asked, brokenOff]).toEqual([[['a', 'b', 'c']], ['a', 'c']]);
  });

  it('goes on where nobody can tell, and nobody is asked where there is nothing', async () => {
    const { runs, brokenOff } = createThem();
    let times = 0;
    const ask = async () => {
      times += 1;
      return null;
    };
    await runs.review(ask);
    expect(times).toBe(0);
    runs.start(job('a'));
    await runs.review(ask);
    expect([times, brokenOff]).toEqual([1, []]);
  });

  it('is broken off as a whole, and waited for', async () => {
    const { runs, brokenOff, end } = createThem();
    await runs.ended();
    for (const id of ['a', 'b']) runs.start(job(id));
    let isOver = false;
    const ended = runs.ended().then(() => (isOver = true));
    await end('a');
    expect(isOver).toBe(false);
    runs.abort();
    await ended;
    expect(brokenOff).toEqual(['b']);
  });
});
