import type { BlockStatement, Node, Statement } from '@babel/types';
import { changedBy } from '../run/effects.ts';
import { forgetCell } from '../expressions/forget.ts';
import { hasJumps, runBranches, stuck } from './outcomes.ts';
import { type Jumps, type Next, type Outcome, type Run } from '../run/run.ts';
import { innerScope } from '../../names/scope.ts';
import { bindPattern } from '../expressions/patterns.ts';
import { opaqueTest, unknown } from '../run/slots.ts';
import type { Scope } from '../../values/values.ts';
import { isFunction } from '../../parse/walk.ts';

type Try = Extract<Statement, { type: 'TryStatement' }>;

/**
 * `try { … } catch { … }`: whether the block comes to its end is a condition that only the running code knows. Where it
 * does not, what it had changed before it stopped is not known, and the handler runs.
 */
export function runTry(run: Run, node: Try, scope: Scope, jumps: Jumps, next: Next): Outcome {
  const { block, handler, finalizer } = node;
  // What it returns, or where it jumps to, counts instead of all that was before.
  if (finalizer && hasJumps(finalizer)) return stuck(run, finalizer, scope, 'DYN_COMPUTED');
  const after = finalizer ? () => run.parts.runStatement(run, finalizer, scope, jumps, next) : next;
  const attempt = (then: Next) => run.parts.runStatement(run, block, scope, jumps, then);
  // Without a handler there is text only where nothing was thrown.
  if (!handler) return attempt(after);
  const test = opaqueTest(run, node, scope);
  const recover = (then: Next) => {
    forgetHalfDone(run, block, node, scope);
    const inner = innerScope(scope);
    if (handler.param) bindPattern(run, inner, handler.param, unknown(run, handler, scope, 'DYN_COMPUTED'));
    return run.parts.runStatement(run, handler.body, inner, jumps, then);
  };
  return runBranches(run, test, attempt, recover, hasJumps(block) || hasJumps(handler.body), after);
}

/** What a block changes before something in it may throw holds one thing or the other afterwards. */
function forgetHalfDone(run: Run, block: BlockStatement, node: Node, scope: Scope): void {
  const changed = changedBy(run, block, scope, lastChange(block));
  for (const cell of changed.keys()) forgetCell(run, cell, node, scope);
}

/**
 * The change that is the very last thing a block does, and is done whole or not at all: what is assigned or added is
 * computed before.
 */
function lastChange(statement: Statement | null | undefined): Node | null {
  switch (statement?.type) {
    case 'BlockStatement':
      return lastChange(statement.body.at(-1));
    case 'IfStatement':
      // Only one of them runs, and the other has nothing to change.
      return statement.alternate ? null : lastChange(statement.consequent);
    case 'ExpressionStatement': {
      const { expression } = statement;
      const isWhole =
        (expression.type === 'AssignmentExpression' && expression.left.type === 'Identifier') ||
        (expression.type === 'CallExpression' && !expression.arguments.some(isFunction));
      return isWhole ? expression : null;
    }
    default:
      return null;
  }
}
