import { expect, test } from 'vitest';
import { LedgerError } from './errors.ts';

test('a refusal has the status of its code', () => {
  const error = new LedgerError('checksum_mismatch', 'The text is another.', [
    { path: 'prompts.0', message: 'differs' },
  ]);
  expect(error).toMatchObject({
    status: 422,
    message: 'The text is another.',
    problems: [{ path: 'prompts.0' }],
  });
  expect(new LedgerError('not_found', 'No prompt.').problems).toEqual([]);
});
