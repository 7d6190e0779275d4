import type { Node } from '@babel/types';
import { isHarmless } from '../../parse/harmless.ts';
import { changedNames, rootNames } from '../../parse/mutations.ts';
import { declaredNames } from '../../parse/names-of.ts';
import { findCell } from '../../names/scope.ts';
import type { Run } from './run.ts';
import type { Cell, FunctionValue, Item, Scope, Value } from '../../values/values.ts';
import { peel, walk } from '../../parse/walk.ts';

/**
 * The locals that running some code may change, seen from outside: what it changes itself, what the functions of our
 * own that it names change, and the lists and records that it gives to calls.
 *
 * @param except what of the code changes nothing that counts
 * @returns with the code that changes each
 */
export function changedBy(
  run: Run,
  code: Node,
  scope: Scope,
  except: Node | null = null,
): ReadonlyMap<Cell, Node> {
  const found = new Map<Cell, Node>();
  const seen = new Set<Node>([code]);
  const pending: { node: Node; scope: Scope }[] = [{ node: code, scope }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { changed, named, given } =
      except && next.node === code ? findEffects(code, except) : effectsOf(next.node);
    for (const [name, node] of changed) add(findCell(next.scope, name), node);
    for (const [name, node] of given) {
      const cell = findCell(next.scope, name);
      const value = cell && run.state.get(cell);
      if (value && isShared(value)) add(cell, node);
    }
    for (const name of named) {
      const cell = findCell(next.scope, name);
      const value = cell && run.state.get(cell);
      for (const fn of value ? functionsIn(value) : []) {
        if (seen.has(fn.node)) continue;
        seen.add(fn.node);
        pending.push(fn);
      }
    }
  }
  return found;

  function add(cell: Cell | null, node: Node): void {
    if (cell && !found.has(cell)) found.set(cell, node);
  }
}

/** Whether it can be changed in place. */
export function isShared(value: Value): boolean {
  return value.kind === 'list' || value.kind === 'record' || value.kind === 'iterable';
}

interface Effects {
  /** Names at the root of what is changed. */
  readonly changed: ReadonlyMap<string, Node>;
  /** All names. */
  readonly named: ReadonlySet<string>;
  /** What stands as an argument of a call that may change it. */
  readonly given: ReadonlyMap<string, Node>;
}

/** The same code is asked about for each loop that runs it. */
const known = new WeakMap<Node, Effects>();

function effectsOf(code: Node): Effects {
  const before = known.get(code);
  if (before) return before;
  const effects = findEffects(code, null);
  known.set(code, effects);
  return effects;
}

function findEffects(code: Node, except: Node | null): Effects {
  const [changed, given] = [new Map<string, Node>(), new Map<string, Node>()];
  const named = new Set<string>();
  const aliases: Alias[] = [];
  walk(code, (node) => {
    if (node !== except) for (const name of changedNames(node)) changed.set(name, node);
    if (node.type === 'Identifier') named.add(node.name);
    aliases.push(...aliasesIn(node));
    const isCall =
      node.type === 'CallExpression' ||
      node.type === 'OptionalCallExpression' ||
      node.type === 'NewExpression';
    if (!isCall || isHarmless(node.callee)) return;
    for (const argument of node.arguments) {
      const value = peel(argument);
      if (value.type === 'Identifier') given.set(value.name, node);
    }
  });
  for (const names of [changed, given]) followAliases(names, aliases);
  return { changed, named, given };
}

interface Alias {
  readonly names: readonly string[];
  /** What they may be another name of, or a part of. */
  readonly of: readonly string[];
}

/** `const x = list`, `x = a ? list : other`, `for (const x of list)` */
function aliasesIn(node: Node): Alias[] {
  switch (node.type) {
    case 'VariableDeclarator':
      return node.init ? [{ names: declaredNames(node.id), of: rootNames(node.init) }] : [];
    case 'AssignmentExpression':
      return [{ names: declaredNames(node.left), of: rootNames(node.right) }];
    case 'ForOfStatement': {
      const [declared] = node.left.type === 'VariableDeclaration' ? node.left.declarations : [];
      return [{ names: declaredNames(declared?.id ?? node.left), of: rootNames(node.right) }];
    }
    default:
      return [];
  }
}

/** What is changed under one name is under the others. */
function followAliases(changed: Map<string, Node>, aliases: readonly Alias[]): void {
  for (let size = -1; size !== changed.size;) {
    size = changed.size;
    for (const { names, of } of aliases) {
      const node = names.map((name) => changed.get(name)).find(Boolean);
      for (const name of node ? of : []) if (!changed.has(name)) changed.set(name, node as Node);
    }
  }
}

/** The functions in a value that may be called by who has it. */
function functionsIn(value: Value): FunctionValue[] {
  switch (value.kind) {
    case 'function':
      return [value];
    case 'choice':
      return [...functionsIn(value.consequent), ...functionsIn(value.alternate)];
    case 'record':
      return [...value.entries.values()].flatMap(functionsIn);
    case 'list':
    case 'iterable':
      return inItems(value.items);
    default:
      return [];
  }
}

function inItems(items: readonly Item[]): FunctionValue[] {
  return items.flatMap((item) => {
    switch (item.kind) {
      case 'one':
        return functionsIn(item.value);
      case 'when':
        return [...inItems(item.consequent), ...inItems(item.alternate)];
      default:
        return inItems(item.body);
    }
  });
}
