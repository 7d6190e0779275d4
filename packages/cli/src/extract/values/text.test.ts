import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reference, trees, values } from '../../../test/support/trees.ts';
import { printTemplates } from '../print/print.ts';
import {
  concat,
  ifParts,
  isTooLarge,
  literal,
  literalOf,
  literalText,
  longestOf,
  mayBeEmpty,
  measure,
  splitCommonStart,
  trimParts,
} from './text.ts';
import type { Part } from './values.ts';

const x: Part = {
  kind: 'variable',
  path: { root: { kind: 'parameter', name: 'x', optional: false }, segments: [] },
  annotation: null,
};

function trimmed(parts: readonly Part[], side: 'both' | 'start' | 'end'): string | null {
  const result = trimParts(parts, side);
  return result && (printTemplates([result], false).templates[0] ?? null);
}

describe('trimParts', () => {
  it.each<[string, readonly Part[], 'both' | 'start' | 'end', string | null]>([
    ['literals', literal(' \n a \uFEFF'), 'both', 'a'],
    ['the start alone', concat(literal(' a'), [x]), 'start', 'a{{ x }}'],
    ['the end alone', concat([x], literal('a ')), 'end', '{{ x }}a'],
    ['nothing but white space', literal(' \n'), 'both', ''],
    [
      'variables at both edges',
      concat([x], literal('a'), [x]),
      'both',
      '{% filter trim %}{{ x }}a{{ x }}{% endfilter %}',
    ],
    [
      'a variable at the end, behind a literal',
      concat(literal('a'), [x]),
      'end',
      '{% filter trim %}a{{ x }}{% endfilter %}',
    ],
    [
      'one behind a literal that begins with space',
      concat(literal(' a'), [x]),
      'end',
      ' {% filter trim %}a{{ x }}{% endfilter %}',
    ],
    [
      'one before a literal that ends with space',
      concat([x], literal('a ')),
      'start',
      '{% filter trim %}{{ x }}a{% endfilter %} ',
    ],
    ['one before a literal', concat([x], literal('a')), 'start', '{% filter trim %}{{ x }}a{% endfilter %}'],
    ['a variable alone on one side', [x], 'start', null],
    ['one behind white space only', concat(literal(' '), [x]), 'end', null],
    ['two variables on one side', [x, x], 'end', null],
    [
      'what is trimmed already',
      [{ kind: 'trim', body: [x] }],
      'both',
      '{% filter trim %}{{ x }}{% endfilter %}',
    ],
  ])('%s', (_, parts, side, expected) => {
    expect(trimmed(parts, side)).toBe(expected);
  });
});

describe('parts', () => {
  it('know whether they may be empty', () => {
    const test = {
      op: 'truthy',
      path: { root: { kind: 'parameter', name: 'x', optional: false }, segments: [] },
    } as const;
    const loop = { list: test.path, filter: null };
    expect(mayBeEmpty([])).toBe(true);
    expect(mayBeEmpty([x])).toBe(true);
    expect(mayBeEmpty([x, ...literal('a')])).toBe(false);
    expect(mayBeEmpty([{ kind: 'if', test, consequent: literal('a'), alternate: literal('b') }])).toBe(false);
    expect(mayBeEmpty([{ kind: 'if', test, consequent: literal('a'), alternate: [] }])).toBe(true);
    expect(mayBeEmpty([{ kind: 'trim', body: literal(' ') }])).toBe(true);
    expect(mayBeEmpty([{ kind: 'trim', body: literal('a') }])).toBe(false);
    expect(mayBeEmpty([{ kind: 'index', loop, offset: 0 }])).toBe(false);
    expect(mayBeEmpty([{ kind: 'length', path: test.path }])).toBe(false);
    expect(mayBeEmpty([{ kind: 'for', loop, body: literal('a'), separator: '' }])).toBe(true);
  });

  it('are one text when all of them are literal', () => {
    expect(literalText([])).toBe('');
    expect(literalText(concat(literal('a'), literal(''), literal('b')))).toBe('ab');
    expect(literalText([x])).toBeNull();
  });

  it('share their beginning', () => {
    expect(
      splitCommonStart(concat(literal('a'), [x], literal('b')), concat(literal('a'), [x], literal('bc'))),
    ).toEqual({
      start: concat(literal('a'), [x], literal('b')),
      a: [],
      b: literal('c'),
    });
    expect(splitCommonStart(literal('a'), literal('b'))).toEqual({
      start: [],
      a: literal('a'),
      b: literal('b'),
    });
  });

  it('are too large at some point', () => {
    expect(isTooLarge(literal('a'))).toBe(false);
    expect(isTooLarge(literal('a'.repeat(3_000_000)))).toBe(true);
    expect(isTooLarge(Array.from({ length: 30_000 }, () => x))).toBe(true);
  });
});

