import { LedgerError, type ErrorCode } from '@prompt-ledger/shared';
import type { StoredExecution } from './repository/find.ts';

const CODES: Readonly<Record<string, ErrorCode>> = {
  provider_rejected: 'provider_rejected',
  rate_limited: 'rate_limited',
  timeout: 'provider_timeout',
};

/** What a caller is told of an execution that failed. @param retryAfterMs the provider's own word, where it gave one */
export function refuseFailed(
  executionId: string,
  errorType: string | null,
  message: string | null,
  retryAfterMs: number | null = null,
): LedgerError {
  const code = CODES[errorType ?? ''] ?? 'provider_failed';
  return new LedgerError(code, message ?? 'The execution failed.', [], {
    executionId,
    // A client that is told to slow down must be told for how long.
    ...(retryAfterMs === null && code !== 'rate_limited'
      ? {}
      : { retryAfterSeconds: Math.ceil((retryAfterMs ?? 5000) / 1000) }),
  });
}

/** What a caller is told of a synchronous execution, other than its answer. @returns null when it succeeded */
export function findRefusal({
  executionId,
  status,
  errorType,
  errorMessage,
}: Pick<StoredExecution, 'executionId' | 'status' | 'errorType' | 'errorMessage'>): LedgerError | null {
  switch (status) {
    case 'succeeded':
      return null;
    case 'failed':
      return refuseFailed(executionId, errorType, errorMessage);
    case 'canceled':
      return new LedgerError('conflict', 'The execution was canceled while it ran.', [], { executionId });
    case 'queued':
    case 'running':
      return new LedgerError('unavailable', 'The execution has not ended yet. Ask again in a moment.');
  }
}
