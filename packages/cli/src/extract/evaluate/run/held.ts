import type { Node } from '@babel/types';
import { isShared } from './holders.ts';
import type { Held, Run } from './run.ts';
import { mayChange } from './sides.ts';
import { unknown } from './slots.ts';
import type { Scope, Value } from '../../values/values.ts';
import { peel } from '../../parse/walk.ts';

/**
 * Lists and records that wait until what stands behind them is evaluated, `f(list, add(x))`: they are the same ones
 * then, with what that changed, and values are never changed themselves.
 *
 * @param all the code of all of them, in order
 */
export function holding(run: Run, all: readonly (Node | null)[], scope: Scope) {
  const last = all.findLastIndex((node) => node !== null && mayChange(node));
  const held: Held[] = [];
  return {
    /** @param node the code of the value, the `index`th of all; what it makes anew nobody else can change */
    add(value: Value, node: Node, index: number): Value {
      if (index >= last || !isShared(value) || isLiteral(node)) return value;
      const each: Held = { value, isChanged: false };
      held.push(each);
      run.held.add(each);
      return value;
    },
    /** The value as it is in the end. */
    now(value: Value, node: Node): Value {
      const each = held.find((one) => one.value === value);
      return each?.isChanged ? unknown(run, node, scope, 'DYN_MUTATION') : value;
    },
    isChanged(): boolean {
      return held.some((each) => each.isChanged);
    },
    end(): void {
      for (const each of held) run.held.delete(each);
    },
  };
}

function isLiteral(node: Node): boolean {
  return /^(?:Array|Object)Expression$/.test(peel(node).type);
}
