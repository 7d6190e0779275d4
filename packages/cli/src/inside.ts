import nodePath from 'node:path';

/** Whether a path is a folder or lies below it. Both are absolute and real: links are not followed here. */
export function isInside(folder: string, file: string, path: nodePath.PlatformPath = nodePath): boolean {
  const relative = path.relative(folder, file);
  // `..x` is a name like any other; on another drive of Windows the way is no relative one.
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
