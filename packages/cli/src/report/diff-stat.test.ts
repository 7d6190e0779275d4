import { expect, it } from 'vitest';
import { MARKED } from '../../test/support/marked.ts';
import { formatStat } from './diff-stat.ts';
import type { Diff } from './diff.ts';
import { PLAIN } from './style.ts';

const diff = (
  prompt_name: string,
  added: number,
  removed: number,
  variables: Partial<Diff['variables']> = {},
): Diff => ({
  prompt_name,
  from: null,
  to: null,
  identical: added + removed === 0,
  hunks: [],
  lines: { added, removed },
  variables: { added: [], removed: [], ...variables },
});

it('there is a line for each prompt that differs, and the sum of them', () => {
  const diffs = [
    diff('greet', 2, 10, { added: ['b'], removed: ['a\u0007'] }),
    diff('same', 0, 0),
    diff('ask\u0007', 1, 0),
  ];
  expect(formatStat(diffs, MARKED, null)).toEqual([
    ' greet     | 12 <added: ++><removed: ---------->',
    '           |    <removed: -a\\u0007>  <added: +b>',
    ' ask\\u0007 |  1 <added: +><removed: >',
    ' 2 prompts changed, 3 lines added, 10 lines removed',
  ]);
  expect(formatStat([diff('same', 0, 0)], PLAIN, 80)).toEqual(['No difference.']);
});

it('the longest bar fills the line, and what is more than nothing is seen', () => {
  const [first, second] = formatStat([diff('greet', 300, 100), diff('ask', 1, 0)], PLAIN, 40);
  expect(first).toBe(` greet | 400 ${'+'.repeat(20)}${'-'.repeat(7)}`);
  expect(second).toBe(' ask   |   1 +');
  expect(formatStat([diff('greet', 27, 0)], PLAIN, 40)[0]).toBe(` greet | 27 ${'+'.repeat(27)}`);
  expect(formatStat([diff('greet', 100, 0)], PLAIN, null)[0]).toHaveLength(80);
});

it('a long name gives way to a short bar', () => {
  expect(formatStat([diff('n'.repeat(60), 30, 0)], PLAIN, 40)[0]).toBe(
    ` ${'n'.repeat(22)}… | 30 ${'+'.repeat(10)}`,
  );
  expect(formatStat([diff('n'.repeat(60), 30, 0)], PLAIN, 10)[0]).toBe(
    ` ${'n'.repeat(9)}… | 30 ${'+'.repeat(10)}`,
  );
});
