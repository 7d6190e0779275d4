import type { Expression, Identifier, Node, PrivateName, StringLiteral } from '@babel/types';

/** The name that an import, export or property is written with. */
export function specifierName(node: Identifier | StringLiteral): string {
  return node.type === 'Identifier' ? node.name : node.value;
}

/** The name of a property that is not computed: `{ a }`, `{ "a": 1 }`, `{ 1: x }`, `#a`; null for others. */
export function propertyName(key: Expression | PrivateName, computed: boolean): string | null {
  if (!computed && key.type === 'Identifier') return key.name;
  if (key.type === 'StringLiteral') return key.value;
  if (key.type === 'NumericLiteral') return String(key.value);
  if (key.type === 'PrivateName') return `#${key.id.name}`;
  return null;
}

/** The names that a pattern declares: `{ a, b: [c], ...d }`. */
export function declaredNames(pattern: Node | null): string[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        declaredNames(property.type === 'RestElement' ? property.argument : property.value),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap(declaredNames);
    case 'AssignmentPattern':
      return declaredNames(pattern.left);
    case 'RestElement':
      return declaredNames(pattern.argument);
    case 'TSParameterProperty':
      return declaredNames(pattern.parameter);
    default:
      return [];
  }
}
