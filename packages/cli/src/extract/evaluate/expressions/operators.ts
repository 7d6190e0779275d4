import type {
  BinaryExpression,
  Expression,
  LogicalExpression,
  Node,
  PrivateName,
  UnaryExpression,
} from '@babel/types';
import { choose, conditionValue, mapChoice } from '../../values/choices.ts';
import {
  both,
  either,
  ifReached,
  isPresent,
  negate,
  presenceOf,
  truthiness,
} from '../../values/conditions.ts';
import { forgetTarget } from './forget.ts';
import { listOfSlot } from '../run/lists.ts';
import { isText, textValue, toParts } from '../run/lower.ts';
import { evaluate, type Run } from '../run/run.ts';
import { bothSides, withoutChanges } from '../run/sides.ts';
import { opaqueTest, unknown } from '../run/slots.ts';
import { concat } from '../../values/text.ts';
import { peel } from '../../parse/walk.ts';
import { evaluateTest } from './truth.ts';
import {
  samePath,
  staticValue,
  UNDEFINED,
  type Comparison,
  type Condition,
  type Order,
  type Path,
  type Primitive,
  type Scope,
  type Value,
} from '../../values/values.ts';

export function evaluateBinary(run: Run, node: BinaryExpression, scope: Scope): Value {
  if (node.operator === '+') return evaluateSum(run, node, scope);
  const left = node.left.type === 'PrivateName' ? null : evaluate(run, node.left, scope);
  const right = evaluate(run, node.right, scope);
  if (!left) return unknown(run, node, scope, 'DYN_COMPUTED');
  return operate(run, node.operator, left, right, node, scope);
}

/** `a + b + c …`, flattened: a text of a hundred lines nests a hundred deep. */
function evaluateSum(run: Run, node: BinaryExpression, scope: Scope): Value {
  const operands: Node[] = [];
  let at: Expression | PrivateName = node;
  while (at.type === 'BinaryExpression' && at.operator === '+') {
    operands.push(at.right);
    at = at.left;
  }
  let sum = evaluate(run, at, scope);
  let sumNode: Node = at;
  for (const operand of operands.toReversed()) {
    sum = add(run, sum, evaluate(run, operand, scope), { left: sumNode, right: operand, whole: node }, scope);
    sumNode = operand;
  }
  return sum;
}

/** `a + b`: joins where one side is a string, adds where both are numbers, else cannot be told. */
export function add(
  run: Run,
  left: Value,
  right: Value,
  at: { left: Node; right: Node; whole: Node },
  scope: Scope,
): Value {
  if (left.kind === 'static' && right.kind === 'static') {
    const sum = computeBinary('+', left.value, right.value);
    return sum === null
      ? unknown(run, at.whole, scope, 'DYN_COMPUTED')
      : textLimit(run, sum.value, at.whole, scope);
  }
  if (isText(left) || isText(right)) {
    const parts = concat(toParts(run, left, at.left, scope), toParts(run, right, at.right, scope));
    return textValue(run, parts, at.whole, scope);
  }
  const [number, other] =
    left.kind === 'static'
      ? [left.value, right]
      : right.kind === 'static'
        ? [right.value, left]
        : [null, null];
  if (typeof number === 'number' && other && (other.kind === 'index' || other.kind === 'length')) {
    return { ...other, offset: other.offset + number };
  }
  if (left.kind === 'choice') {
    return choose(
      left.test,
      add(run, left.consequent, right, at, scope),
      add(run, left.alternate, right, at, scope),
    );
  }
  if (right.kind === 'choice') {
    return choose(
      right.test,
      add(run, left, right.consequent, at, scope),
      add(run, left, right.alternate, at, scope),
    );
  }
  const reason = [left, right].find((value) => value.kind === 'unknown');
  return unknown(run, at.whole, scope, reason?.kind === 'unknown' ? reason.code : 'DYN_COMPUTED');
}

function textLimit(run: Run, value: Primitive, node: Node, scope: Scope): Value {
  return typeof value === 'string' && value.length > 2 ** 21
    ? unknown(run, node, scope, 'DYN_LIMIT')
    : staticValue(value);
}

