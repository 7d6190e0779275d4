import type { Node, ObjectExpression } from '@babel/types';
import { choose } from '../../values/choices.ts';
import { readGiven, replacedBy } from './members.ts';
import { ANY_MEMBER, changedByMethods } from '../../parse/mutations.ts';
import { propertyName } from '../../parse/names-of.ts';
import { hasSameOrder } from '../../values/merge.ts';
import { memberOf } from '../../values/plain.ts';
import { holding } from '../run/held.ts';
import { neverKnow } from './forget.ts';
import { isFunction, peel } from '../../parse/walk.ts';
import { evaluate, type Run } from '../run/run.ts';
import { unknown } from '../run/slots.ts';
import {
  samePath,
  type Condition,
  type PathValue,
  type RecordValue,
  type Scope,
  type Value,
} from '../../values/values.ts';

/** Each of these goes through all entries before it, and makes each of them larger. */
const MOST_SPREADS = 30;

/** `{ a: 1, b, ...c }` */
export function evaluateObject(run: Run, node: ObjectExpression, scope: Scope): RecordValue {
  let record: RecordValue = { kind: 'record', entries: new Map(), nodes: new Map(), rest: null };
  // A table may have thousands of entries, so the maps are written in place while nobody else has them.
  let [entries, nodes] = [new Map<string, Value>(), new Map<string, Node>()];
  let spreads = 0;
  const held = holding(run, node.properties, scope);
  for (const [index, property] of node.properties.entries()) {
    if (property.type === 'SpreadElement') {
      const value = evaluate(run, property.argument, scope);
      if (isWhole(value)) {
        for (const [name, entry] of value.entries) entries.set(name, entry);
        for (const [name, each] of value.nodes) nodes.set(name, each);
        continue;
      }
      spreads += 1;
      const before = { ...record, entries, nodes };
      if (spreads > MOST_SPREADS) {
        record = withUnknown(run, before, property.argument, scope);
        entries = new Map();
      } else {
        record = spread(run, before, value, property.argument, scope);
        [entries, nodes] = [new Map(record.entries), new Map(record.nodes)];
      }
      continue;
    }
    if (isRunUnasked(property)) neverKnow(run, property, scope);
    const name = memberName(run, property.key, property.computed, scope);
    if (name === null) {
      if (property.type === 'ObjectProperty') evaluate(run, property.value, scope);
      record = withUnknown(run, { ...record, entries, nodes }, property, scope);
      entries = new Map();
      continue;
    }
    const prototype = prototypeIn(property);
    if (prototype) {
      evaluate(run, prototype, scope);
      record = withUnknown(run, { ...record, entries, nodes }, property, scope);
      entries = new Map();
      continue;
    }
    nodes.set(name, property);
    if (property.type === 'ObjectProperty')
      entries.set(name, held.add(evaluate(run, property.value, scope), property.value, index));
    else if (property.kind === 'method')
      entries.set(name, { kind: 'function', node: property, scope, state: run.state });
    else entries.set(name, unknown(run, property, scope, 'DYN_COMPUTED'));
  }
  held.end();
  if (held.isChanged()) for (const [name, value] of entries) entries.set(name, held.now(value, node));
  forgetChanged(run, entries, node, scope);
  return { ...record, entries, nodes };
}

/** `{ __proto__: x }`: what it has not itself is looked for in x. */
function prototypeIn(property: ObjectExpression['properties'][number]): Node | null {
  if (property.type !== 'ObjectProperty' || property.computed || property.shorthand) return null;
  return propertyName(property.key, false) === '__proto__' ? property.value : null;
}

/** Code that is run without being called: `get a() {}`, `toString() {}`, `[Symbol.iterator]() {}`. */
function isRunUnasked(property: Exclude<ObjectExpression['properties'][number], { type: 'SpreadElement' }>) {
  const isMethod = property.type === 'ObjectMethod';
  if (isMethod && property.kind !== 'method') return true;
  if (!isMethod && !isFunction(peel(property.value))) return false;
  const name = propertyName(property.key, property.computed);
  return name === null || /^(?:toString|valueOf|toJSON|then)$/.test(name);
}

/** What the methods of an object change by `this` is not followed. */
function forgetChanged(run: Run, entries: Map<string, Value>, node: ObjectExpression, scope: Scope): void {
  const changed = changedByMethods(node);
  if (changed.size === 0) return;
  for (const [name, value] of entries)
    if (changed.has(name) || (changed.has(ANY_MEMBER) && value.kind !== 'function'))
      entries.set(name, unknown(run, node, scope, 'DYN_MUTATION'));
}

/** Whether all that an object has is known. */
function isWhole(value: Value): value is RecordValue {
  return value.kind === 'record' && value.rest === null && !value.given;
}

