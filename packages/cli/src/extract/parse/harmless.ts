import type { Node } from '@babel/types';
import { propertyName } from './names-of.ts';
import { peel } from './walk.ts';

/** Objects of JavaScript whose functions change nothing they are given. */
const HARMLESS = new Set([
  'console',
  'JSON',
  'Math',
  'Number',
  'String',
  'Boolean',
  'Date',
  'Intl',
  'encodeURIComponent',
]);

/** Whether a call changes nothing that it is given. */
export function isHarmless(callee: Node): boolean {
  const node = peel(callee);
  if (node.type === 'Identifier') return HARMLESS.has(node.name);
  if (node.type !== 'MemberExpression') return false;
  const object = peel(node.object);
  if (object.type !== 'Identifier') return false;
  if (object.name === 'Object')
    return !/^(?:assign|define|setPrototypeOf)/.test(propertyName(node.property, false) ?? '');
  return HARMLESS.has(object.name);
}
