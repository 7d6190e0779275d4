export const SOURCE_FILE = /\.[cm]?[jt]sx?$/;

/** The folder that holds a path; `''` is the root, whose parent is null. */
export function parentOf(path: string): string | null {
  if (path === '') return null;
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** Joins with `/` and resolves dots; a path that leaves the root begins with `../` and thus names no file. */
export function joinPath(directory: string, path: string): string {
  return normalizePath(directory === '' ? path : `${directory}/${path}`);
}

export function normalizePath(path: string): string {
  const result: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..' && result.length > 0 && result.at(-1) !== '..') result.pop();
    else result.push(segment);
  }
  return result.join('/');
}
