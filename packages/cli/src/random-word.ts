/** Eight hex digits for names that no other process may have at the moment; nothing secret depends on them. */
export function randomWord(): string {
  return Math.floor(Math.random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');
}
