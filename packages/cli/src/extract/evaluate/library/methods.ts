import { argumentValues, asksMore, separatorOf, type Call } from './arguments.ts';
import { choose, conditionValue, mapChoice } from '../../values/choices.ts';
import {
  askedFor,
  ifReached,
  isOpaque,
  isPresent,
  both,
  either,
  truthiness,
} from '../../values/conditions.ts';
import { forget, setMutated } from '../expressions/forget.ts';
import { callFunction } from '../statements/functions.ts';
import { eachItem, listOfSlot, mapItems, spreadItems, toItems } from '../run/lists.ts';
import { runItems } from '../statements/loops.ts';
import { joinItems, textValue, toParts } from '../run/lower.ts';
import { compare } from '../expressions/operators.ts';
import { END } from '../statements/outcomes.ts';
import { listItems, listOf } from '../../values/plain.ts';
import { expressionFor } from './regular.ts';
import { evaluate, type Run } from '../run/run.ts';
import { findCell } from '../../names/scope.ts';
import { shapesOf } from '../expressions/shapes.ts';
import { anyTimes, maybe, repeatable } from '../run/sides.ts';
import { opaqueTest, unknown } from '../run/slots.ts';
import { callCollection, iteratorOf } from './collections.ts';
import { callStringMethod } from './strings.ts';
import { callTemplate } from './wrappers.ts';
import { literal, trimParts } from '../../values/text.ts';
import { inTurn } from '../run/turns.ts';
import {
  isString,
  staticValue,
  UNDEFINED,
  type Condition,
  type FunctionValue,
  type Item,
  type ListValue,
  type Scope,
  type UnknownValue,
  type Value,
} from '../../values/values.ts';
import { isFunction, peel } from '../../parse/walk.ts';

/** A method of a string, of an array, or of what the caller gives; null where it is none that is known. */
export function callMethod(run: Run, target: Value, name: string, node: Call, scope: Scope): Value | null {
  switch (target.kind) {
    case 'static':
    case 'text':
      return callStringMethod(run, target, name, node, scope);
    case 'path':
      return callPathMethod(run, target, name, node, scope);
    case 'list': {
      const { again } = repeatable(run, node.arguments);
      return (
        callListMethod(run, target, name, node, scope) ??
        again() ??
        callShapes(run, target, name, node, scope) ??
        again() ??
        callTemplate(run, target, name, node, scope)
      );
    }
    case 'iterable':
      return callCollection(run, target, name, node, scope);
    case 'wrapper':
      return callTemplate(run, target, name, node, scope);
    case 'unknown':
      // /…/.test(text)
      if (name === 'test' && target.node.type === 'RegExpLiteral') return testText(run, target, node, scope);
      return isListMethod(target, name, node)
        ? callPathMethod(run, listOfSlot(target.slot), name, node, scope)
        : null;
    default:
      return null;
  }
}

function testText(run: Run, target: UnknownValue, node: Call, scope: Scope): Value | null {
  const [text] = argumentValues(run, node, scope) ?? [];
  const expression = text && isString(text) ? expressionFor(target, text.value) : null;
  // One that is global goes on from where it matched last.
  return expression && !expression.global && text && isString(text)
    ? staticValue(expression.test(text.value))
    : null;
}

/** Whatever has a method for each of its items is taken for a list; `path.join` and `_.map` of a package are none. */
function isListMethod(target: UnknownValue, name: string, { arguments: given }: Call): boolean {
  if (given.length > 1) return false;
  return name === 'join'
    ? target.code !== 'DYN_UNRESOLVED_IMPORT'
    : /^(?:map|flatMap|filter|forEach)$/.test(name);
}

