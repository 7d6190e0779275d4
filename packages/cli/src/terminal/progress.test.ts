import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCall, type Call } from '../call.ts';
import { createContext } from '../context.ts';
import { withProgress, type Progress } from './progress.ts';

let written = '';
let interrupt = () => {};

async function callAt(isTTY: boolean, json = false): Promise<Call> {
  written = '';
  const output = { write: () => {}, isTTY, columns: 80, rows: 24 };
  const context = {
    ...createContext(process),
    stdout: output,
    stderr: { ...output, write: (text: string) => void (written += text) },
    beforeInterrupt: (act: () => void) => {
      interrupt = act;
      return () => (interrupt = () => {});
    },
  };
  return createCall(context, { json, verbose: false, color: false, cache: false });
}

/** Work whose progress the test makes. */
function work() {
  let progress: Progress = () => {};
  let end: (value: string) => void = () => {};
  const start = (given: Progress) => {
    progress = given;
    return new Promise<string>((resolve) => (end = resolve));
  };
  return {
    start,
    after(ms: number, done: number, total: number) {
      vi.advanceTimersByTime(ms);
      progress(done, total);
    },
    end: () => end('done'),
  };
}

const WIPE = '\r\u001b[K';

describe('progress', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is none of work that is over in a second', async () => {
    const call = await callAt(true);
    const one = work();
    const result = withProgress(call, 'Working', one.start);
    one.after(900, 1, 2);
    one.end();
    expect(await result).toBe('done');
    expect(written).toBe('');
  });

  it('says after a second what is waited for, and then how much is done and how long the rest takes', async () => {
    const call = await callAt(true);
    const one = work();
    const result = withProgress(call, 'Working', one.start);
    vi.advanceTimersByTime(1_000);
    expect(written).toBe('Working …');
    one.after(1_000, 0, 4_000);
    one.after(2_000, 1_000, 4_000);
    // Too soon to be read.
    one.after(50, 1_100, 4_000);
    one.after(996_000, 1_500, 4_000);
    one.after(100, 4_000, 4_000);
    one.end();
    await result;
    expect(written.split(WIPE)).toEqual([
      'Working …',
      'Working: 0 of 4,000 …',
      'Working: 1,000 of 4,000, 12 s left …',
      'Working: 1,500 of 4,000, 28 min left …',
      'Working: 4,000 of 4,000 …',
      '',
    ]);
  });

  it('is wiped away by Ctrl-C, and shown at once where it is asked to', async () => {
    const call = await callAt(true);
    const one = work();
    const result = withProgress(call, 'Working', one.start, 'Reading');
    expect(written).toBe('Reading …');
    vi.advanceTimersByTime(2_000);
    expect(written).toBe('Reading …');
    interrupt();
    expect(written).toBe(`Reading …${WIPE}`);
    one.end();
    await result;
  });

  it.each([
    ['in a pipe', false, false],
    ['for a program', true, true],
  ])('is none %s', async (_where, isTTY, json) => {
    const call = await callAt(isTTY, json);
    const one = work();
    const result = withProgress(call, 'Working', one.start, 'Reading');
    one.after(5_000, 1, 2);
    one.end();
    expect(await result).toBe('done');
    expect(written).toBe('');
  });

  it('is over where work fails', async () => {
    const call = await callAt(true);
    const failing = withProgress(call, 'Working', Promise.reject(new Error('It failed')), 'Reading');
    await expect(failing).rejects.toThrow('It failed');
    expect(written).toBe(`Reading …${WIPE}`);
  });
});
