import path from 'node:path';
import { expect, it } from 'vitest';
import { isInside } from './inside.ts';

it.each([
  ['/r', '/r', true],
  ['/r', '/r/a/b.ts', true],
  ['/r', '/r/..x/b.ts', true],
  ['/r', '/r/...', true],
  ['/', '/a', true],
  ['/r', '/', false],
  ['/r', '/rest', false],
  ['/r/a', '/r/b', false],
  ['/r/a', '/r/..x', false],
])('below %s, %s: %j', (folder, file, expected) => {
  expect(isInside(folder, file, path.posix)).toBe(expected);
});

it.each([
  ['C:\\r', 'C:\\r\\..x\\b.ts', true],
  ['C:\\', 'C:\\r', true],
  ['C:\\r', 'C:\\s', false],
  ['C:\\r', 'D:\\r\\a', false],
  ['C:\\r', '\\\\host\\share\\a', false],
])('on Windows, below %s, %s: %j', (folder, file, expected) => {
  expect(isInside(folder, file, path.win32)).toBe(expected);
});
