import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { render } from '../../../test/extract/sample.ts';
import { escapeLiteral, findPlaceholders, printTemplates, quote } from './print.ts';
import { concat } from '../values/text.ts';
import {
  NOTHING_HIDDEN,
  type Comparison,
  type Condition,
  type Loop,
  type Part,
  type Path,
  type Root,
  type Slot,
} from '../values/values.ts';

const parameter = (name: string): Root => ({ kind: 'parameter', name, optional: false });
const path = (root: Root, ...segments: (string | number)[]): Path => ({ root, segments });
const literal = (text: string): Part => ({ kind: 'literal', text });
const variable = (of: Path): Part => ({ kind: 'variable', path: of, annotation: null });

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

/* A reference rendering of the tree, in JavaScript. */

interface Scene {
  readonly values: Record<string, unknown>;
  readonly items: ReadonlyMap<Loop, { value: unknown; index: number; length: number }>;
}

function read({ root, segments }: Path, scene: Scene): unknown {
  if (root.kind === 'slot') throw new Error('a tree has none of its own');
  const start = root.kind === 'parameter' ? scene.values[root.name] : scene.items.get(root.loop)?.value;
  return segments.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], start);
}

function holds(test: Condition, scene: Scene): boolean {
  switch (test.op) {
    case 'truthy':
      return Boolean(read(test.path, scene));
    case 'defined':
      return read(test.path, scene) !== undefined;
    case 'null':
      return read(test.path, scene) === null;
    case 'equals':
      return read(test.path, scene) === test.value;
    case 'contains':
      return (read(test.path, scene) as string | string[]).includes(test.value);
    case 'length':
      return compared((read(test.path, scene) as unknown[]).length, test.compare, test.value);
    case 'index':
      return (scene.items.get(test.loop)?.index ?? 0) > test.value;
    case 'last': {
      const turn = scene.items.get(test.loop);
      return turn !== undefined && turn.index === turn.length - 1;
    }
    case 'opaque':
      return false;
    case 'not':
      return !holds(test.test, scene);
    case 'and':
      return holds(test.left, scene) && holds(test.right, scene);
    case 'or':
      return holds(test.left, scene) || holds(test.right, scene);
  }
}

function compared(count: number, operator: Comparison, value: number): boolean {
  switch (operator) {
    case '>':
      return count > value;
    case '>=':
      return count >= value;
    case '<':
      return count < value;
    case '<=':
      return count <= value;
    case '==':
      return count === value;
    case '!=':
      return count !== value;
  }
}

function reference(parts: readonly Part[], scene: Scene): string {
  return parts
    .map((part): string => {
      switch (part.kind) {
        case 'literal':
          return part.text;
        case 'variable':
          return String(read(part.path, scene));
        case 'index':
          return String((scene.items.get(part.loop)?.index ?? 0) + part.offset);
        case 'length':
          return String((read(part.path, scene) as unknown[]).length);
        case 'slot':
          return '';
        case 'if':
          return reference(holds(part.test, scene) ? part.consequent : part.alternate, scene);
        case 'trim':
          return reference(part.body, scene).trim();
        case 'for': {
          const list = read(part.loop.list, scene) as unknown[];
          const turn = (value: unknown, index: number, length: number): Scene => ({
            ...scene,
            items: new Map([...scene.items, [part.loop, { value, index, length }]]),
          });
          const { filter } = part.loop;
          const kept = list.filter((value) => !filter || holds(filter, turn(value, 0, 0)));
          return kept
            .map((value, index) => reference(part.body, turn(value, index, kept.length)))
            .join(part.separator);
        }
      }
    })
    .join('');
}

/* Trees over three strings and two lists of strings. */

const roots = ['a', 'b', 'c'].map(parameter);
const lists = ['xs', 'ys'].map(parameter);
const text = fc.string({
  unit: fc.constantFrom('{', '}', '%', '#', '-', ' ', '\n', '"', '\\', 'a', 'é', '|'),
  maxLength: 12,
});
const values = fc.record({
  a: text,
  b: text,
  c: text,
  xs: fc.array(text, { maxLength: 3 }),
  ys: fc.array(text, { maxLength: 3 }),
});

function conditions(loop: Loop | null): fc.Arbitrary<Condition> {
  const leaf = fc.oneof(
    fc.constantFrom(...roots).map((root): Condition => ({ op: 'truthy', path: path(root) })),
    fc.constantFrom(...roots).map((root): Condition => ({ op: 'defined', path: path(root) })),
    fc.constantFrom(...roots).map((root): Condition => ({ op: 'null', path: path(root) })),
    fc
      .tuple(fc.constantFrom(...roots), text)
      .map(([root, value]): Condition => ({ op: 'equals', path: path(root), value })),
    fc
      .tuple(fc.constantFrom(...roots, ...lists), fc.oneof(text, fc.constantFrom('', 'a', '{')))
      .map(([root, value]): Condition => ({ op: 'contains', path: path(root), value })),
    fc
      .tuple(
        fc.constantFrom(...lists),
        fc.constantFrom<Comparison>('>', '>=', '<', '<=', '==', '!='),
        fc.integer({ min: -1, max: 3 }),
      )
      .map(([root, compare, value]): Condition => ({ op: 'length', path: path(root), compare, value })),
    ...(loop
      ? [
          fc.constant<Condition>({ op: 'last', loop }),
          fc.constant<Condition>({ op: 'index', loop, compare: '>', value: 0 }),
        ]
      : []),
  );
  return fc.letrec<{ test: Condition }>((tie) => ({
    test: fc.oneof(
      { depthSize: 'small' },
      leaf,
      tie('test').map((test): Condition => ({ op: 'not', test })),
      fc
        .tuple(fc.constantFrom('and', 'or'), tie('test'), tie('test'))
        .map(([op, left, right]): Condition => ({ op, left, right })),
    ),
  })).test;
}

function trees(loop: Loop | null, depth: number): fc.Arbitrary<readonly Part[]> {
  const item = loop ? [fc.constant<Part>(variable(path({ kind: 'item', loop })))] : [];
  const leaf = fc.oneof(
    text.map(literal),
    fc.constantFrom(...roots).map((root) => variable(path(root))),
    fc.constantFrom(...lists).map((root): Part => ({ kind: 'length', path: path(root) })),
    ...item,
    ...(loop
      ? [fc.integer({ min: -2, max: 2 }).map((offset): Part => ({ kind: 'index', loop, offset }))]
      : []),
  );
  if (depth === 0) return fc.array(leaf, { maxLength: 3 }).map((parts) => concat(parts));
  const inner = (of: Loop | null) => trees(of, depth - 1);
  const branch = fc
    .tuple(conditions(loop), inner(loop), inner(loop))
    .map(([test, then, otherwise]): Part => ({ kind: 'if', test, consequent: then, alternate: otherwise }));
  const trim = inner(loop).map((body): Part => ({ kind: 'trim', body }));
  const each = fc.constantFrom(...lists).chain((root) => {
    const own: Loop = { list: path(root), filter: null };
    const filter = fc.option(
      fc.constant<Condition>({ op: 'truthy', path: path({ kind: 'item', loop: own }) }),
    );
    return fc.tuple(inner(own), text, filter).map(([body, separator, test]): Part => {
      own.filter = test;
      return { kind: 'for', loop: own, body, separator };
    });
  });
  return fc
    .array(fc.oneof({ weight: 3, arbitrary: leaf }, branch, trim, each), { maxLength: 4 })
    .map((parts) => concat(parts.filter((part) => part.kind !== 'literal' || part.text !== '')));
}

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
