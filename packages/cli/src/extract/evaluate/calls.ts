import type { NewExpression, Node } from '@babel/types';
import { itemAnnotation } from '../modules/annotations.ts';
import { argumentValues, type Call } from './library/arguments.ts';
import { importedValue, isGlobal, readName } from './expressions/bindings.ts';
import { choose, withoutNullish } from '../values/choices.ts';
import { sourceOf, type DynamicCode } from '../diagnostics/diagnostics.ts';
import { forgetCalled, forgetChanges, forgetTarget, handOver, neverKnow } from './expressions/forget.ts';
import { codeIn } from './run/effects.ts';
import { holding } from './run/held.ts';
import { callFunction } from './statements/functions.ts';
import { callGlobal } from './library/globals.ts';
import { isHarmless } from '../parse/harmless.ts';
import { textValue, toParts } from './run/lower.ts';
import { readMember } from './expressions/members.ts';
import { makeCollection } from './library/collections.ts';
import { callMethod } from './library/methods.ts';
import { changedNames } from '../parse/mutations.ts';
import { propertyName } from '../parse/names-of.ts';
import { listItems, oneList } from '../values/plain.ts';
import { evaluate, type Run } from './run/run.ts';
import { findCell } from '../names/scope.ts';
import { bothSides, maybe, mayChange, repeatable, withoutChanges } from './run/sides.ts';
import { unknown, unknownOf } from './run/slots.ts';
import { replaceSplit } from './library/replace.ts';
import { dedentCall } from './library/tags.ts';
import { isNullish, slotOf, UNDEFINED, type Path, type Scope, type Value } from '../values/values.ts';
import { peel } from '../parse/walk.ts';
import { wrapperCall } from './library/wrappers.ts';

/** `f(a)`, `a.b(c)`, `f?.(a)`: functions of our own are followed, known pure ones computed, others not known. */
export function evaluateCall(run: Run, node: Call, scope: Scope): Value {
  const callee = peel(node.callee);
  if (callee.type === 'Identifier') return callName(run, callee.name, node, scope);
  if (callee.type === 'MemberExpression' || callee.type === 'OptionalMemberExpression') {
    return callMember(run, callee, node, scope);
  }
  // (() => …)()
  return callValue(run, evaluate(run, callee, scope), node, scope);
}

function callName(run: Run, name: string, node: Call, scope: Scope): Value {
  if (!isGlobal(name, scope)) {
    const known = wrapperCall(run, node, scope) ?? dedentCall(run, node, scope);
    return known ?? callValue(run, readName(run, name, node.callee, scope), node, scope);
  }
  const [first] = node.arguments;
  // String(x)
  if (name === 'String' && first && node.arguments.length === 1) {
    return textValue(run, toParts(run, evaluate(run, first, scope), first, scope), node, scope);
  }
  // require('./x')
  if (name === 'require' && first?.type === 'StringLiteral') {
    const value = importedValue(run, scope.module, first.value, '*', 0);
    return value ?? unknown(run, node, scope, 'DYN_UNRESOLVED_IMPORT');
  }
  if (name === 'Boolean' && first) {
    return evaluate(
      run,
      {
        type: 'UnaryExpression',
        operator: '!',
        argument: { type: 'UnaryExpression', operator: '!', argument: first, prefix: true },
        prefix: true,
      } as Node,
      scope,
    );
  }
  return unknownCall(run, node, scope);
}

