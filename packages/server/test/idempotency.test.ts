import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { databases } from './support/databases.ts';
import { useExecuting } from './support/executing.ts';

describe.each(databases)('an idempotency key on %s', (database) => {
  const on = useExecuting(database);
  const { execute, run } = on;

  it('answers the first execution again, by field and by header', async () => {
    const key = randomUUID();
    const first = await execute({ idempotency_key: key });
    await on.client.register({ greet: 'Changed {{ name }}' });
    const again = await on.client.send('/v1/prompts/greet/execute', {
      method: 'POST',
      body: JSON.stringify({ variables: { name: 'Ann' } }),
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
    });
    await on.client.register({ greet: 'Hello {{ name }}!' });
    expect(again.body).toEqual(first.body);
    expect(on.provider.received).toHaveLength(1);
  });

  it('runs once when many arrive at the same time', async () => {
    const body = { idempotency_key: randomUUID() };
    on.provider.next.push({ kind: 'answer', afterMs: 100 });
    const answers = await Promise.all(Array.from({ length: 10 }, () => execute(body)));
    expect(new Set(answers.map(({ body }) => body.execution_id)).size).toBe(1);
    expect(answers.every(({ body }) => body.response_text === 'An answer.')).toBe(true);
    expect(on.provider.received).toHaveLength(1);
  });

  it('with another body is a conflict; of a failure it is the same failure', async () => {
    const key = randomUUID();
    on.provider.next.push({ kind: 'refuse', status: 500 });
    const first = await execute({ idempotency_key: key });
    expect((await execute({ idempotency_key: key })).body).toEqual(first.body);
    for (const other of [{ variables: { name: 'Bob' } }, { mode: 'async' }, { params: { temperature: 1 } }]) {
      const { status, body } = await execute({ idempotency_key: key, ...other });
      expect([status, body.code]).toEqual([409, 'conflict']);
    }
    const [a, b] = [await run({ idempotency_key: key }), await execute({ idempotency_key: `${key}2` })];
    expect([a.status, b.status]).toEqual([200, 200]);
  });
});
