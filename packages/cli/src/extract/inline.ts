import type { Node, StringLiteral, TemplateLiteral } from '@babel/types';
import type { Source } from '../sources/source.ts';
import { isAboveFloor } from './discover/floor.ts';
import { diagnostic, placeOf } from './diagnostics/diagnostics.ts';
import { whyNotPath } from './discover/filter.ts';
import { findIgnores } from './diagnostics/ignores.ts';
import { extract } from './index.ts';
import { nameParameters, nameSite, uniqueIn } from './inline-names.ts';
import { openModules, type Module } from './modules/modules.ts';
import { isTypeScript } from './parse/language.ts';
import { propertyName } from './parse/names-of.ts';
import { silence } from './diagnostics/silence.ts';
import type { Diagnostic, ExtractedPrompt, ExtractOptions, Suggestion } from './types.ts';
import { childrenOf, isFunction, peel, walk } from './parse/walk.ts';

/**
 * Finds prompts that are written where they are used, and an export for each that extraction takes as a prompt of the
 * same text.
 *
 * @param tracked what the same source and options gave
 */
export function findInline(
  source: Source,
  options: ExtractOptions,
  tracked: readonly ExtractedPrompt[],
): Diagnostic[] {
  const modules = openModules(source);
  const taken = new Set(tracked.map(({ name }) => name));
  return source.paths.flatMap((path) => {
    if (whyNotPath(path, options) !== null || !MAY_HAVE.test(source.read(path) ?? '')) return [];
    const module = modules.load(path);
    if (!module) return [];
    const own = tracked.filter(({ file, status }) => file === path && status === 'ok');
    const sites = findSites(module).filter((site) => !own.some((prompt) => isPartOf(site, prompt)));
    const names = new Set([...taken, ...(sites.length > 0 ? identifiersOf(module) : [])]);
    const found = sites.flatMap((site) => toDiagnostic(site, module, options, names));
    for (const { suggestion } of found) if (suggestion) taken.add(suggestion.name);
    const ignores = findIgnores(module).ignores.filter(({ code }) => code === 'untracked-inline');
    return silence(found, [{ path, ignores }], () => true);
  });
}

/** Told before parsing. */
const MAY_HAVE = /\b(?:system|prompt|instructions|systemPrompt|content)['"]?\s*:/;

const USES = new Set(['system', 'prompt', 'instructions', 'systemPrompt']);

/** A text at the place where it is used. */
interface Site {
  readonly text: StringLiteral | TemplateLiteral;
  /** The property that it is written as. */
  readonly property: string;
  /** What the text is said as: `system`, `user`; null where the property does not say. */
  readonly role: string | null;
  /** The functions and top-level names around it, outermost first. */
  readonly owners: readonly string[];
}

function findSites({ program }: Module): Site[] {
  const sites: Site[] = [];
  const pending: { readonly node: Node; readonly owners: readonly string[] }[] = [
    { node: program, owners: [] },
  ];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node } = next;
    const name = nameOfOwner(node, next.owners.length === 0);
    const owners = name === null ? next.owners : [...next.owners, name];
    if (node.type === 'ObjectExpression') sites.push(...sitesOf(node, owners));
    const children = childrenOf(node);
    for (const child of children.toReversed()) pending.push({ node: child, owners });
  }
  return sites;
}

/** `function a() {}`, `const a = () => {}`, `{ a() {} }`, and the constants of a file. */
function nameOfOwner(node: Node, outermost: boolean): string | null {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      return node.id?.name ?? null;
    case 'VariableDeclarator': {
      if (node.id.type !== 'Identifier' || !node.init) return null;
      return outermost || isFunction(peel(node.init)) ? node.id.name : null;
    }
    case 'ObjectMethod':
    case 'ClassMethod':
      return propertyName(node.key, node.computed);
    case 'ObjectProperty':
    case 'ClassProperty':
      return node.value && isFunction(peel(node.value))
        ? propertyName(node.key, node.computed === true)
        : null;
    default:
      return null;
  }
}

/** `{ system: '…' }`, `{ role: 'user', content: '…' }` */
function sitesOf(node: Extract<Node, { type: 'ObjectExpression' }>, owners: readonly string[]): Site[] {
  const values = new Map<string, Node>();
  for (const property of node.properties) {
    if (property.type !== 'ObjectProperty') continue;
    const name = propertyName(property.key, property.computed);
    if (name !== null) values.set(name, peel(property.value));
  }
  const role = values.get('role');
  return [...values].flatMap(([property, text]): Site[] => {
    if (text.type !== 'StringLiteral' && text.type !== 'TemplateLiteral') return [];
    const said = property === 'content' && role?.type === 'StringLiteral' ? role.value : null;
    if ((said === null || !ROLES.has(said)) && !USES.has(property)) return [];
    if (!isAboveFloor(literalTexts(text).join(' '))) return [];
    return [{ text, property, role: said ?? (property.startsWith('system') ? 'system' : null), owners }];
  });
}

