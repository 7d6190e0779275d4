import { describe, expect, it } from 'vitest';
import { diagnostic, dynamic, extraction, text } from '../../test/support/extracted.ts';
import type { ExtractedPrompt, Extraction } from '../extract/types.ts';
import { comparePrompts, markReverted } from './compare.ts';
import { findBroken, formatEarlier, judge } from './judge.ts';

const given = (name: string) => ({ name, required: true });

const judged = (
  before: readonly ExtractedPrompt[],
  after: readonly ExtractedPrompt[],
  head: Extraction = extraction(after),
  strict = false,
) =>
  judge(comparePrompts(before, after), extraction(before), head, strict).map(
    ({ rule, level, message }) => `${level} ${rule}: ${message}`,
  );

describe('of a change is said', () => {
  it('what happened, in one sentence each', () => {
    expect(judged([], [text('A', 'x')])).toEqual(['note prompt-new: A is new.']);
    expect(judged([text('A', 'x')], [])).toEqual(['note prompt-gone: A is gone.']);
    expect(judged([text('A', 'x')], [text('B', 'x')])).toEqual(['note prompt-renamed: B was called A.']);
    expect(judged([text('A', 'x')], [text('A', 'x', 'b.ts')])).toEqual(['note prompt-moved: A was in a.ts.']);
    expect(judged([text('A', 'x')], [text('A', 'y')])).toEqual([
      'note prompt-changed: The text of A changed.',
    ]);
    expect(judged([dynamic('A', '1')], [dynamic('A', '2')])).toEqual([
      'note prompt-changed: The code of A changed.',
    ]);
    expect(judged([dynamic('A', '1')], [text('A', 'x')])).toEqual([
      'note prompt-tracked: The text of A can be extracted now.',
    ]);
    expect(judged([text('A', 'x')], [text('A', 'x')])).toEqual([]);
  });

  it('where the prompt is now', () => {
    const at = { file: 'b.ts', line: 7, column: 3 };
    const [finding] = judge(
      comparePrompts([text('A', 'x')], [{ ...text('A', 'y'), ...at }]),
      extraction(),
      extraction(),
      false,
    );
    expect(finding).toMatchObject({ ...at, prompt: 'A' });
  });

  it('that a text is an older one again, and which', () => {
    const changes = markReverted(comparePrompts([text('A', 'x')], [text('A', 'y')]), () => ({
      version: 3,
      commit: null,
      at: '2026-01-01T00:00:00.000Z',
    }));
    expect(judge(changes, extraction(), extraction(), false)).toMatchObject([
      { rule: 'prompt-reverted', level: 'note', message: 'A has the text again that it had as version 3.' },
    ]);
    const commit = '1234567890abcdef';
    const at = '2026-01-01T00:00:00.000Z';
    expect(formatEarlier({})).toBe('before');
    expect(formatEarlier({ earlier: { version: null, commit, at } })).toBe('in 1234567890ab');
    expect(formatEarlier({ earlier: { version: null, commit: null, at } })).toBe('in an earlier commit');
  });

  it('which variables callers must follow, as an error where that is asked for', () => {
    const before = text('A', 'Hi {{ a }} {{ b }}', 'a.ts', [given('a'), given('b')]);
    const after = text('A', 'Hi', 'a.ts');
    expect(judged([before], [after])).toEqual([
      'warning variable-removed: Whoever fills in A must follow: a was removed, b was removed.',
      'note prompt-changed: The text of A changed.',
    ]);
    expect(judged([before], [after], extraction(), true)[0]).toMatch(/^error variable-removed: /);
    const renamed = text('A', 'Hi {{ name }} {{ b }}', 'a.ts', [given('name'), given('b')]);
    expect(judged([before], [renamed])[0]).toMatch(/must follow: a is now name\.$/);
    const both = text('A', 'Hi {{ x }} {{ y }}', 'a.ts', [given('x'), given('y')]);
    expect(judged([before], [both])[0]).toMatch(/must follow: a is now x, b is now y\.$/);
    const more = text('A', 'Hi {{ a }} {{ b }} {{ c }}', 'a.ts', [given('a'), given('b'), given('c')]);
    expect(judged([before], [more])).toEqual(['note prompt-changed: The text of A changed.']);
  });
});

