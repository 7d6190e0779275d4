import type { Node } from '@babel/types';
import { propertyName } from './names-of.ts';
import { peel } from './walk.ts';

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

/** What a call changes in place: `x` of `x.push(…)`, `Object.assign(x, …)`, `list.push.call(x, …)`; null for others. */
export function changedByCall(node: Node): Node | null {
  if (node.type !== 'CallExpression' && node.type !== 'OptionalCallExpression') return null;
  const callee = peel(node.callee);
  if (!isMember(callee)) return null;
  const method = propertyName(callee.property, callee.computed);
  const [first] = node.arguments;
  if (method === 'call' || method === 'apply')
    return isMutating(peel(callee.object)) ? (first ?? null) : null;
  if (isObjectAssign(callee.object, method)) return first ?? null;
  return isMutating(callee) ? callee.object : null;
}

/** `x.a`, `x?.a` */
export function isMember(
  node: Node,
): node is Extract<Node, { type: 'MemberExpression' | 'OptionalMemberExpression' }> {
  return node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression';
}

/** `x.push` */
function isMutating(callee: Node): boolean {
  return isMember(callee) && MUTATING_METHODS.has(propertyName(callee.property, callee.computed) ?? '');
}

function isObjectAssign(object: Node, method: string | null): boolean {
  return (
    object.type === 'Identifier' &&
    ((object.name === 'Object' && /^(?:assign|define|setPrototypeOf)/.test(method ?? '')) ||
      (object.name === 'Reflect' && /^(?:set|define|delete)/.test(method ?? '')))
  );
}
