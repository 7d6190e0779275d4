import { checksum } from '@prompt-ledger/shared';
import type { Node } from '@babel/types';
import { findBinding } from '../names/find-binding.ts';
import type { Module, Modules } from '../modules/modules.ts';
import { declaredNames } from '../parse/names-of.ts';
import { childrenOf, isFunction, peel } from '../parse/walk.ts';

const MAX_NODES = 20_000;
/** Further away code is that of the application: it would change the hash, and be parsed for it, with every commit. */
const MAX_FILES_AWAY = 2;

/** Where a node is, how it is quoted and what is said about it: none of it changes what the code does. */
const FORMATTING = new Set([
  'type',
  'start',
  'end',
  'loc',
  'range',
  'extra',
  'shorthand',
  'leadingComments',
  'trailingComments',
  'innerComments',
  'typeAnnotation',
  'returnType',
  'typeParameters',
  'typeArguments',
  'superTypeParameters',
  'implements',
  'optional',
  'definite',
  'declare',
  'readonly',
  'accessibility',
]);

const TYPES_ONLY = new Set(['TSTypeAliasDeclaration', 'TSInterfaceDeclaration', 'TSDeclareFunction']);

/** What local names stand for: the place of their declaration, so that it does not matter what they are called. */
interface Names {
  readonly own: Map<string, string>;
  readonly outer: Names | null;
}

/** A hash of a prompt's code and of what it names in this repository, independent of formatting and of local names. */
export function codeHash(modules: Modules, root: Node, module: Module): string {
  const hashed: string[] = [];
  const places = new Map<Node, string>([[root, '@0']]);
  const pending: { node: Node; path: string; away: number; isRoot: boolean }[] = [
    { node: root, path: module.path, away: 0, isRoot: true },
  ];
  let count = 0;
  for (let next = pending.shift(); next && count <= MAX_NODES; next = pending.shift()) {
    const { path, away } = next;
    const outside = (name: string): string => {
      const isNear = away < MAX_FILES_AWAY || modules.load(path)?.bindings.get(name)?.kind !== 'import';
      const found = isNear ? findBinding(modules, path, name, 0) : null;
      if (!found) return importOf(modules, path, name);
      let place = places.get(found.node);
      if (place === undefined) {
        place = `@${places.size}`;
        places.set(found.node, place);
        const into = found.scope.module.path;
        pending.push({ node: found.node, path: into, away: into === path ? away : away + 1, isRoot: false });
      }
      // const { a, b } = …
      return isDestructuring(found.node) ? `${place}.${name}` : place;
    };
    const code = serialise(next.node, next.isRoot, outside);
    count += code.nodes;
    hashed.push(code.text);
  }
  return checksum(hashed.join('\n'));
}

function importOf(modules: Modules, path: string, name: string): string {
  const binding = modules.load(path)?.bindings.get(name);
  return binding?.kind === 'import' ? `${binding.from}#${binding.name}` : name;
}

function isDestructuring(node: Node): boolean {
  return node.type === 'VariableDeclarator' && node.id.type !== 'Identifier';
}

type Work = string | { readonly node: Node; readonly names: Names };

/** Code as text, without recursion: it may nest deeper than the stack. */
function serialise(root: Node, isRoot: boolean, outside: (name: string) => string) {
  const written: string[] = [];
  const names: Names = { own: new Map(), outer: null };
  let locals = 0;
  let nodes = 0;
  const declare = (name: string, own: Map<string, string>) => {
    if (!own.has(name)) own.set(name, `$${locals++}`);
  };
  const prompt = isRoot ? codeOf(root) : null;
  // What it is called is not what it does.
  if ((root.type === 'FunctionDeclaration' || root.type === 'ClassDeclaration') && root.id)
    declare(root.id.name, names.own);
  const start = root.type === 'VariableDeclarator' && !isDestructuring(root) && root.init ? root.init : root;
  const pending: Work[] = [{ node: start, names }];
  for (let work = pending.pop(); work !== undefined; work = pending.pop()) {
    if (typeof work === 'string') {
      written.push(work);
      continue;
    }
    nodes += 1;
    const node = peel(work.node);
    if (TYPES_ONLY.has(node.type)) continue;
    const literal = textOf(node);
    if (literal !== null) {
      written.push(JSON.stringify(literal));
      continue;
    }
    if (node.type === 'Identifier') {
      written.push(lookUp(node.name, work.names) ?? outside(node.name));
      continue;
    }
    const declared = declaredIn(node);
    const inner = declared.length > 0 ? { own: new Map<string, string>(), outer: work.names } : work.names;
    for (const name of declared) {
      // The parameters of a prompt are named by its callers, like its variables.
      if (node === prompt && positional(prompt).includes(name)) inner.own.set(name, name);
      else declare(name, inner.own);
    }
    written.push(`${node.type}(`);
    pending.push(')');
    pending.push(...fieldsOf(node, inner).toReversed());
  }
  return { text: written.join(' '), nodes };
}

