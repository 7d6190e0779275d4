import { describe, expect, it } from 'vitest';
import type { Context } from '../context.ts';
import { answerEarlier } from './earlier.ts';
import type { StoredExecution } from './repository/find.ts';
import { fromRun, hashRequest } from './request.ts';

const REQUEST = fromRun(
  { prompt_name: 'greet', model: { model_name: 'gpt' }, variables: {}, params: {}, environment: 'dev' },
  'sync',
);

const stored = (more: Partial<StoredExecution>): StoredExecution => ({
  executionId: 'e1',
  promptName: 'greet',
  promptMode: 'tracking',
  versionNumber: 3,
  checksum: 'c',
  provider: 'openai',
  model: 'gpt',
  mode: 'sync',
  status: 'succeeded',
  environment: 'dev',
  correlationId: null,
  key: null,
  requestHash: hashRequest(REQUEST),
  params: {},
  attempts: 1,
  responseText: 'Ho',
  errorType: null,
  errorMessage: null,
  promptTokens: 1,
  responseTokens: 2,
  latencyMs: 3,
  totalCost: 4,
  createdAt: new Date('2026-11-20T00:00:00Z'),
  completedAt: new Date('2026-11-20T00:00:01Z'),
  ...more,
});

/** What has ended needs nothing of a server. */
const answer = (more: Partial<StoredExecution>) =>
  answerEarlier({ providers: { timeoutMs: 1000 } } as Context, 'project', stored(more), REQUEST);

describe('an execution that was asked for before', () => {
  it('is answered as it ended', async () => {
    expect(await answer({})).toMatchObject({
      execution_id: 'e1',
      status: 'succeeded',
      response_text: 'Ho',
      version_used: 3,
    });
    await expect(
      answer({ status: 'failed', errorType: 'timeout', errorMessage: 'Late.' }),
    ).rejects.toMatchObject({ code: 'provider_timeout', message: 'Late.' });
  });

  it('is only named, where a worker runs it', async () => {
    expect(await answer({ mode: 'async', status: 'running' })).toEqual({
      execution_id: 'e1',
      status: 'running',
      mode: 'async',
      prompt_mode: 'tracking',
    });
  });

  it('is not the answer to another request', async () => {
    await expect(answer({ requestHash: 'another' })).rejects.toMatchObject({
      code: 'conflict',
      message:
        'This idempotency key was used for another request. A key belongs to one request with one body.',
      facts: { executionId: 'e1' },
    });
  });
});
