import { expect, it } from 'vitest';
import { AnswerTooLarge } from './exchange.ts';
import { toAnswerError, toNetworkError } from './failures.ts';

const server = { url: 'https://ledger.example', from: 'LEDGER_URL', keyFrom: 'The key came from here.' };
const failure = (message: string, code?: string) => Object.assign(new Error(message), code ? { code } : {});

it.each([
  [
    failure('connect', 'ECONNREFUSED'),
    'unreachable',
    'No server answers at https://ledger.example (from LEDGER_URL).',
  ],
  [new AggregateError([failure('a', 'ECONNREFUSED')]), 'unreachable', 'No server answers at'],
  [new AggregateError([]), 'unreachable', 'failed: no reason is given.'],
  [failure('lookup', 'ENOTFOUND'), 'unreachable', 'is not known to DNS'],
  [failure('certificate has expired', 'CERT_HAS_EXPIRED'), 'unreachable', 'No secure connection to'],
  [failure('unable', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'unreachable', 'No secure connection to'],
  [failure('slow', 'UND_ERR_CONNECT_TIMEOUT'), 'timeout', 'did not answer in time'],
  [failure('other side closed', 'UND_ERR_SOCKET'), 'unreachable', 'failed: other side closed.'],
  [new AnswerTooLarge(), 'not_a_ledger', 'does not look like a Prompt Ledger server'],
  ['thrown by whoever', 'unreachable', 'failed: no reason is given.'],
])('%s', (error, code, sentence) => {
  const told = toNetworkError(error, server);
  expect(told.code).toBe(code);
  expect(told.message).toContain(sentence);
  expect(told.hint).not.toBeNull();
});

it('takes no JSON that is not an object for a refusal of ours', () => {
  expect(toAnswerError({ status: 400, text: '"no"' }, server).code).toBe('not_a_ledger');
  expect(toAnswerError({ status: 404, text: '{"detail": "No such prompt."}' }, server).code).toBe(
    'not_found',
  );
  expect(toAnswerError({ status: 429, text: '{"detail": "Too many."}' }, server).exitCode).toBe(3);
});
