import type { Node } from '@babel/types';
import { both, either, truthiness } from '../../values/conditions.ts';
import { evaluate, type Run } from '../run/run.ts';
import { bothSides } from '../run/sides.ts';
import { opaqueTest } from '../run/slots.ts';
import type { Condition, Scope } from '../../values/values.ts';
import { peel } from '../../parse/walk.ts';

/** The condition under which an expression is true. */
export function evaluateTest(run: Run, written: Node, scope: Scope): Condition | boolean {
  const node = peel(written);
  // a && b, a || b
  if (node.type === 'LogicalExpression' && node.operator !== '??') {
    const left = evaluateTest(run, node.left, scope);
    if (left === (node.operator === '||')) return left;
    const readRight = () => evaluateTest(run, node.right, scope);
    if (typeof left === 'boolean') return readRight();
    if (node.operator === '||') return either(...bothSides(run, left, [node.right], () => left, readRight));
    const [right] = bothSides(run, left, [node.right], readRight, () => left);
    return both(left, right);
  }
  return truthiness(evaluate(run, node, scope), () => opaqueTest(run, node, scope));
}
