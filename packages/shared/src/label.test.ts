import { describe, expect, it } from 'vitest';
import { ACTIVE_LABEL, BRANCH_LABEL, findLabelProblem } from './label.ts';

describe('a label that somebody chooses', () => {
  it.each(['production', 'a', '7a', '_', 'v1.2-rc_3', 'Größe', 'é', '名前', 'team/eu', ACTIVE_LABEL])(
    'may be %s',
    (label) => expect(findLabelProblem(label)).toBeNull(),
  );

  it('has a hundred characters at most, however they are stored', () => {
    expect(findLabelProblem('𝒳'.repeat(100))).toBeNull();
    expect(findLabelProblem('𝒳'.repeat(101))).toBe('must have at most 100 characters');
  });

  it.each([
    ['', 'must not be empty'],
    ['7', 'must not be a number, which means a version'],
    ['007', 'must not be a number, which means a version'],
    [`${BRANCH_LABEL}main`, 'must not begin with "branch/": what is seen on a branch moves those'],
  ])('is no %j', (label, problem) => expect(findLabelProblem(label)).toBe(problem));

  it.each(['-a', '.a', '/a', '\u0301a', 'a b', 'a@b', 'a:b', 'a#', ' a', 'a\n', '{a}', '!', 'a🙂', '~1'])(
    'has none of the characters of %j',
    (label) =>
      expect(findLabelProblem(label)).toBe(
        'must start with a letter, digit or "_" and have only letters, digits and _ . - /',
      ),
  );

  it('may end as that of a branch begins', () => {
    expect([BRANCH_LABEL, ACTIVE_LABEL]).toEqual(['branch/', 'active']);
    expect(findLabelProblem('a/branch/')).toBeNull();
  });
});