function callMember(
  run: Run,
  callee: Extract<Node, { type: 'MemberExpression' | 'OptionalMemberExpression' }>,
  node: Call,
  scope: Scope,
): Value {
  const wrapper = wrapperCall(run, node, scope);
  if (wrapper) return wrapper;
  const name = propertyName(callee.property, callee.computed);
  const object = peel(callee.object);
  if (object.type === 'Identifier' && name !== null && isGlobal(object.name, scope)) {
    const values = argumentValues(run, node, scope);
    const result = values && callGlobal(run, `${object.name}.${name}`, values, node, scope);
    // Object.assign(x, …) changes x
    const [changed] = node.arguments;
    const isChange =
      changedNames(node).length > 0 || (name === 'assign' && changed?.type === 'CallExpression');
    if (changed && isChange) forgetTarget(run, changed, node, scope);
    if (result) return result;
    const given = values ?? withoutChanges(run, node, () => givenValues(run, node, scope));
    if (!isHarmless(callee)) handOver(run, given, node, scope);
    const whole = `${object.name}.${name}`;
    const extra = namesLength(run, whole, values?.[0]);
    const isPartlyOurs = LISTS_OF.test(whole) && extra > 0;
    const called = unknown(run, node, scope, isPartlyOurs ? 'DYN_LOOP' : 'DYN_CALL_RESULT', extra);
    const keysOf = pathWithKeys(whole, values);
    return keysOf === null ? called : { ...called, keysOf };
  }
  // TEXTS[key](a)
  if (name === null && callee.computed) {
    const found = evaluate(run, callee, scope);
    if (found.kind === 'function' || found.kind === 'choice') return callValue(run, found, node, scope);
  }
  const split = name === 'join' ? splitOf(object, scope) : null;
  const apart = split && evaluate(run, split.callee.object, scope);
  const { again } = repeatable(run, split ? [...split.call.arguments, ...node.arguments] : []);
  const replaced = split && apart && replaceSplit(run, apart, split.call, node, scope);
  if (replaced) return replaced;
  again();
  const evaluated =
    split && apart
      ? callOn(run, apart, 'split', split.callee, split.call, scope)
      : evaluate(run, object, scope);
  const read = callee.type === 'MemberExpression' ? withoutNullish(evaluated) : evaluated;
  const target = adds(name) ? (oneList(read) ?? read) : read;
  if (callee.optional && isNullish(target)) return UNDEFINED;
  const local = object.type === 'Identifier' ? findCell(scope, object.name) : null;
  if (changedNames(node).length > 0 && !/^(?:record|namespace|class)$/.test(target.kind)) {
    // list.push(x) on a local is followed; any other change in place is forgotten with what it changes, as is what a turn
    // of a loop puts before what the others did.
    if (target.kind !== 'list' || !local || (name !== 'push' && (name !== 'unshift' || target.hole))) {
      forgetTarget(run, object, node, scope);
      return unknownCall(run, node, scope, 'DYN_MUTATION');
    }
  }
  return callOn(run, target, name, callee, node, scope);
}

/** Those change a list, and are followed. */
function adds(name: string | null): boolean {
  return name === 'push' || name === 'unshift';
}

/** `text.split(x)`, of which something is done with the pieces. */
function splitOf(call: Node, scope: Scope) {
  if (call.type !== 'CallExpression') return null;
  const callee = peel(call.callee);
  if (callee.type !== 'MemberExpression' || propertyName(callee.property, callee.computed) !== 'split')
    return null;
  const isOfGlobal = callee.object.type === 'Identifier' && isGlobal(callee.object.name, scope);
  return isOfGlobal ? null : { call, callee };
}

const LISTS_OF = /^Object\.(?:keys|values|entries)$/;

/** The path that `Object.keys(path)` and its like list the keys of; a Map or Set has its items elsewhere. */
function pathWithKeys(name: string, values: readonly Value[] | null): Path | null {
  const [of] = values ?? [];
  if (!LISTS_OF.test(name) || of?.kind !== 'path') return null;
  return of.annotation?.shape === 'collection' ? null : of.path;
}

function callOn(run: Run, target: Value, name: string | null, callee: Node, node: Call, scope: Scope): Value {
  if (target.kind === 'choice') {
    return choose(
      target.test,
      ...bothSides(
        run,
        target.test,
        [node],
        () => callOn(run, target.consequent, name, callee, node, scope),
        () => callOn(run, target.alternate, name, callee, node, scope),
      ),
    );
  }
  // a?.b() of undefined or null is undefined, and no call.
  if (callee.type === 'OptionalMemberExpression' && isNullish(target)) return UNDEFINED;
  return ifReached(run, target, node, scope, () => callReached(run, target, name, callee, node, scope));
}

/** `a?.b(add(x))`: where nobody knows whether there is an `a`, nobody knows what its arguments change. */
function ifReached(run: Run, target: Value, node: Call, scope: Scope, call: () => Value): Value {
  const isMaybe =
    node.type === 'OptionalCallExpression' && (target.kind === 'unknown' || target.kind === 'path');
  return isMaybe && node.arguments.some(mayChange) ? maybe(run, node, scope, call) : call();
}

function callReached(
  run: Run,
  target: Value,
  name: string | null,
  callee: Node,
  node: Call,
  scope: Scope,
): Value {
  if (name !== null) {
    const { again } = repeatable(run, node.arguments);
    const held = holding(run, [callee, ...node.arguments], scope);
    if (!adds(name)) held.add(target, callee, 0);
    const called = callMethod(run, target, name, node, scope);
    held.end();
    // list.join(add(x)), where add changes the list: the method sees it as its arguments leave it.
    const result = called && held.isChanged() ? unknown(run, node, scope, 'DYN_MUTATION') : called;
    if (result) return result;
    // What it tried has evaluated the arguments, maybe several times.
    again();
  }
  if (target.kind === 'unknown' || (target.kind === 'path' && slotOf(target.path) === null)) {
    forgetCalled(run, target);
    leaveCall(run, node, scope);
    return unknownOf(run, target, name, node, scope);
  }
  if (name === null || !/^(?:record|namespace|class)$/.test(target.kind))
    return unknownCall(run, node, scope);
  return callValue(run, readMember(run, target, name, callee, scope), node, scope);
}

