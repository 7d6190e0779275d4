import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../../test/support/parse-expression.ts';
import type { Value } from '../../values/values.ts';
import { expressionFor, safeExpression } from './regular.ts';

/* What a regular expression may cost, told from its pattern: nothing is run here. */

/** How much text may be looked through where an expression looks once from every character, and so on. */
const [ONCE, TWICE, THRICE] = [1_048_576, 14_142, 584];

describe('so much text may be looked through', () => {
  it.each<[string, number]>([
    ['', ONCE],
    ['abc', ONCE],
    ['a|b', ONCE],
    ['^a$', ONCE],
    ['\\ba\\B', ONCE],
    ['.', ONCE],
    ['[abc]', ONCE],
    ['[^\\]a]', ONCE],
    ['\\n\\u0041\\x41\\cA\\.', ONCE],
    ['(a)(?:b)(?=c)(?!d)(?<=e)(?<!f)(?<g>h)', ONCE],
    ['a?', ONCE],
    ['a{3}', ONCE],
    ['a{0,32}', ONCE],
    ['a{0,32}a', ONCE],
    ['(?<ab>c)', ONCE],
    ['(?:a)?', ONCE],
    ['(?:a|b)?', ONCE],
    ['(a|b)c', ONCE],
    ['(a|b){1}', ONCE],
    ['a]', ONCE],
    ['a}', ONCE],
    ['{{a}}', ONCE],
    ['a{,3}', ONCE],
    // The last of all has nothing behind it that could fail.
    ['a*', ONCE],
    ['a+', ONCE],
    ['a+?', ONCE],
    ['a{33}', ONCE],
    ['a{2,}', ONCE],
    ['a{2,33}', ONCE],
    // It has only one length where what follows is none of it.
    ['a*b', TWICE],
    ['a*?b', TWICE],
    ['a+b+', TWICE],
    ['a*b*', TWICE],
    ['[^"]*"', TWICE],
    ['a*bc*d', TWICE],
    ['\\s*\\S', TWICE],
    ['a{33}b', TWICE],
    ['a{0,33}b', TWICE],
    ['a{33,}b', TWICE],
    ['a{2,}b', TWICE],
    ['a*[b-z]', TWICE],
    ['\\d*[^\\d]', TWICE],
    ['a*b{2}', TWICE],
    ['a*b+c', TWICE],
    ['\\x41*1\\x41*1b', TWICE],
    ['\\u0041*1\\u0041*1b', TWICE],
    ['\\cA*A\\cA*Ab', TWICE],
    // And any where it may be.
    ['.*\\n.*\\nx', THRICE],
    ['a*^b*$c', THRICE],
    ['(a)*b(c)*d', 405],
    ['a*a', TWICE],
    ['a*.', TWICE],
    ['a*b?', 10_000],
    ['a*$', TWICE],
    ['a*(b)', 10_000],
    ['\\w*é*', TWICE],
    ['a+|b', 10_000],
    ['a|b+', 10_000],
    ['(a+)', 10_000],
    ['(a+)b', 10_000],
    ['(a*)?', 7_071],
    ['a*a*b', THRICE],
    ['.*.*', TWICE],
    ['a*a*a', THRICE],
    ['a*|b*', 464],
    ['(a*)(b*)', 405],
    ['a*ab*c', THRICE],
    ['a*b*c*d*', 118],
  ])('%s: %i', (pattern, most) => {
    expect(safeExpression(pattern, '')?.maxLength).toBe(most);
  });
});

