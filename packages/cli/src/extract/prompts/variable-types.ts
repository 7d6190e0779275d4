import type { Variable } from '@prompt-ledger/shared';
import type { Node, TSEntityName, TSEnumDeclaration, TSType } from '@babel/types';
import { findType } from '../modules/annotations.ts';
import type { Module, Modules } from '../modules/modules.ts';
import { toIdentifier } from '../print/names.ts';
import { isTypeScript } from '../parse/language.ts';
import { propertyName, specifierName } from '../parse/names-of.ts';
import type { FunctionValue } from '../values/values.ts';
import { peel } from '../parse/walk.ts';
import { findStar } from '../modules/stars.ts';

/**
 * Adds to variables the types that the function's parameters are declared with, where all of one is understood. They
 * are no part of the content: a template stays the same when only a type changes.
 */
export function withTypes(
  variables: readonly Variable[],
  { node, scope }: FunctionValue,
  modules: Modules,
): readonly Variable[] {
  const { module } = scope;
  if (!isTypeScript(module.path)) return variables;
  const generics = genericsOf(node);
  const declared = declaredTypes(node.params, module, modules);
  return variables.map((variable) => {
    if (variable.opaque) return variable;
    const [root = '', ...segments] = segmentsOf(variable.name);
    const found = declared.get(String(root));
    const typed = found && follow(found, segments, modules);
    const type = typed && print(typed, modules, generics);
    return type && type.length <= MAX_LENGTH ? { ...variable, type } : variable;
  });
}

const MAX_LENGTH = 500;
const MAX_DEPTH = 6;

/** A type as it is written, and the file whose names it means. */
interface Typed {
  readonly type: TSType;
  readonly module: Module;
}

function genericsOf({ typeParameters }: FunctionValue['node']): ReadonlySet<string> {
  if (typeParameters?.type !== 'TSTypeParameterDeclaration') return new Set();
  return new Set(typeParameters.params.flatMap(({ name }) => (typeof name === 'string' ? [name] : [])));
}

/** By the names that a template has for them; null where two parameters have one name. */
function declaredTypes(
  params: readonly Node[],
  module: Module,
  modules: Modules,
): ReadonlyMap<string, Typed | null> {
  const declared = new Map<string, Typed | null>();
  const add = (name: string, typed: Typed | null) => {
    const known = toIdentifier(name);
    declared.set(known, declared.has(known) ? null : typed);
  };
  for (const parameter of params) {
    const target = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
    const type = annotationOf(target, module) ?? annotationOf(parameter, module);
    if (target.type === 'Identifier') {
      add(target.name, type ?? typeOfDefault(parameter, module));
    } else if (target.type === 'RestElement' && target.argument.type === 'Identifier') {
      add(target.argument.name, type);
    } else if (target.type === 'ObjectPattern') {
      for (const property of target.properties) {
        if (property.type === 'RestElement') {
          if (property.argument.type === 'Identifier') add(property.argument.name, type);
          continue;
        }
        const name = propertyName(property.key, property.computed);
        if (name === null) continue;
        const member = type && follow(type, [name], modules);
        add(name, member ?? (type ? null : typeOfDefault(property.value, module)));
      }
    }
  }
  return declared;
}

function annotationOf(node: Node, module: Module): Typed | null {
  const annotation = 'typeAnnotation' in node ? node.typeAnnotation : null;
  return annotation && typeof annotation === 'object' && annotation.type === 'TSTypeAnnotation'
    ? { type: annotation.typeAnnotation, module }
    : null;
}

/** `language = 'en'` is a string. */
function typeOfDefault(parameter: Node, module: Module): Typed | null {
  if (parameter.type !== 'AssignmentPattern') return null;
  switch (peel(parameter.right).type) {
    case 'StringLiteral':
    case 'TemplateLiteral':
      return { type: { type: 'TSStringKeyword' } as TSType, module };
    case 'NumericLiteral':
      return { type: { type: 'TSNumberKeyword' } as TSType, module };
    case 'BooleanLiteral':
      return { type: { type: 'TSBooleanKeyword' } as TSType, module };
    default:
      return null;
  }
}

/** `user.name`, `rows[0].id`, `headers["x-id"]` */
function segmentsOf(name: string): (string | number)[] {
  return [...name.matchAll(/\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g)].map(
    ([, index, quoted, property]) => {
      if (index !== undefined) return Number(index);
      return quoted === undefined ? (property ?? '') : String(JSON.parse(`"${quoted}"`));
    },
  );
}

function follow(from: Typed, segments: readonly (string | number)[], modules: Modules): Typed | null {
  let typed: Typed | null = from;
  for (const segment of segments) {
    if (!typed) return null;
    typed = typeof segment === 'number' ? itemOf(typed, modules) : memberOf(typed, segment, modules, 0);
  }
  return typed;
}

