/**
 * How many latencies fell into each bucket, as the database adds them up: one number, of which the last twelve digits are
 * the count of bucket 0 (the SQL function `histogram_of`).
 */
export type Histogram = string;

/** How many digits are the count of a bucket. */
const DIGITS = 12;
const ZERO = '0'.charCodeAt(0);

/**
 * The latencies in milliseconds that shares of all did not exceed, to 4 %; null of none. An answer has hundreds of
 * histograms, of a hundred buckets each, so nothing is made of a bucket but its count, and nothing is read of those below
 * the smallest share.
 *
 * @param all how many latencies the histogram counts
 * @param shares each from 0 to 1, the greatest first
 * @returns one for each share
 */
export function percentiles(histogram: Histogram, all: number, shares: readonly number[]): (number | null)[] {
  const found: (number | null)[] = shares.map(() => null);
  let below = all;
  let next = 0;
  // What a product of fractions leaves over is no latency.
  const isReached = () => below <= 0 || (shares[next] ?? 0) * all - below > 1e-9;
  for (let bucket = Math.ceil(histogram.length / DIGITS) - 1; bucket >= 0; bucket -= 1) {
    const count = countAt(histogram, histogram.length - bucket * DIGITS);
    if (count === 0) continue;
    below -= count;
    for (; next < shares.length && isReached(); next += 1) found[next] = middleOf(bucket);
    if (next === shares.length) break;
  }
  return found;
}

/** Two as one. */
export function addHistograms(one: Histogram, other: Histogram): Histogram {
  return String(BigInt(one) + BigInt(other));
}

/** The count whose digits end before a place. */
function countAt(histogram: Histogram, end: number): number {
  let count = 0;
  for (let at = Math.max(0, end - DIGITS); at < end; at += 1) {
    count = count * 10 + histogram.charCodeAt(at) - ZERO;
  }
  return count;
}

/** Bucket `b` holds what is from 2^(b/8) to below 2^((b+1)/8), as the SQL function `latency_bucket` has it. */
function middleOf(bucket: number): number {
  return Math.round(2 ** ((bucket + 0.5) / 8));
}
