import type { Node } from '@babel/types';
import { bindPattern } from './patterns.ts';
import { listOf } from './plain.ts';
import { evaluate, MAX_CALLS, type Run } from './run.ts';
import { innerScope } from './scope.ts';
import { unknown } from './slots.ts';
import { runBody } from './statements.ts';
import { UNDEFINED, type FunctionValue, type Scope, type Value } from './values.ts';
import { isFunction } from './walk.ts';

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
  if (!isFunction(code) || code.generator) return unknown(run, node, scope, 'DYN_CALL_RESULT');
  if (run.stack.includes(code) || run.stack.length >= MAX_CALLS)
    return unknown(run, node, scope, 'DYN_LIMIT');
  const inner: Run = { ...run, state: withCaptured(run, fn), stack: [...run.stack, code], slots: new Map() };
  const local = innerScope(fn.scope);
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
  run.state = inner.state;
  return code.async ? { kind: 'promise', value: result } : result;
}

/** A function may outlive the call that made it: what it captured comes along. */
function withCaptured(run: Run, fn: FunctionValue): Run['state'] {
  const state = new Map(run.state);
  for (let at: Scope | null = fn.scope; at; at = at.parent) {
    for (const cell of at.cells.values()) {
      const captured = fn.state.get(cell);
      if (captured && !state.has(cell)) state.set(cell, captured);
    }
  }
  return state;
}
