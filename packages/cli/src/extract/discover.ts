import type { Node } from '@babel/types';
import { isPromptPath, PROMPT_NAME } from './filter.ts';
import { findImport, OWN_PACKAGE } from './imports.ts';
import { findMarkers, type Marker } from './markers.ts';
import type { Binding, Module } from './modules.ts';
import { propertyName } from './names-of.ts';
import { moduleScope } from './scope.ts';
import type { ExtractOptions } from './types.ts';
import { isFunction, peel, walk } from './walk.ts';

/** A binding that may be a prompt, and why. */
export interface Candidate {
  readonly module: Module;
  /** The name of the binding in its file. */
  readonly binding: string;
  readonly exportName: string;
  /** Its declaration: what its position, its end and the hash of its code are taken from. */
  readonly node: Node;
  readonly rule: 'marker' | 'name' | 'path';
  readonly marker: Marker | null;
  /** Where the file and the export say nothing, but the class does: what the names of its static strings match. */
  readonly members: RegExp | null;
}

/** The bindings of a file that may be prompts, in source order. */
export function findCandidates(module: Module, options: ExtractOptions): Candidate[] {
  const markers = findMarkers(module.program);
  const name = options.match === null ? PROMPT_NAME : new RegExp(options.match, 'u');
  const inPromptFile = options.match === null && isPromptPath(module.path);
  const found = new Map<string, Candidate>();
  for (const [exportName, exported] of module.exports) {
    const binding = exported.kind === 'local' ? module.bindings.get(exported.name) : undefined;
    if (exported.kind !== 'local' || !binding || binding.kind === 'import') continue;
    // Exported twice (`export const a`, `export default a`) it is one prompt, under its own name.
    const known = found.get(exported.name);
    if (known && known.exportName !== 'default') continue;
    const base = { module, binding: exported.name, exportName, node: binding.node, members: null };
    const marker = markers.get(exported.name) ?? definitionOf(binding, module);
    if (marker) {
      found.set(exported.name, { ...base, rule: 'marker', marker });
    } else if (whyImpossible(exported.name, binding) === null) {
      const named = name.test(exportName) || (exportName === 'default' && name.test(exported.name));
      if (named || inPromptFile)
        found.set(exported.name, { ...base, rule: named ? 'name' : 'path', marker: null });
      else if (hasStatic(binding, name))
        found.set(exported.name, { ...base, rule: 'name', marker: null, members: name });
    }
  }
  for (const [local, marker] of markers) {
    const binding = module.bindings.get(local);
    if (!binding || binding.kind === 'import' || found.has(local)) continue;
    found.set(local, {
      module,
      binding: local,
      exportName: local,
      node: binding.node,
      rule: 'marker',
      marker,
      members: null,
    });
  }
  return [...found.values()].toSorted((a, b) => (a.node.start ?? 0) - (b.node.start ?? 0));
}

/** `class A { static systemPrompt = '…' }` */
function hasStatic(binding: Binding, name: RegExp): boolean {
  if (binding.kind !== 'class') return false;
  return binding.node.body.body.some(
    (member) =>
      member.type === 'ClassProperty' &&
      member.static &&
      name.test(propertyName(member.key, member.computed === true) ?? ''),
  );
}

/** `definePrompt({ name, … })` and `` prompt`…` `` of our own package mark what they give. */
function definitionOf(binding: Binding, module: Module): Marker | null {
  const code = codeOf(binding);
  const callee =
    code?.type === 'CallExpression'
      ? code.callee
      : code?.type === 'TaggedTemplateExpression'
        ? code.tag
        : null;
  const imported = callee && findImport(callee, moduleScope(module));
  if (imported?.from !== OWN_PACKAGE) return null;
  const options = code?.type === 'CallExpression' ? code.arguments[0] : null;
  const name =
    options?.type === 'ObjectExpression' &&
    options.properties.find(
      (property) =>
        property.type === 'ObjectProperty' && propertyName(property.key, property.computed) === 'name',
    );
  const value = name && name.type === 'ObjectProperty' ? name.value : null;
  return { name: value?.type === 'StringLiteral' ? value.value : null };
}

/** What is never a prompt unless marked: hooks, components, types of things that only have prompt in their name. */
export function whyImpossible(name: string, binding: Binding): string | null {
  if (/^use[A-Z]/.test(name)) return 'its name is that of a React hook';
  if (binding.kind === 'enum') return 'it is an enum';
  const code = codeOf(binding);
  return code && isFunction(code) && returnsMarkup(code) ? 'it is a React component: it has markup' : null;
}

function codeOf(binding: Binding): Node | null {
  if (binding.kind === 'function') return binding.node;
  if (binding.kind === 'variable') return binding.node.init ? peel(binding.node.init) : null;
  return binding.kind === 'expression' ? peel(binding.node) : null;
}

/** React components have markup; a function that returns a prompt has none. */
function returnsMarkup(code: Node): boolean {
  let found = false;
  walk(code, (node) => {
    if (node.type === 'JSXElement' || node.type === 'JSXFragment') found = true;
    return !found;
  });
  return found;
}
