import type { MatchedKey } from './repository.ts';

/** How long this process goes by what it read of a key: so much later it notices what another one revoked. */
const TRUSTED_MS = 1_000;

/** So many keys are remembered. */
const MOST = 1_000;

/** Keys as they were read within the last second. A busy client's key would otherwise be one statement in three. */
export interface RecentKeys {
  /**
   * Finds a key in the project that is its usual one.
   *
   * @param read asks the database, once for all who ask at that moment; what it does not find is asked for again
   */
  find(hash: string, now: Date, read: () => Promise<MatchedKey | null>): Promise<MatchedKey | null>;
  /** Nothing of what was read so far counts any more, nor what is being read. */
  forget(): void;
}

/** A key that was read, or is being read just now, and since when. */
interface Reading {
  readonly key: Promise<MatchedKey | null>;
  readonly readAt: number;
}

/** @param clock milliseconds that never go back: a wall clock that did would make a revoked key live on */
export function createRecentKeys(clock: () => number = () => performance.now()): RecentKeys {
  let kept = new Map<string, Reading>();
  return {
    find: async (hash, now, read) => {
      const recent = kept.get(hash);
      const readAt = clock();
      if (recent !== undefined && readAt - recent.readAt < TRUSTED_MS) {
        const key = await recent.key;
        if (key === null || !isOver(key, now)) return key;
      }
      if (kept.size >= MOST) kept.clear();
      return keep(kept, hash, { key: read(), readAt });
    },
    forget: () => {
      kept = new Map();
    },
  };
}

/** Has who asks meanwhile wait for the same, and forgets what turns out to be no key. */
async function keep(kept: Map<string, Reading>, hash: string, reading: Reading): Promise<MatchedKey | null> {
  kept.set(hash, reading);
  const forget = () => {
    if (kept.get(hash) === reading) kept.delete(hash);
  };
  try {
    const key = await reading.key;
    if (key === null || key.projectId === null) forget();
    return key;
  } catch (error) {
    forget();
    throw error;
  }
}

function isOver({ expiresAt }: MatchedKey, now: Date): boolean {
  return expiresAt !== null && expiresAt <= now;
}
