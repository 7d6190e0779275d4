import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Finds an installed package as the user's project sees it, else as the CLI's own place does (both installed
 * globally). The CLI knows its place by the script that Node was started with, once as named and once behind links:
 * that holds for source, for bundles and for either kind of module.
 *
 * @returns the URL of its entry, for `import()`; null where it is not installed
 */
export function findPackage(name: string, cwd: string, script: string | null): string | null {
  const places = [path.join(cwd, 'package.json'), ...(script === null ? [] : [script, realPath(script)])];
  for (const place of places) {
    try {
      return pathToFileURL(createRequire(place).resolve(name)).href;
    } catch {
      // Not to be seen from there; the next place may see it.
    }
  }
  return null;
}

function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
