import { expect, it } from 'vitest';
import { formatProblem, parseReport } from './syntax-error.ts';

const report = [
  'syntax error: unexpected end of block (in t:12)',
  '------ t ------',
  '  11 | Hello',
  '  12 > {% if %}',
  '     i       ^^ syntax error',
  '--------',
].join('\n');

it('a report of the engine tells what, in which line, and where the carets begin', () => {
  expect(parseReport(report)).toEqual({ message: 'unexpected end of block', line: 12, column: 7 });
});

it('a report without carets tells no column', () => {
  expect(parseReport('syntax error: too deep (in t:3)')).toEqual({
    message: 'too deep',
    line: 3,
    column: null,
  });
});

it('a report of another form is told as it is, in the first line', () => {
  for (const message of ['nonsense', 'a syntax error: no (in t:3)', 'syntax error: no (in t:3) or so']) {
    expect(parseReport(`${message}\nmore`)).toEqual({ message, line: 1, column: null });
  }
});

it('is the end of a sentence', () => {
  expect(formatProblem({ message: 'no', line: 2, column: 7 })).toBe(
    'cannot be parsed at line 2, column 7: no',
  );
  expect(formatProblem({ message: 'no', line: 2, column: null })).toBe('cannot be parsed at line 2: no');
});