function operate(run: Run, operator: string, left: Value, right: Value, node: Node, scope: Scope): Value {
  if (left.kind === 'static' && right.kind === 'static') {
    const result = computeBinary(operator, left.value, right.value);
    return result === null ? unknown(run, node, scope, 'DYN_COMPUTED') : staticValue(result.value);
  }
  if (operator === '-' && right.kind === 'static' && typeof right.value === 'number') {
    if (left.kind === 'index' || left.kind === 'length')
      return { ...left, offset: left.offset - right.value };
  }
  if (/^[=!]==?$/.test(operator) || /^[<>]=?$/.test(operator)) {
    return compare(operator, left, right) ?? unknown(run, node, scope, 'DYN_COMPUTED');
  }
  return unknown(run, node, scope, 'DYN_COMPUTED');
}

/** `a === b`, `a < b`, … as a choice between true and false; null where it cannot be told. */
export function compare(operator: string, left: Value, right: Value): Value | null {
  if (left.kind === 'choice') return distribute(left, (value) => compare(operator, value, right));
  if (right.kind === 'choice') return distribute(right, (value) => compare(operator, left, value));
  if (left.kind === 'static' && right.kind === 'static') {
    const result = computeBinary(operator, left.value, right.value);
    return result && staticValue(result.value);
  }
  if (left.kind === 'static') return compare(mirrored(operator), right, left);
  if (operator === '!==' || operator === '!=') {
    const equal = compare(operator === '!==' ? '===' : '==', left, right);
    return equal && mapChoice(equal, (value) => staticValue(value.kind === 'static' && !value.value));
  }
  const counted = compareCount(operator, left, right);
  if (counted !== null) return conditionValue(counted);
  if ((operator !== '===' && operator !== '==') || right.kind !== 'static') return null;
  return equality(left, right.value, operator === '==');
}

function distribute(
  { test, consequent: then, alternate: otherwise }: Extract<Value, { kind: 'choice' }>,
  change: (value: Value) => Value | null,
): Value | null {
  const whenTrue = change(then);
  const whenFalse = change(otherwise);
  return whenTrue && whenFalse && choose(test, whenTrue, whenFalse);
}

function equality(left: Value, value: Primitive, loose: boolean): Value | null {
  switch (left.kind) {
    case 'path': {
      const test = pathEquality(left.path, value, loose);
      return test === null ? null : conditionValue(test);
    }
    case 'unknown':
      if (left.typeOf) {
        const test = typeEquality(left.typeOf, value);
        if (test !== null) return conditionValue(test);
      }
      // `process.platform === "win32"` is asked of what is not known; of a value of each turn no condition can ask.
      return left.slot.loop === null && !isMissing(value)
        ? equality(listOfSlot(left.slot), value, loose)
        : null;
    case 'list':
    case 'iterable':
    case 'record':
    case 'function':
    case 'class':
    case 'namespace':
      // A string or number can equal an object loosely.
      return loose && !isMissing(value) ? null : staticValue(false);
    case 'text': {
      const presence = value === '' ? presenceOf(left.parts) : null;
      if (presence !== null) return conditionValue(negate(presence));
      return typeof value === 'string' || (loose && !isMissing(value)) ? null : staticValue(false);
    }
    default:
      return null;
  }
}

/** `typeof x === "string"`; null where engines have no such test, or not the same. */
function typeEquality(path: Path, value: Primitive): Condition | boolean | null {
  if (value === 'string') return ifReached(path, { op: 'string', path });
  return value === 'undefined' ? negate(ifReached(path, { op: 'defined', path })) : null;
}

function isMissing(value: Primitive): boolean {
  return value === null || value === undefined;
}

function pathEquality(path: Path, value: Primitive, loose: boolean): Condition | boolean | null {
  const missing = negate(ifReached(path, { op: 'defined', path }));
  const isNull = ifReached(path, { op: 'null', path });
  if (loose && isMissing(value)) return either(missing, isNull);
  if (value === undefined) return missing;
  // A template's strict mode stops at undefined, and `x is none` is false there.
  if (value === null) return isNull;
  if (loose && typeof value !== 'string') return null;
  return ifReached(path, { op: 'equals', path, value });
}

