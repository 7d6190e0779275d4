import type { Node } from '@babel/types';
import { mergeStates } from '../../values/merge.ts';
import { copyState, type Run } from './run.ts';
import { unknownLocal } from './slots.ts';
import type { Condition, Scope, State } from '../../values/values.ts';
import { isFunction, walk } from '../../parse/walk.ts';

/**
 * Evaluates both sides of a condition, as `test ? a : b` and `a && b` have them: what a side changes is changed only
 * where that side is taken.
 *
 * @param code what the sides run
 */
export function bothSides<A, B>(
  run: Run,
  test: Condition,
  code: readonly Node[],
  then: () => A,
  otherwise: () => B,
): [A, B] {
  if (!code.some(mayChange)) return [then(), otherwise()];
  const before = run.state;
  run.state = copyState(run);
  const first = then();
  const firstState = run.state;
  run.state = before;
  run.state = copyState(run);
  const second = otherwise();
  run.state = mergeSides(test, firstState, run.state, before);
  return [first, second];
}

/** Evaluates what may be run or not, and nobody knows when: what it changes is then no longer known. */
export function maybe<A>(run: Run, code: Node, scope: Scope, evaluate: () => A): A {
  if (!mayChange(code)) return evaluate();
  const before = new Map(run.state);
  const value = evaluate();
  for (const [cell, held] of before) {
    if (run.state.get(cell) !== held)
      run.state.set(cell, unknownLocal(run, cell, code, scope, 'DYN_MUTATION'));
  }
  return value;
}

/**
 * Evaluates what runs nobody knows how many times: what it changes is then no longer known.
 *
 * @param code what runs
 * @returns null where it changes anything, as what it gives may be something else each time then
 */
export function anyTimes<A>(run: Run, code: Node, scope: Scope, evaluate: () => A): A | null {
  if (!mayChange(code)) return evaluate();
  const before = run.state;
  run.state = copyState(run);
  const value = evaluate();
  const changed = [...before].filter(([cell, held]) => run.state.get(cell) !== held);
  run.state = before;
  if (changed.length === 0) return value;
  for (const [cell] of changed) run.state.set(cell, unknownLocal(run, cell, code, scope, 'DYN_MUTATION'));
  return null;
}

/** Evaluates what is evaluated again, or for its value alone: what it changes is not changed by that. */
export function withoutChanges<A>(run: Run, code: Node, evaluate: () => A): A {
  if (!mayChange(code)) return evaluate();
  const before = run.state;
  run.state = copyState(run);
  const value = evaluate();
  run.state = before;
  return value;
}

/**
 * Code that may be evaluated several times changes what it changes once: `list.at(i++)`.
 *
 * @returns what to call before each further time
 */
export function repeatable(run: Run, code: readonly Node[]): { again(): null } {
  const before = code.some(mayChange) ? new Map(run.state) : null;
  return {
    again() {
      if (before) run.state = new Map(before);
      return null;
    },
  };
}

/** A function that one side gives brings along the locals that it was made among. */
function mergeSides(test: Condition, first: State, second: State, before: State): State {
  return new Map([...first, ...second, ...mergeStates(test, first, second, before)]);
}

/** Whether running some code may change what it does not declare. */
export function mayChange(code: Node): boolean {
  const known = changing.get(code);
  if (known !== undefined) return known;
  let found = false;
  walk(code, (node) => {
    found ||= CHANGES.test(node.type) || (node.type === 'UnaryExpression' && node.operator === 'delete');
    return !found && !isFunction(node);
  });
  changing.set(code, found);
  return found;
}

const CHANGES = /^(?:Assignment|Update|Call|OptionalCall|New|TaggedTemplate)Expression$/;

/** It is asked each time the code runs. */
const changing = new WeakMap<Node, boolean>();
