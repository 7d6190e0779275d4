import type { ArrayExpression, Node, TemplateLiteral } from '@babel/types';
import { assign, update } from './expressions/assign.ts';
import { exportedValue, readName } from './expressions/bindings.ts';
import { evaluateCall, evaluateNew } from './calls.ts';
import { choose, countWays, mapChoice, withoutNullish } from '../values/choices.ts';
import { askedFor } from '../values/conditions.ts';
import { holding } from './run/held.ts';
import { spreadItems } from './run/lists.ts';
import { textValue, toParts } from './run/lower.ts';
import { readIndexed, readMember } from './expressions/members.ts';
import type { Modules } from '../modules/modules.ts';
import { propertyName } from '../parse/names-of.ts';
import { evaluateObject } from './expressions/objects.ts';
import { evaluateBinary, evaluateLogical, evaluateUnary } from './expressions/operators.ts';
import { evaluate, freshRun, spend, type Parts, type Run } from './run/run.ts';
import { findCell } from '../names/scope.ts';
import { forgetChanges } from './expressions/forget.ts';
import { bothSides, maybe } from './run/sides.ts';
import type { DynamicCode } from '../diagnostics/diagnostics.ts';
import { sharedUnknown, unknown } from './run/slots.ts';
import { callFunction, markAwaited } from './statements/functions.ts';
import { makeClass, superClass } from './expressions/statics.ts';
import { runStatement } from './statements/statements.ts';
import { evaluateTagged } from './library/tags.ts';
import { concat, literal } from '../values/text.ts';
import { evaluateTest } from './expressions/truth.ts';
import {
  isNullish,
  staticValue,
  UNDEFINED,
  type Condition,
  type Item,
  type Part,
  type PathValue,
  type Scope,
  type Value,
} from '../values/values.ts';

/** Opens the evaluation of files: what one constant is worth is told once. */
export function startRun(modules: Modules): Run {
  return freshRun({ modules, parts: PARTS, known: new Map(), volatile: new WeakSet() });
}

const PARTS: Parts = { evaluate: evaluateNode, runStatement, callFunction, exportedValue };

function evaluateNode(run: Run, node: Node, scope: Scope): Value {
  if (!spend(run)) return unknown(run, node, scope, 'DYN_LIMIT');
  const value = evaluateKind(run, node, scope);
  return hasTooManyWays(run, value) ? unknown(run, node, scope, 'DYN_LIMIT') : value;
}

