import type { Node } from '@babel/types';

/** Fields of a node that hold no code. */
const SKIPPED = new Set([
  'loc',
  'extra',
  'leadingComments',
  'trailingComments',
  'innerComments',
  'comments',
  'errors',
  'tokens',
]);

/** The nodes directly inside a node, in source order of its fields. It runs for every node there is: no entries are made. */
export function childrenOf(node: Node): Node[] {
  const found: Node[] = [];
  for (const key in node) {
    const value: unknown = node[key as keyof Node];
    if (typeof value !== 'object' || value === null || SKIPPED.has(key)) continue;
    if (!Array.isArray(value)) {
      if (isNode(value)) found.push(value);
      continue;
    }
    for (const child of value as readonly unknown[]) if (isNode(child)) found.push(child);
  }
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Node>).type === 'string';
}

/** Visits a node and what is inside it, without recursion; `visit` returns false to leave out a node's inside. */
export function walk(root: Node, visit: (node: Node) => boolean | void): void {
  const pending: Node[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (visit(node) === false) continue;
    const children = childrenOf(node);
    for (let index = children.length - 1; index >= 0; index -= 1) pending.push(children[index] as Node);
  }
}

/** Code without what only TypeScript or a pair of parentheses adds. */
export function peel(node: Node): Node {
  let inner = node;
  for (;;) {
    switch (inner.type) {
      case 'TSAsExpression': // x as T
      case 'TSSatisfiesExpression': // x satisfies T
      case 'TSNonNullExpression': // x!
      case 'TSTypeAssertion': // <T>x
      case 'TSInstantiationExpression': // f<T>
      case 'ParenthesizedExpression': // (x)
        inner = inner.expression;
        break;
      default:
        return inner;
    }
  }
}

export function isFunction(
  node: Node | null | undefined,
): node is Extract<Node, { params: unknown; body: unknown; generator?: unknown; async?: unknown }> {
  return (
    node?.type === 'ArrowFunctionExpression' ||
    node?.type === 'FunctionExpression' ||
    node?.type === 'FunctionDeclaration' ||
    node?.type === 'ObjectMethod' ||
    node?.type === 'ClassMethod' ||
    node?.type === 'ClassPrivateMethod'
  );
}
