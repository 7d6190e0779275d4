import type { Node } from '@babel/types';
import { mergeStates, mergeValues } from '../../values/merge.ts';
import { copyState, type Next, type Outcome, type Run } from '../run/run.ts';
import { unknown } from '../run/slots.ts';
import type { Condition, Scope } from '../../values/values.ts';
import { isFunction, walk } from '../../parse/walk.ts';

export const END: Next = () => ({ kind: 'end' });

/** The rest cannot be followed: what the function returns is known to the running code alone. */
export function stuck(run: Run, node: Node, scope: Scope, code: Parameters<typeof unknown>[3]): Outcome {
  return { kind: 'return', value: unknown(run, node, scope, code) };
}

/**
 * Runs both sides of a condition. Where neither jumps, what they leave is merged and the rest runs once; else the rest
 * is part of each side.
 */
export function runBranches(
  run: Run,
  test: Condition,
  then: (next: Next) => Outcome,
  otherwise: (next: Next) => Outcome,
  jumps: boolean,
  next: Next,
): Outcome {
  const before = run.state;
  run.state = copyState(run);
  const first = then(jumps ? next : END);
  const firstState = run.state;
  run.state = before;
  run.state = copyState(run);
  const second = otherwise(jumps ? next : END);
  if (!jumps && first.kind === 'end' && second.kind === 'end') {
    run.state = mergeStates(test, firstState, run.state, before);
    return next();
  }
  if (jumps) return mergeOutcomes(run, test, [first, firstState], [second, run.state]);
  // One side got stuck though nothing in it jumps: finish the other one alone.
  const finish = (outcome: Outcome, state: Run['state']): [Outcome, Run['state']] => {
    run.state = state;
    const finished = outcome.kind === 'end' ? next() : outcome;
    return [finished, run.state];
  };
  const secondState = run.state;
  return mergeOutcomes(run, test, finish(first, firstState), finish(second, secondState));
}

function mergeOutcomes(
  run: Run,
  test: Condition,
  [first, firstState]: [Outcome, Run['state']],
  [second, secondState]: [Outcome, Run['state']],
): Outcome {
  // A side that throws gives no text at all, so the text is the other side's.
  if (first.kind === 'throw') {
    run.state = secondState;
    return second;
  }
  if (second.kind === 'throw') {
    run.state = firstState;
    return first;
  }
  run.state = mergeStates(test, firstState, secondState, new Map());
  if (first.kind === 'end' && second.kind === 'end') return first;
  if (first.kind !== 'return' || second.kind !== 'return') return { kind: 'mixed' };
  return { kind: 'return', value: mergeValues(test, first.value, second.value) };
}

/** Whether running some code may end anywhere but at its end. */
export function hasJumps(node: Node): boolean {
  const known = jumping.get(node);
  if (known !== undefined) return known;
  const jumps = contains(node, (type) => /^(?:Return|Throw|Break|Continue)Statement$/.test(type));
  jumping.set(node, jumps);
  return jumps;
}

/** It is asked each time the code runs. */
const jumping = new WeakMap<Node, boolean>();

/** Whether a kind of statement is in some code, functions inside it left out. */
export function contains(root: Node, matches: (type: Node['type']) => boolean): boolean {
  let found = false;
  walk(root, (node) => {
    if (matches(node.type)) found = true;
    return !found && (node === root || !isFunction(node));
  });
  return found;
}
