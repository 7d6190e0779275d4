import type { Node } from '@babel/types';
import { isHarmless } from '../../parse/harmless.ts';
import { changedNames, rootNames } from '../../parse/mutations.ts';
import { declaredNames, propertyName } from '../../parse/names-of.ts';
import { findCell } from '../../names/scope.ts';
import { hasBeenShared, holders, isShared } from './holders.ts';
import type { Run } from './run.ts';
import { valuesIn } from './sources.ts';
import type { Cell, ClassValue, FunctionValue, Scope, Value } from '../../values/values.ts';
import { isFunction, peel, walk } from '../../parse/walk.ts';

/** Some code that is run, and where. */
interface Code {
  readonly node: Node;
  readonly scope: Scope;
}

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
  return follow(run, new Map(), [{ node: code, scope }], except);
}

/** The locals that may be changed by who is given some values: the lists and records in them, and what functions change. */
export function changedThrough(run: Run, values: readonly Value[], node: Node): ReadonlyMap<Cell, Node> {
  const found = new Map<Cell, Node>();
  const given = values.map(within);
  for (const each of given.flatMap(({ shared }) => shared))
    for (const cell of holders(run, each)) found.set(cell, node);
  return follow(
    run,
    found,
    given.flatMap(({ functions }) => functions),
    null,
  );
}

/** The lists and records in values. */
export function sharedIn(values: readonly Value[]): readonly Value[] {
  return values.flatMap((value) => within(value).shared);
}

function follow(
  run: Run,
  found: Map<Cell, Node>,
  start: readonly Code[],
  except: Node | null,
): ReadonlyMap<Cell, Node> {
  const seen = new Set<Node>();
  const pending: Code[] = [];
  start.forEach(add);
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { changed, named, given, parts } =
      except && next.node === start[0]?.node ? findEffects(next.node, except) : effectsOf(next.node);
    const { scope } = next;
    const handOver = (value: Value | null, node: Node) => {
      const { shared, functions } = value ? within(value) : NOTHING;
      for (const each of shared) for (const cell of holders(run, each)) change(cell, node);
      functions.forEach(add);
    };
    for (const [name, node] of changed) change(findCell(scope, name), node);
    for (const [name, node] of given) handOver(valueOf(run, name, scope), node);
    for (const { leaf, node } of parts) handOver(partOf(run, leaf, scope), node);
    for (const name of named) {
      const value = valueOf(run, name, scope);
      if (value) within(value).functions.forEach(add);
    }
  }
  return found;

  function add(code: Code): void {
    if (seen.has(code.node)) return;
    seen.add(code.node);
    pending.push(code);
  }

  function change(cell: Cell | null, node: Node): void {
    if (cell && !found.has(cell)) found.set(cell, node);
  }
}

function valueOf(run: Run, name: string, scope: Scope): Value | null {
  const cell = findCell(scope, name);
  return (cell && run.state.get(cell)) ?? null;
}

/** What `a.b` is worth as far as it can be changed. */
function partOf(run: Run, written: Node, scope: Scope): Value | null {
  const node = peel(written);
  if (node.type === 'Identifier') return valueOf(run, node.name, scope);
  if (node.type !== 'MemberExpression' && node.type !== 'OptionalMemberExpression') return null;
  const object = partOf(run, node.object, scope);
  const name = propertyName(node.property, node.computed);
  return object?.kind === 'record' && name !== null ? (object.entries.get(name) ?? null) : object;
}

interface Effects {
  /** Names at the root of what is changed. */
  readonly changed: ReadonlyMap<string, Node>;
  /** All names. */
  readonly named: ReadonlySet<string>;
  /** What stands as an argument of a call that may change it. */
  readonly given: ReadonlyMap<string, Node>;
  /** `a.b` where it stands as one. */
  readonly parts: readonly Part[];
}

interface Part {
  readonly leaf: Node;
  /** The call. */
  readonly node: Node;
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
  const parts: Part[] = [];
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
      for (const leaf of leavesOf(argument)) {
        if (leaf.type === 'Identifier') given.set(leaf.name, node);
        else parts.push({ leaf, node });
      }
    }
  });
  for (const names of [changed, given]) followAliases(names, aliases);
  for (const name of ownNames(code)) for (const names of [changed, given]) names.delete(name);
  return { changed, named, given, parts };
}

/** What whoever is given a value gets: `a` of `{ b: [a] }`, both of `c ? a : b`. */
function leavesOf(written: Node): Node[] {
  const node = peel(written);
  switch (node.type) {
    case 'Identifier':
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return [node];
    case 'SpreadElement':
      return leavesOf(node.argument);
    case 'ArrayExpression':
      return node.elements.flatMap((element) => (element ? leavesOf(element) : []));
    case 'ObjectExpression':
      return node.properties.flatMap((property) =>
        property.type === 'ObjectProperty'
          ? leavesOf(property.value)
          : property.type === 'SpreadElement'
            ? leavesOf(property.argument)
            : [],
      );
    case 'ConditionalExpression':
      return [...leavesOf(node.consequent), ...leavesOf(node.alternate)];
    case 'LogicalExpression':
      return [...leavesOf(node.left), ...leavesOf(node.right)];
    case 'AwaitExpression':
      return leavesOf(node.argument);
    default:
      return [];
  }
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

/** Parameters of a function, and what it declares outside of any block. */
function ownNames(code: Node): string[] {
  if (!isFunction(code)) return [];
  const statements = code.body.type === 'BlockStatement' ? code.body.body : [];
  return [
    ...code.params.flatMap(declaredNames),
    ...statements.flatMap((each) =>
      each.type === 'VariableDeclaration' ? each.declarations.flatMap(({ id }) => declaredNames(id)) : [],
    ),
  ];
}

/** The functions and classes in values. */
export function codeIn(values: readonly Value[]): readonly Code[] {
  return values.flatMap((value) => within(value).functions);
}

interface Within {
  /** Lists and records. */
  readonly shared: readonly Value[];
  /** What can be called, or be made an instance of. */
  readonly functions: readonly (FunctionValue | ClassValue)[];
}

const NOTHING: Within = { shared: [], functions: [] };

/** What can be changed or called by who has a value. */
function within(value: Value): Within {
  const shared = new Set<Value>();
  const functions = new Set<FunctionValue | ClassValue>();
  look(value);
  return { shared: [...shared], functions: [...functions] };

  function look(at: Value): void {
    if (shared.has(at)) return;
    if (isShared(at) || hasBeenShared(at)) shared.add(at);
    if (at.kind === 'function' || at.kind === 'class') functions.add(at);
    else if (at.kind === 'unknown' && at.was) look(at.was);
    else if (at.kind === 'choice') [at.consequent, at.alternate].forEach(look);
    else if (at.kind === 'promise') look(at.value);
    else if (at.kind === 'record') at.entries.forEach(look);
    else if (at.kind === 'list' || at.kind === 'iterable') valuesIn(at.items).forEach(look);
  }
}
