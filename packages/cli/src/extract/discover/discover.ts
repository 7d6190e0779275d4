import type { Node, ObjectExpression } from '@babel/types';
import { whyAbout } from './about.ts';
import { hasProse } from './floor.ts';
import { isPromptPath, MEMBER_NAME, PROMPT_NAME } from './filter.ts';
import { findImport, OWN_PACKAGE } from '../names/find-import.ts';
import { findMarkers, type Marker } from './markers.ts';
import type { Binding, Module } from '../modules/modules.ts';
import { propertyName } from '../parse/names-of.ts';
import { moduleScope } from '../names/scope.ts';
import type { ExtractOptions } from '../types.ts';
import { isFunction, peel, walk } from '../parse/walk.ts';

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
  /** Where the file and the export say nothing, but members do: what the names of those match. */
  readonly members: RegExp | null;
  /** Whether a static method puts a prompt together of what stands beside it: its texts are prompts then, whatever their names. */
  readonly beside: boolean;
}

/** The bindings of a file that may be prompts, in source order. */
export function findCandidates(module: Module, options: ExtractOptions): Candidate[] {
  const markers = findMarkers(module.program);
  const name = options.match === null ? PROMPT_NAME : new RegExp(options.match, 'u');
  const member = options.match === null ? MEMBER_NAME : name;
  const inPromptFile = options.match === null && isPromptPath(module.path);
  const found = new Map<string, Candidate>();
  for (const [exportName, exported] of module.exports) {
    const binding = exported.kind === 'local' ? module.bindings.get(exported.name) : undefined;
    if (exported.kind !== 'local' || !binding || binding.kind === 'import') continue;
    // A namespace is looked into where it is used; what it holds is code rather than prompts.
    if (exported.node.type === 'TSModuleDeclaration') continue;
    // Exported twice (`export const a`, `export default a`) it is one prompt, under its own name.
    const known = found.get(exported.name);
    if (known && known.exportName !== 'default') continue;
    const base = {
      module,
      binding: exported.name,
      exportName,
      node: binding.node,
      members: null,
      beside: false,
    };
    const marker = markers.get(exported.name) ?? definitionOf(binding, module);
    if (marker) {
      found.set(exported.name, { ...base, rule: 'marker', marker });
    } else if (whyImpossible(exported.name, binding) === null) {
      const named = name.test(exportName) || (exportName === 'default' && name.test(exported.name));
      if (named || inPromptFile)
        found.set(exported.name, { ...base, rule: named ? 'name' : 'path', marker: null });
      else {
        const members = membersOf(binding, name, member);
        if (members) found.set(exported.name, { ...base, rule: 'name', marker: null, ...members });
      }
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
      beside: false,
    });
  }
  return [...found.values()].toSorted((a, b) => (a.node.start ?? 0) - (b.node.start ?? 0));
}

/** How deep in an object a member is looked for. */
const MAX_DEPTH = 3;

/**
 * What members are called that are looked at, where the class or object itself does not say prompt: `class A { static
 * systemPrompt = '…'; getInstructions() { … } }`, `{ agent: { systemPrompt: '…' } }`; null where there are none.
 */
function membersOf(
  binding: Binding,
  name: RegExp,
  memberName: RegExp,
): Pick<Candidate, 'members' | 'beside'> | null {
  const byMember = { members: memberName, beside: false };
  const code = codeOf(binding);
  const node = binding.kind === 'class' ? binding.node : code?.type === 'ClassExpression' ? code : null;
  if (!node) {
    return code &&
      (holdsMember(code, memberName, 0) ||
        optionsOf(code).some((options) => hasNamedProse(options, memberName)))
      ? byMember
      : null;
  }
  const { body } = node.body;
  const some = (test: (member: (typeof body)[number]) => boolean) => body.some(test);
  if (some((member) => member.type === 'ClassProperty' && member.static && isNamedProse(member, name)))
    return { members: name, beside: false };
  // A static method puts together what stands in the static texts beside it.
  if (
    some((member) => member.type === 'ClassMethod' && member.static && isNamedProse(member, memberName, node))
  )
    return { members: memberName, beside: true };
  return some((member) => member.type === 'ClassMethod' && isNamedProse(member, memberName))
    ? byMember
    : null;
}

/** `new Agent({ instructions: '…' })`, `createAgent({ … })`: the options that something is made of. */
export function optionsOf(code: Node): ObjectExpression[] {
  if (code.type !== 'NewExpression' && code.type !== 'CallExpression') return [];
  return code.arguments.map((argument) => peel(argument)).filter((node) => node.type === 'ObjectExpression');
}

function hasNamedProse({ properties }: ObjectExpression, name: RegExp): boolean {
  return properties.some((property) => property.type !== 'SpreadElement' && isNamedProse(property, name));
}

function holdsMember(written: Node, name: RegExp, depth: number): boolean {
  const node = peel(written);
  if (depth > MAX_DEPTH) return false;
  if (node.type === 'ArrayExpression')
    return node.elements.some((element) => element !== null && holdsMember(element, name, depth + 1));
  if (node.type !== 'ObjectExpression') return false;
  return node.properties.some((property) => {
    if (property.type === 'SpreadElement') return false;
    if (isNamedProse(property, name)) return true;
    return property.type === 'ObjectProperty' && holdsMember(property.value, name, depth + 1);
  });
}

function isNamedProse(
  member: Extract<Node, { type: 'ClassProperty' | 'ClassMethod' | 'ObjectProperty' | 'ObjectMethod' }>,
  name: RegExp,
  code: Node = member,
): boolean {
  return name.test(propertyName(member.key, member.computed === true) ?? '') && hasProse(code);
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

/** What is never a prompt unless marked: hooks, components, what only has prompt in its name. */
export function whyImpossible(name: string, binding: Binding): string | null {
  if (/^use[A-Z]/.test(name)) return 'its name is that of a React hook';
  if (binding.kind === 'enum') return 'it is an enum';
  const code = codeOf(binding);
  if (code && isFunction(code) && returnsMarkup(code)) return 'it is a React component: it has markup';
  return whyAbout(name, code);
}

export function codeOf(binding: Binding): Node | null {
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