describe('a prompt that can no longer be extracted', () => {
  const lost = { ...dynamic('A', '1'), line: 10, column: 2, endLine: 20 };
  const why = (more: object, code = 'DYN_LOOP') =>
    judged(
      [text('A', 'x')],
      [lost],
      extraction([lost], [diagnostic(code, { severity: 'warning', ...more })]),
    );
  const plain = 'error prompt-untracked: The text of A can no longer be extracted.';

  it('is an error, with the reason that stands within it', () => {
    expect(why({ line: 10 })).toEqual([`${plain} DYN_LOOP. Mend it.`]);
    expect(why({ line: 20 })).toEqual([`${plain} DYN_LOOP. Mend it.`]);
    expect(why({ file: 'b.ts', line: 1, prompt: { file: 'a.ts', line: 15 } })).toEqual([
      `${plain} DYN_LOOP. Mend it.`,
    ]);
  });

  it.each([
    ['before it', { line: 9 }],
    ['behind it', { line: 21 }],
    ['in another file', { file: 'b.ts', line: 15 }],
    ['about another prompt', { line: 15, prompt: { file: 'b.ts', line: 15 } }],
  ])('has no reason that stands %s', (_, more) => expect(why(more)).toEqual([plain]));

  it('has only a reason that is one', () => expect(why({ line: 15 }, 'secret')).toEqual([plain]));
});

describe('errors of the extraction', () => {
  const errors = (before: Extraction, after: Extraction) =>
    judge(comparePrompts(before.prompts, after.prompts), before, after, false).map(
      ({ rule, level, file }) => `${level} ${rule} ${file ?? 'nowhere'}`,
    );

  it('come first, with what to do', () => {
    const after = extraction(
      [text('A', 'x')],
      [diagnostic('name-collision', { line: 4, column: 2 }), diagnostic('DYN_CALL', { severity: 'warning' })],
    );
    const findings = judge(comparePrompts([], after.prompts), extraction(), after, false);
    expect(findings.map(({ level }) => level)).toEqual(['error', 'note']);
    expect(findings[0]).toEqual({
      rule: 'name-collision',
      level: 'error',
      prompt: null,
      file: 'a.ts',
      line: 4,
      column: 2,
      message: 'name-collision. Mend it.',
    });
  });

  it.each(['syntax-error', 'unreadable-file'])('are no news of a file that had a %s before', (code) => {
    const prompt = text('B', 'x', 'b.ts');
    const broken = extraction([prompt], [diagnostic(code)]);
    expect(errors(broken, broken)).toEqual([]);
    expect(errors(extraction([prompt]), broken)).toEqual([`error ${code} a.ts`]);
    const both = extraction([prompt], [diagnostic(code), diagnostic(code, { file: 'b.ts' })]);
    expect(errors(broken, both)).toEqual([`error ${code} b.ts`]);
  });

  it('come before what is worth a look, and this before what is good to know', () => {
    const before = [text('B', 'x'), text('C', 'Hi {{ a }}', 'a.ts', [given('a')])];
    const after = [text('A', 'y'), dynamic('B', '1'), text('C', 'Hi')];
    expect(judged(before, after).map((finding) => finding.split(':')[0])).toEqual([
      'error prompt-untracked',
      'warning variable-removed',
      'note prompt-new',
      'note prompt-changed',
    ]);
  });

  it('about a whole file are news where there was only one about a prompt', () => {
    const prompt = text('A', 'x');
    const before = extraction([prompt], [diagnostic('name-collision')]);
    expect(errors(before, extraction([prompt], [diagnostic('syntax-error')]))).toEqual([
      'error syntax-error a.ts',
    ]);
  });

  it('must be mended all the same where they are about a prompt', () => {
    const collision = extraction([text('A', 'x')], [diagnostic('name-collision')]);
    expect(errors(collision, collision)).toEqual(['error name-collision a.ts']);
    // A file that did not parse says nothing of what is in it now.
    const broken = extraction([text('A', 'x')], [diagnostic('syntax-error')]);
    expect(errors(broken, collision)).toEqual(['error name-collision a.ts']);
  });

  it('say why nothing is found in a file', () => {
    const diagnostics = [
      diagnostic('DYN_CALL'),
      diagnostic('syntax-error'),
      diagnostic('unreadable-file', { file: 'b.ts' }),
    ];
    expect(findBroken({ diagnostics }, 'a.ts')?.code).toBe('syntax-error');
    expect(findBroken({ diagnostics }, 'b.ts')?.code).toBe('unreadable-file');
    expect(findBroken({ diagnostics }, 'c.ts')).toBeNull();
  });
});

it('a check that found no prompt on either side checked nothing', () => {
  const [finding, ...others] = judge([], extraction(), extraction(), false);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ rule: 'nothing-checked', level: 'error', prompt: null, file: null });
  expect(finding?.message).toMatch(/^No prompt was found on either side \(1,234 source files looked at\)/);
  // An error says more than that nothing was found.
  const broken = extraction([], [diagnostic('syntax-error')]);
  expect(judge([], extraction(), broken, false).map(({ rule }) => rule)).toEqual(['syntax-error']);
});