/** One branch for each kind of expression. */
function evaluateKind(run: Run, node: Node, scope: Scope): Value {
  switch (node.type) {
    // "text", 1, true
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral':
      return staticValue(node.value);
    // null
    case 'NullLiteral':
      return staticValue(null);
    // `text ${x}`
    case 'TemplateLiteral':
      return evaluateTemplate(run, node, scope);
    // tag`text ${x}`
    case 'TaggedTemplateExpression':
      return evaluateTagged(run, node, scope);
    // x
    case 'Identifier':
      return readName(run, node.name, node, scope);
    // x as T, x satisfies T, x!, <T>x, f<T>, (x)
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
    case 'ParenthesizedExpression':
      return evaluate(run, node.expression, scope);
    // a + b, a === b
    case 'BinaryExpression':
      return evaluateBinary(run, node, scope);
    // a && b, a || b, a ?? b
    case 'LogicalExpression':
      return evaluateLogical(run, node, scope);
    // !a, -a, typeof a
    case 'UnaryExpression':
      return evaluateUnary(run, node, scope);
    // a ? b : c
    case 'ConditionalExpression': {
      const test = evaluateTest(run, node.test, scope);
      if (typeof test === 'boolean') return evaluate(run, test ? node.consequent : node.alternate, scope);
      const [then, otherwise] = bothSides(
        run,
        test,
        [node.consequent, node.alternate],
        () => evaluate(run, node.consequent, scope),
        () => evaluate(run, node.alternate, scope),
      );
      return choose(test, then, otherwise);
    }
    // { a: 1, b, ...c }
    case 'ObjectExpression':
      return evaluateObject(run, node, scope);
    // [a, ...b]
    case 'ArrayExpression':
      return evaluateArray(run, node, scope);
    // a.b, a?.b, a[b]
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return evaluateMember(run, node, scope);
    // f(a), a.b(c), f?.(a)
    case 'CallExpression':
    case 'OptionalCallExpression':
      return evaluateCall(run, node, scope);
    // new A(b)
    case 'NewExpression':
      return evaluateNew(run, node, scope);
    // (a) => b, function (a) {}
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return { kind: 'function', node, scope, state: run.state };
    // class A {}
    case 'ClassExpression':
      return makeClass(run, node, scope);
    // await a
    case 'AwaitExpression':
      markAwaited(node.argument);
      return mapChoice(evaluate(run, node.argument, scope), (value) => {
        if (value.kind === 'promise') return value.value;
        if (value.kind !== 'unknown') return value;
        const isCall = value.code === 'DYN_CALL_RESULT' || value.code === 'DYN_UNRESOLVED_IMPORT';
        return unknown(run, node, scope, isCall ? 'DYN_ASYNC_IO' : value.code);
      });
    // a, b
    case 'SequenceExpression':
      return node.expressions.reduce<Value>((_, expression) => evaluate(run, expression, scope), UNDEFINED);
    // a = b, a += b
    case 'AssignmentExpression':
      return assign(run, node, scope);
    // a++
    case 'UpdateExpression':
      return update(run, node, scope);
    // this
    case 'ThisExpression': {
      const cell = findCell(scope, 'this');
      return (cell && run.state.get(cell)) ?? unknown(run, node, scope, 'DYN_CLASS_MEMBER');
    }
    case 'Super':
      return superClass(run, scope) ?? unknown(run, node, scope, 'DYN_CLASS_MEMBER');
    default:
      forgetChanges(run, node, scope);
      return unknown(run, node, scope, 'DYN_COMPUTED');
  }
}

/** A value that can turn out to be more than so many is worked on no further. */
const MAX_WAYS = 1_000;
/** So many of them are as much work as one step of evaluation. */
const WAYS_PER_STEP = 8;

/** Choices of choices grow by multiplying, each of which is one step of evaluation alone. */
function hasTooManyWays(run: Run, value: Value): boolean {
  if (value.kind !== 'choice') return false;
  const ways = countWays(value, MAX_WAYS + 1);
  run.budget.steps -= Math.floor(ways / WAYS_PER_STEP);
  return ways > MAX_WAYS;
}

function evaluateTemplate(run: Run, node: TemplateLiteral, scope: Scope): Value {
  const lists: (readonly Part[])[] = [];
  node.quasis.forEach((quasi, index) => {
    lists.push(literal(quasi.value.cooked ?? ''));
    const expression = node.expressions[index];
    if (expression) lists.push(toParts(run, evaluate(run, expression, scope), expression, scope));
  });
  return textValue(run, concat(...lists), node, scope);
}

function evaluateArray(run: Run, node: ArrayExpression, scope: Scope): Value {
  const items: Item[] = [];
  // Most methods leave a hole out, and it reads as undefined.
  let reason: DynamicCode | null = node.elements.includes(null) ? 'DYN_COMPUTED' : null;
  const held = holding(run, node.elements, scope);
  for (const [index, element] of node.elements.entries()) {
    if (element?.type === 'SpreadElement') {
      const spread = spreadItems(run, evaluate(run, element.argument, scope), element.argument, scope);
      if (spread) items.push(...spread);
      else reason ??= 'DYN_LOOP';
    } else if (element) {
      items.push({ kind: 'one', value: held.add(evaluate(run, element, scope), element, index) });
    }
  }
  held.end();
  if (reason !== null) return unknown(run, node, scope, reason);
  const now = (item: Item): Item =>
    item.kind === 'one' ? { ...item, value: held.now(item.value, node) } : item;
  return { kind: 'list', items: held.isChanged() ? items.map(now) : items };
}

