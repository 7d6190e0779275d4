import type { Node, TSEnumDeclaration } from '@babel/types';
import type { Binding, Module } from '../../modules/modules.ts';
import { specifierName } from '../../parse/names-of.ts';
import { bindPattern, kept } from './patterns.ts';
import { fromPlain, memberOf } from '../../values/plain.ts';
import { evaluate, freshRun, type Run } from '../run/run.ts';
import { lasting } from './forget.ts';
import { findCell, innerScope, moduleScope } from '../../names/scope.ts';
import { sharedUnknown, unknown, unknownLocal } from '../run/slots.ts';
import { exportsValueAs, findStar } from '../../modules/stars.ts';
import { staticValue, UNDEFINED, type Scope, type UnknownValue, type Value } from '../../values/values.ts';

/** What a name is worth where it is read: a local, a top-level binding of the file, or a global of JavaScript. */
export function readName(run: Run, name: string, node: Node, scope: Scope): Value {
  const cell = findCell(scope, name);
  if (cell && run.volatile.has(cell)) return unknownLocal(run, cell, node, scope, 'DYN_MUTATION');
  if (cell) return run.state.get(cell) ?? unknown(run, node, scope, 'DYN_COMPUTED');
  if (scope.module.bindings.has(name)) return bindingValue(run, scope.module, name);
  if (name === 'undefined') return UNDEFINED;
  if (name === 'NaN' || name === 'Infinity') return staticValue(Number(name));
  return sharedUnknown(run, 'global', name, () => unknown(run, node, scope, 'DYN_COMPUTED'));
}

/** Whether a name means JavaScript's own global of that name here. */
export function isGlobal(name: string, scope: Scope): boolean {
  return !findCell(scope, name) && !scope.module.bindings.has(name);
}

/** What a top-level name of a file is worth; evaluated once, with a budget of its own. */
export function bindingValue(run: Run, module: Module, name: string): Value {
  const binding = module.bindings.get(name);
  if (!binding) return UNDEFINED;
  const values = run.known.get(module) ?? new Map<string, Value | 'evaluating'>();
  run.known.set(module, values);
  const known = values.get(name);
  const scope = moduleScope(module);
  if (known === 'evaluating') return named(unknown(freshRun(run), binding.node, scope, 'DYN_CYCLE'), name);
  if (known) return known;
  values.set(name, 'evaluating');
  try {
    const value = module.mutated.names.has(name)
      ? named(unknown(freshRun(run), binding.node, scope, 'DYN_MUTATION'), name)
      : lasting(freshRun(run), (inner) => evaluateBinding(inner, binding, name, scope), binding.node, scope);
    values.set(name, value);
    return value;
  } finally {
    // Only an exception (a stack that is too deep) leaves the mark, and it must not look like a cycle later.
    if (values.get(name) === 'evaluating') values.delete(name);
  }
}

function evaluateBinding(run: Run, binding: Binding, name: string, scope: Scope): Value {
  switch (binding.kind) {
    case 'function':
      return { kind: 'function', node: binding.node, scope, state: run.state };
    case 'class':
      return { kind: 'class', node: binding.node, scope };
    case 'enum':
      return enumValue(run, binding.node, scope);
    case 'import':
      return importValue(run, binding, scope, /^(?:default|\*)$/.test(binding.name) ? name : binding.name);
    case 'expression':
      return evaluate(run, binding.node, scope);
    case 'variable': {
      const { id, init } = binding.node;
      if (!init)
        return binding.node.definite || binding.declared
          ? unknown(run, binding.node, scope, 'DYN_COMPUTED')
          : UNDEFINED;
      if (id.type === 'Identifier') return kept(run, evaluate(run, init, scope), init, scope);
      // const { a, b } = …
      const inner = innerScope(scope);
      bindPattern(run, inner, id, evaluate(run, init, scope));
      return readName(run, name, binding.node, inner);
    }
  }
}

/** `enum A { X, Y = 'y' }`, also as a record of its members. */
function enumValue(run: Run, node: TSEnumDeclaration, scope: Scope): Value {
  const entries = new Map<string, Value>();
  let next: number | null = 0;
  for (const member of node.members) {
    const name = specifierName(member.id);
    let value: Value;
    if (member.initializer) {
      // A member may use the ones before it by their bare names.
      const inner = innerScope(scope);
      for (const [key, earlier] of entries) {
        const cell = { name: key };
        inner.cells.set(key, cell);
        run.state.set(cell, earlier);
      }
      value = evaluate(run, member.initializer, inner);
    } else {
      value = next === null ? unknown(run, member, scope, 'DYN_COMPUTED') : staticValue(next);
    }
    next = value.kind === 'static' && typeof value.value === 'number' ? value.value + 1 : null;
    entries.set(name, value);
    // A numeric member can be looked up by its number: A[0] === 'X'.
    if (value.kind === 'static' && typeof value.value === 'number')
      entries.set(String(value.value), staticValue(name));
  }
  return { kind: 'record', entries, nodes: new Map(), rest: null };
}

/** A top-level name is what its value is known by. */
function named(value: UnknownValue, name: string): UnknownValue {
  return { ...value, slot: { ...value.slot, name } };
}

function importValue(
  run: Run,
  binding: Extract<Binding, { kind: 'import' }>,
  scope: Scope,
  name: string,
): Value {
  const found = importedValue(run, scope.module, binding.from, binding.name, 0);
  return found ?? named(unknown(run, binding.node, scope, 'DYN_UNRESOLVED_IMPORT'), name);
}

/**
 * What `import { name } from 'specifier'` gives in a file; `*` is the namespace, `default` the default.
 *
 * @returns null where the file is not part of the source, cannot be read, or does not export the name
 */
export function importedValue(
  run: Run,
  from: Module,
  specifier: string,
  name: string,
  depth: number,
): Value | null {
  const target = depth > 16 ? null : run.modules.resolve(from.path, specifier);
  if (!target) return null;
  if (target.kind === 'module') {
    const module = run.modules.follow(target.path);
    if (!module) return null;
    return name === '*' ? { kind: 'namespace', module } : exportedValue(run, module, name, depth);
  }
  const text = run.modules.source.read(target.path);
  if (text === null) return null;
  // A clone with CRLF and one with LF have the same prompts.
  if (target.kind === 'text') return name === 'default' ? staticValue(text.replaceAll('\r\n', '\n')) : null;
  const value = parseJson(text);
  if (value === null || name === 'default') return value;
  return name === '*' ? value : memberOf(value, name);
}

/** What a file exports under a name, through its own `export … from` and `export *`; null where it does not. */
export function exportedValue(run: Run, module: Module, name: string, depth = 0): Value | null {
  if (depth > 16) return null;
  const exported = module.exports.get(name);
  if (exported?.kind === 'local') {
    return module.bindings.has(exported.name) ? bindingValue(run, module, exported.name) : null;
  }
  if (exported?.kind === 'from') return importedValue(run, module, exported.from, exported.name, depth + 1);
  const star = name === 'default' ? null : findStar(run.modules, module, name, exportsValueAs(name));
  return star && exportedValue(run, star, name, depth + 1);
}

function parseJson(text: string): Value | null {
  try {
    return fromPlain(JSON.parse(text));
  } catch {
    return null;
  }
}
