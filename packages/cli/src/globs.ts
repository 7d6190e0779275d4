/** Makes a path a glob that matches just that path: Next.js and others name folders `[id]` and `(group)`. */
export function escapeGlob(path: string): string {
  return path.replace(/[\\*?[\]{}()!+@]/g, '\\$&');
}
