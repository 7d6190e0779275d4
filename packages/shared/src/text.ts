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

/** The beginning of a text that fits into so many bytes of UTF-8; a code point is never cut in two. */
export function cutText(text: string, maxBytes: number): string {
  // No code unit takes more than three bytes.
  if (text.length * 3 <= maxBytes) return text;
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(maxBytes));
  return text.slice(0, read);
}

/** A text of another's making as it can be stored: what cannot is replaced by U+FFFD. */
export function toStorableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\u{FFFD}');
}