describe('nothing may be looked through', () => {
  it.each([
    ['(a+)+', ''],
    ['(a|b)*', ''],
    ['(a|b){2}', ''],
    ['(a|b){0,2}', ''],
    ['(a|b){0}', ''],
    ['(a|b){1,2}', ''],
    ['(a*){2}', ''],
    ['(a?)*', ''],
    ['((a)|b)+', ''],
    ['a{0,31}'.repeat(3), ''],
    ['\\1', ''],
    ['(a)\\9', ''],
    ['\\k<a>', ''],
    ['(a', ''],
    ['a)', ''],
    ['(?a)', ''],
    ['(?i:a)', ''],
    ['*', ''],
    ['a**', ''],
    ['+', ''],
    ['?', ''],
    ['[a', ''],
    ['\\', ''],
    ['{', 'u'],
    ['}', 'u'],
    ['b{2,1}', ''],
    ['[b-a]', ''],
    ['a', 'y'],
    ['a', 'v'],
    ['a', 'd'],
    ['a', 'gg'],
    ['a', 'gx'],
  ])('/%s/%s', (pattern, flags) => {
    expect(safeExpression(pattern, flags)).toBeNull();
  });

  it.each([
    ['(a)*', ''],
    ['(a){2}', ''],
    ['(a|b)?c', ''],
    ['(a|b){0,1}c', ''],
    ['a{0,31}'.repeat(2), ''],
    ['\\0', ''],
    ['\\p{L}\\u{61}', 'u'],
    ['{', ''],
    ['a', 'gimsu'],
  ])('but not because of /%s/%s', (pattern, flags) => {
    expect(safeExpression(pattern, flags)?.expression).toEqual(new RegExp(pattern, flags));
  });

  it.each(['\\u{61}a', '\\p{L}a', '\\P{L}a'])(
    'of a character by its number or kind, which stands once: %s',
    (pattern) => {
      expect(safeExpression(pattern, 'u')?.maxLength).toBe(ONCE);
    },
  );

  it('beyond a million characters, and where too many ways lead', () => {
    expect(safeExpression('a', '')?.fits('a'.repeat(ONCE))).toBe(true);
    expect(safeExpression('a', '')?.fits('a'.repeat(ONCE + 1))).toBe(false);
    expect(safeExpression('<a>b*c', '')?.fits('b'.repeat(ONCE))).toBe(true);
    expect(safeExpression('<a>b*c', '')?.fits('b'.repeat(ONCE + 1))).toBe(false);
    // 2¹⁰ ways leave more than a hundred thousand steps, and 2¹¹ do not.
    expect(safeExpression('a?'.repeat(10), '')?.maxLength).toBe(195_312);
    expect(safeExpression('a?'.repeat(11), '')).toBeNull();
    expect(safeExpression('a{2,3}'.repeat(11), '')).toBeNull();
    expect(safeExpression('a{2}'.repeat(11), '')?.maxLength).toBe(ONCE);
  });
});

describe('longer text may be looked through from a few places', () => {
  const long = `${'b '.repeat(20_000)}<a>`;
  it.each<[string, string, boolean]>([
    ['<a>\\w*c', '', true],
    ['<\\w*c', '', true],
    ['^<a>\\w*c', '', true],
    ['\\<a>\\w*c', '', true],
    ['(?=c)<a>\\w*c', '', false],
    ['<a>\\w*c', 'i', false],
    ['\\w\\w*c', '', false],
    ['.\\w*c', '', false],
    ['[<]\\w*c', '', false],
    [' \\w*c', '', false],
    ['\\n\\w*c', '', false],
    ['<?\\w*c', '', false],
    ['<*\\w*c', '', false],
    ['<{1,2}\\w*c', '', false],
    ['<\\w*c|d', '', false],
    ['(<)\\w*c', '', false],
    ['b\\w*c', '', false],
    ['\\w*c', '', false],
  ])('/%s/%s: %s', (pattern, flags, expected) => {
    const safe = safeExpression(pattern, flags);
    expect(safe?.maxLength).toBeLessThan(long.length);
    expect(safe?.fits(long)).toBe(expected);
  });

  it('counts the places', () => {
    const fits = (places: number) =>
      safeExpression('<b*c', '')?.fits('<'.repeat(places) + ' '.repeat(20_000 - places));
    expect(fits(10_000)).toBe(true);
    expect(fits(10_001)).toBe(false);
  });
});

describe('an expression of the source', () => {
  const valueOf = (code: string): Value =>
    ({ kind: 'unknown', node: parseExpression(code) }) as unknown as Value;

  it.each<[string, Value | undefined, string, RegExp | null]>([
    ['that can be run', valueOf('/a/g'), 'a', /a/g],
    ['that cannot', valueOf('/(a+)+/'), 'a', null],
    ['that cannot over so much', valueOf('/a*a/'), 'a'.repeat(20_000), null],
    ['that is none', valueOf('"a"'), 'a', null],
    ['that is made of text', valueOf('new RegExp("a")'), 'a', null],
    ['that is a text', { kind: 'static', value: 'a' }, 'a', null],
    ['that is not there', undefined, 'a', null],
  ])('%s', (_, value, text, expected) => {
    expect(expressionFor(value, text)).toEqual(expected);
  });
});
