import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  conditions,
  holds,
  literal,
  parameter,
  path,
  reference,
  trees,
  values,
  variable,
} from '../../../test/support/trees.ts';
import { textParts } from './choices.ts';
import { mergeStates, mergeValues } from './merge.ts';
import { listOf } from './plain.ts';
import { concat } from './text.ts';
import { NOTHING_HIDDEN, staticValue, type Condition, type Item, type Part, type Value } from './values.ts';

const test: Condition = { op: 'truthy', path: path(parameter('x')) };
const text = (...parts: Part[]): Value => ({ kind: 'text', parts });
const y = variable(path(parameter('y')));
const when = (consequent: readonly Part[], alternate: readonly Part[]): Part => ({
  kind: 'if',
  test,
  consequent,
  alternate,
});

/** What a value turns out to be; of a list, the texts of its items. */
function turnOut(value: Value, given: Record<string, unknown>): unknown {
  const scene = { values: given, items: new Map() };
  if (value.kind === 'choice') {
    return turnOut(holds(value.test, scene) ? value.consequent : value.alternate, given);
  }
  if (value.kind === 'text') return reference(value.parts, scene);
  const itemsOf = (items: readonly Item[]): unknown[] =>
    items.flatMap((item) => {
      if (item.kind === 'one') return [turnOut(item.value, given)];
      if (item.kind !== 'when') throw new Error('no loops here');
      return itemsOf(holds(item.test, scene) ? item.consequent : item.alternate);
    });
  if (value.kind === 'list') return itemsOf(value.items);
  return value.kind === 'static' ? value.value : value;
}

