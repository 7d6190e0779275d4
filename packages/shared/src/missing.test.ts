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
  ['{{ a["b.c"] }}{{ a["d e"] }}', { a: { 'b.c': 1, 'd e': 2 } }, []],
  ['{{ a["b.c"] }}', { a: { b: { c: 1 } } }, ['a["b.c"]']],
])('%j with %j lacks %j', (template, values, missing) => {
  expect(findMissing(readVariables(template), values)).toEqual(missing);
});

it.each([
  ['rows[0].id', { rows: [{ id: 1 }] }, true],
  ['rows[0].id', { rows: [{}] }, false],
  ['rows[0].id', { rows: [] }, false],
  ['rows[1]', { rows: { 1: 'x' } }, true],
  ['headers["x-id"]', { headers: { 'x-id': 1 } }, true],
  ['headers["x-id"]', { headers: { x: 1 } }, false],
  ['headers["a.b"][0]', { headers: { 'a.b': [1] } }, true],
  ['no path[', { 'no path[': 1 }, true],
  ['rows[10]', { rows: Array.from({ length: 11 }, () => 1) }, true],
  ['rows[11]', { rows: Array.from({ length: 11 }, () => 1) }, false],
  ['a.length', { a: 'text' }, false],
  ['a.b.c', { a: { b: null } }, false],
  ['a.b', { a: 7 }, false],
])('the name %s, as the source has it, in %j: %j', (name, values, isThere) => {
  expect(findMissing([{ name, required: true }], values)).toEqual(isThere ? [] : [name]);
});
