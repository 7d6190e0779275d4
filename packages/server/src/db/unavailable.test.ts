import { describe, expect, it } from 'vitest';
import { isUnavailable } from './unavailable.ts';

const error = (message: string, facts: object = {}) => Object.assign(new Error(message), facts);

describe('isUnavailable', () => {
  it.each([
    error('connect', { code: 'ECONNREFUSED' }),
    error('connection failure', { code: '08006' }),
    error('terminating connection', { code: '57P01', severity: 'FATAL' }),
    error('No space left on device', { code: '53100', severity: 'ERROR' }),
    error('cannot execute INSERT in a read-only transaction', { code: '25006', severity: 'ERROR' }),
    error('Connection terminated unexpectedly'),
    error('timeout exceeded when trying to connect'),
    error('Postgres connection has been discarded'),
    new AggregateError([error('connect', { code: 'ECONNREFUSED' })]),
  ])('%s', (cause) => {
    expect(isUnavailable(cause)).toBe(true);
  });

  it.each([
    error('bug'),
    error('duplicate key', { code: '23505', severity: 'ERROR' }),
    'text',
    new AggregateError([]),
  ])('not %s', (cause) => {
    expect(isUnavailable(cause)).toBe(false);
  });
});
