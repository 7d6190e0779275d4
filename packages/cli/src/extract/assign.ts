import type { AssignmentExpression, Node, UpdateExpression } from '@babel/types';
import { evaluate, opaqueTest } from './evaluate.ts';
import { truthiness } from './conditions.ts';
import { changedNames } from './mutations.ts';
import { propertyName } from './names-of.ts';
import { add, presence } from './operators.ts';
import { bindPattern } from './patterns.ts';
import { unknown, type Run } from './run.ts';
import { findCell, type Cell, type Scope } from './scope.ts';
import { choose, staticValue, type Item, type Value } from './values.ts';
import { peel, walk } from './walk.ts';

/** `a = b`, `a += b`, `a ||= b`, `a.b = c`, `[a, b] = c`. */
export function assign(run: Run, node: AssignmentExpression, scope: Scope): Value {
  const target = peel(node.left);
  const value = combine(run, node, scope);
  if (target.type === 'Identifier') setLocal(run, target.name, value, scope);
  else if (target.type === 'MemberExpression') setMember(run, target, node, value, scope);
  else assignPattern(run, target, node, value, scope);
  return value;
}

function combine(run: Run, node: AssignmentExpression, scope: Scope): Value {
  if (node.operator === '=') return evaluate(run, node.right, scope);
  const before = evaluate(run, node.left, scope);
  if (node.operator === '+=') {
    const right = evaluate(run, node.right, scope);
    return add(run, before, right, { left: node.left, right: node.right, whole: node }, scope);
  }
  if (node.operator === '||=' || node.operator === '&&=') {
    const test = truthiness(before, () => opaqueTest(run, node.left, scope));
    const right = evaluate(run, node.right, scope);
    return node.operator === '||=' ? choose(test, before, right) : choose(test, right, before);
  }
  if (node.operator === '??=') {
    const present = presence(before);
    if (present !== null) return choose(present, before, evaluate(run, node.right, scope));
  }
  return unknown(run, node, scope, 'DYN_COMPUTED');
}

function setLocal(run: Run, name: string, value: Value, scope: Scope): void {
  const cell = findCell(scope, name);
  // A top-level name that is assigned is known as mutated; its value is never used.
  if (cell) run.state.set(cell, value);
}

/** `record.name = value` on a local of our own; anything else that is written to is no longer known. */
function setMember(
  run: Run,
  target: Extract<Node, { type: 'MemberExpression' }>,
  node: Node,
  value: Value,
  scope: Scope,
): void {
  const object = peel(target.object);
  const name = propertyName(target.property, target.computed);
  const cell = object.type === 'Identifier' ? findCell(scope, object.name) : null;
  const before = cell && run.state.get(cell);
  if (cell && before?.kind === 'record' && name !== null) {
    const entries = new Map(before.entries).set(name, value);
    setMutated(run, cell, { ...before, entries }, node, scope);
  } else {
    forgetTarget(run, target, node, scope);
  }
}

/** Gives values to names that are declared already: `[a, b] = c`, and `var a = b` in a block. */
export function assignPattern(run: Run, target: Node, node: Node, value: Value, scope: Scope): void {
  const inner: Scope = { module: scope.module, cells: new Map(), parent: scope };
  bindPattern(run, inner, target, value);
  for (const [name, cell] of inner.cells)
    setLocal(run, name, run.state.get(cell) ?? unknown(run, node, scope, 'DYN_MUTATION'), scope);
}

/** `a++`, `--a` */
export function update(run: Run, node: UpdateExpression, scope: Scope): Value {
  const before = evaluate(run, node.argument, scope);
  const step = node.operator === '++' ? 1 : -1;
  const after =
    before.kind === 'static' && typeof before.value === 'number'
      ? staticValue(before.value + step)
      : before.kind === 'index'
        ? { ...before, offset: before.offset + step }
        : unknown(run, node, scope, 'DYN_MUTATION');
  const target = peel(node.argument);
  if (target.type === 'Identifier') setLocal(run, target.name, after, scope);
  else forgetTarget(run, target, node, scope);
  return node.prefix ? after : before;
}

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
  return [...run.state].filter(([, held]) => contains(held, value, 0)).map(([cell]) => cell);
}

function contains(held: Value, value: Value, depth: number): boolean {
  if (held === value) return true;
  if (depth > 8) return true;
  switch (held.kind) {
    case 'list':
      return itemsContain(held.items, value, depth);
    case 'record':
      return [...held.entries.values()].some((entry) => contains(entry, value, depth + 1));
    case 'choice':
      return contains(held.then, value, depth + 1) || contains(held.else, value, depth + 1);
    default:
      return false;
  }
}

function itemsContain(items: readonly Item[], value: Value, depth: number): boolean {
  return items.some((item) => {
    if (item.kind === 'one') return contains(item.value, value, depth + 1);
    if (item.kind === 'when')
      return itemsContain(item.then, value, depth) || itemsContain(item.else, value, depth);
    return itemsContain(item.body, value, depth);
  });
}