const ROLES = new Set(['system', 'developer', 'user', 'assistant', 'human', 'ai', 'model', 'tool']);

function literalTexts(text: Site['text']): string[] {
  return text.type === 'StringLiteral'
    ? [text.value]
    : text.quasis.map(({ value }) => value.cooked ?? value.raw);
}

/** It lies in the prompt's code, or the prompt has its text from there. */
function isPartOf({ text }: Site, { line, endLine, template, messages }: ExtractedPrompt): boolean {
  const at = text.loc?.start.line ?? 0;
  if (line <= at && at <= endLine) return true;
  const longest = literalTexts(text).reduce((a, b) => (b.length > a.length ? b : a));
  const texts = messages?.map(({ content }) => content) ?? [template ?? ''];
  return longest.trim() !== '' && texts.some((each) => each.includes(longest));
}

function toDiagnostic(site: Site, module: Module, options: ExtractOptions, taken: Set<string>): Diagnostic[] {
  const suggestion = suggestExport(site, module, options, taken);
  if (!suggestion) return [];
  taken.add(suggestion.name);
  const what = site.role === null ? `\`${site.property}\`` : `${site.role} text`;
  const found = diagnostic(
    'untracked-inline',
    placeOf(site.text, module),
    `This ${what} is written where it is used, so it is not tracked.`,
  );
  const hint = `Export it, and write \`${site.property}: ${toOneLine(suggestion.use)}\` here.`;
  return [{ ...found, hint, suggestion }];
}

/** null for a text that extraction would not take in any form, such as one that cannot be stored. */
function suggestExport(
  site: Site,
  module: Module,
  options: ExtractOptions,
  taken: ReadonlySet<string>,
): Suggestion | null {
  const { text } = site;
  const expressions =
    text.type === 'TemplateLiteral' ? text.expressions.map((node) => slice(module, node)) : [];
  const isConstant = expressions.length === 0;
  const wanted = nameSite(site.owners, site.role, module.path, isConstant);
  const name = uniqueIn(wanted, (each) => taken.has(each));
  const isTyped = isTypeScript(module.path);
  const names = text.type === 'TemplateLiteral' ? nameParameters(text.expressions, expressions) : new Map();
  const parameters = [...new Set<string>(names.values())];
  const code = isConstant
    ? `export const ${name} = ${slice(module, text)};`
    : `export const ${name} = (${parameters.map((each) => (isTyped ? `${each}: unknown` : each)).join(', ')}) =>\n  ${withNames(text, module, expressions, names)};`;
  const byName = new Map([...names].map(([expression, parameter]) => [parameter, expression]));
  const use = isConstant ? name : `${name}(${parameters.map((each) => byName.get(each)).join(', ')})`;
  const accepted = [code, `/** @prompt */\n${code}`].find((each) =>
    isTaken(each, name, module.path, options),
  );
  return accepted === undefined ? null : { name, code: `${accepted}\n`, use };
}

/** A text is the same with either line ending, and what is pasted has one. */
function slice({ text }: Module, { start, end }: Node): string {
  return text.slice(start ?? 0, end ?? 0).replaceAll('\r\n', '\n');
}

function toOneLine(code: string): string {
  return code.replace(/\s+/g, ' ');
}

/** The template literal with a parameter in place of each expression. */
function withNames(
  text: Node,
  module: Module,
  expressions: readonly string[],
  names: ReadonlyMap<string, string>,
): string {
  if (text.type !== 'TemplateLiteral') return slice(module, text);
  const written = text.quasis.map((quasi, index) => {
    const expression = expressions[index];
    return quasi.value.raw + (expression === undefined ? '' : `\${${names.get(expression) ?? expression}}`);
  });
  return `\`${written.join('')}\``;
}

function identifiersOf({ program }: Module): ReadonlySet<string> {
  const names = new Set<string>();
  walk(program, (node) => {
    if (node.type === 'Identifier') names.add(node.name);
  });
  return names;
}

/** What is suggested is tried first. */
function isTaken(code: string, name: string, path: string, options: ExtractOptions): boolean {
  const { prompts } = extract({ paths: [path], read: (each) => (each === path ? code : null) }, options);
  const [prompt] = prompts;
  return prompts.length === 1 && prompt?.status === 'ok' && prompt.exportName === name;
}