function itemOf(typed: Typed, modules: Modules): Typed | null {
  const { type, module } = reveal(typed, modules, 0);
  if (type.type === 'TSArrayType') return { type: type.elementType, module };
  const list = type.type === 'TSTypeReference' ? listItem(type) : null;
  return list && { type: list, module };
}

/** `Array<T>` */
function listItem(type: Extract<TSType, { type: 'TSTypeReference' }>): TSType | null {
  const name = type.typeName.type === 'Identifier' ? type.typeName.name : '';
  return /^(?:Readonly)?Array$/.test(name) ? (type.typeParameters?.params[0] ?? null) : null;
}

/** What an alias, parentheses, `readonly`, `Readonly<…>` and `| undefined` stand around. */
function reveal(typed: Typed, modules: Modules, depth: number): Typed {
  const { type, module } = typed;
  if (depth > MAX_DEPTH) return typed;
  switch (type.type) {
    case 'TSParenthesizedType':
      return reveal({ type: type.typeAnnotation, module }, modules, depth);
    case 'TSTypeOperator':
      return type.operator === 'readonly'
        ? reveal({ type: type.typeAnnotation, module }, modules, depth + 1)
        : typed;
    case 'TSUnionType': {
      const some = type.types.filter((each) => !isNothing(each));
      const [only] = some;
      return only && some.length === 1 ? reveal({ type: only, module }, modules, depth + 1) : typed;
    }
    case 'TSTypeReference': {
      if (type.typeName.type !== 'Identifier') return typed;
      const [argument] = type.typeParameters?.params ?? [];
      if (argument && /^(?:Readonly|Partial|Required|NonNullable)$/.test(type.typeName.name))
        return reveal({ type: argument, module }, modules, depth + 1);
      if (argument) return typed;
      const found = findType(type.typeName.name, module, modules, 0);
      return found?.declaration.type
        ? reveal({ type: found.declaration.type, module: found.module }, modules, depth + 1)
        : typed;
    }
    default:
      return typed;
  }
}

function isNothing({ type }: TSType): boolean {
  return type === 'TSUndefinedKeyword' || type === 'TSNullKeyword';
}

function memberOf(typed: Typed, name: string, modules: Modules, depth: number): Typed | null {
  if (depth > MAX_DEPTH) return null;
  const { type, module } = reveal(typed, modules, 0);
  if (type.type === 'TSTypeLiteral') return findMember(type.members, name, module);
  if (type.type === 'TSIntersectionType') {
    for (const part of type.types) {
      const found = memberOf({ type: part, module }, name, modules, depth + 1);
      if (found) return found;
    }
  }
  if (type.type !== 'TSTypeReference' || type.typeParameters || type.typeName.type !== 'Identifier')
    return null;
  return interfaceMember(type.typeName.name, name, module, modules, depth);
}

function interfaceMember(
  of: string,
  name: string,
  module: Module,
  modules: Modules,
  depth: number,
): Typed | null {
  const found = depth > MAX_DEPTH ? null : findType(of, module, modules, 0);
  if (!found) return null;
  const own = findMember(found.declaration.members, name, found.module);
  if (own) return own;
  for (const parent of found.declaration.parents) {
    const inherited = interfaceMember(parent, name, found.module, modules, depth + 1);
    if (inherited) return inherited;
  }
  return null;
}

function findMember(members: readonly Node[], name: string, module: Module): Typed | null {
  for (const member of members) {
    if (member.type === 'TSPropertySignature' && propertyName(member.key, member.computed === true) === name)
      return annotationOf(member, module);
  }
  return null;
}

/** The type in one line, names of the file's own replaced by what they mean; null where a part is not understood. */
function print(
  { type, module }: Typed,
  modules: Modules,
  generics: ReadonlySet<string>,
  depth = 0,
): string | null {
  if (depth > MAX_DEPTH) return null;
  const inner = (of: TSType, where = module) =>
    print({ type: of, module: where }, modules, where === module ? generics : NO_GENERICS, depth + 1);
  switch (type.type) {
    case 'TSStringKeyword':
      return 'string';
    case 'TSNumberKeyword':
      return 'number';
    case 'TSBooleanKeyword':
      return 'boolean';
    case 'TSNullKeyword':
      return 'null';
    case 'TSLiteralType':
      return printLiteral(type.literal);
    case 'TSParenthesizedType':
      return inner(type.typeAnnotation);
    case 'TSTypeOperator':
      return type.operator === 'readonly' ? inner(type.typeAnnotation) : null;
    case 'TSArrayType':
      return listOf(inner(type.elementType));
    case 'TSUnionType':
      return printUnion(
        type.types.filter((each) => each.type !== 'TSUndefinedKeyword').map((each) => inner(each)),
      );
    case 'TSTypeLiteral':
      return printObject(type.members, inner);
    case 'TSTypeReference': {
      if (type.typeName.type === 'TSQualifiedName') return printEnumMember(type.typeName, module, modules);
      if (type.typeName.type !== 'Identifier' || generics.has(type.typeName.name)) return null;
      const item = listItem(type);
      if (item) return listOf(inner(item));
      const [argument, second] = type.typeParameters?.params ?? [];
      if (argument) {
        if (type.typeName.name === 'Readonly') return inner(argument);
        return type.typeName.name === 'Record' && second ? recordOf(inner(argument), inner(second)) : null;
      }
      const found = findType(type.typeName.name, module, modules, 0);
      if (!found) return printEnum(findEnum(type.typeName.name, module, modules, 0));
      const { declaration } = found;
      if (declaration.type) return inner(declaration.type, found.module);
      // A name that is inherited may be narrowed, which its members alone do not say.
      if (declaration.parents.length > 0) return null;
      return printObject(declaration.members, (of) => inner(of, found.module));
    }
    default:
      return null;
  }
}

