import { describe, expect, it } from 'vitest';
import { simplify } from './simplify.ts';
import type { Condition, Part, Path } from '../values/values.ts';

const of = (name: string): Path => ({ root: { kind: 'parameter', name, optional: false }, segments: [] });
const [a, b] = [of('a'), of('b')];
const isA: Condition = { op: 'truthy', path: a };
const isB: Condition = { op: 'truthy', path: b };
const not = (test: Condition): Condition => ({ op: 'not', test });
const text = (words: string): Part => ({ kind: 'literal', text: words });
const when = (test: Condition, consequent: readonly Part[], alternate: readonly Part[] = []): Part => ({
  kind: 'if',
  test,
  consequent,
  alternate,
});

describe('a condition that is decided', () => {
  it.each<[string, Part, readonly Part[]]>([
    ['by itself', when(isA, [when(isA, [text('x')], [text('y')])]), [when(isA, [text('x')])]],
    [
      'by its opposite',
      when(isA, [text('x')], [when(not(isA), [text('y')])]),
      [when(isA, [text('x')], [text('y')])],
    ],
    [
      'by a part of what holds',
      when({ op: 'and', left: isA, right: isB }, [text('-'), when(isB, [text('x')])]),
      [when({ op: 'and', left: isA, right: isB }, [text('-x')])],
    ],
    [
      'as what is true is given',
      when(isA, [text('-'), when({ op: 'defined', path: a }, [text('x')])]),
      [when(isA, [text('-x')])],
    ],
    [
      'as what is not given is not true',
      when({ op: 'defined', path: a }, [text('x')], [when(isA, [text('y')], [text('z')])]),
      [when({ op: 'defined', path: a }, [text('x')], [text('z')])],
    ],
    [
      'as one thing is no other',
      when({ op: 'equals', path: a, value: 'p' }, [
        text('-'),
        when({ op: 'equals', path: a, value: 'q' }, [text('x')], [text('y')]),
      ]),
      [when({ op: 'equals', path: a, value: 'p' }, [text('-y')])],
    ],
  ])('%s is not asked again', (_, part, simple) => {
    expect(simplify([part])).toEqual(simple);
  });

  it('says nothing of another variable, nor of a length', () => {
    const parts = [
      when({ op: 'defined', path: a }, [
        text('-'),
        when({ op: 'length', path: a, compare: '>', value: 0 }, [text('x')]),
        when(isB, [text('y')]),
      ]),
    ];
    expect(simplify(parts)).toEqual(parts);
  });
});

it('an empty side is the alternate', () => {
  expect(simplify([when(isA, [], [text('x')])])).toEqual([when(not(isA), [text('x')])]);
  expect(simplify([when(not(isA), [], [text('x')])])).toEqual([when(isA, [text('x')])]);
  expect(simplify([when(isA, [], [])])).toEqual([]);
});

it('conditions that nest without more text are one', () => {
  expect(simplify([when(isA, [when(isB, [text('x')])])])).toEqual([
    when({ op: 'and', left: isA, right: isB }, [text('x')]),
  ]);
});
