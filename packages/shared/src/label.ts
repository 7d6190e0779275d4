/** Labels of branches are this and the branch's name; sightings move them, and nobody else. */
export const BRANCH_LABEL = 'branch/';

/** What an execution uses that names no version. A label to look at and to move, but always there. */
export const ACTIVE_LABEL = 'active';

const LABEL_PATTERN = /^[\p{L}\p{Nd}_][\p{L}\p{M}\p{Nd}_.\-/]*$/u;

/**
 * Checks a label that somebody wants to set. What could be read as another kind of reference is none: a number, a
 * digest (`sha256:…`), a date (`{…}`).
 *
 * @returns what is wrong, as the end of a sentence ("must …"), or null for a good label
 */
export function findLabelProblem(label: string): string | null {
  if (label === '') return 'must not be empty';
  if ([...label].length > 100) return 'must have at most 100 characters';
  if (/^\d+$/.test(label)) return 'must not be a number, which means a version';
  if (label.startsWith(BRANCH_LABEL))
    return 'must not begin with "branch/": what is seen on a branch moves those';
  if (!LABEL_PATTERN.test(label)) {
    return 'must start with a letter, digit or "_" and have only letters, digits and _ . - /';
  }
  return null;
}
