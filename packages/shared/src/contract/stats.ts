import { z } from 'zod';

/** A percentile is off by 4 % at most; null where nothing told a latency. Of the last attempt, in milliseconds. */
const latency = z.int().nullable();

/** What is known of many executions together, the kept and the pruned ones. */
export const executionStats = z.object({
  /** Those that wait or run included. */
  execution_count: z.int(),
  succeeded_count: z.int(),
  failed_count: z.int(),
  canceled_count: z.int(),
  /** Of those that succeeded or failed; null where there are none. */
  error_rate: z.number().nullable(),
  /** 0 where nothing told a latency. */
  avg_latency_ms: z.int(),
  p50_latency_ms: latency,
  p95_latency_ms: latency,
  p99_latency_ms: latency,
  total_prompt_tokens: z.int(),
  total_response_tokens: z.int(),
  /** USD, of those whose cost is known; null, not 0, where some succeeded and no cost is known. */
  total_cost: z.number().nullable(),
  /** How many succeeded at a cost that is not known. */
  unpriced_count: z.int(),
});

export type ExecutionStats = z.infer<typeof executionStats>;
