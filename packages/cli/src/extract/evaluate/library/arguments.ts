import type { CallExpression, NewExpression, Node, OptionalCallExpression } from '@babel/types';
import { holding } from '../run/held.ts';
import { toItems } from '../run/lists.ts';
import { mapChoice } from '../../values/choices.ts';
import { listItems } from '../../values/plain.ts';
import { evaluate, type Run } from '../run/run.ts';
import { staticValue, type FunctionValue, type Scope, type Value } from '../../values/values.ts';

export type Call = CallExpression | OptionalCallExpression;

/** The values of the arguments, all of which are evaluated; null where a spread one has a length that is not known. */
export function argumentValues(run: Run, node: Call | NewExpression, scope: Scope): Value[] | null {
  const held = holding(run, node.arguments, scope);
  try {
    const values: [Value, Node][] = [];
    let isKnown = true;
    for (const [index, argument] of node.arguments.entries()) {
      if (argument.type !== 'SpreadElement') {
        values.push([held.add(evaluate(run, argument, scope), argument, index), argument]);
        continue;
      }
      const items = toItems(evaluate(run, argument.argument, scope), run);
      const spread = items && listItems(items);
      if (spread) values.push(...spread.map((value): [Value, Node] => [value, argument]));
      else isKnown = false;
    }
    return isKnown ? values.map(([value, argument]) => held.now(value, argument)) : null;
  } finally {
    held.end();
  }
}

/** Whether a callback asks for more than the item. */
export function asksMore({ node }: FunctionValue): boolean {
  return node.params.length > 1 || node.params[0]?.type === 'RestElement';
}

/** What `join` puts between items: `undefined` for a separator is as good as none. */
export function separatorOf(value: Value): Value {
  return mapChoice(value, (each) =>
    each.kind === 'static' && each.value === undefined ? staticValue(',') : each,
  );
}
