import type {
  Class,
  Comment,
  ExportDefaultDeclaration,
  Expression,
  File,
  FunctionDeclaration,
  ImportDeclaration,
  Node,
  Program,
  Statement,
  TSEnumDeclaration,
  TSModuleDeclaration,
  TSType,
  VariableDeclarator,
} from '@babel/types';
import type { Source } from '../../sources/source.ts';
import { openGraph, type ImportGraph } from './graph.ts';
import { findMutations, isExports, isVoid, type Mutations } from '../parse/mutations.ts';
import { declaredNames, propertyName, specifierName } from '../parse/names-of.ts';
import { parseSource, type Parsed } from '../parse/parse.ts';
import type { Target } from './resolve.ts';
import { peel } from '../parse/walk.ts';

/** One parsed source file and the names it declares and exports. */
export interface Module {
  readonly path: string;
  readonly text: string;
  readonly program: Program;
  readonly comments: readonly Comment[];
  readonly bindings: ReadonlyMap<string, Binding>;
  /** By exported name; `default` is one of them. */
  readonly exports: ReadonlyMap<string, ModuleExport>;
  /** `export * from` */
  readonly stars: readonly string[];
  readonly types: ReadonlyMap<string, TypeDeclaration>;
  /** What is changed after it is made. */
  readonly mutated: Mutations;
}

export type Binding =
  /** `declared` elsewhere: `declare const a: string`. */
  | { readonly kind: 'variable'; readonly node: VariableDeclarator; readonly declared: boolean }
  | { readonly kind: 'function'; readonly node: FunctionDeclaration }
  | { readonly kind: 'class'; readonly node: Class }
  | { readonly kind: 'enum'; readonly node: TSEnumDeclaration }
  /** `name` is `*` for a namespace. */
  | {
      readonly kind: 'import';
      readonly node: ImportDeclaration;
      readonly from: string;
      readonly name: string;
    }
  /** `export default <expression>`, under the name `*default*`, which no identifier can have. */
  | { readonly kind: 'expression'; readonly node: Expression };

export type ModuleExport =
  | { readonly kind: 'local'; readonly name: string; readonly node: Node }
  | { readonly kind: 'from'; readonly from: string; readonly name: string; readonly node: Node };

export interface TypeDeclaration {
  readonly type: TSType | null;
  /** Members of an interface. */
  readonly members: readonly Node[];
  readonly parents: readonly string[];
}

export interface Modules {
  readonly source: Source;
  /** null where the file cannot be read or parsed; `problemOf` says more. */
  load(path: string): Module | null;
  /** What another file leads to; null also where it is so large that it is data. */
  follow(path: string): Module | null;
  /** What `export *` leads to, on the way to a name; null also where the file has no such name in it. */
  followStar(path: string, name: string): Module | null;
  problemOf(path: string): Extract<Parsed, { problem: unknown }> | null;
  resolve(from: string, specifier: string): Target | null;
  parsedCount(): number;
}

/** Code that people write is smaller; a generated catalogue of 3 MB takes a second and 200 MB to parse. */
const MAX_FOLLOWED = 1024 * 1024;

const STAR = /\bexport\s*\*/;

/** What was parsed for another state of the same files. */
export interface ModuleCache {
  get(path: string, id: string): Module | null;
  set(path: string, id: string, module: Module): void;
}

const DEFAULT_EXPRESSION = '*default*';

/** The files of one source as modules, each parsed at most once. */
export function openModules(
  source: Source,
  graph: ImportGraph = openGraph(source),
  cache: ModuleCache | null = null,
): Modules {
  const loaded = new Map<string, Module | null>();
  const problems = new Map<string, Extract<Parsed, { problem: unknown }>>();

  function parse(path: string): Module | null {
    const id = cache && (source.id?.(path) ?? null);
    const known = cache && id !== null ? cache.get(path, id) : null;
    if (known) return known;
    const text = source.read(path);
    if (text === null) return null;
    const parsed = parseSource(path, text);
    if ('ast' in parsed) {
      const module = toModule(path, text, parsed.ast);
      if (cache && id !== null) cache.set(path, id, module);
      return module;
    }
    problems.set(path, parsed);
    return null;
  }

  function load(path: string): Module | null {
    const known = loaded.get(path);
    if (known !== undefined) return known;
    const module = parse(path);
    loaded.set(path, module);
    return module;
  }

  const textOf = (path: string) => loaded.get(path)?.text ?? source.read(path) ?? '';

  return {
    source,
    resolve: graph.resolve,
    load,
    follow(path) {
      return textOf(path).length > MAX_FOLLOWED ? null : load(path);
    },
    // A barrel may list a hundred files: they are read, and one is parsed.
    followStar(path, name) {
      const text = textOf(path);
      const mayHave = text.includes(name) || STAR.test(text);
      return mayHave && text.length <= MAX_FOLLOWED ? load(path) : null;
    },
    problemOf: (path) => problems.get(path) ?? null,
    parsedCount: () => loaded.size,
  };
}

