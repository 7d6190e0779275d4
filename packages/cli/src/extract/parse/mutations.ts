import type { Class, Node, ObjectExpression, Program } from '@babel/types';
import { declaredNames, propertyName } from './names-of.ts';
import { childrenOf, isFunction, peel, walk } from './walk.ts';

/** What of a file is changed after it is made: its value depends on when one looks, so it is no constant. */
export interface Mutations {
  /** Top-level names that are assigned again, or a member of theirs is. */
  readonly names: ReadonlySet<string>;
  /** Of top-level classes, the static members that are; the class itself stays what it is. */
  readonly statics: ReadonlyMap<Class, ReadonlySet<string>>;
  /** Members of `exports` that are assigned twice, or a part of theirs is. */
  readonly exports: ReadonlySet<string>;
}

/** Methods that change the array, map or set they are called on. */
const MUTATING_METHODS = new Set([
  'push',
  'pop',
  'shift',
  'unshift',
  'splice',
  'sort',
  'reverse',
  'fill',
  'copyWithin',
  'set',
  'add',
  'delete',
  'clear',
]);

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
  const handed = changedParameters(program);
  const [exported, exports] = [new Set<string>(), new Set<string>()];
  const pending: Place[] = [{ node: program, shadowed: new Set(), self: null }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, shadowed } = next;
    const given = shadowed.has('exports') ? null : givenToExports(node);
    for (const name of given ?? []) (exported.has(name) ? exports : exported).add(name);
    for (const { root, member } of [...changes(node), ...changesByCall(node, shadowed, handed)]) {
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
  const others = otherNames(program);
  // A set that is added to while it is walked is walked to its new end.
  for (const name of names)
    for (const other of others.get(name) ?? []) if (!classes.has(other)) names.add(other);
  return { names, statics, exports };
}

/** Of functions of the file, which of their parameters they change a part of: `function add(list) { list.push(x); }` */
function changedParameters({ body }: Program): Map<string, ReadonlySet<number>> {
  const found = new Map<string, ReadonlySet<number>>();
  for (const statement of body) {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declared?.type === 'FunctionDeclaration' && declared.id)
      found.set(declared.id.name, changedBy(declared, declared.params));
    if (declared?.type !== 'VariableDeclaration') continue;
    for (const { id, init } of declared.declarations)
      if (id.type === 'Identifier' && isFunction(init)) found.set(id.name, changedBy(init, init.params));
  }
  return found;
}

function changedBy(code: Node, parameters: readonly Node[]): ReadonlySet<number> {
  const names = parameters.map((parameter) => {
    const target = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
    return target.type === 'Identifier' ? target.name : null;
  });
  const changed = new Set<number>();
  walk(code, (node) => {
    // Another value under the name of a parameter changes nothing of what was handed over.
    if (node.type === 'AssignmentExpression' && !isMember(node.left)) return;
    if (node.type === 'UpdateExpression' && !isMember(node.argument)) return;
    for (const name of changedNames(node)) if (names.includes(name)) changed.add(names.indexOf(name));
  });
  return changed;
}

function isMember(target: Node): boolean {
  return peel(target).type === 'MemberExpression';
}

/** `add(a)` */
function changesByCall(
  node: Node,
  shadowed: ReadonlySet<string>,
  handed: ReadonlyMap<string, ReadonlySet<number>>,
): Change[] {
  if (node.type !== 'CallExpression' && node.type !== 'OptionalCallExpression') return [];
  const { callee } = node;
  if (callee.type !== 'Identifier' || shadowed.has(callee.name)) return [];
  const changed = handed.get(callee.name);
  return changed
    ? node.arguments.flatMap((argument, index) => (changed.has(index) ? targets(argument) : []))
    : [];
}

/** `const a = b`, `const { a } = b.c`, `const a = x ? b : c`: what is changed by the one name is changed by the other. */
function otherNames({ body }: Program): Map<string, string[]> {
  const others = new Map<string, string[]>();
  for (const statement of body) {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    // A variable may have been given another value before.
    if (declared?.type !== 'VariableDeclaration' || declared.kind !== 'const') continue;
    for (const { id, init } of declared.declarations) {
      const roots = init ? targets(init).map(({ root }) => root) : [];
      for (const name of declaredNames(id)) others.set(name, roots);
    }
  }
  return others;
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

/** Parameters and everything declared in a function, not in functions inside it. */
function localNames(fn: Node): string[] {
  const names: string[] = [];
  const pending: Node[] = childrenOf(fn);
  if (isFunction(fn)) for (const parameter of fn.params) names.push(...declaredNames(parameter));
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === 'VariableDeclarator') names.push(...declaredNames(node.id));
    if ((node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') && node.id)
      names.push(node.id.name);
    if (!isFunction(node)) pending.push(...childrenOf(node));
  }
  return names;
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
      const callee = peel(node.callee);
      if (callee.type !== 'MemberExpression' && callee.type !== 'OptionalMemberExpression') return [];
      const method = propertyName(callee.property, callee.computed);
      if (method === 'call' || method === 'apply')
        return isMutating(peel(callee.object)) && node.arguments[0] ? targets(node.arguments[0]) : [];
      if (isObjectAssign(callee.object, method)) return node.arguments[0] ? targets(node.arguments[0]) : [];
      return isMutating(callee) ? targets(callee.object) : [];
    }
    default:
      return [];
  }
}

/** `x.push` */
function isMutating(callee: Node): boolean {
  if (callee.type !== 'MemberExpression' && callee.type !== 'OptionalMemberExpression') return false;
  return MUTATING_METHODS.has(propertyName(callee.property, callee.computed) ?? '');
}

function isObjectAssign(object: Node, method: string | null): boolean {
  return (
    object.type === 'Identifier' &&
    ((object.name === 'Object' && /^(?:assign|define|setPrototypeOf)/.test(method ?? '')) ||
      (object.name === 'Reflect' && /^(?:set|define|delete)/.test(method ?? '')))
  );
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
