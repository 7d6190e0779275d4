import { expect, it } from 'vitest';
import { MARKED } from '../../test/support/marked.ts';
import type { PromptText } from '../plan/prompt-text.ts';
import { buildDiff } from './diff.ts';
import { formatWordDiff } from './diff-words.ts';
import { PLAIN, type Style } from './style.ts';

const text = (version: number, template: string, variables: string[] = []): PromptText => ({
  name: 'P',
  selector: String(version),
  version,
  checksum: `${template.length}`.repeat(64),
  template,
  kind: 'text',
  variables: variables.map((name) => ({ name, required: true })),
  place: null,
});
const show = (before: string, after: string, style: Style = PLAIN) =>
  formatWordDiff(buildDiff(text(1, before), text(2, after)), style).slice(3);

it.each([
  ['a word that came', 'be brief and kind', 'be brief and very kind', ['be brief and {+very +}kind']],
  ['a word that went', 'be brief and very kind', 'be brief and kind', ['be brief and [-very -]kind']],
  ['a word for another', 'be very brief', 'be quite brief', ['be [-very-]{+quite+} brief']],
  ['words at the end', 'be brief', 'be brief and kind', ['be brief{+ and kind+}']],
  ['words at the start', 'be brief and kind', 'now be brief and kind', ['{+now +}be brief and kind']],
  ['lines that are not alike', 'be brief', 'say nothing at all', ['[-be brief-]', '{+say nothing at all+}']],
  ['lines that came', 'a\nc', 'a\nbe kind\nc', ['a', '{+be kind+}', 'c']],
  ['lines that went', 'a\nbe kind\nc', 'a\nc', ['a', '[-be kind-]', 'c']],
  ['empty lines as they are', 'a\nc', 'a\n\nc', ['a', '', 'c']],
  ['what a terminal would hide', 'be brief\u0007 now', 'be brief\u0007', ['be brief\\u0007[- now-]']],
])('shows %s', (_what, before, after, lines) => {
  expect(show(before, after)).toEqual(lines);
});

it('is painted too, under the names of both sides and above the variables', () => {
  expect(show('be very brief', 'be quite brief', MARKED)).toEqual([
    'be <removed: [-very-]><added: {+quite+}> brief',
  ]);
  const diff = buildDiff(text(1, 'Hi {{ a }}', ['a']), text(2, 'Hi {{ bc }}', ['bc']));
  const shown = formatWordDiff(diff, MARKED);
  expect(shown.slice(0, 3)).toEqual([
    expect.stringMatching(/^<removed: --- P@1 /),
    expect.stringMatching(/^<added: \+\+\+ P@2 /),
    '<faint: @@ -1,1 +1,1 @@>',
  ]);
  expect(shown.slice(-2)).toEqual(['', 'variables  <removed: -a>  <added: +bc>']);
});

it('of equal texts is a sentence', () => {
  expect(formatWordDiff(buildDiff(text(1, 'a'), text(2, 'a')), PLAIN)).toEqual([
    'P: the versions 1 and 2 are identical.',
  ]);
});
