import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { withLock } from './lock.ts';

function lockAt(): { folder: string; file: string; hold(holder: string, secondsAgo?: number): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'ledger-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'ledger', 'lock');
  return {
    folder,
    file,
    hold(holder, secondsAgo = 0) {
      mkdirSync(path.dirname(file));
      writeFileSync(file, holder);
      const time = new Date(Date.now() - secondsAgo * 1000);
      utimesSync(file, time, time);
    },
  };
}

/** No process has it: it is above what any system gives. */
const NOBODY = '999999999';

it('is held while work is done, and let go of when it fails', async () => {
  const { folder, file } = lockAt();
  const inner = await withLock(folder, async () => withLock(folder, async () => 'twice'));
  expect(inner).toBeNull();
  await expect(withLock(folder, () => Promise.reject(new Error('It failed')))).rejects.toThrow('It failed');
  expect(existsSync(file)).toBe(false);
  expect(await withLock(folder, async () => 'again')).toBe('again');
});

it.each([
  ['a process that runs', String(process.pid), 0],
  ['a process of somebody else', '1', 0],
  ['one that has not written its name yet', '', 0],
])('is left to %s', async (_what, holder, secondsAgo) => {
  const { folder, file, hold } = lockAt();
  hold(holder, secondsAgo);
  expect(await withLock(folder, async () => 'done')).toBeNull();
  expect(readFileSync(file, 'utf8')).toBe(holder);
});

it.each([
  ['a process that has ended', NOBODY, 0],
  ['one that has held it for longer than any work takes', String(process.pid), 61],
  ['one that never wrote its name', '', 61],
])('is taken from %s', async (_what, holder, secondsAgo) => {
  const { folder, file, hold } = lockAt();
  hold(holder, secondsAgo);
  expect(await withLock(folder, async () => readFileSync(file, 'utf8'))).toBe(String(process.pid));
  expect(existsSync(file)).toBe(false);
});

it('is not removed by who lost it meanwhile', async () => {
  const { folder, file } = lockAt();
  await withLock(folder, async () => writeFileSync(file, '1'));
  expect(readFileSync(file, 'utf8')).toBe('1');
});
