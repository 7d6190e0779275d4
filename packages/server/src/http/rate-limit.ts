/** Counts requests by key, in this process: two servers allow twice as much. */
export interface RateLimiter {
  /** @returns null for one that may go on, else in how many seconds to come again */
  take(keyId: string, now: Date): number | null;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** @param perMinute as many as may come at once, after a minute of silence; 0 is no limit */
export function createRateLimiter(perMinute: number): RateLimiter {
  const buckets = new Map<string, Bucket>();
  return {
    take: (keyId, now) => {
      if (perMinute === 0) return null;
      const bucket = buckets.get(keyId) ?? { tokens: perMinute, at: now.getTime() };
      // A clock that is set back gives nothing and takes nothing.
      const passed = Math.max(0, now.getTime() - bucket.at);
      bucket.tokens = Math.min(perMinute, bucket.tokens + (passed * perMinute) / 60_000);
      bucket.at = now.getTime();
      buckets.set(keyId, bucket);
      if (bucket.tokens >= 1) {
        bucket.tokens -= 1;
        return null;
      }
      return Math.max(1, Math.ceil(((1 - bucket.tokens) * 60) / perMinute));
    },
  };
}
