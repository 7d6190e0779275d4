import type { CallExpression, NewExpression, OptionalCallExpression } from '@babel/types';
import { toItems } from '../run/lists.ts';
import { listItems } from '../../values/plain.ts';
import { evaluate, type Run } from '../run/run.ts';
import type { FunctionValue, Scope, Value } from '../../values/values.ts';

export type Call = CallExpression | OptionalCallExpression;

/** The values of the arguments; null where a spread one has a length that is not known. */
export function argumentValues(run: Run, node: Call | NewExpression, scope: Scope): Value[] | null {
  const values: Value[] = [];
  for (const argument of node.arguments) {
    if (argument.type !== 'SpreadElement') {
      values.push(evaluate(run, argument, scope));
      continue;
    }
    const items = toItems(evaluate(run, argument.argument, scope), run);
    const spread = items && listItems(items);
    if (!spread) return null;
    values.push(...spread);
  }
  return values;
}

/** Whether a callback asks for more than the item. */
export function asksMore({ node }: FunctionValue): boolean {
  return node.params.length > 1 || node.params[0]?.type === 'RestElement';
}
