import type { ExecuteRequest, RunRequest } from '@prompt-ledger/shared/contract/executions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromExecute, fromRun, hashRequest, readVersion, toModelParams } from './request.ts';

const execute = (more: object = {}) =>
  fromExecute('A', {
    model_name: 'gpt',
    variables: {},
    params: {},
    environment: 'dev',
    ...more,
  } as ExecuteRequest);
const run = (more: object = {}, mode: 'sync' | 'async' = 'sync') =>
  fromRun(
    {
      prompt_name: 'A',
      model: { model_name: 'gpt' },
      variables: {},
      params: {},
      environment: 'dev',
      ...more,
    } as RunRequest,
    mode,
  );

describe('a request', () => {
  it('to execute is of a tracked prompt, at the usual provider', () => {
    expect(execute()).toEqual({
      promptName: 'A',
      version: { kind: 'active' },
      mode: 'sync',
      provider: null,
      model: 'gpt',
      usualProvider: 'openai',
      variables: {},
      params: {},
      environment: 'dev',
      correlationId: null,
      idempotencyKey: null,
      expectedMode: 'tracking',
      isStreaming: false,
    });
    expect(
      execute({ provider: 'echo', correlation_id: 'c', idempotency_key: 'k', version: 3, stream: true }),
    ).toMatchObject({
      provider: 'echo',
      correlationId: 'c',
      idempotencyKey: 'k',
      version: { kind: 'number', number: 3 },
      isStreaming: true,
    });
  });

  it('to run is of any prompt, and names its provider', () => {
    expect(run()).toEqual({ ...execute(), usualProvider: null, expectedMode: null });
    expect(
      run(
        {
          version_number: 3,
          model: { provider: 'echo', model_name: 'm' },
          expected_mode: 'full',
          correlation_id: 'c',
          idempotency_key: 'k',
        },
        'async',
      ),
    ).toMatchObject({
      version: { kind: 'number', number: 3 },
      mode: 'async',
      provider: 'echo',
      model: 'm',
      expectedMode: 'full',
      correlationId: 'c',
      idempotencyKey: 'k',
    });
  });

  it.each([
    [undefined, 'sync'],
    [null, 'sync'],
    ['sync', 'sync'],
    ['async', 'async'],
  ])('has the mode %j: %s', (mode, expected) => expect(execute({ mode }).mode).toBe(expected));

  it.each([
    ['later', 'Invalid execution mode "later": use "sync" or "async".'],
    [7, 'Invalid execution mode: use "sync" or "async".'],
    ['x'.repeat(200), `Invalid execution mode "${'x'.repeat(100)}": use "sync" or "async".`],
  ])('has no mode %j', (mode, message) => {
    expect(() => execute({ mode })).toThrow(
      expect.objectContaining({ code: 'invalid_execution_mode', message }),
    );
  });

  it('is not told as it comes where a worker runs it later', () => {
    expect(run({ stream: true }).isStreaming).toBe(true);
    expect(run({ stream: false }, 'async').isStreaming).toBe(false);
    expect(run({ stream: null }).isStreaming).toBe(false);
    expect(() => run({ stream: true }, 'async')).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        message: 'The request is not valid: stream must not be true for what a worker runs later.',
        problems: [{ path: 'stream', message: 'must not be true for what a worker runs later' }],
      }),
    );
    expect(() => execute({ stream: true, mode: 'async' })).toThrow(/stream must not be true/);
  });
});

describe('a choice of the version', () => {
  it.each([
    [{}, { kind: 'active' }],
    [{ version: null, digest: null, label: null }, { kind: 'active' }],
    [{ version: 3 }, { kind: 'number', number: 3 }],
    [{ digest: 'sha256:abc' }, { kind: 'digest', prefix: 'abc' }],
    [{ digest: 'abc' }, { kind: 'digest', prefix: 'abc' }],
    [{ label: 'production' }, { kind: 'label', label: 'production' }],
    [{ label: 'active' }, { kind: 'active' }],
  ])('%j is %j', (asked, choice) =>
    expect(readVersion(asked as Parameters<typeof readVersion>[0])).toEqual(choice),
  );

  it.each([
    [{ version: 3, digest: 'abc' }, 'digest'],
    [{ version: 3, label: 'a' }, 'label'],
    [{ digest: 'abc', label: 'a' }, 'label'],
  ])('is one: %j is refused for its %s', (asked, path) => {
    expect(() => readVersion(asked)).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        message: `The request is not valid: ${path} must not be given together with another choice of the version.`,
        problems: [{ path, message: 'must not be given together with another choice of the version' }],
      }),
    );
  });
});

it('parameters have the names that models know, and only those that were given', () => {
  expect(toModelParams({})).toStrictEqual({});
  expect(
    toModelParams({ temperature: 0, top_p: 1, top_k: 2, repetition_penalty: 3, max_tokens: 4 }),
  ).toStrictEqual({ temperature: 0, topP: 1, topK: 2, repetitionPenalty: 3, maxTokens: 4 });
  expect(toModelParams({ max_tokens: 4, max_new_tokens: 5 })).toStrictEqual({ maxTokens: 5 });
});

describe('with one idempotency key', () => {
  it('the same content is the same request, in whatever order its names come', () => {
    const shuffled = (values: object) => Object.fromEntries(Object.entries(values).toReversed());
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (variables) => {
        const request = execute({ variables: { inner: variables } });
        expect(hashRequest(execute({ variables: { inner: shuffled(variables) } }))).toBe(
          hashRequest(request),
        );
      }),
    );
    const keyed = execute({ idempotency_key: 'k', stream: true });
    expect(hashRequest(keyed)).toBe(hashRequest(run()));
  });

  it.each([
    { variables: { a: 1 } },
    { model_name: 'other' },
    { params: { temperature: 1 } },
    { environment: 'production' },
    { version: 3 },
    { mode: 'async' },
    { provider: 'echo' },
    { correlation_id: 'c' },
  ])('%j is another request', (more) => expect(hashRequest(execute(more))).not.toBe(hashRequest(execute())));

  it('the order of a list tells', () => {
    const hash = (list: readonly number[]) => hashRequest(execute({ variables: { list } }));
    expect(hash([1, 2])).not.toBe(hash([2, 1]));
    expect(hash([1])).not.toBe(hashRequest(execute({ variables: { list: { 0: 1 } } })));
  });
});
