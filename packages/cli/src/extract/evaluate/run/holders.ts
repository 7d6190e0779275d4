import type { Run } from './run.ts';
import { givenAs, makesList, partsOf } from './sources.ts';
import type { Cell, Item, Value } from '../../values/values.ts';

/** Whether it can be changed in place. */
export function isShared(value: Value): boolean {
  return value.kind === 'list' || value.kind === 'record' || value.kind === 'iterable';
}

/** Whether it is what has become of a list or record, which can be changed in place as before. */
export function hasBeenShared(value: Value): boolean {
  return value.kind === 'unknown' && value.was !== undefined;
}

/**
 * The locals that hold a list or record, or something that contains it; of the caller's, anything of the same value; and of
 * what only the running code knows, what that may be a part of.
 */
export function holders(run: Run, value: Value): Cell[] {
  if (value.kind === 'choice')
    return [...new Set([...holders(run, value.consequent), ...holders(run, value.alternate)])];
  const isFresh = value.kind === 'unknown' && makesList(value.node);
  const found = new Set(isFresh ? [] : partsOf(value).flatMap((part) => holders(run, part)));
  if (!isShared(value) && value.kind !== 'path' && value.kind !== 'unknown') return [...found];
  const seen = new Set<Value>();
  for (const [cell, held] of run.state) if (contains(run, held, value, seen)) found.add(cell);
  return [...found];
}

/** So many values are as much work to look at as one step of evaluation. */
const VALUES_PER_STEP = 32;

/** More values than that are not looked through: then one may well contain the other. */
const MAX_SEEN = 20_000;

/** @param seen values that are known not to contain it: they share what they are made of */
export function contains(run: Run, held: Value, value: Value, seen: Set<Value>): boolean {
  run.budget.steps -= 1 / VALUES_PER_STEP;
  if (held === value || seen.size > MAX_SEEN || isOfSame(held, value)) return true;
  if (seen.has(held)) return false;
  let found = false;
  if (held.kind === 'list' && held.hole?.hidden.values.some((before) => contains(run, before, value, seen)))
    found = true;
  else if (held.kind === 'list' || held.kind === 'iterable')
    found = itemsContain(run, held.items, value, seen);
  else if (held.kind === 'record')
    found = [...held.entries.values()].some((entry) => contains(run, entry, value, seen));
  else if (held.kind === 'choice')
    found = contains(run, held.consequent, value, seen) || contains(run, held.alternate, value, seen);
  else return false;
  if (!found) seen.add(held);
  return found;
}

/** What a change of one may change in the other: two paths into one value of the caller's, under whatever names. */
function isOfSame(held: Value, value: Value): boolean {
  if (held.kind === 'unknown' && value.kind === 'unknown')
    return hasBeenShared(held) && held.was === value.was;
  return held.kind === 'path' && value.kind === 'path' && givenAs(held.path) === givenAs(value.path);
}

function itemsContain(run: Run, items: readonly Item[], value: Value, seen: Set<Value>): boolean {
  return items.some((item) => {
    if (item.kind === 'one') return contains(run, item.value, value, seen);
    if (item.kind === 'when')
      return (
        itemsContain(run, item.consequent, value, seen) || itemsContain(run, item.alternate, value, seen)
      );
    return itemsContain(run, item.body, value, seen);
  });
}
