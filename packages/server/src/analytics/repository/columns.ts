import { sql, type RawBuilder } from 'kysely';

/** What totals and deltas add up, beside the cost. */
const COUNTED = [
  'executions',
  'succeeded',
  'failed',
  'canceled',
  'latencies',
  'latency_ms',
  'prompt_tokens',
  'response_tokens',
  'costs',
] as const;

export type Column = (typeof COUNTED)[number] | 'total_cost';

/** All of them, each as SQL. */
export function each(
  write: (column: Column) => RawBuilder<unknown> = (column) => sql.ref(column),
): RawBuilder<unknown> {
  return sql.join([...COUNTED, 'total_cost' as const].map(write));
}

/** What a row that is there already comes to with one that is added. */
export const ADDED = sql`${each((column) => sql`${sql.ref(column)} = t.${sql.ref(column)} + excluded.${sql.ref(column)}`)},
  histogram = add_histograms(t.histogram, excluded.histogram)`;
