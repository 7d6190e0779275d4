import { readVariables } from './variables.ts';
import { expect, it } from 'vitest';
import { findMissing } from './missing.ts';

it.each([
  ['{{ a }}{{ b }}{{ a }}', { c: 1 }, ['a', 'b']],
  ['{{ a }}', { a: null }, []],
  ['{{ a.b }}{{ a.c.d }}', { a: { b: 1, c: {} } }, ['a.c.d']],
  ['{{ a.b }}', { a: 'text' }, ['a.b']],
  ['{{ a | default(1) }}{% if b is defined %}{{ b }}{% endif %}', {}, []],
  ['{{ a.length }}{{ a["0"] }}', { a: [1] }, ['a.length']],
  ['{{ toString }}{{ a.constructor }}', { a: {} }, ['toString', 'a.constructor']],
])('%j with %j lacks %j', (template, values, missing) => {
  expect(findMissing(readVariables(template), values)).toEqual(missing);
});