type Member = Extract<Node, { type: 'MemberExpression' | 'OptionalMemberExpression' }>;

function evaluateMember(run: Run, node: Member, scope: Scope): Value {
  const object = evaluate(run, node.object, scope);
  return mapChoice(node.type === 'MemberExpression' ? withoutNullish(object) : object, (each) => {
    // a?.b of undefined or null is undefined, and so is what follows in the chain
    return isNullish(each) && node.type === 'OptionalMemberExpression'
      ? UNDEFINED
      : memberValue(
          run,
          each.kind === 'path' && node.optional ? { ...each, path: askedFor(each.path) } : each,
          node,
          scope,
        );
  });
}

function memberValue(run: Run, object: Value, node: Member, scope: Scope): Value {
  if (node.computed) {
    const { property } = node;
    const readIndex = () => evaluate(run, property, scope);
    // a?.[add(x)]: nobody knows whether there is an `a`.
    const isMaybe = node.type === 'OptionalMemberExpression' && /^(?:unknown|path)$/.test(object.kind);
    const index = isMaybe ? maybe(run, property, scope, readIndex) : readIndex();
    const item = readIndexed(object, index, run);
    if (item) return item;
    return mapChoice(index, (key) =>
      key.kind === 'static'
        ? readMember(run, object, String(key.value), node, scope)
        : readByKey(run, object, key, node, scope),
    );
  }
  const name = propertyName(node.property, false);
  return name === null || (name.startsWith('#') && object.kind !== 'class')
    ? unknown(run, node, scope, 'DYN_CLASS_MEMBER')
    : readMember(run, object, name, node, scope);
}

/** Tables of more entries are data, not texts to choose from. */
const MAX_ENTRIES = 32;

/**
 * `TEXTS[key]` with a key that is not known: one branch for each entry, as long as they are few; a key that is none of
 * them gives undefined.
 */
function readByKey(run: Run, object: Value, key: Value, node: Node, scope: Scope): Value {
  const isTable = object.kind === 'record' && !object.rest && object.entries.size <= MAX_ENTRIES;
  if (!isTable || (key.kind !== 'path' && key.kind !== 'unknown')) {
    return unknown(run, node, scope, 'DYN_COMPUTED');
  }
  let result: Value = UNDEFINED;
  for (const [name, value] of [...object.entries].toReversed()) {
    result = choose(isKey(run, key, name, object.nodes.get(name) ?? node, scope), value, result);
  }
  return result;
}

function isKey(
  run: Run,
  key: Extract<Value, { kind: 'path' | 'unknown' }>,
  name: string,
  entry: Node,
  scope: Scope,
): Condition {
  if (key.kind === 'path') return equalsKey(key, name);
  const { slot } = sharedUnknown(run, key.slot, `=== ${name}`, () => {
    const made = unknown(run, entry, scope, key.code);
    const expression = `${key.slot.expression} === ${JSON.stringify(name)}`;
    return { ...made, slot: { ...made.slot, name: 'condition', expression, hidden: key.slot.hidden } };
  });
  return { op: 'opaque', slot };
}

/** A key is a string: 1 and true are the members `1` and `true` as well as '1' and 'true' are. */
function equalsKey({ path, annotation }: PathValue, name: string): Condition {
  const equals = (value: string | number | boolean): Condition => ({ op: 'equals', path, value });
  const [shape, other] =
    name === 'true' || name === 'false'
      ? ['boolean', name === 'true']
      : name === String(Number(name)) && name !== 'NaN'
        ? ['number', Number(name)]
        : [null, null];
  if (other === null || annotation?.shape === 'string') return equals(name);
  return annotation?.shape === shape ? equals(other) : { op: 'or', left: equals(name), right: equals(other) };
}
