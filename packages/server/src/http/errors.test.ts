import { LedgerError } from '@prompt-ledger/shared';
import { describe, expect, it } from 'vitest';
import { formatError, internalError, toLedgerError } from './errors.ts';

const error = (message: string, code: string) => Object.assign(new Error(message), { code });

describe('toLedgerError', () => {
  it('passes our own on', () => {
    const own = new LedgerError('not_found', 'No.');
    expect(toLedgerError(own)).toBe(own);
  });

  it.each([
    ['FST_ERR_CTP_BODY_TOO_LARGE', 413],
    ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 415],
    ['FST_ERR_BAD_URL', 400],
    ['FST_ERR_MAX_PARAM_LENGTH', 400],
    ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', 400],
    ['ECONNREFUSED', 503],
  ])('%s is %i', (code, status) => {
    expect(toLedgerError(error('x', code))?.status).toBe(status);
  });

  it.each([new Error('bug'), error('duplicate', '23505'), 'text', undefined])(
    '%s is ours to mend',
    (cause) => {
      expect(toLedgerError(cause)).toBeNull();
    },
  );
});

describe('formatError', () => {
  it('says nothing of what is inside of a bug', () => {
    expect(formatError(internalError())).toEqual({
      detail: expect.stringContaining('log'),
      code: 'internal',
    });
  });
});
