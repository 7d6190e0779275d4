import { checksum } from '@prompt-ledger/shared';
import type { Node } from '@babel/types';
import { findBinding } from './hidden.ts';
import type { Module, Modules } from './modules.ts';
import { childrenOf } from './walk.ts';

const MAX_NODES = 20_000;

/** Where a node is, how it is quoted and what is said about it: none of it changes what the code does. */
const FORMATTING = new Set([
  'start',
  'end',
  'loc',
  'range',
  'extra',
  'leadingComments',
  'trailingComments',
  'innerComments',
  'typeAnnotation',
  'returnType',
  'typeParameters',
  'optional',
  'definite',
  'declare',
  'readonly',
  'accessibility',
]);

/** A hash of a prompt's code and of what it names in this repository, independent of formatting and comments. */
export function codeHash(modules: Modules, root: Node, module: Module): string {
  const seen = new Set<Node>();
  const pending: { node: Node; path: string }[] = [{ node: root, path: module.path }];
  const hashed: string[] = [];
  let count = 0;
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (seen.has(next.node) || count > MAX_NODES) continue;
    seen.add(next.node);
    hashed.push(serialise(next.node));
    const names = new Set<string>();
    const inside: Node[] = [next.node];
    for (let node = inside.pop(); node; node = inside.pop()) {
      count += 1;
      if (node.type === 'Identifier') names.add(node.name);
      inside.push(...childrenOf(node));
    }
    for (const name of [...names].toSorted()) {
      const found = findBinding(modules, next.path, name, 0);
      if (found) pending.push({ node: found.node, path: found.scope.module.path });
    }
  }
  return checksum(hashed.join('\n'));
}

function serialise(root: Node): string {
  return (
    JSON.stringify(root, (key, value: unknown) => (FORMATTING.has(key) ? undefined : withoutQuotes(value))) ??
    ''
  );
}

/** `` `text` `` is another way to quote 'text'. */
function withoutQuotes(value: unknown): unknown {
  const node = value as Node | null;
  if (typeof node !== 'object' || node?.type !== 'TemplateLiteral' || node.expressions.length > 0)
    return value;
  return { type: 'StringLiteral', value: node.quasis[0]?.value.cooked };
}
