import type { Node } from '@babel/types';
import { changedBy, isShared } from '../run/effects.ts';
import { evaluate, type Run } from '../run/run.ts';
import { findCell } from '../../names/scope.ts';
import { withoutChanges } from '../run/sides.ts';
import { unknownLocal } from '../run/slots.ts';
import type { Cell, Item, Path, Root, Scope, Value } from '../../values/values.ts';
import { peel } from '../../parse/walk.ts';

/**
 * A local list or record is changed in place. Values are never changed themselves, so a second name for the same list
 * would keep the old one: both are then no longer known.
 */
export function setMutated(run: Run, cell: Cell, value: Value, node: Node, scope: Scope): void {
  const before = run.state.get(cell);
  if (before) changeHeld(run, before);
  const aliases = before ? holders(run, before).filter((other) => other !== cell) : [];
  const held = aliases.length > 0 ? unknownLocal(run, cell, node, scope, 'DYN_MUTATION') : value;
  for (const alias of aliases) run.state.set(alias, unknownLocal(run, alias, node, scope, 'DYN_MUTATION'));
  run.state.set(cell, held);
}

/** What is at the root of `a.b.c` is no longer known, nor what leads from there, under none of their names. */
export function forgetTarget(run: Run, target: Node, node: Node, scope: Scope): void {
  const changed: Value[] = [];
  let root = peel(target);
  while (root.type === 'MemberExpression' || root.type === 'OptionalMemberExpression') {
    const member = root;
    changed.push(withoutChanges(run, member, () => evaluate(run, member, scope)));
    root = peel(root.object);
  }
  // f().a = 1, (a ? b : c).push(1)
  if (root.type !== 'Identifier') changed.push(withoutChanges(run, root, () => evaluate(run, root, scope)));
  for (const value of changed) changeHeld(run, value);
  for (const value of changed)
    for (const holder of holders(run, value))
      run.state.set(holder, unknownLocal(run, holder, node, scope, 'DYN_MUTATION'));
  if (root.type === 'Identifier') forget(run, root.name, node, scope);
}

export function forget(run: Run, name: string, node: Node, scope: Scope): void {
  const cell = findCell(scope, name);
  if (cell) forgetCell(run, cell, node, scope);
}

/** What a local holds is no longer known, under none of its names. */
export function forgetCell(run: Run, cell: Cell, node: Node, scope: Scope): void {
  const value = run.state.get(cell);
  if (!value) return;
  changeHeld(run, value);
  for (const holder of new Set([cell, ...holders(run, value)])) {
    run.state.set(holder, unknownLocal(run, holder, node, scope, 'DYN_MUTATION'));
  }
}

/** Everything that some code changes is no longer known. */
export function forgetChanges(run: Run, code: Node, scope: Scope): void {
  for (const [cell, node] of changedBy(run, code, scope)) forgetCell(run, cell, node, scope);
}

/** What waits to be used is changed, too. */
function changeHeld(run: Run, value: Value): void {
  if (value.kind === 'choice') {
    changeHeld(run, value.consequent);
    changeHeld(run, value.alternate);
  } else if (isShared(value)) {
    for (const held of run.held) held.isChanged ||= contains(run, held.value, value, new Set());
  }
}

/** The locals that hold a list or record, or something that contains it; of the caller's, anything of the same value. */
function holders(run: Run, value: Value): Cell[] {
  if (value.kind === 'choice')
    return [...new Set([...holders(run, value.consequent), ...holders(run, value.alternate)])];
  if (!isShared(value) && value.kind !== 'path') return [];
  const seen = new Set<Value>();
  const found: Cell[] = [];
  for (const [cell, held] of run.state) if (contains(run, held, value, seen)) found.push(cell);
  return found;
}

/** So many values are as much work to look at as one step of evaluation. */
const VALUES_PER_STEP = 32;

/** More values than that are not looked through: then one may well contain the other. */
const MAX_SEEN = 20_000;

/** @param seen values that are known not to contain it: they share what they are made of */
function contains(run: Run, held: Value, value: Value, seen: Set<Value>): boolean {
  run.budget.steps -= 1 / VALUES_PER_STEP;
  if (held === value || seen.size > MAX_SEEN || isOfSame(held, value)) return true;
  if (seen.has(held)) return false;
  let found = false;
  if (held.kind === 'list' || held.kind === 'iterable') found = itemsContain(run, held.items, value, seen);
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
  return held.kind === 'path' && value.kind === 'path' && givenAs(held.path) === givenAs(value.path);
}

function givenAs({ root }: Path): Root {
  return root.kind === 'item' ? givenAs(root.loop.list) : root;
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
