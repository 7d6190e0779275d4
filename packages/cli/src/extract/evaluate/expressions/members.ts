import type { Node } from '@babel/types';
import { itemAnnotation, memberAnnotation } from '../../modules/annotations.ts';
import { choose, mapChoice } from '../../values/choices.ts';
import { both, either, negate, presenceOf, whereGiven } from '../../values/conditions.ts';
import { listItems, memberOf } from '../../values/plain.ts';
import { listOfSlot } from '../run/lists.ts';
import { type Run } from '../run/run.ts';
import { shapesOf } from './shapes.ts';
import { staticMember } from './statics.ts';
import { sharedUnknown, unknown } from '../run/slots.ts';
import {
  samePath,
  staticValue,
  UNDEFINED,
  type Condition,
  type Item,
  type PathValue,
  type RecordValue,
  type Scope,
  type UnknownValue,
  type Value,
} from '../../values/values.ts';

/** `object.name`, or `object[name]` with a name that is known. */
export function readMember(run: Run, object: Value, name: string, node: Node, scope: Scope): Value {
  switch (object.kind) {
    case 'path':
      if (name === 'length')
        return {
          kind: 'length',
          path: object.path,
          offset: 0,
          isOnlyTruth: object.annotation?.shape === 'string',
        };
      // A Set or Map is no JSON, so there is no saying how a template counts it.
      if (name === 'size' && object.annotation?.shape === 'collection')
        return unknown(run, node, scope, 'DYN_COMPUTED');
      return {
        kind: 'path',
        path: { ...object.path, segments: [...object.path.segments, segment(name)] },
        annotation: /^\d+$/.test(name)
          ? itemAnnotation(object.annotation, run.modules)
          : memberAnnotation(object.annotation, name, run.modules),
      };
    case 'choice':
      return choose(
        object.test,
        readMember(run, object.consequent, name, node, scope),
        readMember(run, object.alternate, name, node, scope),
      );
    case 'namespace':
      return (
        run.parts.exportedValue(run, object.module, name) ??
        unknown(run, node, scope, 'DYN_UNRESOLVED_IMPORT')
      );
    case 'class':
      return staticMember(run, object, name) ?? unknown(run, node, scope, 'DYN_CLASS_MEMBER');
    case 'list': {
      if (object.hole) return unknown(run, node, scope, 'DYN_LOOP');
      if (name === 'length') return listLength(run, object.items, node, scope);
      if (name === 'raw' && object.raw) return object.raw;
      return (
        memberOf(object, name) ??
        itemOfShapes(object.items, name) ??
        unknown(run, node, scope, 'DYN_COMPUTED')
      );
    }
    case 'text':
      return name === 'length'
        ? countWhere(run, presenceOf(object.parts), node, scope)
        : unknown(run, node, scope, 'DYN_COMPUTED');
    case 'iterable': {
      const size =
        object.tag !== 'Array Iterator' && name === 'size' ? listItems(object.items)?.length : undefined;
      return size === undefined ? unknown(run, node, scope, 'DYN_COMPUTED') : staticValue(size);
    }
    case 'record':
      return (
        memberOf(object, name) ??
        readGiven(run, object, name, node, scope) ??
        unknown(run, node, scope, 'DYN_COMPUTED')
      );
    case 'unknown':
      if (name === 'length' && object.keysOf)
        return { kind: 'length', path: object.keysOf, offset: 0, isOnlyTruth: true };
      return readUnknown(run, object, name, node, scope);
    default:
      return memberOf(object, name) ?? unknown(run, node, scope, 'DYN_COMPUTED');
  }
}

function readUnknown(run: Run, { slot, code }: UnknownValue, name: string, node: Node, scope: Scope): Value {
  const member = sharedUnknown(run, slot, name, () => unknown(run, node, scope, code));
  if (name !== 'length') return member;
  // What is no list is a text: whether either is empty is whether it is true in a template.
  return { kind: 'length', path: listOfSlot(slot).path, offset: 0, isOnlyTruth: true, count: member };
}

/** `{ …, ...given }.name`, where what is before it has a value. */
export function replacedBy(
  run: Run,
  given: PathValue,
  name: string,
  before: Value,
  node: Node,
  scope: Scope,
): Value {
  const value = readMember(run, given, name, node, scope);
  return value.kind === 'path' ? choose(whereGiven(value.path), value, before) : value;
}

/** `{ ...given, … }.name` where no entry has that name. */
export function readGiven(
  run: Run,
  { given }: RecordValue,
  name: string,
  node: Node,
  scope: Scope,
): Value | null {
  const [first, ...others] = given ?? [];
  if (!first || name in Object.prototype) return null;
  return others.reduce(
    (before, each) => replacedBy(run, each, name, before, node, scope),
    readMember(run, first, name, node, scope),
  );
}

/** `list[index]` in a loop over that same list is the item. */
export function readIndexed(object: Value, index: Value, run: Run): Value | null {
  if (object.kind !== 'path' || index.kind !== 'index' || index.offset !== 0) return null;
  if (!samePath(object.path, index.loop.list)) return null;
  return {
    kind: 'path',
    path: { root: { kind: 'item', loop: index.loop }, segments: [] },
    annotation: itemAnnotation(object.annotation, run.modules),
  };
}

/** `list[1]` where conditions decide which item that is. */
function itemOfShapes(items: readonly Item[], name: string): Value | null {
  const shapes = /^\d+$/.test(name) ? shapesOf(items) : null;
  return shapes && mapChoice(shapes, (shape) => memberOf(shape, name) ?? UNDEFINED);
}

function segment(name: string): string | number {
  return /^(?:0|[1-9]\d{0,8})$/.test(name) ? Number(name) : name;
}

function listLength(run: Run, items: readonly Item[], node: Node, scope: Scope): Value {
  const values = listItems(items);
  if (values) return staticValue(values.length);
  const shapes = shapesOf(items);
  if (shapes)
    return mapChoice(shapes, (shape) => staticValue(shape.kind === 'list' ? shape.items.length : 0));
  return countWhere(run, listPresence(items), node, scope);
}

/** How many there are, of which only whether there are any can be said: it is the condition, or null. */
function countWhere(run: Run, presence: Condition | boolean | null, node: Node, scope: Scope): Value {
  const count = unknown(run, node, scope, 'DYN_COMPUTED');
  return presence === null ? count : choose(presence, { ...count, positive: true }, staticValue(0));
}

/** The condition under which a list has at least one item; null where it cannot be said. */
function listPresence(items: readonly Item[]): Condition | boolean | null {
  let presence: Condition | boolean = false;
  for (const item of items) {
    if (item.kind === 'one') return true;
    let here: Condition | boolean | null;
    if (item.kind === 'when') {
      const then = listPresence(item.consequent);
      const otherwise = listPresence(item.alternate);
      if (then === null || otherwise === null) return null;
      here = either(both(item.test, then), both(negate(item.test), otherwise));
    } else {
      if (item.loop.filter || listPresence(item.body) !== true) return null;
      here = { op: 'length', path: item.loop.list, compare: '>', value: 0 };
    }
    presence = either(presence, here);
  }
  return presence;
}
