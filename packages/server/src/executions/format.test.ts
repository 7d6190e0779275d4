import { expect, it } from 'vitest';
import { formatResult } from './format.ts';

const queued = {
  executionId: 'e1',
  promptName: 'greet',
  promptMode: 'tracking',
  versionNumber: 3,
  provider: 'echo',
  model: 'm',
  mode: 'async',
  status: 'queued',
  environment: 'dev',
  correlationId: 'c',
  attempts: 0,
  responseText: null,
  errorType: null,
  errorMessage: null,
  promptTokens: null,
  responseTokens: null,
  latencyMs: null,
  totalCost: null,
  createdAt: new Date('2026-11-20T00:00:00Z'),
  completedAt: null,
} as const;

it('what an execution does not have yet is absent', () => {
  expect(formatResult(queued)).toStrictEqual({
    execution_id: 'e1',
    status: 'queued',
    mode: 'async',
    prompt_name: 'greet',
    prompt_mode: 'tracking',
    version_used: 3,
    model: { provider: 'echo', model_name: 'm' },
    environment: 'dev',
    correlation_id: 'c',
    attempts: 0,
    created_at: '2026-11-20T00:00:00.000Z',
    telemetry: { prompt_tokens: null, response_tokens: null, latency_ms: null, total_cost: null },
  });
});

it('an execution that ended tells its answer or its failure, and when', () => {
  const ended = { ...queued, attempts: 1, completedAt: new Date('2026-11-20T00:00:01Z') };
  expect(
    formatResult({
      ...ended,
      responseText: '',
      promptTokens: 1,
      responseTokens: 2,
      latencyMs: 3,
      totalCost: 4,
    }),
  ).toMatchObject({
    response_text: '',
    completed_at: '2026-11-20T00:00:01.000Z',
    telemetry: { prompt_tokens: 1, response_tokens: 2, latency_ms: 3, total_cost: 4 },
  });
  expect(formatResult({ ...ended, errorType: 'timeout', errorMessage: 'Late.' })).toMatchObject({
    error_type: 'timeout',
    error_message: 'Late.',
  });
});
