/** How many latencies fell into which bucket. */
export type Histogram = ReadonlyMap<number, number>;

/**
 * The latency in milliseconds that a share of all did not exceed, to 4 %; null of none.
 *
 * @param share from 0 to 1
 */
export function percentile(histogram: Histogram, share: number): number | null {
  let left = share * [...histogram.values()].reduce((sum, count) => sum + count, 0);
  for (const [bucket, count] of [...histogram].toSorted(([a], [b]) => a - b)) {
    left -= count;
    // What a sum of fractions leaves over is no latency.
    if (left <= 1e-9) return middleOf(bucket);
  }
  return null;
}

/** Bucket `b` holds what is from 2^(b/8) to below 2^((b+1)/8), as the SQL function `latency_bucket` has it. */
function middleOf(bucket: number): number {
  return Math.round(2 ** ((bucket + 0.5) / 8));
}
