import type { Node } from '@babel/types';
import { propertyName } from '../../parse/names-of.ts';
import type { Item, Path, Root, Value } from '../../values/values.ts';
import { peel } from '../../parse/walk.ts';

/** More parts than that are as good as all there are. */
const MAX_PARTS = 200;

/**
 * The lists and records of our own that a value which only the running code knows may be, or lead to: the last message of
 * a list is one of its messages, whichever it is.
 */
export function partsOf(value: Value): readonly Value[] {
  const found = new Set<Value>();
  const seen = new Set<Value>();
  const pending = [...sourcesOf(value)];
  for (let next = pending.pop(); next && found.size < MAX_PARTS; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    switch (next.kind) {
      case 'choice':
        pending.push(next.consequent, next.alternate);
        break;
      case 'unknown':
        pending.push(...sourcesOf(next));
        break;
      case 'record':
        found.add(next);
        pending.push(...next.entries.values());
        break;
      case 'list':
      case 'iterable':
        found.add(next);
        pending.push(...valuesIn(next.items));
        break;
      default:
    }
  }
  return [...found];
}

/** What the code of a value names. */
function sourcesOf(value: Value): readonly Value[] {
  if (value.kind === 'unknown') return value.was ? [value.was] : value.slot.hidden.values;
  const root = value.kind === 'path' ? givenAs(value.path) : null;
  return root?.kind === 'slot' ? root.slot.hidden.values : [];
}

/** All values that may be in a list. */
export function valuesIn(items: readonly Item[]): Value[] {
  return items.flatMap((item) => {
    if (item.kind === 'one') return [item.value];
    return item.kind === 'when'
      ? [...valuesIn(item.consequent), ...valuesIn(item.alternate)]
      : valuesIn(item.body);
  });
}

/** Where a path into what the caller gives begins, also by the items of lists. */
export function givenAs({ root }: Path): Root {
  return root.kind === 'item' ? givenAs(root.loop.list) : root;
}

const MAKING =
  /^(?:map|filter|slice|concat|flatMap|flat|split|toSorted|toReversed|toSpliced|with|keys|values|entries|from|of|match|matchAll)$/;

/** `list.filter(f)` makes a list of its own, of the same items: what is put into it is put nowhere else. */
export function makesList(written: Node): boolean {
  const node = peel(written);
  if (node.type !== 'CallExpression') return false;
  const callee = peel(node.callee);
  return (
    callee.type === 'MemberExpression' && MAKING.test(propertyName(callee.property, callee.computed) ?? '')
  );
}
