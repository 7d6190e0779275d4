import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conditions, holds, parameter, path, values } from '../../../test/support/trees.ts';
import { choose, conditionValue, mapChoice, withoutNullish } from './choices.ts';
import { staticValue, UNDEFINED, type Condition, type Value } from './values.ts';

const isX: Condition = { op: 'truthy', path: path(parameter('x')) };
const isY: Condition = { op: 'truthy', path: path(parameter('y')) };
const [one, two, three] = ['1', '2', '3'].map(staticValue) as [Value, Value, Value];
const choice = (test: Condition, consequent: Value, alternate: Value): Value => ({
  kind: 'choice',
  test,
  consequent,
  alternate,
});

const leaf = fc.constantFrom<unknown>('1', '2', null, undefined).map((value) => staticValue(value as string));
const tree = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc
      .tuple(conditions(null), tie('value'), tie('value'))
      .map(([test, then, otherwise]) => choice(test, then, otherwise)),
  ),
})).value;

/** What a value turns out to be. */
function turnOut(value: Value, given: Record<string, unknown>): unknown {
  if (value.kind === 'choice') {
    const is = holds(value.test, { values: given, items: new Map() });
    return turnOut(is ? value.consequent : value.alternate, given);
  }
  return value.kind === 'static' ? value.value : value;
}

describe('a choice', () => {
  it('turns out to be the side that its condition says', () => {
    fc.assert(
      fc.property(conditions(null), tree, tree, values, (test, then, otherwise, given) => {
        const is = holds(test, { values: given, items: new Map() });
        expect(turnOut(choose(test, then, otherwise), given)).toBe(turnOut(is ? then : otherwise, given));
        expect(turnOut(conditionValue(test), given)).toBe(is);
      }),
    );
    expect([choose(true, one, two), choose(false, one, two)]).toEqual([one, two]);
  });

  it('between equals is none', () => {
    expect(choose(isX, one, staticValue('1'))).toEqual(one);
  });

  it('is not asked again on either side', () => {
    expect(choose(isX, choice(isX, one, two), three)).toEqual(choice(isX, one, three));
    expect(choose(isX, three, choice(isX, one, two))).toEqual(choice(isX, three, two));
    expect(choose(isX, choice(isY, one, two), choice(isY, two, one))).toEqual(
      choice(isX, choice(isY, one, two), choice(isY, two, one)),
    );
  });

  it('is changed in all that it can turn out to be', () => {
    const marked = (value: Value) => staticValue(`${turnOut(value, {})}!`);
    fc.assert(
      fc.property(tree, values, (value, given) => {
        expect(turnOut(mapChoice(value, marked), given)).toBe(`${turnOut(value, given)}!`);
      }),
    );
  });

  it('without null and undefined is what else it can turn out to be', () => {
    fc.assert(
      fc.property(tree, values, (value, given) => {
        const is = turnOut(value, given);
        if (is !== null && is !== undefined) expect(turnOut(withoutNullish(value), given)).toBe(is);
      }),
    );
    expect(withoutNullish(choice(isX, one, UNDEFINED))).toEqual(one);
    expect(withoutNullish(choice(isX, staticValue(null), one))).toEqual(one);
    expect(withoutNullish(choice(isX, choice(isY, UNDEFINED, one), two))).toEqual(choice(isX, one, two));
    expect(withoutNullish(UNDEFINED)).toEqual(UNDEFINED);
  });
});
