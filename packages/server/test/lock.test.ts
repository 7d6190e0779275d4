import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildImage } from '../scripts/build-image.mjs';
import { openDatabase } from '../src/db/database.ts';
import { acquireLock, LOCK_FILE } from '../src/db/lock.ts';
import { readStartTime } from '../src/db/process-identity.ts';
import { bundle, type Bundle } from './support/bundle.ts';
import { startChild, type Child } from './support/child.ts';

describe('the lock of a data directory', () => {
  let directory: string;
  let program: Bundle;
  const children: Child[] = [];

  beforeAll(async () => {
    program = await bundle('test/support/lock-holder.ts');
  });
  afterAll(() => program?.remove());
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'ledger-lock-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      child.process.kill('SIGKILL');
      await child.exit;
    }
    rmSync(directory, { recursive: true });
  });

  const start = () => {
    const child = startChild(program.file, [directory]);
    children.push(child);
    return child;
  };
  const lockFile = () => path.join(directory, LOCK_FILE);
  const writeOwner = (owner: object) =>
    writeFileSync(
      lockFile(),
      JSON.stringify({ token: '0'.repeat(36), startTime: 'never', host: hostname(), ...owner }),
    );

  it('names the process that has it to the second one', async () => {
    const first = start();
    expect(await first.firstLine).toBe('taken');
    const refusal = await start().firstLine;
    expect(refusal).toContain(`in use by process ${first.pid}`);
    expect(refusal).toContain(directory);
  });

  it('is free again after an orderly end, and leaves nothing behind', async () => {
    const first = start();
    await first.firstLine;
    first.process.kill('SIGTERM');
    await first.exit;
    expect(readdirSync(directory)).toEqual([]);
    expect(await start().firstLine).toBe('taken');
  });

  it('of a killed process is taken over', async () => {
    const first = start();
    await first.firstLine;
    first.process.kill('SIGKILL');
    await first.exit;
    expect(await start().firstLine).toBe('taken');
    expect(readdirSync(directory)).toEqual([LOCK_FILE]);
  });

  it('of a killed process is taken over by one of many', async () => {
    for (let round = 0; round < 3; round += 1) {
      const rivals = Array.from({ length: 6 }, start);
      const answers = await Promise.all(rivals.map((rival) => rival.firstLine));
      expect(answers.filter((answer) => answer === 'taken')).toHaveLength(1);
      expect(
        answers.filter((answer) => answer.startsWith('refused: Failure: The data directory')),
      ).toHaveLength(5);
      const winner = rivals[answers.indexOf('taken')];
      expect(JSON.parse(readFileSync(lockFile(), 'utf8')).pid).toBe(winner?.pid);
      winner?.process.kill('SIGKILL');
      await winner?.exit;
    }
  });

  it('of a process whose number another one has now is taken over', () => {
    writeOwner({ pid: process.pid });
    const lock = acquireLock(directory);
    expect(JSON.parse(readFileSync(lockFile(), 'utf8'))).toMatchObject({
      pid: process.pid,
      startTime: readStartTime(process.pid),
    });
    lock.release();
  });

  it('is also taken over when one who was about to do so was killed', () => {
    writeOwner({ pid: 2 ** 22 + 1 });
    writeFileSync(
      path.join(directory, `${LOCK_FILE}.${'0'.repeat(36)}`),
      JSON.stringify({ pid: 2 ** 22 + 2, startTime: 'never', host: hostname(), token: '1'.repeat(36) }),
    );
    acquireLock(directory).release();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('of another machine is left alone', () => {
    writeOwner({ pid: 1, host: 'elsewhere' });
    expect(() => acquireLock(directory)).toThrow(
      /process 1 on the machine "elsewhere".*delete .*ledger\.lock/,
    );
  });

  it('of another machine is taken over when nobody renewed it for a minute', () => {
    writeOwner({ pid: 1, host: 'elsewhere' });
    const [justAlive, silent] = [55, 65].map((seconds) => new Date(Date.now() - seconds * 1000));
    utimesSync(lockFile(), justAlive ?? 0, justAlive ?? 0);
    expect(() => acquireLock(directory)).toThrow(/on the machine "elsewhere"/);
    utimesSync(lockFile(), silent ?? 0, silent ?? 0);
    acquireLock(directory).release();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('is renewed by its owner, by the clock of the disk and not by its own', async () => {
    const now = Date.now();
    const longAgo = new Date(0);
    vi.useFakeTimers({ now: longAgo, toFake: ['Date'] });
    try {
      const lock = acquireLock(directory, { renewMs: 20, staleMs: 60_000 });
      const content = readFileSync(lockFile(), 'utf8');
      utimesSync(lockFile(), longAgo, longAgo);
      await vi.waitFor(() => expect(statSync(lockFile()).mtimeMs).toBeGreaterThan(now - 5_000));
      expect(readFileSync(lockFile(), 'utf8')).toBe(content);
      lock.release();
    } finally {
      vi.useRealTimers();
    }
  });

  it('of another machine is waited for by a database, until it is left behind', async () => {
    const dataDir = path.join(directory, 'data');
    const logged: string[] = [];
    const open = () => openDatabase({ kind: 'embedded', dataDir }, { log: (line) => logged.push(line) });
    await buildImage();
    mkdirSync(dataDir);
    const file = path.join(dataDir, LOCK_FILE);
    const owner = { pid: 1, startTime: '', host: 'elsewhere', token: '0'.repeat(36) };
    writeFileSync(file, JSON.stringify(owner));
    const opening = open();
    await expect.poll(() => logged.length).toBe(1);
    expect(logged[0]).toContain('Waiting to see whether it still lives.');
    // It does.
    const later = new Date(Date.now() + 1000);
    utimesSync(file, later, later);
    await expect(opening).rejects.toThrow(/on the machine "elsewhere"/);
    const silent = new Date(Date.now() - 59_000);
    utimesSync(file, silent, silent);
    await (await open()).close();
  });

  it('that is damaged is left alone', () => {
    writeFileSync(lockFile(), '{}');
    expect(() => acquireLock(directory)).toThrow(/is damaged/);
  });

  it('is not released by who lost it', () => {
    const lock = acquireLock(directory);
    writeOwner({ pid: process.pid });
    lock.release();
    expect(readdirSync(directory)).toEqual([LOCK_FILE]);
  });
});

describe('readStartTime', () => {
  it.each(['linux', 'darwin'] as const)('tells processes apart on %s', (platform) => {
    expect(readStartTime(process.pid, platform)).toBe(readStartTime(process.pid, platform));
    expect(readStartTime(process.pid, platform)).not.toBe('');
    expect(readStartTime(process.pid, platform)).not.toBe(readStartTime(1, platform));
  });

  it('is null for no process, and empty where it cannot be known', () => {
    expect(readStartTime(2 ** 22 + 1)).toBeNull();
    expect(readStartTime(process.pid, 'win32')).toBe('');
  });
});
