import { describe, expect, it } from 'vitest';
import { diagnostic, dynamic, extraction, text } from '../../test/support/extracted.ts';
import type { Diagnostic, ExtractedPrompt, Extraction } from '../extract/types.ts';
import { comparePrompts, markLost } from './compare.ts';
import { toRegisterEntry } from './entries.ts';
import { findBlocking, findChanged, findSound } from './staged.ts';

describe('to be registered', () => {
  const changed = (before: readonly ExtractedPrompt[], after: readonly ExtractedPrompt[]) =>
    findChanged(comparePrompts(before, after)).map(({ name, renamed_from: former }) =>
      former === undefined ? name : `${name} from ${former}`,
    );

  it('is what is seen for the first time, or in a new place', () => {
    const old = text('A', 'x');
    expect(changed([], [old])).toEqual(['A']);
    expect(changed([old], [text('A', 'y')])).toEqual(['A']);
    expect(changed([old], [text('A', 'x', 'b.ts')])).toEqual(['A']);
    expect(changed([old], [text('B', 'x')])).toEqual(['B from A']);
    expect(changed([dynamic('A', '1')], [old])).toEqual(['A']);
  });

  it('is nothing that was there before, is gone, or has no text', () => {
    const old = text('A', 'x');
    expect(changed([old], [old])).toEqual([]);
    expect(changed([old], [])).toEqual([]);
    expect(changed([old], [dynamic('A', '1')])).toEqual([]);
    expect(changed([], [dynamic('A', '1')])).toEqual([]);
  });
});

describe('can be registered although something must be mended', () => {
  const sound = (prompts: readonly ExtractedPrompt[], diagnostics: readonly Diagnostic[]) =>
    findSound([toRegisterEntry(text('A', 'x'))], extraction(prompts, diagnostics)).length === 1;
  const prompt = { ...text('A', 'x'), line: 10, endLine: 20 };

  it.each([
    ['before it', { line: 9 }, true],
    ['at its first line', { line: 10 }, false],
    ['at its last line', { line: 20 }, false],
    ['behind it', { line: 21 }, true],
    ['in another file', { line: 15, file: 'b.ts' }, true],
    ['in another file, and names it', { file: 'b.ts', message: 'Two are "A".' }, false],
    [
      'in another file, and names one whose name begins like it',
      { file: 'b.ts', message: 'Two are "AB".' },
      true,
    ],
    ['within it, and is only a warning', { line: 15, severity: 'warning' }, true],
  ] as const)('a prompt, where an error is %s: %s %s', (_, more, isSound) =>
    expect(sound([prompt], [diagnostic('secret', more)])).toBe(isSound),
  );

  it('no name that two prompts have, or none', () => {
    expect(sound([prompt], [])).toBe(true);
    expect(sound([prompt, text('A', 'x', 'b.ts')], [])).toBe(false);
    expect(sound([text('B', 'x')], [])).toBe(false);
    const other = { ...text('B', 'x'), line: 1, endLine: 9 };
    expect(sound([other, prompt], [diagnostic('secret', { line: 5 })])).toBe(true);
    expect(sound([other, prompt], [diagnostic('secret', { line: 15 })])).toBe(false);
  });
});

describe('a commit is stopped', () => {
  const stopped = (before: Extraction, after: Extraction) =>
    findBlocking(comparePrompts(before.prompts, after.prompts), before, after).map(({ rule }) => rule);
  const lost = { ...dynamic('A', '1'), line: 10, endLine: 20 };
  const because = (more: Partial<Diagnostic>, code = 'DYN_CALL') =>
    stopped(
      extraction([text('A', 'x')]),
      extraction([lost], [diagnostic(code, { severity: 'warning', ...more })]),
    );

  it('by an error about a prompt, by nothing that is only worth a look', () => {
    expect(stopped(extraction(), extraction([text('A', 'x')], [diagnostic('name-collision')]))).toEqual([
      'name-collision',
    ]);
    expect(stopped(extraction(), extraction([text('A', 'x')]))).toEqual([]);
    expect(stopped(extraction(), extraction())).toEqual([]);
    expect(stopped(extraction(), extraction([], [diagnostic('syntax-error')]))).toEqual([]);
  });

  it('by a prompt whose text is known no more, unless somebody silenced the reason', () => {
    expect(because({ line: 10 })).toEqual(['prompt-untracked']);
    expect(because({ line: 20 })).toEqual(['prompt-untracked']);
    expect(because({ file: 'b.ts', prompt: { file: 'a.ts', line: 15 } })).toEqual(['prompt-untracked']);
    expect(because({ line: 9 })).toEqual([]);
    expect(because({ line: 21 })).toEqual([]);
    expect(because({ line: 15, file: 'b.ts' })).toEqual([]);
    expect(because({ line: 15 }, 'secret')).toEqual([]);
  });

  it('by the one of two such prompts whose reason nobody silenced, whatever else is said', () => {
    const other = { ...dynamic('B', '1'), line: 30, endLine: 40 };
    const before = extraction([text('A', 'x'), text('B', 'y')]);
    const warnings = [
      diagnostic('secret', { severity: 'warning' }),
      diagnostic('DYN_CALL', { severity: 'warning', line: 35 }),
    ];
    const after = extraction([lost, other], warnings);
    expect(
      findBlocking(comparePrompts(before.prompts, after.prompts), before, after).map(({ prompt }) => prompt),
    ).toEqual(['B']);
  });

  it('by no variable that was removed', () => {
    const before = extraction([text('A', 'Hi {{ a }}', 'a.ts', [{ name: 'a', required: true }])]);
    expect(stopped(before, extraction([text('A', 'Hi')]))).toEqual([]);
  });

  it('by a prompt that is there and found no more', () => {
    const reason = 'It is a number now.';
    const changes = markLost(comparePrompts([text('A', 'x')], []), () => ({
      file: 'a.ts',
      line: 3,
      column: 1,
      reason,
    }));
    expect(findBlocking(changes, extraction(), extraction())).toMatchObject([
      { rule: 'prompt-untracked', message: `The text of A can no longer be extracted. ${reason}` },
    ]);
  });
});