/** Comparisons of a list's length or a loop's index with a number, or with each other. */
function compareCount(operator: string, left: Value, right: Value): Condition | boolean | null {
  const comparison = COMPARISONS[operator];
  if (!comparison) return null;
  if (right.kind === 'static' && typeof right.value === 'number') {
    if (left.kind === 'length' && left.isOnlyTruth) {
      const test = compareToZero(comparison, left, right.value - left.offset);
      return test === null ? null : ifReached(left.path, test);
    }
    if (left.kind === 'length') {
      return ifReached(left.path, {
        op: 'length',
        path: left.path,
        compare: comparison,
        value: right.value - left.offset,
      });
    }
    if (left.kind === 'path' && left.annotation?.shape === 'number' && comparison !== '==')
      return compareNumber(left.path, comparison, right.value);
    if (left.kind === 'index') {
      return { op: 'index', loop: left.loop, compare: comparison, value: right.value - left.offset };
    }
    if (left.kind === 'unknown' && left.positive) {
      if (right.value === 0) return comparison === '>' || comparison === '>=';
      if (right.value === 1 && (comparison === '>=' || comparison === '<')) return comparison === '>=';
    }
  }
  // i === list.length - 1, i < list.length - 1
  if (left.kind === 'index' && right.kind === 'length' && isLastOf(left, right)) {
    if (comparison === '==' || comparison === '>=') return { op: 'last', loop: left.loop };
    if (comparison === '<') return negate({ op: 'last', loop: left.loop });
  }
  return null;
}

/** `n > 3`, where a template writes the number as JavaScript does. */
function compareNumber(path: Path, compare: Order, value: number): Condition | boolean | null {
  return /^-?\d+(?:\.\d+)?$/.test(String(value))
    ? ifReached(path, { op: 'compare', path, compare, value })
    : null;
}

/** Whether a string has any characters, or an object any keys, is whether it is true in a template. */
function compareToZero(
  comparison: Comparison,
  { path }: Extract<Value, { kind: 'length' }>,
  value: number,
): Condition | boolean | null {
  const some = { op: 'truthy', path } as const;
  const isSome = `${comparison} ${value}`;
  if (isSome === '> 0' || isSome === '>= 1' || isSome === '!= 0') return some;
  return isSome === '== 0' || isSome === '< 1' || isSome === '<= 0' ? negate(some) : null;
}

function isLastOf(
  index: Extract<Value, { kind: 'index' }>,
  length: Extract<Value, { kind: 'length' }>,
): boolean {
  return !index.loop.filter && samePath(index.loop.list, length.path) && length.offset - index.offset === -1;
}

const COMPARISONS: Readonly<Record<string, Order | '=='>> = {
  '===': '==',
  '==': '==',
  '>': '>',
  '>=': '>=',
  '<': '<',
  '<=': '<=',
};

function mirrored(operator: string): string {
  return { '<': '>', '>': '<', '<=': '>=', '>=': '<=' }[operator] ?? operator;
}

/** JavaScript's own operators on values that are known. */
function computeBinary(
  operator: string,
  left: Primitive,
  right: Primitive,
): { readonly value: Primitive } | null {
  // The operators are JavaScript's on purpose, with all their conversions; the types would only forbid them.
  const [a, b] = [left as number, right as number];
  switch (operator) {
    case '+':
      return { value: a + b };
    case '-':
      return { value: a - b };
    case '*':
      return { value: a * b };
    case '/':
      return { value: a / b };
    case '%':
      return { value: a % b };
    case '**':
      return { value: a ** b };
    case '===':
      return { value: a === b };
    case '!==':
      return { value: a !== b };
    case '==':
      // oxlint-disable-next-line eqeqeq -- it is the operator of the code that is read
      return { value: a == b };
    case '!=':
      // oxlint-disable-next-line eqeqeq -- it is the operator of the code that is read
      return { value: a != b };
    case '<':
      return { value: a < b };
    case '<=':
      return { value: a <= b };
    case '>':
      return { value: a > b };
    case '>=':
      return { value: a >= b };
    case '|':
      return { value: a | b };
    case '&':
      return { value: a & b };
    case '^':
      return { value: a ^ b };
    case '<<':
      return { value: a << b };
    case '>>':
      return { value: a >> b };
    default:
      return null;
  }
}

export function evaluateLogical(run: Run, node: LogicalExpression, scope: Scope): Value {
  const given = choose(isChainReached(run, node.left, scope), evaluate(run, node.left, scope), UNDEFINED);
  return shortCircuit(run, node.operator, given, { left: node.left, right: node.right, whole: node }, scope);
}

