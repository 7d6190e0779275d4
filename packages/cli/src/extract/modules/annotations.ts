import type { Node, TSType } from '@babel/types';
import type { Module, Modules, TypeDeclaration } from './modules.ts';
import { propertyName } from '../parse/names-of.ts';
import { findStar } from './stars.ts';

/** A TypeScript type as far as extraction has a use for it. */
export interface Annotation {
  /** A collection is a Set or a Map. */
  readonly shape: 'string' | 'number' | 'boolean' | 'object' | 'list' | 'collection' | 'unknown';
  readonly type: TSType | null;
  readonly members: readonly Node[];
  readonly module: Module;
}

const MAX_DEPTH = 6;

/** Reads the annotation of a parameter (`: T`) or a type itself; null where there is none. */
export function readAnnotation(
  node: Node | null | undefined,
  module: Module,
  modules: Modules,
): Annotation | null {
  if (node?.type === 'TSTypeAnnotation') return readType(node.typeAnnotation, module, modules, 0);
  return null;
}

/** The type of `x.name`, for x of the given type. */
export function memberAnnotation(of: Annotation | null, name: string, modules: Modules): Annotation | null {
  for (const member of of?.members ?? []) {
    if (member.type !== 'TSPropertySignature' || propertyName(member.key, member.computed === true) !== name)
      continue;
    return of ? readAnnotation(member.typeAnnotation, of.module, modules) : null;
  }
  return null;
}

/** The type of an item of a list. */
export function itemAnnotation(of: Annotation | null, modules: Modules): Annotation | null {
  const type = of?.type;
  if (!of || !type) return null;
  if (type.type === 'TSArrayType') return readType(type.elementType, of.module, modules, 0);
  if (type.type === 'TSTypeOperator') return itemAnnotation({ ...of, type: type.typeAnnotation }, modules);
  const argument = type.type === 'TSTypeReference' ? type.typeParameters?.params[0] : undefined;
  // A Map gives pairs.
  if (
    of.shape === 'collection' &&
    type.type === 'TSTypeReference' &&
    type.typeParameters?.params.length !== 1
  )
    return null;
  return argument ? readType(argument, of.module, modules, 0) : null;
}

function readType(type: TSType, module: Module, modules: Modules, depth: number): Annotation | null {
  const plain = (shape: Annotation['shape']): Annotation => ({ shape, type, members: [], module });
  if (depth > MAX_DEPTH) return null;
  switch (type.type) {
    case 'TSStringKeyword':
      return plain('string');
    case 'TSNumberKeyword':
      return plain('number');
    case 'TSBooleanKeyword':
      return plain('boolean');
    case 'TSLiteralType':
      return plain(
        type.literal.type === 'StringLiteral' || type.literal.type === 'TemplateLiteral'
          ? 'string'
          : type.literal.type === 'BooleanLiteral'
            ? 'boolean'
            : 'unknown',
      );
    case 'TSArrayType':
    case 'TSTupleType':
      return plain('list');
    case 'TSTypeLiteral':
      return { ...plain('object'), members: type.members };
    case 'TSParenthesizedType':
      return readType(type.typeAnnotation, module, modules, depth + 1);
    // readonly T[]
    case 'TSTypeOperator':
      return type.operator === 'readonly' ? readType(type.typeAnnotation, module, modules, depth + 1) : null;
    // T | null | undefined
    case 'TSUnionType': {
      const some = type.types.filter(
        (option) => option.type !== 'TSUndefinedKeyword' && option.type !== 'TSNullKeyword',
      );
      const options = some.map((option) => readType(option, module, modules, depth + 1));
      const [first] = options;
      return first && options.every((option) => option?.shape === first.shape)
        ? { ...first, members: options.flatMap((option) => option?.members ?? []) }
        : null;
    }
    // A & B
    case 'TSIntersectionType': {
      const parts = type.types.map((part) => readType(part, module, modules, depth + 1));
      return { ...plain('object'), members: parts.flatMap((part) => part?.members ?? []) };
    }
    case 'TSTypeReference':
      return type.typeName.type === 'Identifier'
        ? readReference(type.typeName.name, type, module, modules, depth)
        : null;
    default:
      return null;
  }
}

function readReference(
  name: string,
  type: Extract<TSType, { type: 'TSTypeReference' }>,
  module: Module,
  modules: Modules,
  depth: number,
): Annotation | null {
  if (name === 'Array' || name === 'ReadonlyArray') return { shape: 'list', type, members: [], module };
  if (/^(?:Readonly)?(?:Set|Map)$/.test(name)) return { shape: 'collection', type, members: [], module };
  const argument = type.typeParameters?.params[0];
  if (/^(?:Readonly|Partial|Required)$/.test(name) && argument)
    return readType(argument, module, modules, depth + 1);
  if (name === 'Record') return { shape: 'object', type: null, members: [], module };
  const found = findType(name, module, modules, depth);
  if (!found) return null;
  const { declaration } = found;
  if (declaration.type) return readType(declaration.type, found.module, modules, depth + 1);
  const inherited = declaration.parents.flatMap((parent) => {
    const of = findType(parent, found.module, modules, depth + 1);
    return of?.declaration.members ?? [];
  });
  return {
    shape: 'object',
    type: null,
    members: [...declaration.members, ...inherited],
    module: found.module,
  };
}

/** The declaration that a name means in a file, whatever file it is imported from. */
export function findType(
  name: string,
  module: Module,
  modules: Modules,
  depth: number,
): { declaration: TypeDeclaration; module: Module } | null {
  if (depth > MAX_DEPTH) return null;
  const own = module.types.get(name);
  if (own) return { declaration: own, module };
  const imported = module.bindings.get(name);
  if (imported?.kind === 'import')
    return findExported(imported.name, imported.from, module, modules, depth + 1);
  const exported = module.exports.get(name);
  if (exported?.kind === 'from')
    return findExported(exported.name, exported.from, module, modules, depth + 1);
  const star = findStar(
    modules,
    module,
    name,
    ({ types, bindings, exports }) =>
      types.has(name) || bindings.get(name)?.kind === 'import' || exports.get(name)?.kind === 'from',
  );
  return star && findType(name, star, modules, depth + 1);
}

function findExported(name: string, from: string, module: Module, modules: Modules, depth: number) {
  const target = modules.resolve(module.path, from);
  const next = target?.kind === 'module' ? modules.follow(target.path) : null;
  return next ? findType(name, next, modules, depth) : null;
}