describe('any text', () => {
  const scene = (given: Record<string, unknown>) => ({ values: given, items: new Map() });
  const tree = trees(null, 1);

  it('is what its parts are one after the other, however it was split', () => {
    fc.assert(
      fc.property(tree, tree, values, (one, another, given) => {
        const whole = concat(one, another);
        expect(reference(whole, scene(given))).toBe(
          reference(one, scene(given)) + reference(another, scene(given)),
        );
        expect(whole.some(({ kind }, index) => kind === 'literal' && whole[index - 1]?.kind === kind)).toBe(
          false,
        );
      }),
    );
  });

  it('is trimmed as JavaScript does it, where a template can say it', () => {
    const space = fc.string({ unit: fc.constantFrom(' ', '\n', '\uFEFF', 'a'), maxLength: 3 });
    const trim = {
      both: (all: string) => all.trim(),
      start: (all: string) => all.trimStart(),
      end: (all: string) => all.trimEnd(),
    };
    fc.assert(
      fc.property(
        fc
          .tuple(space, tree, space)
          .map(([left, parts, right]) => concat(literal(left), parts, literal(right))),
        fc.constantFrom('both' as const, 'start' as const, 'end' as const),
        values,
        (parts, side, given) => {
          const result = trimParts(parts, side);
          if (side === 'both') expect(result).not.toBeNull();
          if (result === null) return;
          expect(reference(result, scene(given))).toBe(trim[side](reference(parts, scene(given))));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is sure to have a character where it is said to', () => {
    fc.assert(
      fc.property(tree, values, (parts, given) => {
        if (!mayBeEmpty(parts)) expect(reference(parts, scene(given))).not.toBe('');
      }),
      { numRuns: 300 },
    );
  });

  it('is the beginning that it shares with another, and its own rest', () => {
    fc.assert(
      fc.property(tree, tree, tree, (base, one, another) => {
        const [left, right] = [concat(base, one), concat(base, another)];
        const { start, a, b } = splitCommonStart(left, right);
        expect([concat(start, a), concat(start, b)]).toEqual([left, right]);
        expect(splitCommonStart(a, b).start).toEqual([]);
        // What was added to one text leaves nothing of that text behind.
        expect(splitCommonStart(base, left).a).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('needs no condition where both branches are the same', () => {
    const test = { op: 'truthy', path: (x as Extract<Part, { kind: 'variable' }>).path } as const;
    const twice = () => concat(literal('a'), [x], literal('b'));
    expect(ifParts(test, twice(), twice())).toEqual(twice());
    for (const other of [literal('a'), [...twice(), x], concat(literal('b'), [x], literal('b')), []]) {
      expect(ifParts(test, twice(), other)).toEqual([
        { kind: 'if', test, consequent: twice(), alternate: other },
      ]);
    }
  });
});

describe('the size of a text', () => {
  const test = {
    op: 'truthy',
    path: { root: { kind: 'parameter', name: 'x', optional: false }, segments: [] },
  } as const;
  const inner: Part = {
    kind: 'if',
    test,
    consequent: literal('long one'),
    alternate: [{ kind: 'trim', body: literal('short') }],
  };
  const parts: readonly Part[] = [
    { kind: 'literal', text: 'Hi' },
    x,
    inner,
    { kind: 'for', loop: { list: test.path, filter: null }, body: literal('each'), separator: ', ' },
  ];

  it('counts every part, and the characters of each branch', () => {
    expect(measure(parts)).toEqual({ literal: 21, parts: 9 });
    expect(measure([])).toEqual({ literal: 0, parts: 0 });
  });

  it('counts what is shared each time', () => {
    const shared = literal('ab');
    expect(
      measure([{ kind: 'if', test, consequent: shared, alternate: [{ kind: 'trim', body: shared }] }]),
    ).toEqual({ literal: 4, parts: 4 });
  });

  it('is told of its words, each branch once, or of the longest way alone', () => {
    expect(literalOf(parts).trim().split(/ +/)).toEqual(['Hi', 'long', 'one', 'short', 'each', ',']);
    expect(longestOf(parts).trim().split(/ +/)).toEqual(['Hi', 'long', 'one', 'each', ',']);
    expect(longestOf([{ ...inner, consequent: [], alternate: literal('other') }])).toBe('other');
  });
});