/** `left && right` and its like, and `left &&= right`: the right side is evaluated only where the left one is not kept. */
export function shortCircuit(
  run: Run,
  operator: LogicalExpression['operator'],
  left: Value,
  at: { left: Node; right: Node; whole: Node },
  scope: Scope,
): Value {
  const keepsLeft = (value: Value): Condition | boolean => {
    if (operator === '??') return presence(value);
    const test = truthiness(value, () => opaqueTest(run, at.left, scope));
    return operator === '||' ? test : negate(test);
  };
  const evaluateRight = () => evaluate(run, at.right, scope);
  let right: Value | null = null;
  const readRight = () => (right ??= readOnce());
  return mapChoice(left, (each) => {
    const kept = keepsLeft(each);
    if (typeof kept === 'boolean') return kept ? each : readRight();
    // `condition && text`: where the left is a condition itself, its false is what remains.
    return choose(kept, each, readRight());
  });

  function readOnce(): Value {
    const kept = keepsLeft(left);
    if (typeof kept === 'boolean') return evaluateRight();
    // As the code has it: `if p` for `p &&`, not `if not p`.
    return operator === '&&'
      ? bothSides(run, negate(kept), [at.right], evaluateRight, () => null)[0]
      : bothSides(run, kept, [at.right], () => null, evaluateRight)[1];
  }
}

/**
 * The condition under which `a?.b()` comes to its end: else it is undefined, which is what an operator asks for. What is
 * printed as it is says nothing where it is not there, and needs no condition.
 */
function isChainReached(run: Run, written: Node, scope: Scope): Condition | boolean {
  let reached: Condition | boolean = true;
  let hasCall = false;
  for (let node = peel(written); ;) {
    if (node.type === 'OptionalCallExpression') {
      hasCall = true;
      node = peel(node.callee);
    } else if (node.type === 'OptionalMemberExpression') {
      if (node.optional && hasCall) {
        const { object: before } = node;
        const object = withoutChanges(run, before, () => evaluate(run, before, scope));
        if (object.kind === 'path') reached = both(isPresent(object.path), reached);
      }
      node = peel(node.object);
    } else return reached;
  }
}

/** The condition under which a value is neither undefined nor null. */
function presence(value: Value): Condition | boolean {
  if (value.kind === 'static') return !isMissing(value.value);
  if (value.kind === 'unknown') return value.positive ? true : isPresent(listOfSlot(value.slot).path);
  if (value.kind === 'choice') {
    const [then, otherwise] = [presence(value.consequent), presence(value.alternate)];
    return either(both(value.test, then), both(negate(value.test), otherwise));
  }
  if (value.kind === 'length') {
    const { optional = [], segments } = value.path;
    return optional.includes(segments.length) ? isPresent(value.path) : ifReached(value.path, true);
  }
  return value.kind === 'path' ? isPresent(value.path) : true;
}

export function evaluateUnary(run: Run, node: UnaryExpression, scope: Scope): Value {
  if (node.operator === 'delete') forgetTarget(run, node.argument, node, scope);
  if (node.operator === '!') return conditionValue(negate(evaluateTest(run, node.argument, scope)));
  const argument = evaluate(run, node.argument, scope);
  if (node.operator === 'void') return staticValue(undefined);
  if (node.operator === 'typeof') {
    const type = typeName(argument);
    if (type !== null) return staticValue(type);
    if (argument.kind === 'path')
      return { ...unknown(run, node, scope, 'DYN_COMPUTED'), typeOf: argument.path };
  }
  if (argument.kind !== 'static') {
    return unknown(run, node, scope, 'DYN_COMPUTED');
  }
  switch (node.operator) {
    case '-':
      return staticValue(-Number(argument.value));
    case '+':
      return staticValue(Number(argument.value));
    case '~':
      return staticValue(~Number(argument.value));
    case 'typeof':
      return staticValue(typeof argument.value);
    default:
      return unknown(run, node, scope, 'DYN_COMPUTED');
  }
}

/** What `typeof` gives; null where that depends on what the caller gives. */
function typeName(value: Value): string | null {
  switch (value.kind) {
    case 'function':
    case 'class':
      return 'function';
    case 'list':
    case 'iterable':
    case 'record':
    case 'namespace':
    case 'promise':
      return 'object';
    case 'text':
      return 'string';
    case 'index':
    case 'length':
      return 'number';
    default:
      return null;
  }
}
