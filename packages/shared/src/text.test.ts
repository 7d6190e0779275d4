import { expect, test } from 'vitest';
import { findTextProblem } from './text.ts';

test('ordinary text of any script can be stored', () => {
  expect(findTextProblem('Grüße, 世界 💬\r\n\t')).toBeNull();
  expect(findTextProblem('')).toBeNull();
});

test('NUL and half a surrogate pair cannot', () => {
  expect(findTextProblem('a\0b')).toMatch(/NUL/);
  expect(findTextProblem('a\ud83d')).toMatch(/surrogate/);
});
