import type { ExecutionResult } from '@prompt-ledger/shared/contract/executions';
import type { StoredExecution } from './repository/find.ts';

/** An execution as it is answered; what it does not have yet is absent, not null. */
export function formatResult(
  execution: Omit<StoredExecution, 'requestHash' | 'params' | 'key' | 'checksum'>,
): ExecutionResult {
  const { completedAt, responseText, errorType, errorMessage } = execution;
  return {
    execution_id: execution.executionId,
    status: execution.status,
    mode: execution.mode,
    prompt_name: execution.promptName,
    prompt_mode: execution.promptMode,
    version_used: execution.versionNumber,
    model: { provider: execution.provider, model_name: execution.model },
    environment: execution.environment,
    correlation_id: execution.correlationId,
    attempts: execution.attempts,
    created_at: execution.createdAt.toISOString(),
    ...(completedAt === null ? {} : { completed_at: completedAt.toISOString() }),
    ...(responseText === null ? {} : { response_text: responseText }),
    ...(errorType === null ? {} : { error_type: errorType }),
    ...(errorMessage === null ? {} : { error_message: errorMessage }),
    telemetry: {
      prompt_tokens: execution.promptTokens,
      response_tokens: execution.responseTokens,
      latency_ms: execution.latencyMs,
      total_cost: execution.totalCost,
    },
  };
}
