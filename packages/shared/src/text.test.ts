import { expect, test } from 'vitest';
import { cutText, findTextProblem, toStorableText } from './text.ts';

test('ordinary text of any script can be stored', () => {
  expect(findTextProblem('Grüße, 世界 💬\r\n\t')).toBeNull();
  expect(findTextProblem('')).toBeNull();
});

test('NUL and half a surrogate pair cannot', () => {
  expect(findTextProblem('a\0b')).toMatch(/NUL/);
  expect(findTextProblem('a\ud83d')).toMatch(/surrogate/);
});

test('a cut text fits and ends with a whole character', () => {
  expect(cutText('aé🙂b', 7)).toBe('aé🙂');
  expect(cutText('aé🙂b', 6)).toBe('aé');
  expect(cutText('aé🙂b', 8)).toBe('aé🙂b');
  expect(cutText('aé', 0)).toBe('');
});

test('what cannot be stored is replaced', () => {
  expect(toStorableText('a\0b\ud83dc🙂')).toBe('a\u{FFFD}b\u{FFFD}c🙂');
});
