import { describe, expect, it } from 'vitest';
import { printTemplates } from '../print/print.ts';
import { concat, isTooLarge, literal, literalText, mayBeEmpty, splitCommonStart, trimParts } from './text.ts';
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
