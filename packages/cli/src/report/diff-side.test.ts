import { describe, expect, it } from 'vitest';
import { MARKED } from '../../test/support/marked.ts';
import type { PromptText } from '../plan/prompt-text.ts';
import { buildDiff } from './diff.ts';
import { formatSideBySide } from './diff-side.ts';
import { PLAIN, type Style } from './style.ts';

const text = (version: number, template: string, variables: string[] = []): PromptText => ({
  name: 'P',
  selector: String(version),
  version,
  checksum: `${version}`.repeat(64),
  template,
  kind: 'text',
  variables: variables.map((name) => ({ name, required: true })),
  place: null,
});
const show = (before: string, after: string, { width = 40 as number | null, style = PLAIN as Style } = {}) =>
  formatSideBySide(buildDiff(text(1, before), text(2, after)), style, width);

describe('two columns', () => {
  it('have a line of each text beside the other, with its number', () => {
    expect(show('a\nb\nc\n', 'a\nB1\nB2\nc\nd\n')).toEqual([
      'P@1  111111111111  │ P@2  222222222222',
      '───────────────────┼────────────────────',
      '1   a              │ 1   a',
      '2 - b              │ 2 + B1',
      '                   │ 3 + B2',
      '3   c              │ 4   c',
      '                   │ 5 + d',
    ]);
    expect(show('a\nb\nb2\nc\n', 'a\nB\nc\n').slice(3)).toEqual([
      '2 - b              │ 2 + B',
      '3 - b2             │',
      '4   c              │ 3   c',
    ]);
  });

  it('have as many digits as the last number of either', () => {
    const lines = (count: number) => Array.from({ length: count }, (_, index) => `l${index}\n`).join('');
    expect(show(lines(9), `${lines(9)}x\n`).at(-1)).toBe('                   │ 10 + x');
    expect(show(`${lines(9)}x\n`, lines(9)).at(-1)).toBe('10 - x             │');
    expect(show(lines(3), `${lines(3)}x\n`).at(-1)).toBe('                   │ 4 + x');
  });

  it('tell hunks apart', () => {
    const long = Array.from({ length: 30 }, (_, index) => `l${index}\n`).join('');
    const changed = long.replace('l2\n', 'L2\n').replace('l20\n', 'L20\n');
    expect(show(long, changed).filter((line) => line.includes('⋯'))).toEqual(['⋯                  │ ⋯']);
  });

  it('go on below where a line is longer than its column', () => {
    expect(show('be brief and kind to all\n', 'be brief\n').slice(2)).toEqual([
      '1 - be brief and   │ 1 + be brief',
      '  - kind to all    │',
    ]);
  });

  it('are as wide as the screen, in usual cases and at the least', () => {
    const widths = (width: number | null) => show('a', 'b', { width })[1]?.length;
    expect([widths(60), widths(null), widths(10)]).toEqual([60, 120, 40]);
    expect(show('a', 'b', { width: 61 })[1]).toBe(`${'─'.repeat(30)}┼${'─'.repeat(30)}`);
  });

  it('show tabs as spaces, what a terminal would hide, and how the text ends', () => {
    expect(show('\ta\u0007', 'b\n', { width: 70 }).slice(2)).toEqual([
      '1 -     a\\u0007                   │ 1 + b',
      '\\ No newline at end of file       │',
    ]);
    expect(show('a\n', 'a', { width: 40 }).at(-1)).toBe('                   │ \\ No newline at en…');
  });

  it('are painted, the words that differ apart', () => {
    expect(show('a\nbe very brief\n', 'a\nbe quite brief\n', { width: 60, style: MARKED })).toEqual([
      `<removed: P@1  111111111111           ><faint:  │ ><added: P@2  222222222222>`,
      `<faint: ${'─'.repeat(29)}┼${'─'.repeat(30)}>`,
      '<faint: 1>   a                       <faint:  │ ><faint: 1>   a',
      '<faint: 2> <removed: -> <removed: be ><removedWord: very><removed:  brief>           <faint:  │ ><faint: 2> ' +
        '<added: +> <added: be ><addedWord: quite><added:  brief>',
    ]);
  });
});

it('what came and went of the variables stands below, and equal texts are a sentence', () => {
  const diff = buildDiff(text(1, 'Hi {{ a }}', ['a']), text(2, 'Hi {{ b }}', ['b']));
  expect(formatSideBySide(diff, PLAIN, 40).slice(-2)).toEqual(['', 'variables  -a  +b']);
  const same = buildDiff(text(1, 'a'), { ...text(2, 'a'), checksum: '1'.repeat(64) });
  expect(formatSideBySide(same, PLAIN, 40)).toEqual(['P: the versions 1 and 2 are identical.']);
  const gone = formatSideBySide(buildDiff(text(1, 'a'), null), PLAIN, 40);
  expect(gone[0]).toBe('P@1  111111111111  │ (nothing)');
});
