import { describe, expect, it } from 'vitest';
import { extractFrom, sourceOf as filesOf } from '../../../test/extract/sample.ts';
import { openModules } from '../modules/modules.ts';
import type { ExtractedPrompt, Ignore } from '../types.ts';
import { findCollisions, findDuplicates } from './collisions.ts';
import { diagnostic, DIAGNOSTICS, placeOf, sourceOf, type DiagnosticCode } from './diagnostics.ts';
import { findIgnores } from './ignores.ts';
import { silence, whyNotSilenced } from './silence.ts';

/* What is said of code, where, and what comments leave out of it. */

function open(code: string) {
  const modules = openModules(filesOf({ 'a.ts': code }));
  const module = modules.load('a.ts');
  if (!module) throw new Error(`it cannot be parsed: ${JSON.stringify(modules.problemOf('a.ts'))}`);
  return module;
}

describe('where something is', () => {
  const at = (code: string) => {
    const module = open(code);
    const binding = module.bindings.get('a');
    if (binding?.kind !== 'variable' || !binding.node.init) throw new Error('it is no variable');
    return placeOf(binding.node.init, module);
  };

  it('counts lines and columns from one, as editors do', () => {
    expect(at('const a = b;')).toEqual({ file: 'a.ts', line: 1, column: 11, expression: 'b' });
    expect(at('\n  const a =\n b;')).toEqual({ file: 'a.ts', line: 3, column: 2, expression: 'b' });
    expect(at('const a = f(\n\n  b, \t c)')).toMatchObject({ expression: 'f( b, c)' });
  });

  it('shows eighty characters of the code at most, on one line', () => {
    const [fits, cut] = [`b${'c'.repeat(79)}`, `b${'c'.repeat(80)}`];
    expect(at(`const a = ${fits};`).expression).toBe(fits);
    expect(at(`const a = ${cut};`).expression).toBe(`b${'c'.repeat(78)}…`);
    expect(at(`const a = '${'😀'.repeat(78)}';`).expression).toBe(`'${'😀'.repeat(78)}'`);
    expect(at(`const a = '${'😀'.repeat(79)}';`).expression).toBe(`'${'😀'.repeat(78)}…`);
    expect(at(`const a = b${' \n'.repeat(300)} + c;`).expression).toBe('b ');
    expect(at(`const a = b${' \n'.repeat(190)} + c;`).expression).toBe('b + c');
  });

  it('is the beginning of a file for code that is none of it', () => {
    const node = { type: 'NullLiteral' } as never;
    expect(placeOf(node, open('a'))).toEqual({ file: 'a.ts', line: 1, column: 1, expression: '' });
    expect(sourceOf(node, open('a'))).toBe('');
  });
});

describe('a diagnostic', () => {
  const place = { file: 'a.ts', line: 1, column: 2, expression: 'b' };

  it('says what its code means, unless there is more to say', () => {
    const { message, hint } = DIAGNOSTICS['unused-marker'];
    expect(diagnostic('unused-marker', place)).toEqual({
      ...place,
      code: 'unused-marker',
      severity: 'warning',
      message,
      hint,
    });
    expect(diagnostic('unused-marker', place, 'It is.').message).toBe('It is.');
  });

  it.each(Object.entries(DIAGNOSTICS))('%s has two sentences, one of them to do', (_, { message, hint }) => {
    expect(message).toMatch(/^\S.*\.$/);
    expect(hint).toMatch(/^\S.*\.$/);
  });
});

describe('prompts side by side', () => {
  const prompt = (name: string, line: number, checksum: string | null = null) =>
    ({ name, file: 'a.ts', line, column: 3, checksum }) as ExtractedPrompt;

  it('of one name are an error at each but the first', () => {
    const found = findCollisions([prompt('a', 1), prompt('b', 2), prompt('a', 3), prompt('a', 4)]);
    expect(found).toMatchObject([
      { code: 'name-collision', file: 'a.ts', line: 3, column: 3, expression: null },
      { line: 4 },
    ]);
    expect(found.map(({ message }) => message)).toEqual([
      'The name "a" is used twice: a.ts:1 and a.ts:3.',
      'The name "a" is used twice: a.ts:1 and a.ts:4.',
    ]);
  });

  it('of one text are told of, where they have one', () => {
    const found = findDuplicates([prompt('a', 1, 'x'), prompt('b', 2), prompt('c', 3), prompt('d', 4, 'x')]);
    expect(found).toMatchObject([
      { code: 'duplicate-content', line: 4, message: 'd has the same text as a at a.ts:1.' },
    ]);
  });
});

