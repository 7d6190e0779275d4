import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parameter, path } from '../../../test/support/trees.ts';
import { fromPlain, listItems, listOf, memberOf, oneList, orderedKeys, recordOf, toPlain } from './plain.ts';
import { NOTHING_HIDDEN, staticValue, UNDEFINED, type Condition, type Item, type Value } from './values.ts';

const given: Value = { kind: 'path', path: path(parameter('x')), annotation: null };
const test: Condition = { op: 'truthy', path: path(parameter('y')) };
const one = (value: unknown): Item => ({ kind: 'one', value: staticValue(value as string) });
const maybe: Item = { kind: 'when', test, consequent: [one('a')], alternate: [] };
// Whoever reads members asks whether there are more, not which.
const more = { kind: 'unknown' } as never;

describe('a plain value', () => {
  it('is itself again, with its keys in order', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (plain) => {
        expect(JSON.stringify(toPlain(fromPlain(plain))?.plain)).toBe(JSON.stringify(plain));
      }),
    );
    expect(toPlain(fromPlain(null))).toEqual({ plain: null });
  });

  it('is known only where all of it is', () => {
    const parts: Value[] = [
      given,
      listOf([staticValue(1), given]),
      { kind: 'list', items: [one(1), maybe] },
      recordOf([
        ['a', staticValue(1)],
        ['b', given],
      ]),
      { ...recordOf([]), rest: more },
      listOf([recordOf([['a', listOf([given])]])]),
    ];
    expect(parts.map(toPlain)).toEqual(parts.map(() => null));
  });

  it('has no member that the text does not give it', () => {
    const { plain } = toPlain(fromPlain(JSON.parse('{"__proto__": 1}'))) ?? {};
    expect(Object.keys(plain as object)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(plain)).toBeNull();
  });
});

describe('the keys of a record', () => {
  const key = fc.oneof(
    fc.nat(12).map(String),
    fc.constantFrom('a', 'b', '01', '-1', '1.5', '', '4294967294', '4294967295', '4294967296', '99999999999'),
  );

  it('come as those of an object do', () => {
    fc.assert(
      fc.property(fc.uniqueArray(key), (keys) => {
        const record = recordOf(keys.map((one) => [one, UNDEFINED]));
        expect(orderedKeys(record)).toEqual(Object.keys(Object.fromEntries(keys.map((one) => [one, 1]))));
      }),
      { numRuns: 300 },
    );
  });
});

describe('a member', () => {
  it('of a text, a list or a record is what JavaScript reads', () => {
    const holder = fc.oneof(
      fc.string({ maxLength: 3 }),
      fc.array(fc.constantFrom('a', 'b'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', '0', 'length'), fc.constantFrom('x', 'y')),
    );
    const name = fc.constantFrom('0', '1', '2', '9', 'a', 'b', 'length', 'at', '-1', '1.5', 'toString');
    fc.assert(
      fc.property(holder, name, (plain, wanted) => {
        const member = memberOf(fromPlain(plain), wanted);
        if (member === null) return;
        expect(member).toEqual(staticValue((plain as unknown as Record<string, string>)[wanted]));
      }),
      { numRuns: 500 },
    );
    expect(memberOf(staticValue('abc'), 'length')).toEqual(staticValue(3));
    expect(memberOf(staticValue('abc'), '1')).toEqual(staticValue('b'));
    expect(memberOf(staticValue('abc'), '3')).toEqual(UNDEFINED);
    expect(memberOf(staticValue('0123456789x'), '10')).toEqual(staticValue('x'));
    expect(memberOf(listOf([...'0123456789x'].map(staticValue)), '10')).toEqual(staticValue('x'));
    expect(memberOf(listOf([given]), '0')).toBe(given);
    expect(memberOf(listOf([given]), '1')).toEqual(UNDEFINED);
    expect(memberOf(recordOf([['a', given]]), 'a')).toBe(given);
    expect(memberOf(recordOf([['a', given]]), 'b')).toEqual(UNDEFINED);
  });

  it('is not known where something that may be there decides', () => {
    const list: Value = { kind: 'list', items: [one('first'), maybe, one('last')] };
    expect(memberOf(list, '0')).toEqual(staticValue('first'));
    expect([memberOf(list, '1'), memberOf(list, '2'), memberOf(list, '9')]).toEqual([null, null, null]);
    const open: Value = { ...recordOf([['a', given]]), rest: more };
    expect([memberOf(open, 'a'), memberOf(open, 'b')]).toEqual([given, null]);
  });

  it('of what has none of its own is not known', () => {
    expect(memberOf(recordOf([]), 'toString')).toBeNull();
    for (const name of ['at', '1.5', '-1', 'x1', '1x']) {
      expect(memberOf(listOf([given]), name)).toBeNull();
      expect(memberOf(staticValue('abc'), name)).toBeNull();
    }
    expect(memberOf(staticValue(123), 'length')).toBeNull();
    expect(memberOf(given, 'a')).toBeNull();
  });
});

describe('a list', () => {
  it('has values that can be counted where every item is there', () => {
    expect(listItems([one('a'), one('b')])).toEqual([staticValue('a'), staticValue('b')]);
    expect(listItems([one('a'), maybe])).toBeNull();
  });

  it('that a choice is between is one, of items that are there or not', () => {
    const list = listOf([given]);
    const choice = (consequent: Value, alternate: Value): Value => ({
      kind: 'choice',
      test,
      consequent,
      alternate,
    });
    expect(oneList(list)).toBe(list);
    expect(oneList(choice(list, listOf([])))).toEqual({
      kind: 'list',
      items: [{ kind: 'when', test, consequent: list.items, alternate: [] }],
    });
    expect(oneList(choice(choice(list, list), list))?.items[0]).toMatchObject({ kind: 'when' });
    const slot = { name: 's', expression: 's', hidden: NOTHING_HIDDEN, loop: null, origin: more };
    for (const side of [given, { ...list, hole: slot }]) {
      expect([oneList(choice(list, side)), oneList(choice(side, list))]).toEqual([null, null]);
    }
    expect(oneList(given)).toBeNull();
  });
});
