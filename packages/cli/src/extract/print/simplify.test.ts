import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reference, text as anyText, trees } from '../../../test/support/trees.ts';
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

it('branches of one condition that follow each other are one', () => {
  expect(
    simplify([when(isA, [text('x')], [text('y')]), when(not(isA), [text('z')]), when(isA, [text('!')])]),
  ).toEqual([when(isA, [text('x!')], [text('yz')])]);
  // What stands between them is gone.
  expect(simplify([when(isA, [text('x')]), when(isB, [], []), when(isA, [text('y')])])).toEqual([
    when(isA, [text('xy')]),
  ]);
  expect(simplify([when(isA, [text('x')]), text('-'), when(isA, [text('y')])])).toHaveLength(3);
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

describe('what a condition says of the same thing', () => {
  const given: Condition = { op: 'defined', path: a };
  const isNull: Condition = { op: 'null', path: a };
  const equals = (value: string | boolean): Condition => ({ op: 'equals', path: a, value });
  const contains: Condition = { op: 'contains', path: a, value: 'p' };
  const long: Condition = { op: 'length', path: a, compare: '>', value: 0 };
  const rows: readonly (readonly [string, Condition, boolean, Condition, boolean | null])[] = [
    ['what is true is given', isA, true, given, true],
    ['what is true is not null', isA, true, isNull, false],
    ['what is true may equal anything', isA, true, equals('p'), null],
    ['what is not true may be given', isA, false, given, null],
    ['what is not true may be null', isA, false, isNull, null],
    ['what is given may be null', given, true, isNull, null],
    ['what is given may be true', given, true, isA, null],
    ['what is not given is not null', given, false, isNull, false],
    ['what is not given equals nothing', given, false, equals('p'), false],
    ['what is not given cannot be looked into', given, false, contains, null],
    ['what is not given has no length', given, false, long, null],
    ['null is given', isNull, true, given, true],
    ['null is not true', isNull, true, isA, false],
    ['null equals nothing', isNull, true, equals('p'), false],
    ['null cannot be looked into', isNull, true, contains, null],
    ['null has no length', isNull, true, long, null],
    ['what is not null may not be given', isNull, false, given, null],
    ['what is not null may be false', isNull, false, isA, null],
    ['what was looked into is given', contains, true, given, true],
    ['what was looked into in vain is given', contains, false, given, true],
    ['what was looked into is not null', contains, true, isNull, false],
    ['what was looked into may be true', contains, true, isA, null],
    ['what equals something is given', equals('p'), true, given, true],
    ['what equals something is not null', equals('p'), true, isNull, false],
    ['what equals a text is true', equals('p'), true, isA, true],
    ['what equals no text is not true', equals(''), true, isA, false],
    ['what equals one thing equals no other', equals('p'), true, equals('q'), false],
    ['what equals something may be looked into', equals('p'), true, contains, null],
    ['what does not equal one thing may equal another', equals('p'), false, equals('q'), null],
    ['what does not equal something may not be given', equals('p'), false, given, null],
    ['a length says nothing of the rest', long, true, isA, null],
  ];

  it.each(rows)('%s', (_, known, holds, asked, answer) => {
    const inner = when(asked, [text('yes')], [text('no')]);
    const branches: [Part[], Part[]] = holds
      ? [[text('-'), inner], [text('=')]]
      : [[text('=')], [text('-'), inner]];
    const said = answer === null ? [text('-'), inner] : [text(answer ? '-yes' : '-no')];
    const simple = holds ? when(known, said, branches[1]) : when(known, branches[0], said);
    expect(simplify([when(known, ...branches)])).toEqual([simple]);
  });

  it.each(rows.filter(([, , , , answer]) => answer !== null))(
    'but of nothing else: %s',
    (_, known, holds, asked) => {
      const elsewhere = { ...asked, path: b } as Condition;
      const inner = [text('-'), when(elsewhere, [text('yes')], [text('no')])];
      const whole = holds ? when(known, inner, [text('=')]) : when(known, [text('=')], inner);
      expect(simplify([whole])).toEqual([whole]);
    },
  );
});

describe('a condition that has parts', () => {
  const given: Condition = { op: 'defined', path: a };
  const c: Condition = { op: 'truthy', path: of('c') };
  const asked = (known: Condition, holds: boolean, test: Condition) => {
    const inner = [text('-'), when(test, [text('yes')], [text('no')])];
    const [simple] = simplify([holds ? when(known, inner, [text('=')]) : when(known, [text('=')], inner)]);
    if (simple?.kind !== 'if') throw new Error('no condition is left');
    const [first, second] = holds ? simple.consequent : simple.alternate;
    if (second?.kind === 'if') return second.test;
    return first?.kind === 'literal' ? first.text : null;
  };

  it('is asked for the parts that are open', () => {
    expect(asked(isA, true, { op: 'and', left: isA, right: isB })).toEqual(isB);
    expect(asked(isA, true, { op: 'and', left: isB, right: isA })).toEqual(isB);
    expect(asked(isA, false, { op: 'or', left: isA, right: isB })).toEqual(isB);
    expect(asked(isA, true, { op: 'or', left: isA, right: isB })).toBe('-yes');
    expect(asked(isA, false, { op: 'and', left: isA, right: isB })).toBe('-no');
    expect(asked(isA, true, not({ op: 'and', left: isA, right: isB }))).toEqual(not(isB));
  });

  it('is told by what its own first part decides', () => {
    expect(asked(c, true, { op: 'and', left: isA, right: { op: 'or', left: given, right: isB } })).toEqual(
      isA,
    );
    expect(asked(c, true, { op: 'or', left: isA, right: { op: 'and', left: given, right: isB } })).toEqual({
      op: 'or',
      left: isA,
      right: { op: 'and', left: given, right: isB },
    });
    expect(
      asked(c, true, { op: 'or', left: not(isA), right: { op: 'and', left: given, right: isB } }),
    ).toEqual({ op: 'or', left: not(isA), right: isB });
  });

  it('tells of each of them what it must be', () => {
    const all: Condition = { op: 'and', left: isA, right: isB };
    const any: Condition = { op: 'or', left: isA, right: isB };
    expect([asked(all, true, isA), asked(all, true, isB)]).toEqual(['-yes', '-yes']);
    expect([asked(any, false, isA), asked(any, false, isB)]).toEqual(['-no', '-no']);
    expect([asked(all, false, isA), asked(any, true, isB)]).toEqual([isA, isB]);
    expect([asked(not(isA), true, isA), asked(not(any), true, isB)]).toEqual(['-no', '-no']);
  });
});

describe('text', () => {
  it('of loops and trimmed text is said in fewer words as well', () => {
    const loop = { list: b, filter: null };
    const inner = when(isA, [text('x')], [text('y')]);
    const around = (body: readonly Part[]): Part[] => [
      { kind: 'for', loop, body, separator: ', ' },
      { kind: 'trim', body },
    ];
    expect(simplify([when(isA, around([inner]), [text('=')])])).toEqual([
      when(isA, around([text('x')]), [text('=')]),
    ]);
    expect(simplify(around([inner]))).toEqual(around([inner]));
  });

  it('has no condition around a condition only where neither has another branch', () => {
    for (const parts of [
      [when(isA, [when(isB, [text('x')], [text('y')])])],
      [when(isA, [when(isB, [text('x')])], [text('y')])],
      [when(isA, [when(isB, [text('x')]), text('y')])],
    ]) {
      expect(simplify(parts)).toEqual(parts);
    }
  });

  it('is the same after it, and no shorter for saying it again', () => {
    const some = fc.oneof(anyText, fc.constantFrom(null, undefined));
    const list = fc.array(anyText, { maxLength: 2 });
    const values = fc.record({ a: some, b: some, c: some, xs: list, ys: list });
    fc.assert(
      fc.property(trees(null, 2), values, (parts, given) => {
        const scene = { values: given, items: new Map() };
        let expected: string;
        try {
          expected = reference(parts, scene);
        } catch {
          // It looks into what is not given, where the code would throw.
          return;
        }
        const simple = simplify(parts);
        expect(reference(simple, scene)).toBe(expected);
        expect(simplify(simple)).toEqual(simple);
      }),
      { numRuns: 500 },
    );
  });
});
