import { expect, it } from 'vitest';
import { parseGiven, setValue } from './given-values.ts';

it.each([
  ['name=Ada', { path: ['name'], kind: 'text', value: 'Ada' }],
  ['name=', { path: ['name'], kind: 'text', value: '' }],
  ['q=a=b:=c', { path: ['q'], kind: 'text', value: 'a=b:=c' }],
  ['user.name=Ada\nLovelace', { path: ['user', 'name'], kind: 'text', value: 'Ada\nLovelace' }],
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