interface Draft {
  readonly bindings: Map<string, Binding>;
  readonly exports: Map<string, ModuleExport>;
  readonly stars: string[];
  readonly types: Map<string, TypeDeclaration>;
}

function toModule(path: string, text: string, { program, comments }: File): Module {
  const draft: Draft = { bindings: new Map(), exports: new Map(), stars: [], types: new Map() };
  for (const statement of program.body) readStatement(statement, draft);
  let mutated: Mutations | null = null;
  return {
    path,
    text,
    program,
    comments: comments ?? [],
    ...draft,
    // Most files are only looked into for their names.
    get mutated() {
      return (mutated ??= withExports(findMutations(program), draft.exports));
    },
  };
}

/** What is exported by an assignment, and then by another, is changed by whatever name it has here. */
function withExports(found: Mutations, exports: ReadonlyMap<string, ModuleExport>): Mutations {
  const changed = [...found.exports].flatMap((name) => {
    const exported = exports.get(name);
    return exported?.kind === 'local' ? [exported.name] : [];
  });
  return changed.length === 0 ? found : { ...found, names: new Set([...found.names, ...changed]) };
}

function readStatement(statement: Statement, draft: Draft): void {
  switch (statement.type) {
    // import a, { b as c }, * as d from 'x'
    case 'ImportDeclaration':
      for (const specifier of statement.specifiers) {
        const name =
          specifier.type === 'ImportSpecifier'
            ? specifierName(specifier.imported)
            : specifier.type === 'ImportDefaultSpecifier'
              ? 'default'
              : '*';
        const from = statement.source.value;
        draft.bindings.set(specifier.local.name, { kind: 'import', node: statement, from, name });
      }
      return;
    // export const a = …, export function b() {}, export { c as d }, export { e } from 'x', export * as f from 'x'
    case 'ExportNamedDeclaration':
      if (statement.declaration) {
        readStatement(statement.declaration, draft);
        for (const [name, node] of declarationsOf(statement.declaration)) {
          draft.exports.set(name, { kind: 'local', name, node });
        }
      }
      for (const specifier of statement.specifiers) {
        const exported = specifierName(specifier.exported);
        const from = statement.source?.value;
        if (specifier.type === 'ExportNamespaceSpecifier') {
          if (from !== undefined)
            draft.exports.set(exported, { kind: 'from', from, name: '*', node: specifier });
        } else if (specifier.type === 'ExportSpecifier') {
          // A local may be a string literal only with `from`.
          const name = specifierName(specifier.local);
          draft.exports.set(
            exported,
            from === undefined
              ? { kind: 'local', name, node: specifier }
              : { kind: 'from', from, name, node: specifier },
          );
        }
      }
      return;
    // export * from 'x'
    case 'ExportAllDeclaration':
      draft.stars.push(statement.source.value);
      return;
    // export default …
    case 'ExportDefaultDeclaration':
      readDefault(statement, draft);
      return;
    // export = x
    case 'TSExportAssignment':
      addDefault(statement.expression, statement, draft);
      return;
    // const a = …, { b } = …
    case 'VariableDeclaration':
      for (const node of statement.declarations) {
        for (const name of declaredNames(node.id)) {
          draft.bindings.set(name, { kind: 'variable', node, declared: statement.declare === true });
        }
      }
      return;
    case 'FunctionDeclaration':
      if (statement.id) draft.bindings.set(statement.id.name, { kind: 'function', node: statement });
      return;
    case 'ClassDeclaration':
      if (statement.id) draft.bindings.set(statement.id.name, { kind: 'class', node: statement });
      return;
    case 'TSEnumDeclaration': {
      // It may add to another one of its name.
      const known = draft.bindings.get(statement.id.name);
      const members = [...(known?.kind === 'enum' ? known.node.members : []), ...statement.members];
      const node = known ? { ...statement, members } : statement;
      draft.bindings.set(statement.id.name, { kind: 'enum', node });
      return;
    }
    case 'TSInterfaceDeclaration':
      draft.types.set(statement.id.name, {
        type: null,
        members: statement.body.body,
        parents: (statement.extends ?? []).flatMap(({ expression }) =>
          expression.type === 'Identifier' ? [expression.name] : [],
        ),
      });
      return;
    case 'TSTypeAliasDeclaration':
      draft.types.set(statement.id.name, { type: statement.typeAnnotation, members: [], parents: [] });
      return;
    // namespace A { export const b = … }
    case 'TSModuleDeclaration': {
      const { id } = statement;
      const value = statement.declare || statement.global ? null : namespaceValue(statement);
      // It adds to a class or function of its name, which has more than its members.
      if (value && id.type === 'Identifier' && !draft.bindings.has(id.name))
        draft.bindings.set(id.name, { kind: 'expression', node: value });
      return;
    }
    // module.exports = …, exports.a = …
    case 'ExpressionStatement':
      readCommonJs(statement.expression, draft);
      return;
    default:
  }
}

