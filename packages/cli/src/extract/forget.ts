import type { Node } from '@babel/types';
import { changedNames } from './mutations.ts';
import type { Run } from './run.ts';
import { findCell } from './scope.ts';
import { unknown } from './slots.ts';
import type { Cell, Item, Scope, Value } from './values.ts';
import { peel, walk } from './walk.ts';

/**
 * A local list or record is changed in place. Values are never changed themselves, so a second name for the same list
 * would keep the old one: both are then no longer known.
 */
export function setMutated(run: Run, cell: Cell, value: Value, node: Node, scope: Scope): void {
  const before = run.state.get(cell);
  const aliases = before ? holders(run, before).filter((other) => other !== cell) : [];
  run.state.set(cell, aliases.length > 0 ? unknown(run, node, scope, 'DYN_MUTATION') : value);
  for (const alias of aliases) run.state.set(alias, unknown(run, node, scope, 'DYN_MUTATION'));
}

/** What is at the root of `a.b.c` is no longer known, under none of its names. */
export function forgetTarget(run: Run, target: Node, node: Node, scope: Scope): void {
  let root = peel(target);
  while (root.type === 'MemberExpression' || root.type === 'OptionalMemberExpression')
    root = peel(root.object);
  if (root.type === 'Identifier') forget(run, root.name, node, scope);
}

export function forget(run: Run, name: string, node: Node, scope: Scope): void {
  const cell = findCell(scope, name);
  const value = cell && run.state.get(cell);
  if (!cell || !value) return;
  for (const holder of isShared(value) ? holders(run, value) : [cell]) {
    run.state.set(holder, unknown(run, node, scope, 'DYN_MUTATION'));
  }
}

/** Everything that some code changes is no longer known. */
export function forgetChanges(run: Run, code: Node, scope: Scope): void {
  walk(code, (inner) => {
    for (const name of changedNames(inner)) forget(run, name, inner, scope);
    return true;
  });
}

function isShared(value: Value): boolean {
  return value.kind === 'list' || value.kind === 'record';
}

/** The locals that hold a list or record, or something that contains it. */
function holders(run: Run, value: Value): Cell[] {
  if (!isShared(value)) return [];
  const found: Cell[] = [];
  for (const [cell, held] of run.state) if (contains(run, held, value, 0)) found.push(cell);
  return found;
}

/** So many values are as much work to look at as one step of evaluation. */
const VALUES_PER_STEP = 32;

function contains(run: Run, held: Value, value: Value, depth: number): boolean {
  run.budget.steps -= 1 / VALUES_PER_STEP;
  if (held === value) return true;
  if (depth > 8) return true;
  switch (held.kind) {
    case 'list':
      return itemsContain(run, held.items, value, depth);
    case 'record':
      return [...held.entries.values()].some((entry) => contains(run, entry, value, depth + 1));
    case 'choice':
      return (
        contains(run, held.consequent, value, depth + 1) || contains(run, held.alternate, value, depth + 1)
      );
    default:
      return false;
  }
}

function itemsContain(run: Run, items: readonly Item[], value: Value, depth: number): boolean {
  return items.some((item) => {
    if (item.kind === 'one') return contains(run, item.value, value, depth + 1);
    if (item.kind === 'when')
      return (
        itemsContain(run, item.consequent, value, depth) || itemsContain(run, item.alternate, value, depth)
      );
    return itemsContain(run, item.body, value, depth);
  });
}
