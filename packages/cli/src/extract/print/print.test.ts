import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { render } from '../../../test/extract/sample.ts';
import { escapeLiteral, findPlaceholders, printTemplates, quote } from './print.ts';
import { literal, parameter, path, reference, trees, values, variable } from '../../../test/support/trees.ts';
import { NOTHING_HIDDEN, type Condition, type Part, type Slot } from '../values/values.ts';

function print(parts: readonly Part[], mustache = false): string {
  return printTemplates([parts], mustache).templates[0] ?? '';
}

describe('text that looks like template syntax', () => {
  it.each([
    '{{ x }}',
    '{% if x %}',
    '{# note #}',
    'a {{{ b }}} c',
    '{',
    '{{',
    '}} %} #}',
    '{%- raw -%}{{ x }}{% endraw %}',
    '{ {',
    '{{"}}"}}',
    'json: {"a": {"b": {}}}',
    '\n{{\n',
  ])('%j renders as itself', (text) => {
    expect(render(escapeLiteral(text, false), {})).toBe(text);
    expect(render(print([literal(text), variable(path(parameter('x'))), literal(text)]), { x: 1 })).toBe(
      `${text}1${text}`,
    );
  });

  it('is printed the same whatever it is made of', () => {
    expect(escapeLiteral('{{ x }} and {%', false)).toBe('{{ "{{" }} x }} and {{ "{%" }}');
  });
});

describe('names', () => {
  it('are made readable for every Jinja engine and stay apart', () => {
    const parts = ['$x', 'x', '_x', 'naïve', 'not', 'loop', '1'].map((name) =>
      variable(path(parameter(name))),
    );
    const { templates, variables } = printTemplates([parts], false);
    expect(templates[0]).toBe('{{ _x }}{{ x }}{{ _x_2 }}{{ na_ve }}{{ not_ }}{{ loop_ }}{{ _1 }}');
    const values = Object.fromEntries(variables.map(({ name }, index) => [name, String(index)]));
    expect(render(templates[0] ?? '', values)).toBe('0123456');
  });

  it('of properties are quoted where they are no identifiers', () => {
    const root = parameter('x');
    expect(print([variable(path(root, 'a-b', 0, 'c"d'))])).toBe('{{ x["a-b"][0]["c\\"d"] }}');
  });

  it('of slots give way to parameters, and one slot has one name', () => {
    const node = { type: 'NullLiteral' } as Slot['origin']['node'];
    const slot = (): Slot => ({
      name: 'x',
      expression: 'x()',
      hidden: NOTHING_HIDDEN,
      loop: null,
      // Printing looks at the name alone.
      origin: { code: 'DYN_COMPUTED', node, module: null as never },
    });
    const first = slot();
    const parts: Part[] = [
      { kind: 'slot', slot: first },
      { kind: 'slot', slot: slot() },
      { kind: 'slot', slot: first },
      variable(path(parameter('x'))),
    ];
    const { templates, variables } = printTemplates([parts], false);
    expect(templates[0]).toBe('{{ x_2 }}{{ x_3 }}{{ x_2 }}{{ x }}');
    expect(variables[0]).toEqual({ name: 'x_2', required: true, opaque: true, expression: 'x()' });
  });
});

describe('defaults', () => {
  it('are a filter, and the variable is not required', () => {
    const x = path(parameter('x'));
    const parts: Part[] = [
      {
        kind: 'if',
        test: { op: 'defined', path: x },
        consequent: [variable(x)],
        alternate: [literal('e"n')],
      },
    ];
    const { templates, variables } = printTemplates([parts], false);
    expect(templates[0]).toBe('{{ x | default("e\\"n") }}');
    expect(variables).toEqual([{ name: 'x', required: false, default: 'e"n' }]);
    expect(render(templates[0] ?? '', {})).toBe('e"n');
  });

  it('do not hide that the variable is required elsewhere', () => {
    const x = path(parameter('x'));
    const parts: Part[] = [
      { kind: 'if', test: { op: 'defined', path: x }, consequent: [variable(x)], alternate: [] },
      variable(x),
    ];
    expect(printTemplates([parts], false).variables).toEqual([{ name: 'x', required: true }]);
  });
});

describe('placeholders', () => {
  it.each([
    ['Hello {{name}}!', 'Hello {{name}}!'],
    ['{{ user.name }} {{a}}', '{{ user.name }} {{a}}'],
    ['{{{name}}}', '{{ "{{{" }}name}}}'],
    ['{{#if x}}y{{/if}}', '{{ "{{#" }}if x}}y{{ "{{" }}/if}}'],
    ['{{ f(x) }}', '{{ "{{" }} f(x) }}'],
    ['{{else}} {{ if }}', '{{ "{{" }}else}} {{ "{{" }} if }}'],
    ['{{}} {{ naïve }}', '{{ "{{" }}}} {{ "{{" }} naïve }}'],
    ['x{{{{a}}', 'x{{ "{{{{" }}a}}'],
  ])('%j prints %j', (text, printed) => {
    expect(print([literal(text)], true)).toBe(printed);
  });

  it('are found with their places', () => {
    expect(findPlaceholders('a {{ b }}')).toEqual([{ name: 'b', start: 2, end: 9 }]);
  });
});

it('quotes every string so that it is read back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(render(`{{ ${quote(text)} }}`, {})).toBe(text);
    }),
  );
});

it('renders without any of the variables that are not required', () => {
  fc.assert(
    fc.property(trees(null, 2), values, fc.func(fc.boolean()), (parts, given, without) => {
      const { templates, variables } = printTemplates([parts], false);
      const optional = new Set(variables.filter(({ required }) => !required).map(({ name }) => name));
      const some = Object.entries(given).filter(([name]) => !optional.has(name) || without(name));
      expect(() => render(templates[0] ?? '', Object.fromEntries(some))).not.toThrow();
    }),
  );
});

it('requires what it cannot be rendered without', () => {
  const x = path(parameter('x'));
  const isDefined: Condition = { op: 'defined', path: x };
  const isKind: Condition = { op: 'equals', path: x, value: 'kind' };
  const required = (test: Condition, consequent: Part[], alternate: Part[]) =>
    printTemplates([[{ kind: 'if', test, consequent, alternate }]], false).variables[0]?.required;
  const prose = literal('a default that is too long for a filter');
  expect(required(isDefined, [variable(x)], [prose])).toBe(false);
  expect(required({ op: 'not', test: isDefined }, [prose], [variable(x)])).toBe(false);
  expect(required({ op: 'and', left: isDefined, right: isKind }, [variable(x)], [prose])).toBe(false);
  expect(required({ op: 'and', left: isDefined, right: isKind }, [prose], [variable(x)])).toBe(true);
  // Where it is not given, it is not asked what it is.
  expect(required({ op: 'or', left: isDefined, right: isKind }, [prose], [])).toBe(false);
  const isOther: Condition = { op: 'truthy', path: path(x.root, 'other') };
  expect(required({ op: 'or', left: { op: 'not', test: isOther }, right: isKind }, [prose], [])).toBe(true);
  expect(required({ op: 'or', left: { op: 'not', test: isDefined }, right: isKind }, [prose], [])).toBe(
    false,
  );
});

it('renders every tree as running the code would', () => {
  fc.assert(
    fc.property(trees(null, 2), values, (parts, given) => {
      const template = print(parts);
      expect(render(template, given)).toBe(reference(parts, { values: given, items: new Map() }));
    }),
    { numRuns: 400 },
  );
});
