/** How many latencies fell into each bucket, by the bucket's number. */
export type Histogram = readonly number[];

/**
 * The latency in milliseconds that a share of all did not exceed, to 4 %; null of none.
 *
 * @param share from 0 to 1
 */
export function percentile(histogram: Histogram, share: number): number | null {
  let all = 0;
  for (let bucket = 0; bucket < histogram.length; bucket += 1) all += histogram[bucket] ?? 0;
  let left = share * all;
  for (let bucket = 0; bucket < histogram.length; bucket += 1) {
    const count = histogram[bucket] ?? 0;
    left -= count;
    // What a sum of fractions leaves over is no latency.
    if (count > 0 && left <= 1e-9) return middleOf(bucket);
  }
  return null;
}

/** Bucket `b` holds what is from 2^(b/8) to below 2^((b+1)/8), as the SQL function `latency_bucket` has it. */
function middleOf(bucket: number): number {
  return Math.round(2 ** ((bucket + 0.5) / 8));
}

/** How many digits of a stored histogram are the count of a bucket, as the SQL function `histogram_of` has it. */
const DIGITS = 12;

/**
 * Reads one as the database adds them up: a number, the count of bucket 0 in its last digits. There are hundreds in an
 * answer, of a hundred buckets each, so no text is made of each count.
 */
export function readHistogram(digits: string): Histogram {
  const histogram: number[] = [];
  for (let end = digits.length; end > 0; end -= DIGITS) {
    let count = 0;
    for (let at = Math.max(0, end - DIGITS); at < end; at += 1) {
      count = count * 10 + digits.charCodeAt(at) - ZERO;
    }
    histogram.push(count);
  }
  return histogram;
}

const ZERO = '0'.charCodeAt(0);
