import { describe, expect, it } from 'vitest';
import { matchesAny } from './globs.ts';

describe('globs', () => {
  it.each([
    ['src/*.ts', 'src/a.ts', true],
    ['src/*.ts', 'src/b/a.ts', false],
    ['src/**', 'src/b/a.ts', true],
    ['**/*.ts', 'a.ts', true],
    ['**/*.ts', 'b/c/a.ts', true],
    ['./src/**/a.ts', 'src/a.ts', true],
    ['src/**/**/a.ts', 'src/x/a.ts', true],
    ['**', 'any/thing', true],
    ['a***b', 'axxb', true],
    ['a?.ts', 'ab.ts', true],
    ['a?.ts', 'a/.ts', false],
    ['a[bc].ts', 'ac.ts', true],
    ['a[!bc].ts', 'ac.ts', false],
    ['{a,b}/*.{ts,tsx}', 'b/x.tsx', true],
    ['{a,b}/*.{ts,tsx}', 'c/x.tsx', false],
    ['a,b}.ts', 'a,b}.ts', true],
    ['app/\\[id\\]/\\(g\\)/a-b+c.ts', 'app/[id]/(g)/a-b+c.ts', true],
    ['a.ts', 'abts', false],
    ['[', '[', true],
    ['{', '{', true],
    ['a\\', 'a\\', true],
  ])('%s and %s: %s', (glob, path, expected) => {
    expect(matchesAny([glob])(path)).toBe(expected);
  });

  it('match nothing when there are none', () => {
    expect(matchesAny([])('a.ts')).toBe(false);
  });
});
