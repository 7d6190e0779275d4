import fc from 'fast-check';
import { expect, it } from 'vitest';
import { conditions, holds, parameter, path } from '../../../test/support/trees.ts';
import type { Condition } from '../values/values.ts';
import { givenWhen, isGiven } from './guards.ts';

const root = parameter('x');
const [x, y] = [path(root), path(parameter('y'))];
const given = (of = x): Condition => ({ op: 'defined', path: of });
const not = (test: Condition): Condition => ({ op: 'not', test });
const pair = (op: 'and' | 'or'): Condition => ({ op, left: given(x), right: given(y) });

it('what a condition makes sure of is given wherever it turned out so', () => {
  const some = fc.option(fc.constantFrom('', 'a'), { nil: undefined });
  const list = fc.option(fc.constant([]), { nil: undefined });
  const scenes = fc.record({ a: some, b: some, c: some, xs: list, ys: list });
  fc.assert(
    fc.property(conditions(null), scenes, (test, values) => {
      const scene = { values, items: new Map() };
      let is: boolean;
      try {
        is = holds(test, scene);
      } catch {
        // It looks into what is not given, where the code would throw.
        return;
      }
      for (const { root: of } of givenWhen(test, is)) {
        expect(of.kind === 'parameter' && values[of.name as 'a']).not.toBeUndefined();
      }
    }),
    { numRuns: 500 },
  );
});

it('is what is asked for, through not, and, and or', () => {
  expect([givenWhen(given(), true), givenWhen(given(), false)]).toEqual([[x], []]);
  expect([givenWhen(not(given()), true), givenWhen(not(given()), false)]).toEqual([[], [x]]);
  expect([givenWhen(pair('and'), true), givenWhen(pair('and'), false)]).toEqual([[x, y], []]);
  expect(givenWhen(not(pair('and')), false)).toEqual([x, y]);
  const neither: Condition = { op: 'or', left: not(given(x)), right: not(given(y)) };
  expect([givenWhen(neither, true), givenWhen(neither, false)]).toEqual([[], [x, y]]);
  expect(givenWhen({ op: 'truthy', path: x }, true)).toEqual([]);
});

it('what is a part of something given is given, and nothing else', () => {
  const name = path(root, 'user', 'name');
  expect(isGiven(name, [path(root, 'user')])).toBe(true);
  expect(isGiven(name, [y, name])).toBe(true);
  expect(isGiven(path(root, 'user'), [name])).toBe(false);
  expect(isGiven(name, [path(root, 'user', 'id')])).toBe(false);
  expect(isGiven(x, [path(parameter('x'))])).toBe(false);
  expect(isGiven(x, [])).toBe(false);
});
