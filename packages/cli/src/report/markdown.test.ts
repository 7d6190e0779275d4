import { expect, it } from 'vitest';
import { escapeText, toCode, toFence } from './markdown.ts';

it.each([
  ['a', '`a`'],
  ['a|b', '`a\\|b`'],
  ['a`b``c', '```a`b``c```'],
  ['`a', '`` `a ``'],
  ['a`', '`` a` ``'],
  ['', '`  `'],
  ['a\nb\u0007', '`a b\\u0007`'],
])('the code %j is written as %s', (text, code) => expect(toCode(text)).toBe(code));

it('foreign text has no markup, no mention and no link', () => {
  expect(escapeText('a & <b> *c* [d](e) `f` #1 !x ~y | {z} + \\')).toBe(
    'a &amp; &lt;b\\> \\*c\\* \\[d\\]\\(e\\) \\`f\\` \\#1 \\!x \\~y \\| \\{z\\} \\+ \\\\',
  );
  expect(escapeText('@ann https://x a: b\nc_d')).toBe('@\u200bann https:\u200b//x a: b c\\_d');
});

it('a fence is longer than any within', () => {
  expect(toFence(['a', '`b`'], 'diff')).toBe('```diff\na\n`b`\n```');
  expect(toFence(['````'], '')).toBe('`````\n````\n`````');
});