function callValue(run: Run, called: Value, node: Call, scope: Scope): Value {
  const callee = node.type === 'CallExpression' ? withoutNullish(called) : called;
  if (node.optional && isNullish(callee)) return UNDEFINED;
  if (callee.kind === 'choice') {
    return choose(
      callee.test,
      ...bothSides(
        run,
        callee.test,
        [node],
        () => callValue(run, callee.consequent, node, scope),
        () => callValue(run, callee.alternate, node, scope),
      ),
    );
  }
  if (callee.kind !== 'function') {
    forgetCalled(run, callee);
    const isReason = callee.kind === 'unknown' && callee.code !== 'DYN_COMPUTED';
    const code = isReason ? callee.code : 'DYN_CALL_RESULT';
    return ifReached(run, callee, node, scope, () => unknownCall(run, node, scope, code));
  }
  const { again } = repeatable(run, node.arguments);
  const values = argumentValues(run, node, scope);
  if (values) return callFunction(run, callee, values, node, scope);
  again();
  forgetChanges(run, callee.node, callee.scope);
  return unknownCall(run, node, scope);
}

/**
 * A call that cannot be followed may change what it is given, and what a function that it is given changes.
 */
function unknownCall(
  run: Run,
  node: Call | NewExpression,
  scope: Scope,
  code: DynamicCode = 'DYN_CALL_RESULT',
): Value {
  leaveCall(run, node, scope);
  return unknown(run, node, scope, code);
}

/** What a call does to locals, as far as it can be seen. */
function leaveCall(run: Run, node: Call | NewExpression, scope: Scope): void {
  const values = givenValues(run, node, scope);
  if (!isHarmless(node.callee)) handOver(run, values, node, scope);
}

/** What a call is given: of a spread argument the list. */
function givenValues(run: Run, node: Call | NewExpression, scope: Scope): readonly Value[] {
  return node.arguments.map((argument) =>
    evaluate(run, argument.type === 'SpreadElement' ? argument.argument : argument, scope),
  );
}

/** How much the code itself says in a value that it makes another of: names in JSON, keys that a loop goes through. */
function namesLength(run: Run, called: string, value: Value | undefined): number {
  if (called === 'JSON.stringify') return value ? namesInJson(run, value) : 0;
  return LISTS_OF.test(called) && value?.kind === 'record' ? [...value.entries.keys()].join('').length : 0;
}

/** `"name":"",` */
const AROUND_NAME = 6;

/** How much a value prints as JSON besides what only the running code knows: the names of its properties. */
function namesInJson(run: Run, value: Value): number {
  const sumOf = (values: readonly Value[]) => values.reduce((sum, each) => sum + namesInJson(run, each), 0);
  switch (value.kind) {
    case 'choice':
      return Math.max(namesInJson(run, value.consequent), namesInJson(run, value.alternate));
    case 'record':
      return (
        [...value.entries.keys()].reduce((sum, name) => sum + name.length + AROUND_NAME, 0) +
        sumOf([...value.entries.values()])
      );
    case 'list':
      return sumOf(listItems(value.items) ?? []);
    case 'path': {
      const list = value.annotation?.shape === 'list';
      const type = list ? itemAnnotation(value.annotation, run.modules) : value.annotation;
      const names =
        type?.members.map((member) => ('key' in member ? sourceOf(member.key as Node, type.module) : '')) ??
        [];
      // Twice for a list of two.
      return names.reduce((sum, name) => sum + name.length + AROUND_NAME, 0) * (list ? 2 : 1);
    }
    default:
      return 0;
  }
}

/** `new A(b)` */
export function evaluateNew(run: Run, node: NewExpression, scope: Scope): Value {
  const wrapper = wrapperCall(run, node, scope);
  if (wrapper) return wrapper;
  const callee = peel(node.callee);
  const [first] = node.arguments;
  if (callee.type === 'Identifier' && first && isGlobal(callee.name, scope)) {
    const { again } = repeatable(run, [first]);
    const made = makeCollection(run, callee.name, evaluate(run, first, scope));
    if (made) return made;
    again();
  }
  const made =
    callee.type === 'Identifier' && isGlobal(callee.name, scope) ? null : evaluate(run, callee, scope);
  // What the methods of an instance do is not followed.
  for (const { node: code, scope: around } of made ? codeIn([made]) : []) neverKnow(run, code, around);
  return unknownCall(run, node, scope);
}
