import { describe, expect, it } from 'vitest';
import type { Scope } from '../db/tables.ts';
import { isProtected, refuseForbidden } from './protect.ts';

describe('a protected label', () => {
  it.each([
    ['production', true],
    ['production-eu', false],
    ['release/1.2', true],
    ['release', false],
    ['staging', false],
  ])('%s: %s', (label, expected) => {
    expect(isProtected(label, ['production', 'release/*'])).toBe(expected);
  });

  it('is every one where all are', () => {
    expect(isProtected('anything', ['*'])).toBe(true);
    expect(isProtected('anything', [])).toBe(false);
  });
});

describe('a key', () => {
  const refusal = (label: string, ...scopes: Scope[]) => {
    try {
      refuseForbidden({ scopes }, label, ['production']);
    } catch (error) {
      return error;
    }
    return null;
  };

  it('moves a protected label with the scope "promote" or "admin"', () => {
    expect([refusal('production', 'promote'), refusal('production', 'admin')]).toEqual([null, null]);
    expect(refusal('production', 'sync')).toMatchObject({
      code: 'forbidden',
      message:
        'The label "production" is protected: moving it needs an API key with the scope "promote" or "admin".',
    });
  });

  it('moves any other with the scope "sync" as well', () => {
    expect([refusal('staging', 'promote'), refusal('staging', 'sync')]).toEqual([null, null]);
    expect(refusal('staging', 'read')).toMatchObject({
      code: 'forbidden',
      message: 'This API key lacks the scope "sync" or "promote", which this request needs.',
    });
  });
});
