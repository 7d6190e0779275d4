import type { DynamicCode } from '../../diagnostics/diagnostics.ts';
import type { Node } from '@babel/types';
import { changedBy, changedThrough, codeIn, sharedIn } from '../run/effects.ts';
import { contains, holders, isShared } from '../run/holders.ts';
import { evaluate, type Run } from '../run/run.ts';
import { findCell } from '../../names/scope.ts';
import { withoutChanges } from '../run/sides.ts';
import { unknown, unknownLocal } from '../run/slots.ts';
import { partsOf } from '../run/sources.ts';
import { listItems, listOf } from '../../values/plain.ts';
import type { Cell, Scope, Value } from '../../values/values.ts';
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
  if (before) followUnknown(run, before, held);
  run.state.set(cell, held);
}

/** What nobody knows and may lead to a list or record leads to what that is now. */
function followUnknown(run: Run, before: Value, now: Value): void {
  const made = new Map<Value, Value>();
  for (const [cell, held] of run.state) {
    if (held.kind !== 'unknown' || !held.was || !partsOf(held).includes(before)) continue;
    const was = made.get(held.was) ?? withPart(held.was, before, now);
    made.set(held.was, was);
    run.state.set(cell, { ...held, was });
  }
}

function withPart(was: Value, before: Value, now: Value): Value {
  const parts = was.kind === 'list' ? listItems(was.items) : null;
  return parts?.includes(before)
    ? listOf(parts.map((part) => (part === before ? now : part)))
    : listOf([was, now]);
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
  const cell = root.type === 'Identifier' ? findCell(scope, root.name) : null;
  const held = cell && run.state.get(cell);
  for (const value of changed) changeHeld(run, value);
  // What is made anew has parts that are not.
  if (held && root !== peel(target)) changed.push(...partsOf(held));
  for (const value of changed)
    for (const holder of holders(run, value))
      run.state.set(holder, unknownLocal(run, holder, node, scope, 'DYN_MUTATION'));
  if (cell) forgetCell(run, cell, node, scope);
}

export function forget(run: Run, name: string, node: Node, scope: Scope): void {
  const cell = findCell(scope, name);
  if (cell) forgetCell(run, cell, node, scope);
}

/** What a local holds is no longer known, under none of its names. */
export function forgetCell(
  run: Run,
  cell: Cell,
  node: Node,
  scope: Scope,
  code: DynamicCode = 'DYN_MUTATION',
): void {
  const value = run.state.get(cell);
  if (!value) return;
  changeHeld(run, value);
  for (const holder of new Set([cell, ...holders(run, value)]))
    run.state.set(holder, unknownLocal(run, holder, node, scope, code));
}

/** Everything that some code changes is no longer known. */
export function forgetChanges(run: Run, code: Node, scope: Scope): void {
  for (const [cell, node] of changedBy(run, code, scope)) forgetCell(run, cell, node, scope);
}

/** Whoever is given these may change what is in them, and call what functions are, now or later. */
export function handOver(run: Run, values: readonly Value[], node: Node, scope: Scope): void {
  for (const value of sharedIn(values)) changeHeld(run, value);
  for (const [cell, change] of changedThrough(run, values, node)) forgetCell(run, cell, change, scope);
}

/** Who is called and not followed calls what it has: `tools.shuffle(); tools[0]()`. */
export function forgetCalled(run: Run, called: Value): void {
  for (const { node, scope } of codeIn([called, ...partsOf(called)])) forgetChanges(run, node, scope);
}

/** Everything that some code changes is not known from now on: it may be run at any time. */
export function neverKnow(run: Run, code: Node, scope: Scope): void {
  for (const [cell, node] of changedBy(run, code, scope)) {
    forgetCell(run, cell, node, scope);
    run.volatile.add(cell);
  }
}

/** What stays there from one call of a prompt to the next: what its functions change is another thing each time. */
export function lasting(run: Run, make: (run: Run) => Value, node: Node, scope: Scope): Value {
  const value = make(run);
  const changed = new Set<Cell>();
  for (const code of codeIn([value]))
    if (code.scope.parent) for (const cell of changedBy(run, code.node, code.scope).keys()) changed.add(cell);
  let isKnown = true;
  for (const cell of changed) {
    run.volatile.add(cell);
    const held = run.state.get(cell);
    if (held && isShared(held) && contains(run, value, held, new Set())) isKnown = false;
  }
  return isKnown ? value : unknown(run, node, scope, 'DYN_MUTATION');
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
