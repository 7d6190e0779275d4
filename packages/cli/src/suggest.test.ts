import { expect, it } from 'vitest';
import { suggest } from './suggest.ts';

it('finds what was meant, and nothing where nothing is near', () => {
  const names = ['WELCOME', 'FAREWELL', 'support/answer'];
  expect(suggest('welcom', names)).toBe('WELCOME');
  expect(suggest('support/anser', names)).toBe('support/answer');
  expect(suggest('qqq', names)).toBeNull();
  expect(suggest('x', [])).toBeNull();
});
