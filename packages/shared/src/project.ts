/** The project of requests that name none. */
export const DEFAULT_PROJECT = 'default';

/** The header in which a request names the project it is about. */
export const PROJECT_HEADER = 'x-ledger-project';

const PROJECT_NAME_PATTERN = /^[a-z0-9][a-z0-9._-]{0,99}$/;

/**
 * Checks the name of a project, which has to fit into a header and a path.
 *
 * @returns what is wrong, as the end of a sentence ("must …"), or null for a good name
 */
export function findProjectNameProblem(name: string): string | null {
  if (PROJECT_NAME_PATTERN.test(name)) return null;
  return 'must have 1 to 100 lower-case letters, digits and _ . -, and start with a letter or digit';
}