/** A parameter is taken for what its method says it is: what has `map` is a list, what has `trim` a string. */
function callPathMethod(
  run: Run,
  target: Extract<Value, { kind: 'path' }>,
  name: string,
  node: Call,
  scope: Scope,
): Value | null {
  switch (name) {
    case 'toString':
      return node.arguments.length === 0 && target.annotation?.shape !== 'list'
        ? textValue(run, toParts(run, target, node, scope), node, scope)
        : null;
    case 'trim': {
      // Without a type it may be anything that has a method of that name.
      if (target.annotation?.shape !== 'string') return null;
      const callee = peel(node.callee);
      const isMaybe = callee.type === 'OptionalMemberExpression' && callee.optional;
      const path = isMaybe ? askedFor(target.path) : target.path;
      const trimmed = trimParts([{ kind: 'variable', path, annotation: target.annotation }], 'both');
      return trimmed && textValue(run, trimmed, node, scope);
    }
    case 'filter': {
      const test = argumentFunction(run, node, scope);
      if (!test) return null;
      const { loop, item } = eachItem(target, run);
      // The number of a turn counts the items that are kept, the callback's all of them.
      if (test !== 'Boolean' && asksMore(test)) return null;
      const turn = () => inTurn(run, loop, () => keeps(run, test, [item], node, scope));
      const keep = test === 'Boolean' ? turn() : anyTimes(run, test.node.body, scope, turn);
      if (keep === null) return null;
      if (typeof keep !== 'boolean') {
        // An opaque condition has a value for each item, which a template cannot name there.
        if (isOpaque(keep)) return null;
        loop.filter = keep;
      }
      return keep === false
        ? listOf([])
        : { kind: 'list', items: [{ kind: 'each', loop, body: [{ kind: 'one', value: item }] }] };
    }
    case 'includes':
      return contains(run, target, node, scope);
    case 'entries':
      // Without a type it may be a Map.
      return target.annotation?.shape === 'list' ? entriesOf(run, toItems(target, run) ?? []) : null;
    case 'map':
    case 'join':
    case 'forEach':
    case 'flatMap': {
      const items = toItems(target, run);
      return items && callListMethod(run, { kind: 'list', items }, name, node, scope, target);
    }
    default:
      return null;
  }
}

/** `text.includes('a')`, `list.includes('a')`: Jinja asks both alike. An object with such a method says who knows what. */
function contains(
  run: Run,
  { path, annotation }: Extract<Value, { kind: 'path' }>,
  node: Call,
  scope: Scope,
): Value | null {
  const [given] = argumentValues(run, node, scope) ?? [];
  if (node.arguments.length !== 1 || !given || !isString(given)) return null;
  if (annotation && !/^(?:string|list|unknown)$/.test(annotation.shape)) return null;
  const found = conditionValue(ifReached(path, { op: 'contains', path, value: given.value }));
  const callee = peel(node.callee);
  if (callee.type !== 'OptionalMemberExpression') return found;
  // a?.b.includes(c): what is not there ends the chain before it.
  if (!callee.optional) return null;
  return choose(isPresent(path), found, UNDEFINED);
}

/** @param whole the list as it is where it came from, which a callback is given behind the item and its number */
function callListMethod(
  run: Run,
  target: ListValue,
  name: string,
  node: Call,
  scope: Scope,
  whole: Value = target,
): Value | null {
  const { items } = target;
  if (target.hole && name !== 'push') return null;
  switch (name) {
    case 'push':
    case 'unshift':
      return addItems(run, target, name, node, scope);
    case 'join': {
      const [argument] = node.arguments;
      const separator = argument
        ? toParts(run, separatorOf(evaluate(run, argument, scope)), argument, scope)
        : literal(',');
      const parts = joinItems(run, items, separator, node, scope);
      return parts && textValue(run, parts, node, scope);
    }
    case 'map':
      return mapList(run, items, whole, node, scope, (value) => [{ kind: 'one', value }]);
    case 'flatMap':
      return mapList(run, items, whole, node, scope, (value) => flatItems(run, value));
    case 'flat':
      return flatList(run, items, node, scope);
    case 'filter':
      return filterList(run, items, whole, node, scope);
    case 'forEach':
      return forEach(run, items, whole, node, scope);
    case 'entries':
      return entriesOf(run, items);
    case 'concat': {
      const values = argumentValues(run, node, scope);
      const added = values?.map((value) =>
        value.kind === 'path' && !value.annotation ? null : flatItems(run, value),
      );
      return added && !added.includes(null)
        ? { kind: 'list', items: [...items, ...added.flatMap((list) => list ?? [])] }
        : null;
    }
    default:
      return callPlainList(run, target, name, node, scope);
  }
}

