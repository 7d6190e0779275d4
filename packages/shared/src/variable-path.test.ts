import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatPath, parsePath } from './variable-path.ts';

it.each([
  ['name', ['name']],
  ['user.name', ['user', 'name']],
  ['rows[0].id', ['rows', 0, 'id']],
  ['grid[0][12]', ['grid', 0, 12]],
  ['headers["x.id"]', ['headers', 'x.id']],
  ['a["say \\"hi\\""].b', ['a', 'say "hi"', 'b']],
  ['a["\\u007f\\n"]', ['a', '\u007f\n']],
  ['a.x-id', ['a', 'x-id']],
  ['имя.naïve', ['имя', 'naïve']],
])('%s', (name, path) => {
  expect(parsePath(name)).toEqual(path);
});

it.each([
  '',
  '.',
  'a.',
  '.a',
  'a..b',
  'a[',
  'a[]',
  'a[x]',
  'a]',
  'a"b',
  '[0]',
  'a["b]',
  'a["\\x"]',
  'a[0]b',
  'a.[0]',
])('%j is no path', (name) => {
  expect(parsePath(name)).toBeNull();
});

it('is read as it was written', () => {
  const step = fc.oneof(fc.string(), fc.nat(), fc.constantFrom('x', 'x-id', 'a.b', '"', '\\', '[0]'));
  const first = fc.constantFrom('x', 'имя', 'x-y');
  fc.assert(
    fc.property(first, fc.array(step, { maxLength: 4 }), (root, steps) => {
      const path = [root, ...steps];
      expect(parsePath(formatPath(path))).toEqual(path);
    }),
  );
});
