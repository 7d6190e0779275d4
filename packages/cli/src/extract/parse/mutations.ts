import type { Node, Program } from '@babel/types';
import { declaredNames, propertyName } from './names-of.ts';
import { childrenOf, isFunction, peel } from './walk.ts';

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

/**
 * The top-level names of a file that are changed after they are made: assigned again, or a member of theirs is. Their
 * value depends on when one looks, so they are never taken for constants.
 */
export function findMutations(program: Program): Set<string> {
  const mutated = new Set<string>();
  const pending: { node: Node; shadowed: ReadonlySet<string> }[] = [{ node: program, shadowed: new Set() }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, shadowed } = next;
    for (const name of changedNames(node)) {
      if (!shadowed.has(name)) mutated.add(name);
    }
    const inner = isFunction(node) ? withLocals(node, shadowed) : shadowed;
    for (const child of childrenOf(node)) pending.push({ node: child, shadowed: inner });
  }
  return mutated;
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

/** The names that this one node changes. */
export function changedNames(node: Node): string[] {
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
      return node.left.type === 'VariableDeclaration' ? [] : targets(node.left);
    // x.push(…), x.a.push(…), Object.assign(x, …)
    case 'CallExpression':
    case 'OptionalCallExpression': {
      const callee = peel(node.callee);
      if (callee.type !== 'MemberExpression' && callee.type !== 'OptionalMemberExpression') return [];
      const method = propertyName(callee.property, callee.computed);
      if (isObjectAssign(callee.object, method)) return node.arguments[0] ? targets(node.arguments[0]) : [];
      return method !== null && MUTATING_METHODS.has(method) ? targets(callee.object) : [];
    }
    default:
      return [];
  }
}

function isObjectAssign(object: Node, method: string | null): boolean {
  return (
    object.type === 'Identifier' &&
    ((object.name === 'Object' && /^(?:assign|define|setPrototypeOf)/.test(method ?? '')) ||
      (object.name === 'Reflect' && /^(?:set|define|delete)/.test(method ?? '')))
  );
}

/** The binding at the root of an assignment target. */
function targets(target: Node): string[] {
  const node = peel(target);
  switch (node.type) {
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return targets(node.object);
    default:
      return declaredNames(node);
  }
}
