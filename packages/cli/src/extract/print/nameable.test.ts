import { describe, expect, it } from 'vitest';
import { literal, parameter, path, variable } from '../../../test/support/trees.ts';
import {
  NOTHING_HIDDEN,
  type Condition,
  type Loop,
  type Part,
  type Path,
  type Slot,
} from '../values/values.ts';
import { isNameable } from './nameable.ts';

const loopOver = (list: Path): Loop => ({ list, filter: null });
const [outer, inner] = [loopOver(path(parameter('xs'))), loopOver(path(parameter('ys')))];
const each = (loop: Loop, ...body: Part[]): Part => ({ kind: 'for', loop, body, separator: '' });
const when = (test: Condition, ...consequent: Part[]): Part => ({
  kind: 'if',
  test,
  consequent,
  alternate: [],
});
const slotOf = (loop: Loop | null): Slot => ({
  name: 's',
  expression: 's()',
  hidden: NOTHING_HIDDEN,
  loop,
  // Where it comes from does not matter to its name.
  origin: { code: 'DYN_COMPUTED', node: null as never, module: null as never },
});
const hole = (slot: Slot): Part => ({ kind: 'slot', slot });

/** Each thing that only one turn of a loop can name, in all the places where it can stand. */
const turns: readonly (readonly [string, (loop: Loop) => Part])[] = [
  ['its number', (loop) => ({ kind: 'index', loop, offset: 0 })],
  [
    'a comparison of its number',
    (loop) => when({ op: 'index', loop, compare: '==', value: 0 }, literal('a')),
  ],
  ['whether it is the last', (loop) => when({ op: 'last', loop }, literal('a'))],
  ['the opposite of that', (loop) => when({ op: 'not', test: { op: 'last', loop } }, literal('a'))],
  ...(['and', 'or'] as const).flatMap((op) => {
    const known: Condition = { op: 'truthy', path: path(parameter('a')) };
    return [
      [
        `${op}, behind`,
        (loop: Loop) => when({ op, left: known, right: { op: 'last', loop } }, literal('a')),
      ] as const,
      [
        `${op}, in front`,
        (loop: Loop) => when({ op, left: { op: 'last', loop }, right: known }, literal('a')),
      ] as const,
    ];
  }),
];

/** Each thing that has another value at each turn. */
const values: readonly (readonly [string, (slot: Slot) => Part])[] = [
  ['itself', hole],
  ['a member of it', (slot) => variable(path({ kind: 'slot', slot }, 'name'))],
  ['how many it has', (slot) => ({ kind: 'length', path: path({ kind: 'slot', slot }) })],
  ['whether it is so', (slot) => when({ op: 'opaque', slot }, literal('a'))],
  [
    'what it is compared with',
    (slot) => when({ op: 'truthy', path: path({ kind: 'slot', slot }) }, literal('a')),
  ],
  ['a loop over it', (slot) => each(loopOver(path({ kind: 'slot', slot })), literal('a'))],
  ['text around it', (slot) => ({ kind: 'trim', body: [literal('a'), hole(slot)] })],
  [
    'the other branch',
    (slot) =>
      ({
        ...when({ op: 'truthy', path: path(parameter('a')) }),
        kind: 'if',
        alternate: [hole(slot)],
      }) as Part,
  ],
];

describe('a turn of a loop', () => {
  it.each(turns)('is named by %s in that very loop only', (_, of) => {
    expect(isNameable([each(outer, of(outer))])).toBe(true);
    expect(isNameable([each(outer, each(inner, of(inner)))])).toBe(true);
    expect(isNameable([each(outer, each(inner, of(outer)))])).toBe(false);
    expect(isNameable([of(outer)])).toBe(false);
    expect(isNameable([each(outer, each(inner), of(outer))])).toBe(true);
  });
});

describe('what only the program knows', () => {
  it.each(values)('has a name where it is one value: %s', (_, of) => {
    const slot = slotOf(null);
    expect(isNameable([of(slot)])).toBe(true);
    expect(isNameable([each(outer, each(inner, of(slot)))])).toBe(true);
  });

  it.each(values)('has one in the outermost loop where it is another at each turn: %s', (_, of) => {
    expect(isNameable([each(outer, of(slotOf(outer)))])).toBe(true);
    expect(isNameable([each(inner, of(slotOf(outer)))])).toBe(false);
    expect(isNameable([each(outer, each(inner, of(slotOf(inner))))])).toBe(false);
    expect(isNameable([each(outer, each(inner, of(slotOf(outer))))])).toBe(false);
    expect(isNameable([of(slotOf(outer))])).toBe(false);
  });

  it('has none in the filter of the loop, which is read before the turn', () => {
    const filtered = (filter: Condition): Part => {
      const loop: Loop = { ...loopOver(outer.list), filter };
      return each(loop, literal('a'));
    };
    expect(isNameable([filtered({ op: 'opaque', slot: slotOf(null) })])).toBe(true);
    expect(isNameable([filtered({ op: 'opaque', slot: slotOf(outer) })])).toBe(false);
    const own: Loop = loopOver(outer.list);
    own.filter = { op: 'last', loop: own };
    expect(isNameable([each(own, literal('a'))])).toBe(false);
    const around: Loop = { list: inner.list, filter: { op: 'last', loop: outer } };
    expect(isNameable([each(outer, each(around, literal('a')))])).toBe(false);
  });
});

it('one part without a name is enough, wherever it stands', () => {
  const [fine, bad] = [literal('a'), hole(slotOf(outer))];
  expect([isNameable([]), isNameable([fine]), isNameable([fine, variable(outer.list)])]).toEqual([
    true,
    true,
    true,
  ]);
  expect([isNameable([fine, bad]), isNameable([bad, fine])]).toEqual([false, false]);
});
