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

const [COMMA, SEMICOLON, ZERO] = [0x2c, 0x3b, 0x30];

/**
 * Adds up histograms as the database writes them: the counts of each with commas between, nothing for none, and
 * semicolons between the histograms. There may be thousands, so nothing is made of each.
 */
export function addHistograms(text: string): Histogram {
  const sum: number[] = [];
  let [bucket, count] = [0, 0];
  for (let at = 0; at <= text.length; at += 1) {
    const char = at === text.length ? SEMICOLON : text.charCodeAt(at);
    if (char !== COMMA && char !== SEMICOLON) {
      count = count * 10 + char - ZERO;
      continue;
    }
    while (sum.length <= bucket) sum.push(0);
    sum[bucket] = (sum[bucket] ?? 0) + count;
    bucket = char === COMMA ? bucket + 1 : 0;
    count = 0;
  }
  return sum;
}
