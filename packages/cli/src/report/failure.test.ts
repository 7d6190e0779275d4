import { describe, expect, it } from 'vitest';
import { MARKED } from '../../test/support/marked.ts';
import { CliError } from '../errors.ts';
import { VERSION } from '../version.ts';
import { formatFailure, toFailureData } from './failure.ts';

const bug = new TypeError('x is no function');
const bare = Object.assign(new Error('bare'), { stack: undefined });

describe('what the user can mend', () => {
  it('comes with what to do, where that is known', () => {
    expect(formatFailure(new CliError('usage', 'No\u0007.', 'Do\u0007.'), MARKED, false)).toEqual([
      '<error: error> No\\u0007.',
      '  Do\\u0007.',
    ]);
    expect(formatFailure(new CliError('usage', 'No.'), MARKED, true)).toEqual(['<error: error> No.']);
  });

  it('comes with its cause for who asks', () => {
    const error = new CliError('git', 'No.', null, 'why\u0007');
    expect(formatFailure(error, MARKED, false)).toHaveLength(1);
    expect(formatFailure(error, MARKED, true)).toEqual(['<error: error> No.', '<faint: why\\u0007>']);
    expect(formatFailure(new CliError('git', 'No.', null, bare), MARKED, true)[1]).toBe('<faint: bare>');
  });

  it('is the same for programs', () => {
    expect(toFailureData(new CliError('usage', 'No.', 'Do.'))).toEqual({
      error: { code: 'usage', message: 'No.', hint: 'Do.' },
    });
  });
});

it('a bug of ours says so, and where to report it, with its stack', () => {
  expect(formatFailure(bug, MARKED, false)).toEqual([
    `<error: bug> This is a mistake in ledger ${VERSION} itself, not yours. Please report it to the Prompt Ledger ` +
      'project, with these lines:',
    bug.stack,
  ]);
  expect(toFailureData('odd')).toEqual({
    error: {
      code: 'bug',
      message: 'odd',
      hint: `Please report it to the Prompt Ledger project, with ledger ${VERSION}.`,
    },
  });
});
