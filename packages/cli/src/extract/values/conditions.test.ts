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
import { both, either, isOpaque, isPresent, negate, sameCondition, truthiness } from './conditions.ts';
import { NOTHING_HIDDEN, staticValue, type Condition, type Loop, type Slot, type Value } from './values.ts';

const slotNamed = (name: string): Slot => ({
  name,
  expression: name,
  hidden: NOTHING_HIDDEN,
  loop: null,
  // Conditions compare slots by identity alone.
  origin: { code: 'DYN_COMPUTED', node: null as never, module: null as never },
});
const [x, y] = [path(parameter('x')), path(parameter('y'))];
const truthy = (of = x): Condition => ({ op: 'truthy', path: of });
const isX = truthy();
const isY = truthy(y);
const not = (test: Condition): Condition => ({ op: 'not', test });
const loop: Loop = { list: x, filter: null };
const other: Loop = { list: x, filter: null };

const scene = (given: Record<string, unknown>) => ({ values: given, items: new Map() });
const holdsHere = (test: Condition | boolean, given: Record<string, unknown>) =>
  typeof test === 'boolean' ? test : holds(test, scene(given));
const test = fc.oneof(fc.boolean(), conditions(null));

describe('conditions that are put together', () => {
  it('hold where logic says so', () => {
    fc.assert(
      fc.property(test, test, values, (left, right, given) => {
        const [l, r] = [holdsHere(left, given), holdsHere(right, given)];
        expect(holdsHere(both(left, right), given)).toBe(l && r);
        expect(holdsHere(either(left, right), given)).toBe(l || r);
        expect(holdsHere(negate(left), given)).toBe(!l);
      }),
      { numRuns: 300 },
    );
  });

  it('say nothing twice', () => {
    expect([both(isX, truthy()), either(isX, truthy())]).toEqual([isX, isX]);
    expect([negate(not(isX)), negate(isX)]).toEqual([isX, not(isX)]);
    expect([both(true, isX), both(isX, true), either(false, isX), either(isX, false)]).toEqual(
      Array.from({ length: 4 }, () => isX),
    );
    const whole: Condition = { op: 'and', left: isX, right: isY };
    expect(both(isX, whole)).toBe(whole);
    expect(both(isY, whole)).toEqual({ op: 'and', left: isY, right: whole });
  });

  it('are decided where one is the opposite of the other', () => {
    expect([both(isX, not(isX)), both(not(isX), isX), both(false, isX), both(isX, false)]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect([either(isX, not(isX)), either(not(isX), isX), either(true, isX), either(isX, true)]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(both(isX, not(isY))).toEqual({ op: 'and', left: isX, right: not(isY) });
    expect(either(not(isX), isY)).toEqual({ op: 'or', left: not(isX), right: isY });
  });

  it('ask of what is true no more than that', () => {
    const isNull: Condition = { op: 'null', path: x };
    expect([both(not(isNull), isX), both(not(isNull), isY)]).toEqual([
      isX,
      { op: 'and', left: not(isNull), right: isY },
    ]);
    const isGiven: Condition = { op: 'defined', path: x };
    expect(both(isPresent(x), isX)).toEqual({ op: 'and', left: isGiven, right: isX });
    expect(either(not(isX), not(isY))).toEqual(not({ op: 'and', left: isX, right: isY }));
    expect(either(not(isGiven), not(isX))).toEqual({ op: 'or', left: not(isGiven), right: not(isX) });
  });

  it('are as short as what choices lower to can be said', () => {
    const short: Condition = { op: 'or', left: isX, right: isY };
    expect(either(isX, { op: 'and', left: not(isX), right: isY })).toEqual(short);
    expect(either({ op: 'and', left: not(isX), right: isY }, isX)).toEqual(short);
    const long: Condition = { op: 'and', left: isX, right: isY };
    expect(either(isX, long)).toEqual({ op: 'or', left: isX, right: long });
    expect(either(long, isX)).toEqual({ op: 'or', left: long, right: isX });
  });
});

describe('two conditions are the same', () => {
  const slots = ['s', 't'].map(slotNamed);
  const leaf = fc.oneof(
    conditions(null),
    fc.constantFrom<Condition>(
      ...slots.map((slot) => ({ op: 'opaque', slot }) as const),
      ...[loop, other].flatMap((of) => [
        { op: 'last', loop: of } as const,
        { op: 'index', loop: of, compare: '>', value: 0 } as const,
        { op: 'index', loop: of, compare: '<', value: 0 } as const,
        { op: 'index', loop: of, compare: '>', value: 1 } as const,
      ]),
      ...[x, y, path(x.root, 'x'), path(x.root, 0)].flatMap((of) => [
        truthy(of),
        { op: 'defined', path: of } as const,
        { op: 'null', path: of } as const,
        { op: 'equals', path: of, value: 'x' } as const,
        { op: 'equals', path: of, value: 'y' } as const,
        { op: 'contains', path: of, value: 'x' } as const,
        { op: 'length', path: of, compare: '>', value: 0 } as const,
        { op: 'length', path: of, compare: '<', value: 0 } as const,
        { op: 'length', path: of, compare: '>', value: 1 } as const,
      ]),
    ),
  );
  const composed = fc.oneof(
    { weight: 4, arbitrary: leaf },
    leaf.map(not),
    fc
      .tuple(fc.constantFrom('and', 'or'), fc.constantFrom(isX, isY), fc.constantFrom(isX, isY))
      .map(([op, left, right]): Condition => ({ op, left, right })),
  );
  /** Paths, loops and slots are kept; what is made of them is made anew. */
  const copy = (of: Condition): Condition => {
    if (of.op === 'not') return not(copy(of.test));
    if (of.op === 'and' || of.op === 'or') return { ...of, left: copy(of.left), right: copy(of.right) };
    return 'path' in of ? { ...of, path: path(of.path.root, ...of.path.segments) } : { ...of };
  };
  const written = (of: Condition): string =>
    JSON.stringify(of, (_, value: unknown) => {
      if (value === loop) return 'loop';
      if (value === other) return 'other';
      return value;
    });

  it('where they are made of the same parts, whoever made them', () => {
    fc.assert(
      fc.property(composed, (one) => {
        expect(sameCondition(one, copy(one))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('and else not, in either order', () => {
    fc.assert(
      fc.property(composed, composed, (one, another) => {
        const areSame = written(one) === written(another);
        expect(sameCondition(one, another)).toBe(areSame);
        expect(sameCondition(another, one)).toBe(areSame);
      }),
      { numRuns: 3_000 },
    );
  });

  it('only of the very same parameter, as two of one name stay two', () => {
    expect(sameCondition(isX, truthy(path(parameter('x'))))).toBe(false);
  });
});

describe('what JavaScript takes for true', () => {
  const opaque: Condition = { op: 'opaque', slot: slotNamed('o') };
  const truth = (value: Value) => truthiness(value, () => opaque);

  it('is a text with a character', () => {
    fc.assert(
      fc.property(trees(null, 2), values, (parts, given) => {
        const said = truth({ kind: 'text', parts });
        if (typeof said !== 'boolean' && isOpaque(said)) return;
        expect(holdsHere(said, given)).toBe(reference(parts, scene(given)) !== '');
      }),
      { numRuns: 400 },
    );
  });

  it('can be said of texts whose emptiness is that of a list or of a branch', () => {
    const each = { kind: 'for', loop, body: [literal('a')], separator: '' } as const;
    const some: Condition = { op: 'length', path: x, compare: '>', value: 0 };
    const when = { kind: 'if', test: isY, consequent: [literal('a')], alternate: [] } as const;
    expect(truth({ kind: 'text', parts: [each] })).toEqual(some);
    expect(truth({ kind: 'text', parts: [when] })).toEqual(isY);
    expect(truth({ kind: 'text', parts: [each, when] })).toEqual({ op: 'or', left: some, right: isY });
    expect(truth({ kind: 'text', parts: [when, each] })).toEqual({ op: 'or', left: isY, right: some });
    expect(truth({ kind: 'text', parts: [] })).toBe(false);
    expect(truth({ kind: 'text', parts: [{ kind: 'trim', body: [variable(x), literal('a')] }] })).toBe(true);
    expect(truth({ kind: 'text', parts: [{ ...when, alternate: [literal('b')] }] })).toBe(true);
  });

  it('cannot be said of what only the values tell', () => {
    const unknown = variable(x);
    const within = { kind: 'if', test: isY, consequent: [unknown], alternate: [] } as const;
    for (const parts of [
      [unknown],
      [within],
      [{ ...within, consequent: [], alternate: [unknown] }],
      [{ kind: 'if', test: isY, consequent: [literal('a')], alternate: [] } as const, unknown],
      [unknown, { kind: 'if', test: isY, consequent: [literal('a')], alternate: [] } as const],
      [{ kind: 'for', loop, body: [unknown], separator: '' } as const],
      [
        {
          kind: 'for',
          loop: { ...loop, filter: isX },
          body: [literal('a')],
          separator: '',
        } as const,
      ],
    ]) {
      expect(truth({ kind: 'text', parts })).toEqual(opaque);
    }
  });

  it.each([
    ['', false],
    ['a', true],
    [0, false],
    [1, true],
    [null, false],
    [undefined, false],
    [true, true],
  ])('of %j is known', (value, is) => expect(truth(staticValue(value))).toBe(is));

  it('of an object or list that is given is that it is given, however empty', () => {
    const shaped = (shape: string): Value => ({
      kind: 'path',
      path: x,
      annotation: { shape, type: null, members: [], module: null } as never,
    });
    for (const shape of ['object', 'list', 'collection']) expect(truth(shaped(shape))).toEqual(isPresent(x));
    for (const shape of ['string', 'number', 'boolean', 'unknown']) expect(truth(shaped(shape))).toEqual(isX);
    expect(truth({ kind: 'path', path: x, annotation: null })).toEqual(isX);
    expect(['a', null, undefined].map((value) => holdsHere(isPresent(x), { x: value }))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('of a number is that it is not zero', () => {
    const count = { kind: 'length', path: x, offset: -1, isOnlyTruth: false } as const;
    expect(truth(count)).toEqual({ op: 'length', path: x, compare: '!=', value: 1 });
    expect(truth({ ...count, offset: 0, isOnlyTruth: true })).toEqual(isX);
    expect(truth({ ...count, isOnlyTruth: true })).toEqual(opaque);
    expect(truth({ kind: 'index', loop, offset: -1 })).toEqual({
      op: 'index',
      loop,
      compare: '!=',
      value: 1,
    });
  });

  it('of a choice is that of the side that is taken', () => {
    const choice = (consequent: Value, alternate: Value): Value => ({
      kind: 'choice',
      test: isX,
      consequent,
      alternate,
    });
    const [yes, no] = [staticValue(true), staticValue(false)];
    expect(truth(choice(yes, no))).toEqual(isX);
    expect(truth(choice(no, yes))).toEqual(not(isX));
    expect([truth(choice(yes, staticValue(1))), truth(choice(no, staticValue(0)))]).toEqual([true, false]);
    const given: Value = { kind: 'path', path: y, annotation: null };
    expect(truth(choice(given, no))).toEqual({ op: 'and', left: isX, right: isY });
    expect(truth(choice(given, yes))).toEqual({ op: 'or', left: not(isX), right: isY });
    expect(truth(choice(no, given))).toEqual({ op: 'and', left: not(isX), right: isY });
  });

  it('of what only the program knows is asked of the program', () => {
    const slot = slotNamed('s');
    const unknown: Value = {
      kind: 'unknown',
      code: 'DYN_COMPUTED',
      node: null as never,
      module: null as never,
      slot,
    };
    expect(truth(unknown)).toEqual({ op: 'opaque', slot });
    expect(truth({ ...unknown, positive: true })).toBe(true);
    expect(truth({ kind: 'list', items: [] })).toBe(true);
  });
});

it('a condition is opaque where any part of it is', () => {
  const opaque: Condition = { op: 'opaque', slot: slotNamed('o') };
  for (const op of ['and', 'or'] as const) {
    expect(isOpaque({ op, left: isX, right: not(opaque) })).toBe(true);
    expect(isOpaque({ op, left: opaque, right: isX })).toBe(true);
    expect(isOpaque({ op, left: isX, right: isY })).toBe(false);
  }
  expect([isOpaque(not(isX)), isOpaque(isX)]).toEqual([false, false]);
});