/** A namespace is what the compiler makes of it: a function that is called once and gives an object of its exports. */
function namespaceValue(node: TSModuleDeclaration): Expression | null {
  if (node.body.type !== 'TSModuleBlock') return null;
  const names: string[] = [];
  const body = node.body.body.flatMap((statement): Statement[] => {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (!declared || /^TS(?:Interface|TypeAlias)Declaration$/.test(declared.type)) return [];
    if (declared !== statement) names.push(...declarationsOf(declared).map(([name]) => name));
    return [declared];
  });
  const { start, end, loc } = node;
  const at = { start, end, loc };
  const properties = names.map((name) => {
    const identifier = { type: 'Identifier', name, ...at };
    return {
      type: 'ObjectProperty',
      key: identifier,
      value: identifier,
      computed: false,
      shorthand: true,
      ...at,
    };
  });
  const result = {
    type: 'ReturnStatement',
    argument: { type: 'ObjectExpression', properties, ...at },
    ...at,
  };
  const block = { type: 'BlockStatement', body: [...body, result], directives: [], ...at };
  const callee = { type: 'ArrowFunctionExpression', params: [], body: block, async: false, ...at };
  // Babel would give these nodes more members, none of which is read.
  return { type: 'CallExpression', callee, arguments: [], ...at } as unknown as Expression;
}

function readDefault(statement: ExportDefaultDeclaration, draft: Draft): void {
  const { declaration } = statement;
  if (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') {
    const name = declaration.id?.name ?? DEFAULT_EXPRESSION;
    draft.bindings.set(
      name,
      declaration.type === 'FunctionDeclaration'
        ? { kind: 'function', node: declaration }
        : { kind: 'class', node: declaration },
    );
    draft.exports.set('default', { kind: 'local', name, node: statement });
  } else if (declaration.type !== 'TSDeclareFunction') {
    addDefault(declaration as Expression, statement, draft);
  }
}

function addDefault(expression: Expression, statement: Node, draft: Draft): void {
  const inner = peel(expression);
  if (inner.type === 'Identifier') {
    draft.exports.set('default', { kind: 'local', name: inner.name, node: statement });
  } else {
    draft.bindings.set(DEFAULT_EXPRESSION, { kind: 'expression', node: expression });
    draft.exports.set('default', { kind: 'local', name: DEFAULT_EXPRESSION, node: statement });
  }
}

function readCommonJs(expression: Expression, draft: Draft): void {
  if (expression.type !== 'AssignmentExpression' || expression.operator !== '=') return;
  const { left, right } = expression;
  if (left.type !== 'MemberExpression' || isVoid(right)) return;
  // module.exports = { a, b: c }
  if (isExports(left)) {
    if (right.type !== 'ObjectExpression') return addDefault(right, expression, draft);
    for (const property of right.properties) {
      if (property.type !== 'ObjectProperty') continue;
      const key = propertyName(property.key, property.computed);
      if (key !== null) exportExpression(key, property.value, property, draft);
    }
    return;
  }
  // exports.a = …, module.exports.a = …
  const name = propertyName(left.property, left.computed);
  if (name !== null && isExports(left.object)) exportExpression(name, right, expression, draft);
}

function exportExpression(name: string, value: Node, node: Node, draft: Draft): void {
  if (draft.exports.has(name)) return;
  if (value.type === 'Identifier') {
    draft.exports.set(name, { kind: 'local', name: value.name, node });
    return;
  }
  const binding = `*${name}*`;
  draft.bindings.set(binding, { kind: 'expression', node: value as Expression });
  draft.exports.set(name, { kind: 'local', name: binding, node });
}

function declarationsOf(declaration: Statement): [string, Node][] {
  switch (declaration.type) {
    case 'VariableDeclaration':
      return declaration.declarations.flatMap((node) =>
        declaredNames(node.id).map((name): [string, Node] => [name, node]),
      );
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
    case 'TSEnumDeclaration':
      return declaration.id ? [[declaration.id.name, declaration]] : [];
    case 'TSModuleDeclaration':
      return declaration.id.type === 'Identifier' ? [[declaration.id.name, declaration]] : [];
    default:
      return [];
  }
}
