import type { AssignmentExpression, Node, UpdateExpression } from '@babel/types';
import { choose } from '../../values/choices.ts';
import { truthiness } from '../../values/conditions.ts';
import { forgetTarget, handOver, setMutated } from './forget.ts';
import { propertyName } from '../../parse/names-of.ts';
import { add, shortCircuit } from './operators.ts';
import { bindPattern } from './patterns.ts';
import { evaluate, type Run } from '../run/run.ts';
import { findCell } from '../../names/scope.ts';
import { bothSides } from '../run/sides.ts';
import { opaqueTest, unknown } from '../run/slots.ts';
import { staticValue, type Scope, type Value } from '../../values/values.ts';
import { peel } from '../../parse/walk.ts';

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
  if (node.operator === '||=' || node.operator === '??=') {
    const operator = node.operator === '||=' ? '||' : '??';
    return shortCircuit(run, operator, before, { left: node.left, right: node.right, whole: node }, scope);
  }
  if (node.operator === '&&=') {
    const test = truthiness(before, () => opaqueTest(run, node.left, scope));
    const readRight = () => evaluate(run, node.right, scope);
    if (typeof test === 'boolean') return test ? readRight() : before;
    return choose(test, ...bothSides(run, test, [node.right], readRight, () => before));
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
  node: AssignmentExpression,
  value: Value,
  scope: Scope,
): void {
  const object = peel(target.object);
  const name = propertyName(target.property, target.computed);
  const cell = object.type === 'Identifier' ? findCell(scope, object.name) : null;
  const before = cell && run.state.get(cell);
  const isOwn = name !== null && name !== '__proto__';
  if (cell && before?.kind === 'record' && isOwn && !isAccessor(before.nodes.get(name))) {
    // Where there is no such member, nothing is assigned.
    if (node.operator === '&&=' && !before.entries.has(name) && !before.rest) return;
    const entries = new Map(before.entries).set(name, value);
    setMutated(run, cell, { ...before, entries }, node, scope);
  } else {
    forgetTarget(run, target, node, scope);
    // Where it is put it may be changed from, too.
    handOver(run, [value], node, scope);
  }
}

/** `get a() {}`, `set a(value) {}`: what becomes of a value that is put there only they know. */
function isAccessor(node: Node | undefined): boolean {
  return node?.type === 'ObjectMethod' && node.kind !== 'method';
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