const NO_GENERICS: ReadonlySet<string> = new Set();

function printLiteral(literal: Node): string | null {
  if (literal.type === 'StringLiteral') return JSON.stringify(literal.value);
  if (literal.type === 'TemplateLiteral') return 'string';
  if (literal.type === 'NumericLiteral' || literal.type === 'BooleanLiteral') return String(literal.value);
  return literal.type === 'UnaryExpression' &&
    literal.operator === '-' &&
    literal.argument.type === 'NumericLiteral'
    ? String(-literal.argument.value)
    : null;
}

/** In the order of the source, each option once. */
function printUnion(options: readonly (string | null)[]): string | null {
  const known = options.filter((option) => option !== null);
  if (known.length === 0 || known.length < options.length) return null;
  return [...new Set(known.flatMap(splitUnion))].join(' | ');
}

/** A union in a union is one, so that an alias for some of its options changes nothing. */
function splitUnion(type: string): string[] {
  return /^(?:"(?:[^"\\]|\\.)*"|[\w.-]+)(?: \| (?:"(?:[^"\\]|\\.)*"|[\w.-]+))+$/.test(type)
    ? [...type.matchAll(/"(?:[^"\\]|\\.)*"|[\w.-]+/g)].map(([option]) => option)
    : [type];
}

/** What may only be read takes what may be written, too. */
function listOf(item: string | null): string | null {
  if (item === null) return null;
  return /^[\w.-]+$|^\{[^{}]*\}$/.test(item) ? `readonly ${item}[]` : `readonly (${item})[]`;
}

function recordOf(key: string | null, value: string | null): string | null {
  return key === null || value === null ? null : `Readonly<Record<${key}, ${value}>>`;
}

function printObject(members: readonly Node[], inner: (type: TSType) => string | null): string | null {
  if (members.length === 0) return null;
  const printed = members.map((member) => {
    if (member.type !== 'TSPropertySignature') return null;
    const name = propertyName(member.key, member.computed === true);
    const type =
      member.typeAnnotation?.type === 'TSTypeAnnotation' ? inner(member.typeAnnotation.typeAnnotation) : null;
    if (name === null || type === null) return null;
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
    return `${key}${member.optional ? '?' : ''}: ${type}`;
  });
  return printed.includes(null) ? null : `{ ${printed.join('; ')} }`;
}

function findEnum(name: string, module: Module, modules: Modules, depth: number): TSEnumDeclaration | null {
  if (depth > MAX_DEPTH) return null;
  const exported = module.exports.get(name);
  const binding = module.bindings.get(exported?.kind === 'local' ? exported.name : name);
  if (binding?.kind === 'enum') return binding.node;
  const [from, wanted] =
    binding?.kind === 'import'
      ? [binding.from, binding.name]
      : exported?.kind === 'from'
        ? [exported.from, exported.name]
        : [null, name];
  if (from === null) {
    const star = findStar(modules, module, name, ({ exports }) => exports.has(name));
    return star && findEnum(name, star, modules, depth + 1);
  }
  const target = modules.resolve(module.path, from);
  const next = target?.kind === 'module' ? modules.follow(target.path) : null;
  return next && findEnum(wanted, next, modules, depth + 1);
}

/** `enum A { B = 'b', C = 'c' }` is "b" | "c"; one that computes a value is not understood. */
function printEnum(node: TSEnumDeclaration | null): string | null {
  return node && printUnion([...enumValues(node).values()]);
}

/** `A.B` */
function printEnumMember(
  { left, right }: Extract<TSEntityName, { type: 'TSQualifiedName' }>,
  module: Module,
  modules: Modules,
) {
  const node = left.type === 'Identifier' ? findEnum(left.name, module, modules, 0) : null;
  return (node && enumValues(node).get(right.name)) ?? null;
}

function enumValues(node: TSEnumDeclaration): Map<string, string | null> {
  const values = new Map<string, string | null>();
  let next: number | null = 0;
  for (const { id, initializer } of node.members) {
    const value: string | null = initializer
      ? printLiteral(initializer)
      : next === null
        ? null
        : String(next);
    next = value !== null && /^-?\d+$/.test(value) ? Number(value) + 1 : null;
    values.set(specifierName(id), value);
  }
  return values;
}
