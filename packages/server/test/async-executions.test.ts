import { describe, expect, it } from 'vitest';
import { databases } from './support/databases.ts';
import { useExecuting } from './support/executing.ts';

describe.each(databases)('async executions on %s', (database) => {
  const on = useExecuting(database);
  const { execute, run, ended } = on;

  it('is queued, then run by the worker with what was rendered before', async () => {
    const { status, body } = await execute({ mode: 'async' });
    expect(status).toBe(200);
    expect(body).toEqual({
      execution_id: expect.any(String),
      status: 'queued',
      mode: 'async',
      prompt_mode: 'tracking',
    });
    expect(await ended(body.execution_id)).toMatchObject({
      status: 'succeeded',
      response_text: 'An answer.',
      attempts: 1,
      rendered_prompt: 'Hello Ann!',
    });
    for (const verb of ['/submit', ':submit']) {
      const submitted = await run({}, verb);
      expect(submitted.body.status).toBe('queued');
      expect((await ended(submitted.body.execution_id)).status).toBe('succeeded');
    }
  });

  it('tries again what may pass, with Retry-After before its own delays', async () => {
    on.provider.next.push(
      { kind: 'refuse', status: 429, headers: { 'retry-after': '0' } },
      { kind: 'refuse', status: 500 },
      { kind: 'hang up' },
    );
    const { body } = await execute({ mode: 'async' });
    expect(await ended(body.execution_id)).toMatchObject({ status: 'succeeded', attempts: 4 });
  });

  it('gives up after three retries, and at once on a refusal', async () => {
    on.provider.next.push(...Array.from({ length: 4 }, () => ({ kind: 'refuse', status: 503 }) as const));
    const failing = await execute({ mode: 'async' });
    expect(await ended(failing.body.execution_id)).toMatchObject({
      status: 'failed',
      attempts: 4,
      error_type: 'provider_error',
    });
    on.provider.received.length = 0;
    on.provider.next.push({ kind: 'refuse', status: 422 });
    const refused = await execute({ mode: 'async' });
    expect(await ended(refused.body.execution_id)).toMatchObject({
      status: 'failed',
      attempts: 1,
      error_type: 'provider_rejected',
    });
    expect(on.provider.received).toHaveLength(1);
  });

  it('loses none of many, and runs none twice', async () => {
    const submitted = await Promise.all(Array.from({ length: 60 }, () => execute({ mode: 'async' })));
    const all = [];
    for (const { body } of submitted) all.push(await ended(body.execution_id));
    expect(all.filter(({ status }) => status !== 'succeeded')).toEqual([]);
    expect(on.provider.received).toHaveLength(60);
  });

  it('can be canceled while it waits, and not after', async () => {
    on.provider.next.push({ kind: 'refuse', status: 429, headers: { 'retry-after': '3000' } });
    const { body } = await execute({ mode: 'async' });
    const id = body.execution_id;
    while (on.provider.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    for (const _ of [1, 2]) {
      const canceled = await on.client.post(`/v1/executions/${id}/cancel`, {});
      expect([canceled.status, canceled.body.status]).toEqual([200, 'canceled']);
    }
    const done = await execute();
    expect((await on.client.post(`/v1/executions/${done.body.execution_id}/cancel`, {})).status).toBe(409);
  });
});
