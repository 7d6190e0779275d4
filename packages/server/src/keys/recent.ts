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
   * @param read asks the database; what it does not find is asked for again each time
   */
  find(hash: string, now: Date, read: () => Promise<MatchedKey | null>): Promise<MatchedKey | null>;
  /** Nothing of what was read so far counts any more, nor what is being read. */
  forget(): void;
}

/** @param clock milliseconds that never go back: a wall clock that did would make a revoked key live on */
export function createRecentKeys(clock: () => number = () => performance.now()): RecentKeys {
  let kept = new Map<string, { readonly key: MatchedKey; readonly readAt: number }>();
  return {
    find: async (hash, now, read) => {
      const recent = kept.get(hash);
      const readAt = clock();
      if (recent !== undefined && readAt - recent.readAt < TRUSTED_MS && !isOver(recent.key, now))
        return recent.key;
      const keptThen = kept;
      keptThen.delete(hash);
      const key = await read();
      if (key === null || key.projectId === null) return key;
      if (keptThen.size >= MOST) keptThen.clear();
      keptThen.set(hash, { key, readAt });
      return key;
    },
    forget: () => {
      kept = new Map();
    },
  };
}

function isOver({ expiresAt }: MatchedKey, now: Date): boolean {
  return expiresAt !== null && expiresAt <= now;
}
