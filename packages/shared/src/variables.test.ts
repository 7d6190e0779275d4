import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readVariables } from './variables.ts';

const required = (name: string) => ({ name, required: true });

describe('readVariables', () => {
  it.each([
    ['Hello', []],
    ['Hello {{name}}!', ['name']],
    ['{{ b }}{{ a }}{{ b }}', ['b', 'a']],
    ['{{ user.name }} and {{ user["mail"] }}', ['user.name', 'user.mail']],
    ['{{ a["b.c"].d }} {{ a["x-y"] }} {{ a[""] }}', ['a["b.c"].d', 'a.x-y', 'a[""]']],
    ['{{ items[0].title }} {{ items[i] }}', ['items', 'i']],
    ['{{ a + b * (c - d) ~ e }}', ['a', 'b', 'c', 'd', 'e']],
    ['{{ a if b else c }}', ['b', 'a', 'c']],
    ['{{ true }} {{ none }} {{ range(n) }}', ['n']],
    ['{{ format(x) }} {{ name.upper() }} {{ make()(y) }}', ['x', 'name', 'y']],
    ['{{ x | upper | truncate(n) }} {{ f(key=v) }}', ['x', 'n', 'v']],
    ['{{ {"a": x, "b": {"c": y}} }}', ['x', 'y']],
    ['{{ xs[a:b] }}', ['a', 'b', 'xs']],
    ['{{ имя }} {{ user.naïve }}', ['имя', 'user.naïve']],
  ])('%s', (template, names) => {
    expect(readVariables(template)).toEqual(names.map(required));
  });

  it.each([
    ['a loop names its item', '{% for x in xs %}{{ x.y }}{{ loop.index }}{% endfor %}{{ x }}', ['xs', 'x']],
    ['and its pair', '{% for k, v in m %}{{ k }}{{ v }}{% endfor %}', ['m']],
    [
      'a filtered loop',
      '{% for x in xs if x.ok and all %}{{ x }}{% else %}{{ x }}{% endfor %}',
      ['xs', 'all', 'x'],
    ],
    ['set defines from there on', '{{ a }}{% set a = b %}{{ a }}', ['a', 'b']],
    ['set with a body', '{% set a %}{{ b }}{% endset %}{{ a }}', ['b']],
    ['set of a pair', '{% set a, b = c %}{{ a }}{{ b }}', ['c']],
    [
      'a macro has arguments',
      '{% macro m(x, y=z) %}{{ x }}{{ y }}{{ w }}{% endmacro %}{{ m(v) }}',
      ['z', 'w', 'v'],
    ],
    ['a call has a body', '{% call(x) m(y) %}{{ x }}{{ z }}{% endcall %}', ['y', 'z']],
    ['a filter block', '{% filter truncate(n) %}{{ a }}{% endfilter %}', ['n', 'a']],
    ['conditions', '{% if a and not b %}{{ c }}{% elif d is odd %}{% else %}{{ e }}{% endif %}', 'abcde'],
  ])('%s', (_law, template, names) => {
    const found = readVariables(template).map(({ name }) => name);
    expect(found.toSorted()).toEqual([...names].toSorted());
  });

  it.each([
    ['{{ x | default("en") }}', { name: 'x', required: false, default: 'en' }],
    ["{{ x | d('a\\n\\'b') }}", { name: 'x', required: false, default: "a\n'b" }],
    ['{{ x | default(3) }}', { name: 'x', required: false, default: '3' }],
    ['{{ x | default }}', { name: 'x', required: false }],
    ['{{ x.y | default([]) | upper }}', { name: 'x.y', required: false }],
    ['{{ x | default("a") }}{{ x }}', { name: 'x', required: true, default: 'a' }],
    ['{% if x is defined %}{{ x }}{% endif %}', { name: 'x', required: false }],
    ['{% if x is string %}{{ x }}{% endif %}', { name: 'x', required: false }],
    ['{% if x.y is not defined %}-{% endif %}', { name: 'x.y', required: false }],
    ['{% if f(1)[2] is defined %}{% endif %}{{ x }}', { name: 'x', required: true }],
    ['{{ (a ~ "b") | default("c") }}', { name: 'a', required: true }],
  ])('a default makes a name optional: %s', (template, variable) => {
    expect(readVariables(template)).toEqual([variable]);
  });

  it('looks into neither comments nor raw blocks nor strings', () => {
    const template =
      '{# {{ a }} #}{% raw %}{{ b }}{% endif %}{% endraw %}{{ "}} {{ c }}" }}{%- raw -%}{{ d }}{%- endraw -%}{{ e }}';
    expect(readVariables(template)).toEqual([required('e')]);
  });

  it.each([
    '{{ a',
    '{{ "a }}',
    '{# a',
    '{% raw %}{{ a }}',
    '{% if %}',
    '{% nothing %}',
    '{{ a b }}',
    '{{ "\\',
  ])('finds none in what is broken: %s', (template) => {
    expect(readVariables(template)).toEqual([]);
  });

  it('finds every name between any texts', () => {
    const name = fc.stringMatching(/^[a-z]{1,8}_$/);
    const text = fc.string({ unit: 'grapheme' }).map((part) => part.replaceAll('{', ''));
    fc.assert(
      fc.property(fc.array(fc.tuple(text, name)), (parts) => {
        const template = parts.map(([before, each]) => `${before}{{ ${each} }}`).join('');
        expect(readVariables(template)).toEqual([...new Set(parts.map(([, each]) => each))].map(required));
      }),
    );
  });

  it('reads 100,000 characters of tags, and of a template with more nothing', () => {
    const named = (tags: number) => readVariables('{{ name }} and text '.repeat(tags)).length;
    expect([named(10_000), named(10_001)]).toEqual([1, 0]);
    expect(readVariables(`{{ name }}${'text { # '.repeat(100_000)}`)).toHaveLength(1);
  });

  it('throws at nothing', () => {
    const pieces = [
      '{{',
      '}}',
      '{%',
      '%}',
      '{#',
      '#}',
      ' raw ',
      ' endraw ',
      '"',
      '\\',
      'for x in y',
      'a.b',
      '|d(',
      ')',
      '[',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces)), (parts) => {
        expect(readVariables(parts.join(''))).toBeInstanceOf(Array);
      }),
    );
  });

  it.each([
    ['blanks', `${' '.repeat(1_000_000)}{{ a }}`],
    ['blanks in a tag', `{{ ${' '.repeat(1_000_000)}a }}`],
    ['blanks in a string', `{{ a | d("${' '.repeat(1_000_000)}") }}`],
    ['quotes', `{{ ${String.raw`\"`.repeat(300_000)} }}`],
    ['braces', '{'.repeat(1_000_000)],
    ['brackets', `{{ ${'['.repeat(500_000)} }}`],
    ['raw', '{% raw %}'.repeat(100_000)],
    ['comments', '{#'.repeat(500_000)],
    ['names', '{{ a }}'.repeat(140_000)],
    ['members', `{{ a${'.b'.repeat(50_000)} }}`],
  ])('ends, within the time of a test, for a megabyte of %s', (_what, template) => {
    expect(Array.isArray(readVariables(template))).toBe(true);
  });
});
