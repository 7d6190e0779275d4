import { expect, it } from 'vitest';
import { MARKED } from '../../test/support/marked.ts';
import { formatFinding } from './finding.ts';

it('a finding is a line: where, how bad, which rule, what', () => {
  const finding = { rule: 'prompt-gone', prompt: 'P', message: 'It\u0007 went.' };
  const place = { file: 'a.ts', line: 2, column: 5 };
  expect(formatFinding({ ...finding, ...place, level: 'error' }, MARKED)).toBe(
    '<strong: a.ts:2:5> <error: error> <faint: prompt-gone>  It\\u0007 went.',
  );
  const nowhere = { file: null, line: null, column: null };
  expect(formatFinding({ ...finding, ...nowhere, level: 'warning' }, MARKED)).toBe(
    '<warning: warning> <faint: prompt-gone>  It\\u0007 went.',
  );
});
