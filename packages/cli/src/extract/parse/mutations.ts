import type { Class, Node, ObjectExpression, Program } from '@babel/types';
import { changedParts, localNames } from './aliases.ts';
import { changedByCall } from './in-place.ts';
import { declaredNames, propertyName } from './names-of.ts';
import { childrenOf, isFunction, peel } from './walk.ts';

/** What of a file is changed after it is made: its value depends on when one looks, so it is no constant. */
export interface Mutations {
  /** Top-level names that are assigned again, or a member of theirs is. */
  readonly names: ReadonlySet<string>;
  /** Of top-level classes, the static members that are; the class itself stays what it is. */
  readonly statics: ReadonlyMap<Class, ReadonlySet<string>>;
  /** Members of `exports` that are assigned twice, or a part of theirs is. */
  readonly exports: ReadonlySet<string>;
}

/** In place of the name of a member: which one is changed is not known. */
export const ANY_MEMBER = '*';

interface Place {
  readonly node: Node;
  /** Names that mean something else than at the top level. */
  readonly shadowed: ReadonlySet<string>;
  /** The top-level class that is `this`, or whose body it is. */
  readonly self: Class | null;
}

export function findMutations(program: Program): Mutations {
  const names = new Set(extendedNames(program));
  const classes = topLevelClasses(program);
  const statics = new Map([...classes.values()].map((each) => [each, new Set<string>()]));
  const [exported, exports] = [new Set<string>(), new Set<string>()];
  const pending: Place[] = [{ node: program, shadowed: new Set(), self: null }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, shadowed } = next;
    const given = shadowed.has('exports') ? null : givenToExports(node);
    for (const name of given ?? []) (exported.has(name) ? exports : exported).add(name);
    for (const { root, member } of changes(node)) {
      if (shadowed.has(root)) continue;
      if (root === 'exports' && member !== null && !given) exports.add(member);
      const isThis = root === 'this';
      const changed = statics.get((isThis ? next.self : classes.get(root)) as Class);
      if (changed && (isThis || member !== null)) changed.add(member ?? ANY_MEMBER);
      else if (!isThis) names.add(root);
    }
    const inner = isFunction(node) ? withLocals(node, shadowed) : shadowed;
    const self = selfIn(node, next.self, statics);
    for (const child of childrenOf(node)) pending.push({ node: child, shadowed: inner, self });
  }
  for (const name of changedParts(program)) {
    const changed = statics.get(classes.get(name) as Class);
    if (changed) changed.add(ANY_MEMBER);
    else names.add(name);
  }
  return { names, statics, exports };
}

/**
 * What `exports.a = …` and `module.exports = { a: … }` export; nothing where it is `void 0`, which compilers write first.
 *
 * @returns null for any other code
 */
function givenToExports(node: Node): string[] | null {
  if (node.type !== 'AssignmentExpression' || node.operator !== '=') return null;
  const { left, right } = node;
  if (left.type !== 'MemberExpression') return null;
  if (isExports(left))
    return right.type === 'ObjectExpression' ? right.properties.flatMap((each) => keyOf(each) ?? []) : [];
  if (!isExports(left.object)) return null;
  const name = propertyName(left.property, left.computed);
  return name === null || isVoid(right) ? [] : [name];
}

function keyOf(property: ObjectExpression['properties'][number]): string | null {
  return property.type === 'SpreadElement' ? null : propertyName(property.key, property.computed);
}

/** `void 0`, also of several at once: `exports.a = exports.b = void 0` */
export function isVoid(node: Node): boolean {
  if (node.type === 'AssignmentExpression') return isVoid(node.right);
  return node.type === 'UnaryExpression' && node.operator === 'void';
}

/** `exports`, `module.exports` */
export function isExports(node: Node): boolean {
  if (node.type === 'Identifier') return node.name === 'exports';
  return (
    node.type === 'MemberExpression' &&
    node.object.type === 'Identifier' &&
    node.object.name === 'module' &&
    propertyName(node.property, node.computed) === 'exports'
  );
}

/** `enum A {} namespace A {}`, and so of a namespace: what was read of the first is not all there is. */
function extendedNames({ body }: Program): string[] {
  const seen = new Set<string>();
  return body.flatMap((statement) => {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declared?.type !== 'TSEnumDeclaration' && declared?.type !== 'TSModuleDeclaration') return [];
    if (declared.id.type !== 'Identifier') return [];
    const { name } = declared.id;
    const isExtended = seen.has(name) && declared.type === 'TSModuleDeclaration';
    seen.add(name);
    return isExtended ? [name] : [];
  });
}