describe('what one of two branches left', () => {
  const tree = trees(null, 1);
  const texts = fc.oneof(
    tree.map((parts): Value => text(...parts)),
    fc.constantFrom('a', 'ab').map(staticValue),
  );
  const value = fc.oneof(
    tree.map((parts): Value => text(...parts)),
    fc
      .tuple(conditions(null), texts, texts)
      .map(([of, consequent, alternate]): Value => ({ kind: 'choice', test: of, consequent, alternate })),
    fc.constantFrom('', 'a', 'ab', 'b').map(staticValue),
    fc.constantFrom(1, 12, true).map(staticValue),
    fc
      .array(fc.constantFrom('a', 'b').map(staticValue), { maxLength: 3 })
      .map((items): Value => listOf(items)),
  );

  it('is what the branch that is taken left, whatever it was', () => {
    fc.assert(
      fc.property(
        conditions(null),
        value,
        value,
        fc.option(value, { nil: undefined }),
        values,
        (of, a, b, before, given) => {
          const is = holds(of, { values: given, items: new Map() });
          expect(turnOut(mergeValues(of, a, b, before), given)).toEqual(turnOut(is ? a : b, given));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is what the branch that is taken added to a text', () => {
    fc.assert(
      fc.property(conditions(null), tree, tree, tree, values, (of, base, a, b, given) => {
        const is = holds(of, { values: given, items: new Map() });
        const [left, right] = [a, b].map((added) => text(...concat(base, added))) as [Value, Value];
        const merged = mergeValues(of, left, right, text(...base));
        expect(turnOut(merged, given)).toBe(turnOut(is ? left : right, given));
        if (base.length > 0) expect(merged.kind).toBe('text');
      }),
    );
  });

  it('has what both share outside of the condition', () => {
    const base = [literal('Hi '), y];
    const [more, other] = [
      [...base, literal('!')],
      [...base, literal('?')],
    ];
    expect(mergeValues(test, text(...more), text(...base), text(...base))).toEqual(
      text(...base, when([literal('!')], [])),
    );
    expect(mergeValues(test, text(...more), text(...other), text(...base))).toEqual(
      text(...base, when([literal('!')], [literal('?')])),
    );
    expect(mergeValues(test, text(...more), text(...other))).toEqual(
      text(...base, when([literal('!')], [literal('?')])),
    );
    expect(mergeValues(test, staticValue('ab'), staticValue('a'))).toEqual(
      text(literal('a'), when([literal('b')], [])),
    );
    expect(mergeValues(test, staticValue('a'), staticValue('ab'))).toEqual(
      text(literal('a'), when([], [literal('b')])),
    );
    expect(mergeValues(test, staticValue('ab'), staticValue('ac'), staticValue('a'))).toEqual(
      text(literal('a'), when([literal('b')], [literal('c')])),
    );
  });

  it('has outside of the condition what was added to one of two texts', () => {
    const before: Value = {
      kind: 'choice',
      test: { op: 'truthy', path: path(parameter('z')) },
      consequent: text(y),
      alternate: staticValue('b'),
    };
    const parts = textParts(before) ?? [];
    expect(parts).toHaveLength(1);
    expect(mergeValues(test, text(...parts, literal('!')), before, before)).toEqual(
      text(...parts, when([literal('!')], [])),
    );
    expect(mergeValues(test, before, text(...parts, literal('!')))).toEqual(
      text(...parts, when([], [literal('!')])),
    );
    expect(textParts({ ...before, alternate: staticValue(1) })).toBeNull();
  });

  it('stays a choice where the two have nothing in common', () => {
    for (const [a, b] of [
      [staticValue('a'), staticValue('b')],
      [staticValue(1), staticValue(12)],
      [text(y), staticValue('b')],
      [listOf([]), staticValue('b')],
    ] as const) {
      expect(mergeValues(test, a, b)).toEqual({ kind: 'choice', test, consequent: a, alternate: b });
    }
    expect(mergeValues(test, staticValue('a'), staticValue('b'), staticValue('c'))).toMatchObject({
      kind: 'choice',
    });
  });

  it('is the same where both left the same', () => {
    const value = text(y);
    expect(mergeValues(test, value, value)).toBe(value);
    const list = listOf([staticValue('a')]);
    expect(mergeValues(test, list, listOf([staticValue('a')]))).toEqual(list);
  });

  it('has the items that both share as they are', () => {
    const [a, b, c] = ['a', 'b', 'c'].map(staticValue) as [Value, Value, Value];
    const one = (of: Value): Item => ({ kind: 'one', value: of });
    expect(mergeValues(test, listOf([a, b]), listOf([a, c]))).toEqual({
      kind: 'list',
      items: [one(a), { kind: 'when', test, consequent: [one(b)], alternate: [one(c)] }],
    });
    const shared: Item = { kind: 'when', test, consequent: [], alternate: [one(b)] };
    expect(
      mergeValues(test, { kind: 'list', items: [shared, one(a)] }, { kind: 'list', items: [shared] }),
    ).toEqual({ kind: 'list', items: [shared, { kind: 'when', test, consequent: [one(a)], alternate: [] }] });
  });

  it('is no one list where one of two stands for what earlier turns left', () => {
    const origin = null as never;
    const hole = { name: 's', expression: 's', hidden: NOTHING_HIDDEN, loop: null, origin };
    const list = listOf([]);
    expect(mergeValues(test, { ...list, hole }, list)).toMatchObject({ kind: 'choice' });
    expect(mergeValues(test, { ...list, hole }, { ...list, hole })).toMatchObject({ kind: 'list', hole });
  });
});

it('after two branches there are the locals that both know', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ name })) as [
    { name: string },
    { name: string },
    { name: string },
  ];
  const state = (...entries: (readonly [{ name: string }, string])[]) =>
    new Map(entries.map(([cell, value]) => [cell, staticValue(value) as Value]));
  const merged = mergeStates(
    test,
    state([a, 'Hi!'], [b, 'b']),
    state([a, 'Hi?'], [c, 'c']),
    state([a, 'Hi']),
  );
  expect([...merged]).toEqual([[a, text(literal('Hi'), when([literal('!')], [literal('?')]))]]);
});
