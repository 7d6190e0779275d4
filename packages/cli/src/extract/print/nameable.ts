import { filterOf } from '../values/conditions.ts';
import { innerLists } from '../values/text.ts';
import type { Condition, Loop, Part, Path, Slot } from '../values/values.ts';

/**
 * Whether a template has a name for everything: the number of an outer loop's turn has none in an inner loop, and what
 * has another value each turn has one in that very loop only, as a list of values by its number.
 */
export function isNameable(parts: readonly Part[]): boolean {
  return partsNameable(parts, []);
}

function partsNameable(parts: readonly Part[], loops: readonly Loop[]): boolean {
  return parts.every((part) => partNameable(part, loops));
}

function partNameable(part: Part, loops: readonly Loop[]): boolean {
  switch (part.kind) {
    case 'index':
      return part.loop === loops.at(-1);
    case 'slot':
      return slotNameable(part.slot, loops);
    case 'variable':
    case 'length':
      return pathNameable(part.path, loops);
    case 'for': {
      const { list } = part.loop;
      const filter = filterOf(part);
      // A filter is read before the turn it decides about.
      const isFilterNameable = filter === null || conditionNameable(filter, []);
      return isFilterNameable && pathNameable(list, loops) && partsNameable(part.body, [...loops, part.loop]);
    }
    case 'if':
      if (!conditionNameable(part.test, loops)) return false;
      break;
    default:
  }
  return innerLists(part).every((inner) => partsNameable(inner, loops));
}

function conditionNameable(test: Condition, loops: readonly Loop[]): boolean {
  switch (test.op) {
    case 'index':
    case 'last':
      return test.loop === loops.at(-1);
    case 'opaque':
      return slotNameable(test.slot, loops);
    case 'not':
      return conditionNameable(test.test, loops);
    case 'and':
    case 'or':
      return conditionNameable(test.left, loops) && conditionNameable(test.right, loops);
    default:
      return pathNameable(test.path, loops);
  }
}

function pathNameable({ root }: Path, loops: readonly Loop[]): boolean {
  return root.kind !== 'slot' || slotNameable(root.slot, loops);
}

function slotNameable({ loop }: Slot, loops: readonly Loop[]): boolean {
  return loop === null || (loops.length === 1 && loops[0] === loop);
}
