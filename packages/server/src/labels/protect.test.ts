import { describe, expect, it } from 'vitest';
import { isProtected } from './protect.ts';

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