/** A method that needs every item, of a list whose items are there or not by conditions: told of each such list. */
function callShapes(run: Run, target: ListValue, name: string, node: Call, scope: Scope): Value | null {
  // What a call changes would be changed once for each of the lists.
  if (target.hole || /^(?:push|unshift|forEach)$/.test(name)) return null;
  const shapes = shapesOf(target.items);
  if (!shapes) return null;
  const { again } = repeatable(run, node.arguments);
  const callback = argumentFunction(run, node, scope);
  let isTold = true;
  const result = mapChoice(shapes, (shape) => {
    again();
    const call = () => (shape.kind === 'list' ? callListMethod(run, shape, name, node, scope) : null);
    const told = callback && callback !== 'Boolean' ? anyTimes(run, callback.node.body, scope, call) : call();
    if (!told) isTold = false;
    return told ?? UNDEFINED;
  });
  return isTold ? result : null;
}

function flatList(run: Run, items: readonly Item[], node: Call, scope: Scope): Value | null {
  const depth = numberOf(argumentValues(run, node, scope)?.[0]) ?? (node.arguments.length === 0 ? 1 : 0);
  return depth >= 1 ? listResult(flatten(items, depth)) : null;

  function flatten(list: readonly Item[], deep: number): readonly Item[] | null {
    return mapItems(run, list, (value) => {
      if (value.kind === 'list' && !value.hole)
        return deep >= 2 ? flatten(value.items, deep - 1) : value.items;
      return isSingle(value) ? [{ kind: 'one', value }] : null;
    });
  }
}

/** What `flatMap` makes of what its callback gives: what is no array is an item itself. */
function flatItems(run: Run, value: Value): readonly Item[] | null {
  if (value.kind === 'choice') {
    const [then, otherwise] = [flatItems(run, value.consequent), flatItems(run, value.alternate)];
    return then && otherwise && [{ kind: 'when', test: value.test, consequent: then, alternate: otherwise }];
  }
  if (isSingle(value) || value.kind === 'iterable') return [{ kind: 'one', value }];
  if (value.kind === 'path' && /^(?:string|number|boolean)$/.test(value.annotation?.shape ?? ''))
    return [{ kind: 'one', value }];
  return value.kind === 'list' || value.kind === 'path' ? toItems(value, run) : null;
}

function isSingle(value: Value): boolean {
  return value.kind === 'static' || value.kind === 'text' || value.kind === 'record';
}

/** Methods that need every item: those of a list whose length is known. */
function callPlainList(run: Run, target: ListValue, name: string, node: Call, scope: Scope): Value | null {
  const values = listItems(target.items);
  const args = values && argumentValues(run, node, scope);
  if (!values || !args) return null;
  const [first, second] = args;
  const [start, end] = [numberOf(first), numberOf(second)];
  switch (name) {
    case 'slice':
      return start === null || end === null ? null : listOf(values.slice(start, end));
    case 'at':
      return start === undefined || start === null ? null : (values.at(start) ?? UNDEFINED);
    case 'toReversed':
      return listOf(values.toReversed());
    case 'keys':
      return iteratorOf(values.map((_, index) => staticValue(index)));
    case 'values':
      return iteratorOf(values);
    case 'includes': {
      // Where it begins to look is not followed; and it finds NaN, which equals nothing.
      if (!first || second || (first.kind === 'static' && Number.isNaN(first.value))) return null;
      const tests = values.map((value) => compare('===', value, first));
      return anyOf(tests.map((test) => test && truthiness(test, () => opaqueTest(run, node, scope))));
    }
    case 'find':
    case 'some':
    case 'every':
      return searchList(run, target, values, name, node, scope);
    case 'reduce':
      return reduceList(run, target, values, args, node, scope);
    default:
      return null;
  }
}

