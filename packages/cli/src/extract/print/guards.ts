import type { Condition, Path } from '../values/values.ts';

/** What is known to be given where a condition turned out to hold, or not to. */
export function givenWhen(test: Condition, holds: boolean): readonly Path[] {
  switch (test.op) {
    case 'defined':
    case 'string':
      return holds ? [test.path] : [];
    case 'not':
      return givenWhen(test.test, !holds);
    case 'and':
    case 'or':
      // `a and b` holds where both do; where it does not, one of them may.
      return (test.op === 'and') === holds
        ? [...givenWhen(test.left, holds), ...givenWhen(test.right, holds)]
        : [];
    default:
      return [];
  }
}

/** Whether a path is known to be given, or something that it is a part of. */
export function isGiven({ root, segments }: Path, given: readonly Path[]): boolean {
  return given.some(
    (known) => known.root === root && known.segments.every((segment, index) => segment === segments[index]),
  );
}
