import { sql, type RawBuilder } from 'kysely';

/** What totals and deltas add up. */
const COLUMNS = [
  'executions',
  'succeeded',
  'failed',
  'canceled',
  'latencies',
  'latency_ms',
  'prompt_tokens',
  'response_tokens',
  'costs',
  'total_cost',
  'histogram',
] as const;

export type Column = (typeof COLUMNS)[number];

/** All of them, each as SQL. */
export function each(write: (column: RawBuilder<unknown>) => RawBuilder<unknown> = (column) => column) {
  return sql.join(COLUMNS.map((column) => write(sql.ref(column))));
}

/** The sum of each, by its name. */
export const SUMS = each((column) => sql`sum(${column}) as ${column}`);

/** What a row that is there already comes to with one that is added. */
export const ADDED = each((column) => sql`${column} = t.${column} + excluded.${column}`);
