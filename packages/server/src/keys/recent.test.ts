import { beforeEach, describe, expect, it } from 'vitest';
import { createRecentKeys, type RecentKeys } from './recent.ts';
import type { MatchedKey } from './repository.ts';

const KEY: MatchedKey = {
  keyId: 'k',
  hash: 'h',
  scopes: ['read'],
  isForEveryProject: false,
  projectId: 'p',
  lastUsedAt: null,
  expiresAt: null,
};
const NOW = new Date('2026-01-01T00:00:00Z');

describe('recent keys', () => {
  let time = 0;
  let reads = 0;
  let stored: MatchedKey | null = KEY;
  let isAway = false;
  let keys: RecentKeys;
  const find = (name = 'h', now = NOW) =>
    keys.find(name, now, async () => {
      reads += 1;
      if (isAway) throw new Error('away');
      return stored;
    });

  beforeEach(() => {
    time = 0;
    reads = 0;
    stored = KEY;
    keys = createRecentKeys(() => time);
  });

  it('reads a key once in a second', async () => {
    expect([await find(), await find()]).toEqual([KEY, KEY]);
    time = 999;
    expect(await find()).toBe(KEY);
    expect(reads).toBe(1);
    time = 1000;
    await find();
    expect(reads).toBe(2);
  });

  it('reads a key once for all who ask at one moment, also when that fails', async () => {
    const all = () => Promise.allSettled(Array.from({ length: 100 }, () => find()));
    const values = (await all()).map((each) => each.status === 'fulfilled' && each.value);
    expect(new Set(values)).toEqual(new Set([KEY]));
    expect(reads).toBe(1);
    time = 1000;
    isAway = true;
    expect((await all()).every((each) => each.status === 'rejected')).toBe(true);
    expect(reads).toBe(2);
    isAway = false;
    expect(await find()).toBe(KEY);
  });

  it('notices after that second what was revoked elsewhere', async () => {
    await find();
    stored = null;
    time = 1000;
    expect(await find()).toBeNull();
  });

  it('tells keys apart', async () => {
    await find('h one');
    await find('h two');
    expect(reads).toBe(2);
  });

  it('reads each time what is no key, and what has no project', async () => {
    stored = null;
    expect([await find(), await find()]).toEqual([null, null]);
    stored = { ...KEY, projectId: null };
    expect([await find(), await find()]).toEqual([stored, stored]);
    expect(reads).toBe(4);
  });

  it('ends a key at the moment when it expires', async () => {
    stored = { ...KEY, expiresAt: new Date(NOW.getTime() + 10) };
    await find();
    await find('h', new Date(NOW.getTime() + 9));
    expect(reads).toBe(1);
    stored = null;
    expect(await find('h', new Date(NOW.getTime() + 10))).toBeNull();
  });

  it('forgets all at once, even what is being read at that moment', async () => {
    await find();
    keys.forget();
    await find();
    expect(reads).toBe(2);

    keys.forget();
    const slow = keys.find('h', NOW, async () => {
      keys.forget();
      return KEY;
    });
    expect(await slow).toBe(KEY);
    stored = null;
    expect(await find()).toBeNull();
  });

  it('stays small', async () => {
    for (let i = 0; i < 1001; i += 1) await find(`h ${i}`);
    await find('h 0');
    expect(reads).toBe(1002);
    await find('h 1000');
    expect(reads).toBe(1002);
  });
});
