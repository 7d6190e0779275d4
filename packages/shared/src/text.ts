/**
 * Finds what Postgres and UTF-8 cannot store unchanged. Such text would come back different from what was hashed.
 *
 * @returns what is wrong, as the end of a sentence ("must …"), or null for storable text
 */
export function findTextProblem(text: string): string | null {
  if (text.includes('\0')) return 'must not contain the NUL character (U+0000)';
  if (!text.isWellFormed()) return 'must be well-formed Unicode: it has half of a surrogate pair';
  return null;
}
