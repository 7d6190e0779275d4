import type { Node } from '@babel/types';

/** `console.warn('…')`, `this.log.info('…')`: what is said to people who run the program. */
export function isLog(node: Node): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
  const { object, property } = node.callee;
  const names = [object, property].map((part) => (part.type === 'Identifier' ? part.name : ''));
  return names.some((name) => /^(?:console|log|logger|warn|error|debug|info)$/i.test(name));
}