function numberOf(value: Value | undefined): number | undefined | null {
  if (!value) return undefined;
  return value.kind === 'static' && typeof value.value === 'number' ? value.value : null;
}

function anyOf(tests: readonly (Condition | boolean | null)[]): Value | null {
  if (tests.includes(null)) return null;
  return conditionValue(tests.reduce<Condition | boolean>((sum, test) => either(sum, test ?? false), false));
}

function searchList(
  run: Run,
  target: ListValue,
  values: readonly Value[],
  name: string,
  node: Call,
  scope: Scope,
): Value | null {
  const test = argumentFunction(run, node, scope);
  if (!test) return null;
  // It ends at the item that decides: what the test changes with the others is not followed.
  const tests = maybe(run, node, scope, () =>
    values.map((value, index) => keeps(run, test, [value, staticValue(index), target], node, scope)),
  );
  if (name === 'some') return anyOf(tests);
  if (name === 'every')
    return conditionValue(tests.reduce((sum, each) => both(sum, each), true as Condition | boolean));
  let found: Value = UNDEFINED;
  for (const [index, each] of [...tests.entries()].toReversed())
    found = choose(each, values[index] ?? UNDEFINED, found);
  return found;
}

function reduceList(
  run: Run,
  target: ListValue,
  values: readonly Value[],
  args: readonly Value[],
  node: Call,
  scope: Scope,
): Value | null {
  const [fn, initial] = args;
  if (fn?.kind !== 'function') return null;
  const [start, rest, offset] = initial ? [initial, values, 0] : [values[0], values.slice(1), 1];
  if (!start) return null;
  return rest.reduce(
    (sum, value, index) =>
      callFunction(run, fn, [sum, value, staticValue(index + offset), target], node, scope),
    start,
  );
}

/** `list.push(a, ...b)` on a local; the list itself is never changed, the local gets another one. */
function addItems(
  run: Run,
  target: ListValue,
  name: 'push' | 'unshift',
  node: Call,
  scope: Scope,
): Value | null {
  const callee = peel(node.callee);
  const object = callee.type === 'MemberExpression' ? peel(callee.object) : null;
  const cell = object?.type === 'Identifier' ? findCell(scope, object.name) : null;
  if (!cell) return null;
  const held = run.state.get(cell);
  const added: Item[] = [];
  for (const argument of node.arguments) {
    const value = evaluate(run, argument.type === 'SpreadElement' ? argument.argument : argument, scope);
    const items =
      argument.type === 'SpreadElement'
        ? spreadItems(run, value, argument.argument, scope)
        : [{ kind: 'one', value } as const];
    if (!items) {
      run.state.set(cell, unknown(run, node, scope, 'DYN_LOOP'));
      return UNDEFINED;
    }
    added.push(...items);
  }
  // list.push(add(x)), where add changes the list, too
  if (run.state.get(cell) !== held) {
    forget(run, cell.name, node, scope);
    return unknown(run, node, scope, 'DYN_MUTATION');
  }
  const items = name === 'push' ? [...target.items, ...added] : [...added, ...target.items];
  setMutated(run, cell, { ...target, items }, node, scope);
  const count = listItems(items)?.length;
  return count === undefined ? unknown(run, node, scope, 'DYN_COMPUTED') : staticValue(count);
}

/** `list.entries()`: each item with its number; null where a number depends on a condition. */
function entriesOf(run: Run, items: readonly Item[]): Value | null {
  const entries = mapItems(run, items, (value, index) =>
    index ? [{ kind: 'one', value: listOf([index, value]) }] : null,
  );
  return entries && { kind: 'iterable', tag: 'Array Iterator', items: entries };
}