function codeOf(root: Node): Node {
  return root.type === 'VariableDeclarator' && root.init ? peel(root.init) : root;
}

/** The parameters of a function that are no patterns of properties. */
function positional(code: Node): string[] {
  if (!isFunction(code)) return [];
  return code.params.flatMap((parameter) => {
    const target = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
    return target.type === 'ObjectPattern' ? [] : declaredNames(target);
  });
}

function lookUp(name: string, names: Names): string | null {
  for (let at: Names | null = names; at; at = at.outer) {
    const known = at.own.get(name);
    if (known !== undefined) return known;
  }
  return null;
}

/** `` `text` `` is another way to quote 'text'. */
function textOf(node: Node): string | null {
  if (node.type === 'StringLiteral') return node.value;
  if (node.type !== 'TemplateLiteral' || node.expressions.length > 0) return null;
  return node.quasis[0]?.value.cooked ?? null;
}

function fieldsOf(node: Node, names: Names): Work[] {
  const fields: Work[] = [];
  for (const [key, value] of Object.entries(node) as [string, unknown][]) {
    if (FORMATTING.has(key) || value === undefined || value === null) continue;
    fields.push(`${key}:`);
    if (isNode(value) && isPropertyName(node, key, value)) fields.push(JSON.stringify(nameOf(value)));
    else if (isNode(value)) fields.push({ node: value, names });
    else if (Array.isArray(value)) {
      const items = (value as readonly unknown[]).map((item) => (isNode(item) ? { node: item, names } : '_'));
      fields.push('[', ...items, ']');
    } else fields.push(JSON.stringify(value, plain));
  }
  return fields;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Node>).type === 'string';
}

/** JSON has no bigint. */
function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

/** `a.name`, `{ name: b }`, `break name`: names of something else than a variable. */
function isPropertyName(node: Node, key: string, value: Node): boolean {
  if (value.type !== 'Identifier') return false;
  if (key === 'label') return true;
  if ('computed' in node && node.computed) return false;
  return key === 'key' || (key === 'property' && node.type !== 'MetaProperty');
}

function nameOf(node: Node): string {
  return node.type === 'Identifier' ? node.name : '';
}

/** The names that are declared right inside of a function or block, in the order of their declarations. */
function declaredIn(node: Node): string[] {
  if (isFunction(node)) {
    const own = node.type === 'FunctionExpression' && node.id ? [node.id.name] : [];
    return [...node.params.flatMap((parameter) => declaredNames(parameter)), ...own, ...hoistedIn(node.body)];
  }
  switch (node.type) {
    case 'BlockStatement':
    case 'StaticBlock':
      return node.body.flatMap(declaredBy);
    case 'SwitchStatement':
      return node.cases.flatMap(({ consequent }) => consequent.flatMap(declaredBy));
    case 'ForStatement':
      return node.init ? declaredBy(node.init) : [];
    case 'ForOfStatement':
    case 'ForInStatement':
      return declaredBy(node.left);
    case 'CatchClause':
      return declaredNames(node.param ?? null);
    case 'ClassExpression':
      return node.id ? [node.id.name] : [];
    default:
      return [];
  }
}

function declaredBy(node: Node): string[] {
  if (node.type === 'VariableDeclaration' && node.kind !== 'var')
    return node.declarations.flatMap(({ id }) => declaredNames(id));
  if ((node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') && node.id)
    return [node.id.name];
  return [];
}

function hoistedIn(body: Node): string[] {
  const names: string[] = [];
  const pending: Node[] = [body];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === 'VariableDeclaration' && node.kind === 'var')
      names.push(...node.declarations.flatMap(({ id }) => declaredNames(id)));
    if (!isFunction(node)) pending.push(...childrenOf(node).toReversed());
  }
  return names;
}