describe('a comment that silences', () => {
  const read = (code: string) => {
    const { ignores, diagnostics } = findIgnores(open(code));
    return [
      ...ignores.map(
        ({ code: what, from, to, line, column }) => `${what} ${from}-${to} at ${line}:${column}`,
      ),
      ...diagnostics.map(
        ({ code: what, line, column, message }) => `${what} at ${line}:${column} ${message}`,
      ),
    ];
  };
  const said = (code: DiagnosticCode) => DIAGNOSTICS[code].message;

  it.each<[string, string[]]>([
    ['a; // ledger-ignore DYN_LOOP -- why', ['DYN_LOOP 1-1 at 1:7']],
    ['a; //   ledger-ignore DYN_LOOP -- why', ['DYN_LOOP 1-1 at 1:9']],
    ['// ledger-ignore DYN_LOOP -- why\na;', ['DYN_LOOP 2-2 at 1:4']],
    ['// ledger-ignore DYN_LOOP -- why\n\nf(\n1,\n);\nb;', ['DYN_LOOP 3-5 at 1:4']],
    ['  // ledger-ignore DYN_LOOP -- why', ['DYN_LOOP 1-1 at 1:6']],
    ['// ledger-ignore DYN_LOOP -- why\n', ['DYN_LOOP 1-1 at 1:4']],
    ['f(() => {\n// ledger-ignore DYN_LOOP -- why\n});', ['DYN_LOOP 2-2 at 2:4']],
    ['/* ledger-ignore DYN_LOOP -- why */ a;', ['DYN_LOOP 1-1 at 1:4']],
    ['/*\n * b\n * ledger-ignore DYN_LOOP -- why\n */\na;\nc;', ['DYN_LOOP 5-5 at 3:4']],
    ['/*\r\n * ledger-ignore DYN_LOOP -- why\r\n */\r\na;', ['DYN_LOOP 4-4 at 2:4']],
    ['// ledger-ignore DYN_LOOP -- why\n// b\n/* c */\na;', ['DYN_LOOP 4-4 at 1:4']],
    [
      '// ledger-ignore DYN_LOOP -- why\n// ledger-ignore DYN_CALL_RESULT -- why\na;',
      ['DYN_LOOP 3-3 at 1:4', 'DYN_CALL_RESULT 3-3 at 2:4'],
    ],
    ['a; /* b */ // ledger-ignore DYN_LOOP -- why\nc;', ['DYN_LOOP 1-1 at 1:15']],
    ['/* b */ // ledger-ignore DYN_LOOP -- why\nc;', ['DYN_LOOP 2-2 at 1:12']],
    ['a; // b\n// ledger-ignore DYN_LOOP -- why\nc;', ['DYN_LOOP 3-3 at 2:4']],
    ['// ledger-ignore: DYN_LOOP -- why\na;', ['DYN_LOOP 2-2 at 1:4']],
    ['// ledger-ignore\tDYN_LOOP -- why\na;', ['DYN_LOOP 2-2 at 1:4']],
    [
      '// ledger-ignore DYN_LOOP,DYN_CALL_RESULT -- why\na;',
      ['DYN_LOOP 2-2 at 1:4', 'DYN_CALL_RESULT 2-2 at 1:4'],
    ],
    [
      '// ledger-ignore DYN_LOOP , DYN_CALL_RESULT, -- why\na;',
      ['DYN_LOOP 2-2 at 1:4', 'DYN_CALL_RESULT 2-2 at 1:4'],
    ],
    ['// ledger-ignore DYN_LOOP, DYN_LOOP -- why\na;', ['DYN_LOOP 2-2 at 1:4']],
    [
      '// ledger-ignore DYN_LOOP DYN_CALL_RESULT -- why\na;',
      ['DYN_LOOP 2-2 at 1:4', 'DYN_CALL_RESULT 2-2 at 1:4'],
    ],
    ['/** ledger-ignore DYN_LOOP -- why **/\na;', ['DYN_LOOP 2-2 at 1:5']],
    ['/*! ledger-ignore DYN_LOOP -- why */\na;', ['DYN_LOOP 2-2 at 1:5']],
    [
      '// ledger-ignore DYN_LOOP\na;',
      ['DYN_LOOP 2-2 at 1:4', `unexplained-ignore at 1:4 ${said('unexplained-ignore')}`],
    ],
    [
      '// ledger-ignore DYN_LOOP --\na;',
      ['DYN_LOOP 2-2 at 1:4', `unexplained-ignore at 1:4 ${said('unexplained-ignore')}`],
    ],
    [
      '// ledger-ignore DYN_LOOP --  \na;',
      ['DYN_LOOP 2-2 at 1:4', `unexplained-ignore at 1:4 ${said('unexplained-ignore')}`],
    ],
    [
      '// ledger-ignore DYN_LOOP why\na;',
      ['DYN_LOOP 2-2 at 1:4', `unexplained-ignore at 1:4 ${said('unexplained-ignore')}`],
    ],
    ['// ledger-ignore\na;', ['invalid-ignore at 1:4 The comment names no code to silence.']],
    ['// ledger-ignore -- why\na;', ['invalid-ignore at 1:4 The comment names no code to silence.']],
    [
      '// ledger-ignore DYN_LOP -- why\na;',
      ['invalid-ignore at 1:4 There is no code DYN_LOP. Did you mean DYN_LOOP?'],
    ],
    ['// ledger-ignore nothing -- why\na;', ['invalid-ignore at 1:4 There is no code nothing.']],
    ['// ledger-ignore constructor -- why\na;', ['invalid-ignore at 1:4 There is no code constructor.']],
    [
      '// ledger-ignore syntax-error -- why\na;',
      ['invalid-ignore at 1:4 syntax-error cannot be silenced: nothing is registered while it is there.'],
    ],
    [
      '// ledger-ignore unused-ignore -- why\na;',
      ['invalid-ignore at 1:4 unused-ignore cannot be silenced: it is about such comments themselves.'],
    ],
    [
      '// ledger-ignore unreadable-file -- why\na;',
      ['invalid-ignore at 1:4 unreadable-file cannot be silenced: no comment can be read in such a file.'],
    ],
    ['// ledger-ignored DYN_LOOP -- why\na;', []],
    ['// ledger-ignore-next DYN_LOOP -- why\na;', []],
    ['// no ledger-ignore DYN_LOOP -- why\na;', []],
    ['a("ledger-ignore DYN_LOOP -- why");', []],
    ['a;', []],
  ])('%j', (code, expected) => {
    expect(read(code)).toEqual(expected);
  });

  it('shows itself without what ends it', () => {
    const { ignores } = findIgnores(open('/** ledger-ignore DYN_LOOP -- why * **/\na;'));
    expect(ignores).toMatchObject([{ expression: 'ledger-ignore DYN_LOOP -- why' }]);
    expect(ignores[0]).not.toHaveProperty('file');
  });

  it.each<[DiagnosticCode, boolean]>([
    ['DYN_LOOP', true],
    ['duplicate-content', true],
    ['foreign-placeholder', true],
    ['untracked-inline', true],
    ['unused-marker', true],
    ['secret-in-text', true],
    ['name-collision', false],
    ['invalid-name', false],
    ['unstorable-text', false],
    ['invalid-match', false],
    ['unused-ignore', false],
    ['unexplained-ignore', false],
    ['invalid-ignore', false],
    ['unreadable-file', false],
  ])('may be about %s: %s', (code, may) => {
    expect(whyNotSilenced(code) === null).toBe(may);
  });
});