/** `class A {}`, `export class A {}`, `const A = class {}` */
function topLevelClasses({ body }: Program): Map<string, Class> {
  const found = new Map<string, Class>();
  for (const statement of body) {
    const isExport =
      statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration';
    const declared = isExport ? statement.declaration : statement;
    if (declared?.type === 'ClassDeclaration') found.set(declared.id?.name ?? 'default', declared);
    if (declared?.type !== 'VariableDeclaration') continue;
    for (const { id, init } of declared.declarations) {
      const value = init && peel(init);
      if (id.type === 'Identifier' && value?.type === 'ClassExpression') found.set(id.name, value);
    }
  }
  return found;
}

/** `this` is the class in its static members, and in the arrow functions there. */
function selfIn(node: Node, self: Class | null, classes: ReadonlyMap<Class, unknown>): Class | null {
  switch (node.type) {
    case 'ClassDeclaration':
    case 'ClassExpression':
      return classes.has(node) ? node : null;
    case 'ClassMethod':
    case 'ClassPrivateMethod':
    case 'ClassProperty':
    case 'ClassPrivateProperty':
    case 'ClassAccessorProperty':
      return node.static ? self : null;
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ObjectMethod':
      return null;
    default:
      return self;
  }
}

function withLocals(node: Node, shadowed: ReadonlySet<string>): ReadonlySet<string> {
  const names = localNames(node);
  return names.length === 0 ? shadowed : new Set([...shadowed, ...names]);
}

/**
 * Which members of their object the methods of an object literal change by `this`. One that is handed on as a whole, but
 * for returning it, may be changed in any of them.
 */
export function changedByMethods({ properties }: ObjectExpression): ReadonlySet<string> {
  const changed = new Set<string>();
  const pending: Node[] = properties.flatMap((property) =>
    property.type === 'ObjectMethod'
      ? childrenOf(property)
      : property.type === 'ObjectProperty' && property.value.type === 'FunctionExpression'
        ? childrenOf(property.value)
        : [],
  );
  for (let node = pending.pop(); node; node = pending.pop()) {
    // Others have a `this` of their own.
    if (
      node.type === 'FunctionExpression' ||
      node.type === 'FunctionDeclaration' ||
      node.type === 'ObjectMethod'
    )
      continue;
    for (const { root, member } of changes(node)) if (root === 'this') changed.add(member ?? ANY_MEMBER);
    for (const child of childrenOf(node)) {
      if (child.type === 'ThisExpression' && !isMemberOf(node, child) && node.type !== 'ReturnStatement')
        changed.add(ANY_MEMBER);
      pending.push(child);
    }
  }
  return changed;
}

function isMemberOf(node: Node, object: Node): boolean {
  return (
    (node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression') && node.object === object
  );
}

/** The names that this one node changes. */
export function changedNames(node: Node): string[] {
  return namesIn(changes(node));
}

/** The names that lead to the very value of an expression: of `a.b`, `c ? a : b`. */
export function rootNames(node: Node): string[] {
  return namesIn(targets(node));
}

function namesIn(all: readonly Change[]): string[] {
  return all.flatMap(({ root }) => (root === 'this' ? [] : root));
}

interface Change {
  /** The name at the root of what is changed, or `this`. */
  readonly root: string;
  /** Which of its members is, or a part of that one; null for itself, and where it is not known. */
  readonly member: string | null;
}

function changes(node: Node): Change[] {
  switch (node.type) {
    // x = …, x += …, x.a = …, [x, y] = …
    case 'AssignmentExpression':
      return targets(node.left);
    // x++, delete x.a
    case 'UpdateExpression':
      return targets(node.argument);
    case 'UnaryExpression':
      return node.operator === 'delete' ? targets(node.argument) : [];
    // for (x of …)
    case 'ForOfStatement':
    case 'ForInStatement':
      return targets(node.left);
    // x.push(…), x.a.push(…), Object.assign(x, …)
    case 'CallExpression':
    case 'OptionalCallExpression': {
      const changed = changedByCall(node);
      return changed ? targets(changed) : [];
    }
    default:
      return [];
  }
}

/** What is at the root of an assignment target. */
function targets(target: Node, member: string | null = null): Change[] {
  const node = peel(target);
  switch (node.type) {
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      if (isExports(node)) return [{ root: 'exports', member }];
      return targets(node.object, propertyName(node.property, node.computed));
    case 'ThisExpression':
      return [{ root: 'this', member }];
    // (x ? a : b).push(…), (a ?? b).push(…)
    case 'ConditionalExpression':
      return [...targets(node.consequent, member), ...targets(node.alternate, member)];
    case 'LogicalExpression':
      return [...targets(node.left, member), ...targets(node.right, member)];
    // [x.a, y] = …, ({ b: x.a } = …)
    case 'ArrayPattern':
      return node.elements.flatMap((element) => (element ? targets(element) : []));
    case 'ObjectPattern':
      return node.properties.flatMap((property) =>
        targets(property.type === 'RestElement' ? property.argument : property.value),
      );
    case 'AssignmentPattern':
      return targets(node.left);
    case 'RestElement':
      return targets(node.argument);
    default:
      return declaredNames(node).map((root) => ({ root, member }));
  }
}
