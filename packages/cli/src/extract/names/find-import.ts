import type { Node } from '@babel/types';
import { propertyName } from '../parse/names-of.ts';
import { findCell } from './scope.ts';
import type { Scope } from '../values/values.ts';
import { peel } from '../parse/walk.ts';

/** The package whose `prompt` tag and `definePrompt` mark prompts. */
export const OWN_PACKAGE = '@prompt-ledger/cli';

/** The package and name that an identifier, or a member of a namespace import, is imported from; null if it is not. */
export function findImport(
  written: Node,
  scope: Scope,
): { readonly from: string; readonly name: string } | null {
  const node = peel(written);
  if (node.type === 'Identifier') {
    const binding = findCell(scope, node.name) ? null : scope.module.bindings.get(node.name);
    return binding?.kind === 'import' ? { from: binding.from, name: binding.name } : null;
  }
  if (node.type !== 'MemberExpression') return null;
  const object = findImport(node.object, scope);
  const name = propertyName(node.property, node.computed);
  return object?.name === '*' && name !== null ? { from: object.from, name } : null;
}
