/** Longest prompt name, in Unicode code points. */
export const NAME_MAX_LENGTH = 200;

const NAME_PATTERN = /^[\p{L}\p{Nd}_][\p{L}\p{M}\p{Nd}_.\-:/#]*$/u;

/**
 * Checks a prompt name against the one grammar that CLI and server share: 1 to 200 characters, letters of any
 * script, digits and `_ . - : / #`, starting with a letter, a digit or `_`. `@` is left to references.
 *
 * @returns what is wrong, as the end of a sentence ("must …"), or null for a good name
 */
export function findNameProblem(name: string): string | null {
  if (name === '') return 'must not be empty';
  if ([...name].length > NAME_MAX_LENGTH) return `must have at most ${NAME_MAX_LENGTH} characters`;
  if (name.includes('@')) return 'must not contain "@", which separates a name from a version in references';
  if (!NAME_PATTERN.test(name)) {
    return 'must start with a letter, digit or "_" and have only letters, digits and _ . - : / #';
  }
  return null;
}
