import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { PoolState } from '../db/database.ts';
import type { RequestFacts } from '../http/access.ts';
import type { QueueState } from './repository.ts';

export interface Metrics {
  /** Counts an answered request. */
  observe(facts: RequestFacts): void;
  /** All of it, in Prometheus' text format. */
  read(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** What is looked up at the moment of reading. */
export interface MetricSources {
  /** Null when the database does not answer. */
  readonly queue: () => Promise<QueueState | null>;
  readonly pool: () => PoolState;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

export function createMetrics({ queue, pool }: MetricSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: 'ledger_http_requests_total',
    help: 'Requests by route and status; status 0 is a client that went away.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'ledger_http_request_duration_seconds',
    help: 'How long requests took, by route.',
    labelNames: ['method', 'route'],
    buckets: SECONDS,
    registers,
  });
  const up = new Gauge({
    name: 'ledger_database_up',
    help: 'Whether the database answers.',
    registers,
  });
  const executions = new Gauge({
    name: 'ledger_executions',
    help: 'Executions that have not ended, by status.',
    labelNames: ['status'],
    registers,
  });
  const oldest = new Gauge({
    name: 'ledger_queue_oldest_due_seconds',
    help: 'For how long the execution that is due longest has waited for a worker.',
    registers,
  });
  const connections = new Gauge({
    name: 'ledger_database_connections',
    help: 'Connections of this process, by what they do; waiting counts requests that have none.',
    labelNames: ['state'],
    registers,
  });
  let hasDefaults = false;

  const look = async () => {
    const { total, idle, waiting } = pool();
    connections.set({ state: 'busy' }, total - idle);
    connections.set({ state: 'idle' }, idle);
    connections.set({ state: 'waiting' }, waiting);
    const state = await queue();
    up.set(state === null ? 0 : 1);
    executions.reset();
    oldest.reset();
    if (state === null) return;
    executions.set({ status: 'queued' }, state.queued);
    executions.set({ status: 'running' }, state.running);
    oldest.set(state.oldestDueSeconds);
  };

  return {
    observe: ({ method, route, status, durationMs }) => {
      const labels = { method, route: route ?? 'none' };
      requests.inc({ ...labels, status });
      durations.observe(labels, durationMs / 1000);
    },
    read: async () => {
      // They watch the process from then on, so a server that nobody reads does not pay for them.
      if (!hasDefaults) collectDefaultMetrics({ register: registry });
      hasDefaults = true;
      await look();
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}
