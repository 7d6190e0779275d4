import { expect, it } from 'vitest';
import { parameter, path } from '../../../test/support/trees.ts';
import { isNullish, isString, sameValue, staticValue, type Path, type Value } from './values.ts';

const root = parameter('x');
const given = (of: Path): Value => ({ kind: 'path', path: of, annotation: null });

it('two values are the same where nothing could tell them apart', () => {
  const list: Value = { kind: 'list', items: [] };
  const kinds: Value[] = [
    staticValue('1'),
    staticValue(1),
    staticValue(0),
    staticValue(-0),
    staticValue(undefined),
    staticValue(null),
    given(path(root)),
    given(path(root, 'a')),
    given(path(root, 'a', 'b')),
    given(path(root, 'a', 'c')),
    given(path(parameter('x'))),
    list,
    { kind: 'list', items: [] },
  ];
  for (const [index, one] of kinds.entries()) {
    expect(kinds.findIndex((other) => sameValue(one, other))).toBe(index);
    expect(kinds.findLastIndex((other) => sameValue(other, one))).toBe(index);
  }
  expect(sameValue(given(path(root, 'a')), given(path(root, 'a')))).toBe(true);
  expect(sameValue(staticValue(Number.NaN), staticValue(Number.NaN))).toBe(true);
});

it('a text and what is nothing are known for certain', () => {
  const values: Value[] = [
    staticValue(''),
    staticValue(1),
    staticValue(null),
    staticValue(undefined),
    given(path(root)),
  ];
  expect(values.map(isString)).toEqual([true, false, false, false, false]);
  expect(values.map(isNullish)).toEqual([false, false, true, true, false]);
});
