import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { withinTime } from './time-limit.ts';

const untilAborted = async (signal: AbortSignal) => {
  await sleep(60_000, undefined, { signal }).catch(() => {});
  return signal.aborted;
};

describe('withinTime', () => {
  it('ends what takes longer', async () => {
    expect(await withinTime(5, null, untilAborted)).toBe(true);
  });

  it('ends what the other signal ends, before and while it runs', async () => {
    expect(await withinTime(60_000, AbortSignal.abort(), untilAborted)).toBe(true);
    const outer = new AbortController();
    setTimeout(() => outer.abort(), 5);
    expect(await withinTime(60_000, outer.signal, untilAborted)).toBe(true);
  });

  it('gives what is there in time, and leaves nothing behind', async () => {
    const outer = new AbortController();
    let given: AbortSignal | null = null;
    const answer = await withinTime(20, outer.signal, async (signal) => {
      given = signal;
      return 'there';
    });
    await sleep(40);
    outer.abort();
    expect(answer).toBe('there');
    expect(given).toMatchObject({ aborted: false });
    expect(getEventListeners(outer.signal, 'abort')).toEqual([]);
  });

  it('leaves nothing behind what fails', async () => {
    const outer = new AbortController();
    const failing = withinTime(60_000, outer.signal, async () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(getEventListeners(outer.signal, 'abort')).toEqual([]);
  });
});