/** What is not known may replace everything before it, and it may be of any name. */
function withUnknown(run: Run, { entries, nodes }: RecordValue, node: Node, scope: Scope): RecordValue {
  const names = [...entries.keys()].join('').length;
  return {
    kind: 'record',
    entries: new Map(),
    nodes,
    rest: unknown(run, node, scope, 'DYN_COMPUTED', names),
  };
}

/** `{ …, ...value }` */
function spread(run: Run, record: RecordValue, value: Value, node: Node, scope: Scope): RecordValue {
  switch (value.kind) {
    case 'record':
      return spreadRecord(run, record, value, node, scope);
    // Nothing but text has properties of its own.
    case 'static':
      return typeof value.value === 'string' ? withUnknown(run, record, node, scope) : record;
    case 'path': {
      const shape = value.annotation?.shape ?? 'object';
      if (shape === 'number' || shape === 'boolean') return record;
      // Text and lists have their characters and items by number.
      return shape === 'object' || shape === 'unknown'
        ? withGiven(run, record, [value], node, scope)
        : withUnknown(run, record, node, scope);
    }
    case 'choice': {
      const side = (of: Value, holds: boolean) =>
        isFalse(of, value.test, holds) ? record : spread(run, record, of, node, scope);
      const [then, otherwise] = [side(value.consequent, true), side(value.alternate, false)];
      return chooseRecord(run, value.test, then, otherwise, node, scope);
    }
    default:
      return withUnknown(run, record, node, scope);
  }
}

function spreadRecord(
  run: Run,
  record: RecordValue,
  value: RecordValue,
  node: Node,
  scope: Scope,
): RecordValue {
  const isOpen = value.rest !== null && !value.given;
  const base = value.given
    ? withGiven(run, record, value.given, node, scope)
    : isOpen
      ? withUnknown(run, record, node, scope)
      : record;
  // Of an open one, what may be undefined may just as well not be there, and then it replaces nothing.
  const entries = [...value.entries].filter(([, entry]) => !isOpen || !mayBeUndefined(entry));
  return {
    ...base,
    entries: new Map([...base.entries, ...entries]),
    nodes: new Map([...base.nodes, ...value.nodes]),
    rest: value.rest ?? base.rest,
  };
}

function mayBeUndefined(value: Value): boolean {
  if (value.kind === 'choice') return mayBeUndefined(value.consequent) || mayBeUndefined(value.alternate);
  return value.kind === 'static' && value.value === undefined;
}

/** `x && { … }`: where x is false, it has nothing to spread. */
function isFalse(value: Value, test: Condition, holds: boolean): boolean {
  const [plain, isTrue] = test.op === 'not' ? [test.test, !holds] : [test, holds];
  return !isTrue && plain.op === 'truthy' && value.kind === 'path' && samePath(plain.path, value.path);
}

/** What the caller gives replaces what it has the name of; what has no other name is read from there. */
function withGiven(
  run: Run,
  record: RecordValue,
  given: readonly PathValue[],
  node: Node,
  scope: Scope,
): RecordValue {
  const entries = new Map<string, Value>();
  for (const [name, value] of record.entries)
    entries.set(
      name,
      given.reduce((before, each) => replacedBy(run, each, name, before, node, scope), value),
    );
  return {
    ...record,
    entries,
    rest: record.rest ?? unknown(run, node, scope, 'DYN_COMPUTED'),
    // Of what is not known before it, nobody knows the names.
    ...(record.rest && !record.given ? {} : { given: [...(record.given ?? []), ...given] }),
  };
}

/** `condition ? a : b`, name by name. */
function chooseRecord(
  run: Run,
  test: Condition,
  a: RecordValue,
  b: RecordValue,
  node: Node,
  scope: Scope,
): RecordValue {
  const read = (record: RecordValue, name: string) =>
    memberOf(record, name) ?? readGiven(run, record, name, node, scope);
  const entries = new Map<string, Value>();
  const names = new Set([...a.entries.keys(), ...b.entries.keys()]);
  for (const name of names) {
    const [then, otherwise] = [read(a, name), read(b, name)];
    if (then && otherwise) entries.set(name, choose(test, then, otherwise));
  }
  const isClosed = !a.rest && !b.rest && hasSameOrder(a, b);
  const keepsGiven = a.given !== undefined && a.given === b.given && entries.size === names.size;
  return {
    kind: 'record',
    entries,
    nodes: new Map([...a.nodes, ...b.nodes]),
    // Which names there are depends on the condition.
    rest: isClosed ? null : unknown(run, node, scope, 'DYN_COMPUTED'),
    ...(keepsGiven ? { given: a.given } : {}),
  };
}

function memberName(run: Run, key: Node, computed: boolean, scope: Scope): string | null {
  const written =
    key.type === 'PrivateName' ? null : propertyName(key as Parameters<typeof propertyName>[0], computed);
  if (written !== null || !computed) return written;
  const value = evaluate(run, key, scope);
  return value.kind === 'static' ? String(value.value) : null;
}
