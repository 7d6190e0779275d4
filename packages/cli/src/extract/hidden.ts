import type { Node } from '@babel/types';
import type { Modules } from './modules.ts';
import type { Run } from './run.ts';
import { findCell, moduleScope } from './scope.ts';
import { measure } from './text.ts';
import type { Item, Scope, Value } from './values.ts';
import { childrenOf } from './walk.ts';

const MAX_NODES = 4_000;

/**
 * How many characters of text of our own can go into what an expression gives: literals in it, and in the locals,
 * constants and functions it names. A slot that hides much of it would be a template that tracks nothing.
 */
export function hiddenText(run: Run, root: Node, scope: Scope): number {
  const seen = new Set<unknown>();
  const pending: { node: Node; scope: Scope }[] = [{ node: root, scope }];
  let total = 0;
  for (let next = pending.pop(); next && seen.size < MAX_NODES; next = pending.pop()) {
    const { node } = next;
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.type === 'StringLiteral') total += node.value.length;
    else if (node.type === 'TemplateElement') total += (node.value.cooked ?? node.value.raw).length;
    else if (node.type === 'JSXText') total += node.value.trim().length;
    else if (node.type === 'Identifier') total += named(node.name, next.scope, run, seen, pending);
    for (const child of childrenOf(node)) {
      if (!child.type.startsWith('TS') || child.type.endsWith('Expression')) {
        pending.push({ node: child, scope: next.scope });
      }
    }
  }
  return total;
}

function named(
  name: string,
  scope: Scope,
  run: Run,
  seen: Set<unknown>,
  pending: { node: Node; scope: Scope }[],
): number {
  const cell = findCell(scope, name);
  if (cell) {
    const value = run.state.get(cell);
    if (!value || seen.has(value)) return 0;
    seen.add(value);
    if (value.kind === 'function') pending.push({ node: value.node, scope: value.scope });
    return textOf(value, 0);
  }
  const found = findBinding(run.modules, scope.module.path, name, 0);
  if (found && !seen.has(found.node)) pending.push(found);
  return 0;
}

/** The code behind a top-level name, in this file or where it is imported from. */
export function findBinding(
  modules: Modules,
  path: string,
  name: string,
  depth: number,
): { node: Node; scope: Scope } | null {
  const module = depth > 8 ? null : modules.load(path);
  const binding = module?.bindings.get(name);
  if (!module || !binding) return null;
  if (binding.kind !== 'import') return { node: binding.node, scope: moduleScope(module) };
  return findExport(modules, path, binding.from, binding.name, depth + 1);
}

function findExport(
  modules: Modules,
  from: string,
  specifier: string,
  name: string,
  depth: number,
): { node: Node; scope: Scope } | null {
  const target = modules.resolve(from, specifier);
  const module = target?.kind === 'module' && depth <= 8 ? modules.load(target.path) : null;
  if (!module) return null;
  const exported = module.exports.get(name);
  if (exported?.kind === 'local') return findBinding(modules, module.path, exported.name, depth);
  if (exported?.kind === 'from')
    return findExport(modules, module.path, exported.from, exported.name, depth + 1);
  for (const star of module.stars) {
    const found = findExport(modules, module.path, star, name, depth + 1);
    if (found) return found;
  }
  return null;
}

function textOf(value: Value, depth: number): number {
  if (depth > 6) return 0;
  switch (value.kind) {
    case 'static':
      return typeof value.value === 'string' ? value.value.length : 0;
    case 'text':
      return measure(value.parts).literal;
    case 'choice':
      return textOf(value.consequent, depth + 1) + textOf(value.alternate, depth + 1);
    case 'list':
      return itemsText(value.items, depth);
    case 'record':
      return [...value.entries.values()].reduce((sum, entry) => sum + textOf(entry, depth + 1), 0);
    case 'promise':
      return textOf(value.value, depth + 1);
    case 'unknown':
      return value.slot.hidden;
    default:
      return 0;
  }
}

function itemsText(items: readonly Item[], depth: number): number {
  let sum = 0;
  for (const item of items) {
    if (item.kind === 'one') sum += textOf(item.value, depth + 1);
    else if (item.kind === 'when')
      sum += itemsText(item.consequent, depth + 1) + itemsText(item.alternate, depth + 1);
    else sum += itemsText(item.body, depth + 1);
  }
  return sum;
}
