import fc from 'fast-check';
import { filterOf } from '../../src/extract/values/conditions.ts';
import { concat } from '../../src/extract/values/text.ts';
import type {
  Comparison,
  Condition,
  Loop,
  Order,
  Part,
  Path,
  Root,
} from '../../src/extract/values/values.ts';

export const parameter = (name: string): Root => ({ kind: 'parameter', name, optional: false });
export const path = (root: Root, ...segments: (string | number)[]): Path => ({ root, segments });
export const literal = (text: string): Part => ({ kind: 'literal', text });
export const variable = (of: Path): Part => ({ kind: 'variable', path: of, annotation: null });

/* A reference rendering of the tree, in JavaScript. */

export interface Scene {
  readonly values: Record<string, unknown>;
  readonly items: ReadonlyMap<Loop, { value: unknown; index: number; length: number }>;
}

function read({ root, segments }: Path, scene: Scene): unknown {
  if (root.kind === 'slot') throw new Error('a tree has none of its own');
  const start = root.kind === 'parameter' ? scene.values[root.name] : scene.items.get(root.loop)?.value;
  return segments.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], start);
}

export function holds(test: Condition, scene: Scene): boolean {
  switch (test.op) {
    case 'truthy':
      return Boolean(read(test.path, scene));
    case 'defined':
      return read(test.path, scene) !== undefined;
    case 'null':
      return read(test.path, scene) === null;
    case 'equals':
      return read(test.path, scene) === test.value;
    case 'compare':
      return compared(read(test.path, scene) as number, test.compare, test.value);
    case 'trimmed':
      return (read(test.path, scene) as string).trim() !== '';
    case 'string':
      return typeof read(test.path, scene) === 'string';
    case 'contains':
      return (read(test.path, scene) as string | string[]).includes(test.value);
    case 'length':
      return compared((read(test.path, scene) as unknown[]).length, test.compare, test.value);
    case 'index':
      return compared(scene.items.get(test.loop)?.index ?? 0, test.compare, test.value);
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

export function reference(parts: readonly Part[], scene: Scene): string {
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
          const filter = filterOf(part);
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
const number = parameter('n');
export const text = fc.string({
  unit: fc.constantFrom('{', '}', '%', '#', '-', ' ', '\n', '"', '\\', 'a', 'é', '|'),
  maxLength: 12,
});
export const values = fc.record({
  a: text,
  b: text,
  c: text,
  n: fc.integer({ min: -2, max: 3 }),
  xs: fc.array(text, { maxLength: 3 }),
  ys: fc.array(text, { maxLength: 3 }),
});

export function conditions(loop: Loop | null): fc.Arbitrary<Condition> {
  const leaf = fc.oneof(
    fc.constantFrom(...roots).map((root): Condition => ({ op: 'truthy', path: path(root) })),
    fc.constantFrom(...roots).map((root): Condition => ({ op: 'defined', path: path(root) })),
    fc.constantFrom(...roots).map((root): Condition => ({ op: 'null', path: path(root) })),
    fc.constantFrom(...roots).map((root): Condition => ({ op: 'trimmed', path: path(root) })),
    fc
      .constantFrom(...roots, ...lists, number)
      .map((root): Condition => ({ op: 'string', path: path(root) })),
    fc
      .tuple(fc.constantFrom<Order>('>', '>=', '<', '<='), fc.constantFrom(-1, 0, 0.5, 2))
      .map(([compare, value]): Condition => ({ op: 'compare', path: path(number), compare, value })),
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

export function trees(loop: Loop | null, depth: number): fc.Arbitrary<readonly Part[]> {
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
    const turn = path({ kind: 'item', loop: own });
    const filter = fc.option(fc.constant<Condition>({ op: 'truthy', path: turn }));
    const only = fc.option(
      fc.constantFrom<Condition>({ op: 'equals', path: turn, value: 'a' }, { op: 'truthy', path: turn }),
    );
    return fc.tuple(inner(own), text, filter, only).map(([body, separator, test, printed]): Part => {
      own.filter = test;
      return { kind: 'for', loop: own, body, separator, ...(printed && { only: printed }) };
    });
  });
  return fc
    .array(fc.oneof({ weight: 3, arbitrary: leaf }, branch, trim, each), { maxLength: 4 })
    .map((parts) => concat(parts.filter((part) => part.kind !== 'literal' || part.text !== '')));
}
