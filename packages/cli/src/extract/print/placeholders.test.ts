import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { literal, parameter, path, variable } from '../../../test/support/trees.ts';
import { interpolate, type NamedRoots } from './placeholders.ts';
import type { Part, Syntax } from '../values/values.ts';

/** Literals as they are, variables as the path that they have. */
function read(parts: readonly Part[], syntax: Syntax, roots: NamedRoots = new Map()) {
  const read = interpolate(parts, syntax, roots);
  return read?.map((part) => {
    if (part.kind === 'literal') return part.text;
    if (part.kind !== 'variable' || part.path.root.kind !== 'parameter') throw new Error(part.kind);
    return [part.path.root.name, ...part.path.segments];
  });
}
const format = (text: string) => read([literal(text)], 'f-string');
const mustache = (text: string) => read([literal(text)], 'mustache');

describe('a format string', () => {
  it.each<[string, unknown]>([
    ['Hello {name}!', ['Hello ', ['name'], '!']],
    ['{ name }', [['name']]],
    ['{user.name}', [['user', 'name']]],
    ['{a b}', [['a b']]],
    ['{a-b.c}', [['a-b.c']]],
    ['{{name}}', ['{name}']],
    ['{{{name}}}', ['{', ['name'], '}']],
    ['{a}{b}', [['a'], ['b']]],
    ['nothing', ['nothing']],
  ])('%j', (text, parts) => expect(format(text)).toEqual(parts));

  it.each(['{', '}', 'a { b', '{}', '{ }', '{a', 'a}', '{{a}', '{a{b}}'])(
    '%j is none, as the library says',
    (text) => expect(format(text)).toBeUndefined(),
  );

  it('has any text without braces as it is, and any with doubled ones', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', 'a', ' ', '.'), minLength: 1 }), (text) => {
        const doubled = text.replaceAll('{', '{{').replaceAll('}', '}}');
        expect(format(doubled)).toEqual([text]);
      }),
    );
  });
});

describe('a text with double braces', () => {
  it.each<[string, unknown]>([
    ['Hello {{name}}!', ['Hello ', ['name'], '!']],
    ['{{ user.name }}', [['user', 'name']]],
    ['{{a}}{{b}}', [['a'], ['b']]],
    ['{{{name}}}{{& name }}', [['name'], ['name']]],
    ['{{\nuser-name\n}}}', [['user-name'], '}']],
    ['{name} }} { {', ['{name} }} { {']],
    ['', []],
  ])('%j', (text, parts) => expect(mustache(text)).toEqual(parts));

  it.each([
    '{{#a}}x{{/a}}',
    '{{^a}}',
    '{{! a note }}',
    '{{> a}}',
    '{{=<% %>=}}',
    '{{a b}}',
    '{{}}',
    '{{',
    '{{{a}}',
  ])('%j is more than names', (text) => expect(mustache(text)).toBeUndefined());

  it.each<[string, unknown]>([
    ['{{name}} {name} {{#if}} {{{name}}}', [['name'], ' {name} {{#if}} {{{name}}}']],
    ['{{user.name}}', [['user', 'name']]],
  ])('of our own has names alone: %j', (text, parts) => expect(read([literal(text)], 'own')).toEqual(parts));
});

it('one name is one variable, in all texts that share their variables', () => {
  const roots: NamedRoots = new Map();
  const [first] = interpolate([literal('{x}')], 'f-string', roots) ?? [];
  const [second] = interpolate([literal('{x.y}')], 'f-string', roots) ?? [];
  const [other] = interpolate([literal('{z}')], 'f-string', roots) ?? [];
  const rootOf = (part?: Part) => (part?.kind === 'variable' ? part.path.root : undefined);
  expect(rootOf(first)).toMatchObject({ kind: 'parameter', name: 'x', optional: false });
  expect(rootOf(second)).toBe(rootOf(first));
  expect(rootOf(other)).not.toBe(rootOf(first));
});

it('what is a variable already stays one', () => {
  const given = variable(path(parameter('given')));
  expect(read([literal('a {x} '), given, literal(' b')], 'f-string')).toEqual([
    'a ',
    ['x'],
    ' ',
    ['given'],
    ' b',
  ]);
  expect(read([given, literal('{')], 'f-string')).toBeUndefined();
});
