import type { Node } from '@babel/types';
import { itemAnnotation } from '../../modules/annotations.ts';
import { listItems } from '../../values/plain.ts';
import { spend, type Run } from './run.ts';
import { unknown } from './slots.ts';
import { inTurn } from './turns.ts';
import {
  staticValue,
  type Item,
  type Loop,
  type PathValue,
  type Root,
  type Scope,
  type Slot,
  type Value,
} from '../../values/values.ts';

/** A list of the caller's: one item for each turn of a loop. */
export function eachItem(list: PathValue, run: Run): { readonly loop: Loop; readonly item: PathValue } {
  const loop: Loop = { list: list.path, filter: null };
  const annotation = itemAnnotation(list.annotation, run.modules);
  return { loop, item: { kind: 'path', path: { root: { kind: 'item', loop }, segments: [] }, annotation } };
}

const roots = new WeakMap<Slot, Root>();

/** A list that only the running code knows: what its items are is read when the template is rendered. */
export function listOfSlot(slot: Slot): PathValue {
  const root = roots.get(slot) ?? { kind: 'slot', slot };
  roots.set(slot, root);
  return { kind: 'path', path: { root, segments: [] }, annotation: null };
}

/** The items that iterating a value gives; null where that cannot be told. */
export function toItems(value: Value, run: Run): readonly Item[] | null {
  switch (value.kind) {
    case 'list':
      return value.hole ? null : value.items;
    case 'iterable':
      return value.items;
    case 'path': {
      // The characters of a text are no list to a template.
      if (value.annotation?.shape === 'string') return null;
      const { loop, item } = eachItem(value, run);
      return [{ kind: 'each', loop, body: [{ kind: 'one', value: item }] }];
    }
    case 'unknown':
      return toItems(listOfSlot(value.slot), run);
    case 'choice': {
      const then = toItems(value.consequent, run);
      const otherwise = toItems(value.alternate, run);
      return (
        then && otherwise && [{ kind: 'when', test: value.test, consequent: then, alternate: otherwise }]
      );
    }
    case 'static':
      return typeof value.value === 'string'
        ? [...value.value].map((character): Item => ({ kind: 'one', value: staticValue(character) }))
        : null;
    default:
      return null;
  }
}

/** The items of a list that is spread in `node`. */
export function spreadItems(run: Run, value: Value, node: Node, scope: Scope): readonly Item[] | null {
  const items = toItems(value, run);
  const [only] = items ?? [];
  if (items?.length !== 1 || only?.kind !== 'each' || only.whole) return items;
  const [first] = only.body;
  // No list of texts is one of messages.
  if (first?.kind !== 'one' || (first.value.kind !== 'record' && first.value.kind !== 'path')) return items;
  return [{ ...only, whole: unknown(run, node, scope, 'DYN_LOOP').slot }];
}

/** Applies a change to each item; the change says what an item becomes: none, itself, several. */
export function mapItems(
  run: Run,
  items: readonly Item[],
  change: (value: Value, index: Value | null) => readonly Item[] | null,
): readonly Item[] | null {
  const result: Item[] = [];
  const isPlain = listItems(items) !== null;
  for (const [position, item] of items.entries()) {
    // Lists that are made of each other have more items than anybody follows.
    if (!spend(run)) return null;
    if (item.kind === 'one') {
      const changed = change(item.value, isPlain ? staticValue(position) : null);
      if (!changed) return null;
      result.push(...changed);
    } else if (item.kind === 'when') {
      const then = mapItems(run, item.consequent, (value) => change(value, null));
      const otherwise = mapItems(run, item.alternate, (value) => change(value, null));
      if (!then || !otherwise) return null;
      result.push({ kind: 'when', test: item.test, consequent: then, alternate: otherwise });
    } else {
      const counted = items.length === 1 && item.body.length === 1 && item.body[0]?.kind === 'one';
      const index: Value | null = counted ? { kind: 'index', loop: item.loop, offset: 0 } : null;
      const body = inTurn(run, item.loop, () => mapItems(run, item.body, (value) => change(value, index)));
      if (!body) return null;
      result.push({ kind: 'each', loop: item.loop, body });
    }
  }
  return result;
}
