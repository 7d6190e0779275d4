import { describe, expect, it } from 'vitest';
import { timed } from '../../../../test/support/processor-time.ts';
import { safeExpression } from './regular.ts';

describe('regular expressions of the source', () => {
  it.each([
    ['{{NAME}}', 'g'],
    ['\\{\\{\\s*name\\s*\\}\\}', 'g'],
    ['^<only>$[\\s\\S]*?^<\\/only>$\\n?', 'gm'],
    ['(^|\\n)([^\\S\\n]*)$', ''],
    ['[ \\t]+$', 'gm'],
    ['(?:one|two)(?=\\d)', 'i'],
    ['(?:\\r\\n){2,}', 'g'],
    ['(?<!x)\\b[A-Z]\\w{0,8}\\b', 'gu'],
    ['"[^"]*"\\s*:', 'g'],
    ['\\p{L}+!', 'u'],
  ])('runs /%s/%s', (pattern, flags) => {
    expect(safeExpression(pattern, flags)?.expression).toEqual(new RegExp(pattern, flags));
  });

  it.each([
    ['(a+)+$', ''],
    ['(a|a)*b', ''],
    ['(?:a|b)+c', ''],
    ['((a?)b?)*c', ''],
    ['(?:a?){30}a{30}', ''],
    ['a?'.repeat(30) + 'a{30}', ''],
    ['(a|b){20}', ''],
    ['(a)\\1+', ''],
    ['(?<x>a)\\k<x>*', ''],
    ['(', ''],
    ['[', ''],
    ['a**', ''],
    ['a', 'y'],
  ])('does not run /%s/%s', (pattern, flags) => {
    expect(safeExpression(pattern, flags)).toBeNull();
  });

  it('runs the less text the more an expression can try, so that the worst ends in good time', () => {
    for (const pattern of ['a*a*b', '[^b]*a*b', '(a*)(a*)(a*)c', '\\s*x']) {
      const safe = safeExpression(pattern, 'g');
      if (!safe) continue;
      const text = (pattern.includes('s') ? ' ' : 'a').repeat(Math.min(safe.maxLength, 30_000));
      const { value, seconds } = timed(2, () => text.replace(safe.expression, ''));
      expect(value).toBe(text);
      expect(seconds).toBeLessThan(2);
    }
  });

  it('runs long text where a match can begin in a few places only', () => {
    const long = `${'a < b and so on. '.repeat(3_000)}<only>\nthis\n</only>\n`;
    const fits = (pattern: string, flags: string, text = long) => safeExpression(pattern, flags)?.fits(text);
    expect(fits('^<only>$[\\s\\S]*?^<\\/only>$\\n?', 'gm')).toBe(true);
    expect(fits('\\{\\{[\\s\\S]*?x', 'g')).toBe(true);
    expect(fits('a[\\s\\S]*?x', 'g', 'a'.repeat(50_000))).toBe(false);
    expect(fits('\\w[\\s\\S]*?x', 'g')).toBe(false);
    expect(fits('(?:<only>|<all>)[\\s\\S]*?x', 'g')).toBe(false);
    expect(fits('<ONLY>[\\s\\S]*?x', 'gi')).toBe(false);
    expect(fits('<?[\\s\\S]*?x', 'g')).toBe(false);
  });
});
