import type {
  Class,
  ClassMethod,
  ClassPrivateMethod,
  ClassPrivateProperty,
  ClassProperty,
} from '@babel/types';
import { declare, findCell, innerScope } from '../../names/scope.ts';
import { ANY_MEMBER } from '../../parse/mutations.ts';
import { propertyName } from '../../parse/names-of.ts';
import { isFunction } from '../../parse/walk.ts';
import { forgetChanges, lasting } from './forget.ts';
import { mayChange } from '../run/sides.ts';
import { evaluate, freshRun, type Run } from '../run/run.ts';
import { type ClassValue, type FunctionValue, type Scope, type Value } from '../../values/values.ts';

/** A field, method or accessor that the class itself has. */
type StaticMember = ClassProperty | ClassPrivateProperty | ClassMethod | ClassPrivateMethod;

/** `Class.name`: a static field, method or getter, also an inherited one; null where its value cannot be told. */
export function staticMember(run: Run, of: ClassValue, name: string): Value | null {
  const self = of.self ?? of;
  const member = findStatic(of.node, name);
  if (!member) {
    const parent = parentOf(run, of);
    return parent && staticMember(run, { ...parent, self }, name);
  }
  const changed = of.scope.module.mutated.statics.get(of.node);
  if (changed?.has(name) || changed?.has(ANY_MEMBER)) return null;
  if (member.type === 'ClassProperty' || member.type === 'ClassPrivateProperty')
    return fieldValue(run, member, of);
  const code: FunctionValue = {
    kind: 'function',
    node: member,
    scope: of.scope,
    state: new Map(),
    self,
    home: of,
  };
  return member.kind === 'get' ? run.parts.callFunction(run, code, [], member, of.scope) : code;
}

/** The class that a class extends. */
function parentOf(run: Run, { node, scope }: ClassValue): ClassValue | null {
  const parent = node.superClass;
  if (parent?.type !== 'Identifier' && parent?.type !== 'MemberExpression') return null;
  const value = evaluate(run, parent, scope);
  return value.kind === 'class' && value.node !== node ? value : null;
}

/** Of two of one name the later one is it, but fields are made after all methods; a setter gives nothing. */
function findStatic({ body }: Class, name: string): StaticMember | null {
  let found: StaticMember | null = null;
  for (const member of body.body) {
    if (!('key' in member) || !('static' in member) || member.static !== true) continue;
    if (propertyName(member.key, 'computed' in member && member.computed === true) !== name) continue;
    if (member.type === 'ClassProperty' || member.type === 'ClassPrivateProperty') found = member;
    else if (
      (member.type === 'ClassMethod' || member.type === 'ClassPrivateMethod') &&
      member.kind !== 'set' &&
      found?.type !== 'ClassProperty'
    )
      found = member;
  }
  return found;
}

/** Fields are made in the order they are written: one that is asked for while an earlier one is made is not there yet. */
function fieldValue(run: Run, member: ClassProperty | ClassPrivateProperty, of: ClassValue): Value | null {
  const { value } = member;
  if (!value) return null;
  for (const each of of.node.body.body) {
    // A function is made at once; on the stack it is one that is called.
    if ('value' in each && each.value && !isFunction(each.value) && run.stack.includes(each.value))
      return null;
    if (each === member) break;
  }
  const inner: Run = { ...freshRun(run), stack: [...run.stack, value] };
  const scope = innerScope(of.scope);
  inner.state.set(declare(scope, 'this'), of);
  inner.state.set(declare(scope, 'super'), of);
  return lasting(inner, () => evaluate(inner, value, scope), value, scope);
}

/** A class, of which what it runs once is run here. */
export function makeClass(run: Run, node: Class, outer: Scope): ClassValue {
  // Inside of it, its name is its own.
  const scope = node.type === 'ClassExpression' && node.id ? innerScope(outer) : outer;
  const value: ClassValue = { kind: 'class', node, scope };
  if (scope !== outer && node.id) run.state.set(declare(scope, node.id.name), value);
  for (const member of node.body.body) {
    const isField = member.type === 'ClassProperty' || member.type === 'ClassPrivateProperty';
    const runs = member.type === 'StaticBlock' || (isField && member.static) ? member : null;
    if (runs && mayChange(runs)) forgetChanges(run, runs, scope);
  }
  return value;
}

/** `super` in a static method or field: what the class extends, whose methods are called on what `this` is. */
export function superClass(run: Run, scope: Scope): ClassValue | null {
  const cell = findCell(scope, 'super');
  const home = cell && run.state.get(cell);
  if (home?.kind !== 'class') return null;
  const parent = parentOf(run, home);
  return parent && { ...parent, self: home.self ?? home };
}
