/** Whether a file is TypeScript, by its name: only there are types written, and checked. */
export function isTypeScript(path: string): boolean {
  return /\.[cm]?tsx?$/.test(path);
}
