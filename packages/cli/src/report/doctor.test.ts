import { expect, it } from 'vitest';
import { MARKED } from '../../test/support/marked.ts';
import { formatDoctor } from './doctor.ts';

it('each finding is a line, with what to do below it', () => {
  expect(
    formatDoctor(
      [
        { level: 'ok', about: 'git', text: 'is\u0007 there' },
        { level: 'warning', about: 'server', text: 'is old', advice: 'Update it.' },
        { level: 'error', about: 'hook', text: 'is missing', advice: null },
      ],
      MARKED,
    ),
  ).toEqual([
    '<added: ✓> git     is\\u0007 there',
    '<warning: !> server  is old',
    '          → Update it.',
    '<error: ✗> hook    is missing',
  ]);
});
