import { describe, expect, it } from 'vitest';
import { findProjectNameProblem } from './project.ts';

describe('the name of a project', () => {
  it.each(['default', 'a', '7', 'a.b_c-d', 'a'.repeat(100)])('may be %s', (name) =>
    expect(findProjectNameProblem(name)).toBeNull(),
  );

  it.each(['', 'A', 'Shop', '-a', '.a', '_a', 'a b', ' a', 'a/', 'a\n', 'é', 'a'.repeat(101)])(
    'is not %j',
    (name) =>
      expect(findProjectNameProblem(name)).toBe(
        'must have 1 to 100 lower-case letters, digits and _ . -, and start with a letter or digit',
      ),
  );
});