describe('silence', () => {
  const loop = (line: number, file = 'a.ts') =>
    diagnostic('DYN_LOOP', { file, line, column: 1, expression: null });
  const ignore = (from: number, to: number, code = 'DYN_LOOP'): Ignore => ({
    code,
    from,
    to,
    line: from,
    column: 1,
    expression: `ledger-ignore ${code}`,
  });
  const heard = (
    diagnostics: Parameters<typeof silence>[0],
    ignores: readonly Ignore[] | undefined,
    judged: (code: string) => boolean = () => true,
  ) =>
    silence(
      diagnostics,
      [{ path: 'a.ts', ...(ignores && { ignores }) } as never, { path: 'c.ts', ignores: [] }],
      judged,
    ).map(({ code, file, line }) => `${code} ${file}:${line}`);

  it('is on the lines that a comment reaches, of what it names, in its file', () => {
    expect(heard([loop(1), loop(2), loop(3), loop(4)], [ignore(2, 3)])).toEqual([
      'DYN_LOOP a.ts:1',
      'DYN_LOOP a.ts:4',
    ]);
    expect(heard([loop(2, 'b.ts')], [ignore(2, 2)])).toEqual(['DYN_LOOP b.ts:2', 'unused-ignore a.ts:2']);
    expect(heard([loop(2)], [ignore(2, 2, 'DYN_CYCLE')])).toEqual([
      'DYN_LOOP a.ts:2',
      'unused-ignore a.ts:2',
    ]);
    expect(heard([loop(2)], [])).toEqual(['DYN_LOOP a.ts:2']);
    expect(heard([loop(2)], undefined)).toEqual(['DYN_LOOP a.ts:2']);
  });

  it('is also where the prompt is that a diagnostic is about', () => {
    const elsewhere = { ...loop(9, 'b.ts'), prompt: { file: 'a.ts', line: 2 } };
    expect(heard([elsewhere], [ignore(2, 2)])).toEqual([]);
    expect(heard([elsewhere], [ignore(3, 3)], () => false)).toEqual(['DYN_LOOP b.ts:9']);
  });

  it('is missed by none of several comments that reach the same', () => {
    expect(heard([loop(2)], [ignore(1, 3), ignore(2, 2)])).toEqual([]);
  });

  it('of nothing is told of, where its code was looked for', () => {
    expect(heard([], [ignore(2, 3), ignore(5, 5, 'DYN_CYCLE')], (code) => code === 'DYN_CYCLE')).toEqual([
      'unused-ignore a.ts:5',
    ]);
    const [unused] = silence([], [{ path: 'a.ts', ignores: [ignore(2, 3)] }], () => true);
    expect(unused).toEqual(
      diagnostic(
        'unused-ignore',
        { file: 'a.ts', line: 2, column: 1, expression: 'ledger-ignore DYN_LOOP' },
        'There is no DYN_LOOP here that this comment would silence.',
      ),
    );
  });
});

it('what cannot be parsed is said where it is', () => {
  expect(extractFrom({ 'prompts.ts': 'export const a = ;' }).diagnostics).toMatchObject([
    { code: 'syntax-error', file: 'prompts.ts', line: 1, column: 18 },
  ]);
});
