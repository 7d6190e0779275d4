import { expect, it } from 'vitest';
import { parseGiven, setValue, type Values } from './given-values.ts';

it.each([
  ['name=Ada', { path: ['name'], kind: 'text', value: 'Ada' }],
  ['name=', { path: ['name'], kind: 'text', value: '' }],
  ['q=a=b:=c', { path: ['q'], kind: 'text', value: 'a=b:=c' }],
  ['user.name=Ada\nLovelace', { path: ['user', 'name'], kind: 'text', value: 'Ada\nLovelace' }],
  ['rows[0].id=7', { path: ['rows', 0, 'id'], kind: 'text', value: '7' }],
  ['headers["x.id"]=7', { path: ['headers', 'x.id'], kind: 'text', value: '7' }],
  ['count:=3', { path: ['count'], kind: 'json', value: '3' }],
  ['text=@notes.md', { path: ['text'], kind: 'file', value: 'notes.md' }],
  ['handle=\\@ada', { path: ['handle'], kind: 'text', value: '@ada' }],
])('%s', (text, given) => expect(parseGiven(text)).toEqual(given));

it.each(['name', '=Ada', '', ':=3'])('"%s" is no value', (text) =>
  expect(parseGiven(text)).toBe(`"${text}" is no value: write name=text, name:=JSON or name=@file.`),
);

it.each(['a..b', '.a', 'a.'])('"%s" is no name of a variable', (name) =>
  expect(parseGiven(`${name}=1`)).toBe(`"${name}" is no name of a variable: a dot stands between two names.`),
);

it.each(['a[x]', 'a[', 'a[0]b', "a['b']"])('"%s" is no name of a variable', (name) =>
  expect(parseGiven(`${name}=1`)).toBe(
    `"${name}" is no name of a variable: brackets hold a number, rows[0], or a name in double quotes, headers["x-id"].`,
  ),
);

it('a text may have a backslash before that sign elsewhere', () => {
  expect(parseGiven('a=x\\@y')).toMatchObject({ kind: 'text', value: 'x\\@y' });
});

it.each(['Ada', 3, null, ['Ada']])('what is given as %j has no members', (user) => {
  expect(setValue({ user: { name: user } }, ['user', 'name', 'first'], 'A')).toBe(
    '"user.name.first" cannot be set: "user.name" is given as something else.',
  );
});

it('puts values where they belong', () => {
  expect(setValue({ a: 1 }, ['user', 'name'], 'Ada')).toEqual({ a: 1, user: { name: 'Ada' } });
  expect(setValue({ user: { id: 1 } }, ['user', 'name'], 'Ada')).toEqual({ user: { id: 1, name: 'Ada' } });
  expect(setValue({ user: 'Ada' }, ['user', 'name'], 'Ada')).toMatch(/"user" is given as something else/);
  const odd = setValue({}, ['__proto__', 'x'], 1);
  expect(JSON.stringify(odd)).toBe('{"__proto__":{"x":1}}');
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
});

it('makes the lists that a path leads through, item by item', () => {
  const one = setValue({ a: 1 }, ['rows', 0, 'id'], 7);
  expect(one).toEqual({ a: 1, rows: [{ id: 7 }] });
  expect(setValue(one as object as Values, ['rows', 0, 'name'], 'x')).toEqual({
    a: 1,
    rows: [{ id: 7, name: 'x' }],
  });
  expect(setValue(one as object as Values, ['rows', 1], 'y')).toEqual({ a: 1, rows: [{ id: 7 }, 'y'] });
  expect(setValue({ rows: [1, 2] }, ['rows', 0], 3)).toEqual({ rows: [3, 2] });
  expect(setValue({}, ['grid', 0, 0], 1)).toEqual({ grid: [[1]] });
});

it('leaves no hole in a list', () => {
  expect(setValue({ rows: [1] }, ['rows', 2], 3)).toBe(
    '"rows[2]" cannot be set: the list has nothing at 1 yet. Give its items in their order.',
  );
  expect(setValue({}, ['rows', 1, 'id'], 3)).toMatch(
    /^"rows\[1\]\.id" cannot be set: the list has nothing at 0 yet/,
  );
});

it.each(['Ada', { 0: 'Ada' }])('what is given as %j is no list', (rows) => {
  expect(setValue({ rows }, ['rows', 0], 'A')).toBe(
    '"rows[0]" cannot be set: "rows" is given as something else.',
  );
});