function listResult(items: readonly Item[] | null): Value | null {
  return items && { kind: 'list', items };
}

function mapList(
  run: Run,
  items: readonly Item[],
  whole: Value,
  node: Call,
  scope: Scope,
  become: (value: Value) => readonly Item[] | null,
): Value | null {
  const fn = argumentFunction(run, node, scope);
  if (!fn || fn === 'Boolean') return null;
  // An async callback gives promises; only Promise.all makes items of them.
  return changeItems(run, items, fn, scope, (value, index) => {
    if (index === null && asksMore(fn)) return null;
    return become(callFunction(run, fn, index ? [value, index, whole] : [value], node, scope));
  });
}

function filterList(run: Run, items: readonly Item[], whole: Value, node: Call, scope: Scope): Value | null {
  const test = argumentFunction(run, node, scope);
  return (
    test &&
    changeItems(run, items, test, scope, (value, index) =>
      index === null && test !== 'Boolean' && asksMore(test)
        ? null
        : keptItems(value, (each) => keeps(run, test, index ? [each, index, whole] : [each], node, scope)),
    )
  );
}

/** `[a, condition && b].filter(Boolean)`: each side of a choice is kept or dropped by itself. */
function keptItems(value: Value, keep: (value: Value) => Condition | boolean): readonly Item[] {
  if (value.kind === 'choice') {
    return [
      {
        kind: 'when',
        test: value.test,
        consequent: keptItems(value.consequent, keep),
        alternate: keptItems(value.alternate, keep),
      },
    ];
  }
  const test = keep(value);
  if (typeof test === 'boolean') return test ? [{ kind: 'one', value }] : [];
  return [{ kind: 'when', test, consequent: [{ kind: 'one', value }], alternate: [] }];
}

function keeps(
  run: Run,
  test: FunctionValue | 'Boolean',
  given: readonly [Value, ...Value[]],
  node: Call,
  scope: Scope,
): Condition | boolean {
  const [argument] = node.arguments;
  const opaque = () => opaqueTest(run, argument ?? node, scope);
  if (test === 'Boolean') return truthiness(given[0], opaque);
  return truthiness(callFunction(run, test, given, node, scope), opaque);
}

/** A callback that runs once for every item changes what is around it as often. */
function changeItems(
  run: Run,
  items: readonly Item[],
  callback: FunctionValue | 'Boolean',
  scope: Scope,
  change: Parameters<typeof mapItems>[2],
): Value | null {
  const all = () => mapItems(run, items, change);
  const isOnce = callback === 'Boolean' || listItems(items) !== null;
  return listResult(isOnce ? all() : anyTimes(run, callback.node.body, scope, all));
}

function argumentFunction(run: Run, node: Call, scope: Scope): FunctionValue | 'Boolean' | null {
  const [argument] = node.arguments;
  if (argument?.type === 'Identifier' && argument.name === 'Boolean' && !findCell(scope, 'Boolean'))
    return 'Boolean';
  const value = argument && evaluate(run, argument, scope);
  return value?.kind === 'function' ? value : null;
}

/** `list.forEach((item) => …)` for what it does to the locals around it. */
function forEach(run: Run, items: readonly Item[], whole: Value, node: Call, scope: Scope): Value | null {
  const fn = argumentFunction(run, node, scope);
  if (!fn || fn === 'Boolean' || !isFunction(fn.node)) return null;
  const isCounted = listItems(items) !== null || (items.length === 1 && items[0]?.kind === 'each');
  if (asksMore(fn) && !isCounted) return null;
  let position = 0;
  const outcome = runItems(
    run,
    items,
    fn.node,
    fn.scope,
    (value, _jumps, then, index) => {
      callFunction(run, fn, [value, index ?? staticValue(position++), whole], node, scope);
      return then();
    },
    END,
  );
  return outcome.kind === 'end' ? UNDEFINED : null;
}
