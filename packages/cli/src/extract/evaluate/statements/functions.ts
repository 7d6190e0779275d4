import type { Node } from '@babel/types';
import { handOver, neverKnow } from '../expressions/forget.ts';
import { bindPattern } from '../expressions/patterns.ts';
import { listOf } from '../../values/plain.ts';
import { copyState, evaluate, MAX_CALLS, type Run } from '../run/run.ts';
import { declare, findCell, innerScope } from '../../names/scope.ts';
import { maybe } from '../run/sides.ts';
import { unknown } from '../run/slots.ts';
import { contains } from './outcomes.ts';
import { runBody } from './statements.ts';
import { UNDEFINED, type FunctionValue, type Scope, type State, type Value } from '../../values/values.ts';
import { isFunction, peel } from '../../parse/walk.ts';

/**
 * Follows a call of a function of our own.
 *
 * @param node where it is called, for what cannot be told
 */
export function callFunction(
  run: Run,
  fn: FunctionValue,
  values: readonly Value[],
  node: Node,
  scope: Scope,
): Value {
  const { node: code } = fn;
  if (!isFunction(code) || code.generator) {
    handOver(run, values, node, scope);
    neverKnow(run, code, fn.scope);
    return unknown(run, node, scope, 'DYN_CALL_RESULT');
  }
  if (run.stack.includes(code) || run.stack.length >= MAX_CALLS) {
    handOver(run, [fn, ...values], node, scope);
    return unknown(run, node, scope, 'DYN_LIMIT');
  }
  const call = () => followCall(run, fn, values);
  // What it changes behind its first `await` is changed later, and nobody knows when.
  const goesOnLater = code.async && !awaited.has(node) && contains(code.body, isWait);
  return goesOnLater ? maybe(run, code.body, scope, call) : call();
}

/** Calls that are waited for where they stand: `await f()`. */
const awaited = new WeakSet<Node>();

/** `await call` */
export function markAwaited(call: Node): void {
  awaited.add(peel(call));
}

function isWait(type: Node['type']): boolean {
  return type === 'AwaitExpression';
}

function followCall(run: Run, fn: FunctionValue, values: readonly Value[]): Value {
  const { node: code } = fn;
  if (!isFunction(code)) return UNDEFINED;
  const inner: Run = { ...run, state: withCaptured(run, fn), stack: [...run.stack, code], slots: new Map() };
  const before = new Map(inner.state);
  const local = innerScope(withOwnName(inner, fn));
  bindThis(inner, fn, local);
  for (const [index, parameter] of code.params.entries()) {
    if (parameter.type === 'RestElement') {
      bindPattern(inner, local, parameter.argument, listOf(values.slice(index)));
    } else {
      bindPattern(inner, local, parameter, values[index] ?? UNDEFINED);
    }
  }
  const result =
    code.body.type === 'BlockStatement'
      ? runBody(inner, code.body, local)
      : evaluate(inner, code.body, local);
  if (!holdsCode(result, 0)) dropLocals(inner, before);
  run.state = inner.state;
  return code.async ? { kind: 'promise', value: result } : result;
}

/** `function f() {}` in an expression has a name that only it can see. */
function withOwnName(run: Run, fn: FunctionValue): Scope {
  const { node, scope } = fn;
  if (node.type !== 'FunctionExpression' || !node.id) return scope;
  const named = innerScope(scope);
  run.state.set(declare(named, node.id.name), fn);
  return named;
}

const MAX_DEPTH = 8;

/** Whether a function or class may be in a value. */
function holdsCode(value: Value, depth: number): boolean {
  if (depth > MAX_DEPTH) return true;
  switch (value.kind) {
    case 'choice':
      return holdsCode(value.consequent, depth + 1) || holdsCode(value.alternate, depth + 1);
    case 'promise':
      return holdsCode(value.value, depth + 1);
    case 'list':
    case 'iterable':
      return value.items.some((item) => item.kind !== 'one' || holdsCode(item.value, depth + 1));
    case 'record':
      for (const entry of value.entries.values()) if (holdsCode(entry, depth + 1)) return true;
      return false;
    case 'function':
    case 'class':
      return true;
    default:
      return false;
  }
}

/**
 * The locals of a call that is over only make every later branch and call slower. They stay where a function that the
 * call made, and with it its locals, may live on in what it changed.
 */
function dropLocals(run: Run, before: State): void {
  const state: State = new Map();
  for (const [cell, value] of before) {
    const now = run.state.get(cell) ?? value;
    if (now !== value && holdsCode(now, 0)) return;
    state.set(cell, now);
  }
  run.state = state;
}

/** A function may outlive the call that made it: what it captured comes along. */
function withCaptured(run: Run, fn: FunctionValue): Run['state'] {
  const state = copyState(run);
  for (let at: Scope | null = fn.scope; at; at = at.parent) {
    for (const cell of at.cells.values()) {
      const captured = fn.state.get(cell);
      if (captured && !state.has(cell)) state.set(cell, captured);
    }
  }
  return state;
}

/** `this` of a static method is its class; a function that is no arrow has one of its own that is not known. */
export function bindThis(run: Run, { node, self, home }: FunctionValue, local: Scope): void {
  if (node.type === 'ArrowFunctionExpression') return;
  if (self && home) {
    run.state.set(declare(local, 'this'), self);
    run.state.set(declare(local, 'super'), { ...home, self });
    return;
  }
  for (const name of ['this', 'super'])
    if (findCell(local, name))
      run.state.set(declare(local, name), unknown(run, node, local, 'DYN_CLASS_MEMBER'));
}
