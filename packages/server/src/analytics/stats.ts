import type { ExecutionStats } from '@prompt-ledger/shared/contract/stats';
import { addHistograms, percentiles, type Histogram } from './percentiles.ts';

/** Sums over executions. */
export interface Sums {
  readonly executions: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly canceled: number;
  /** How many told a latency, and all of it in milliseconds. */
  readonly latencies: number;
  readonly latencyMs: number;
  readonly promptTokens: number;
  readonly responseTokens: number;
  /** How many have a known cost, and all of it in USD. */
  readonly costs: number;
  readonly totalCost: number;
}

/** Sums with the latencies behind them. */
export interface Counts extends Sums {
  readonly histogram: Histogram;
}

export const NOTHING: Counts = {
  executions: 0,
  succeeded: 0,
  failed: 0,
  canceled: 0,
  latencies: 0,
  latencyMs: 0,
  promptTokens: 0,
  responseTokens: 0,
  costs: 0,
  totalCost: 0,
  histogram: '0',
};

/** What is answered of counts. */
export function toStats(sums: Counts): ExecutionStats {
  const { succeeded, failed, latencies, costs, histogram } = sums;
  const ended = succeeded + failed;
  const [p99 = null, p95 = null, p50 = null] = percentiles(histogram, latencies, [0.99, 0.95, 0.5]);
  return {
    execution_count: sums.executions,
    succeeded_count: succeeded,
    failed_count: failed,
    canceled_count: sums.canceled,
    error_rate: ended === 0 ? null : failed / ended,
    avg_latency_ms: latencies === 0 ? 0 : Math.round(sums.latencyMs / latencies),
    p50_latency_ms: p50,
    p95_latency_ms: p95,
    p99_latency_ms: p99,
    total_prompt_tokens: sums.promptTokens,
    total_response_tokens: sums.responseTokens,
    total_cost: costs === 0 && succeeded > 0 ? null : sums.totalCost,
    unpriced_count: Math.max(0, succeeded - costs),
  };
}

/** Several counts as one. */
export function addCounts(all: readonly Counts[]): Counts {
  const add = (read: (sums: Sums) => number) => all.reduce((sum, each) => sum + read(each), 0);
  return {
    executions: add((each) => each.executions),
    succeeded: add((each) => each.succeeded),
    failed: add((each) => each.failed),
    canceled: add((each) => each.canceled),
    latencies: add((each) => each.latencies),
    latencyMs: add((each) => each.latencyMs),
    promptTokens: add((each) => each.promptTokens),
    responseTokens: add((each) => each.responseTokens),
    costs: add((each) => each.costs),
    totalCost: add((each) => each.totalCost),
    histogram: all.reduce((sum, { histogram }) => addHistograms(sum, histogram), NOTHING.histogram),
  };
}
