import type { Class, ClassMethod, ClassProperty, Node, ObjectExpression } from '@babel/types';
import { bindingValue } from '../evaluate/expressions/bindings.ts';
import { hasProse } from '../discover/floor.ts';
import { codeOf, optionsOf, type Candidate } from '../discover/discover.ts';
import { isPromptPath, MEMBER_NAME, PROMPT_NAME } from '../discover/filter.ts';
import { toParts } from '../evaluate/run/lower.ts';
import { markerOf, type Marker } from '../discover/markers.ts';
import { saysNoText } from './may-be-text.ts';
import { textOfCall, toChat, type DraftChat } from './messages.ts';
import type { Module } from '../modules/modules.ts';
import { declaredNames, propertyName } from '../parse/names-of.ts';
import { bindThis } from '../evaluate/statements/functions.ts';
import { staticMember } from '../evaluate/expressions/statics.ts';
import { bindParameter } from '../evaluate/expressions/patterns.ts';
import { interpolate, type NamedRoots } from '../print/placeholders.ts';
import { listItems, orderedKeys } from '../values/plain.ts';
import { literalText } from '../values/text.ts';
import { evaluate, freshRun, type Run } from '../evaluate/run/run.ts';
import { isSchema } from './schemas.ts';
import { innerScope, moduleScope } from '../names/scope.ts';
import { unknown } from '../evaluate/run/slots.ts';
import { runBody } from '../evaluate/statements/statements.ts';
import type { Placeholders } from '../types.ts';
import {
  NOTHING_HIDDEN,
  type ClassValue,
  type FunctionValue,
  type Hidden,
  type Part,
  type Scope,
  type UnknownOrigin,
  type Value,
} from '../values/values.ts';
import { isFunction, peel, walk } from '../parse/walk.ts';

/** What one prompt of a candidate is worth, before it is judged and printed. */
export interface Draft {
  /** `a.b` of an exported object; null for the export itself. */
  readonly member: string | null;
  readonly node: Node;
  readonly module: Module;
  readonly marker: Marker | null;
  readonly content: Content;
  /** Whether it is a function that was called, so that what it returns may be anything. */
  readonly returned: boolean;
  /** The names that its callers give values to. */
  readonly parameters: readonly string[];
  /** The function that was called. */
  readonly fn: FunctionValue | null;
  /** Whether it is passed over where it cannot be tracked: what it gives is as likely no prompt at all. */
  readonly quiet: boolean;
}

export type Content =
  | { readonly kind: 'text'; readonly parts: readonly Part[]; readonly wrapped: boolean }
  | {
      readonly kind: 'chat';
      readonly messages: readonly {
        readonly role: string;
        readonly parts: readonly Part[];
        /** Whether placeholders of a library's own syntax were read in it. */
        readonly wrapped: boolean;
      }[];
      /** Where messages are that a list of them cannot say; null where there are none. */
      readonly gap: Node | null;
      /** Whether it is one whatever its length. */
      readonly isSure: boolean;
    }
  | { readonly kind: 'unknown'; readonly origin: UnknownOrigin; readonly hidden: Hidden };

const MAX_DEPTH = 6;
const MAX_DRAFTS = 1_000;

/** Everything of a candidate that may be a prompt: itself, or the members of an object, array or class. */
export function draftsOf(run: Run, candidate: Candidate, placeholders: Placeholders): Draft[] {
  const { module } = candidate;
  const value = bindingValue(run, module, candidate.binding);
  const drafts: Draft[] = [];
  const at: At = {
    member: null,
    node: candidate.node,
    module,
    marker: null,
    depth: 0,
    returned: false,
    inClass: false,
    asked: candidate.members === null,
    parameters: [],
    fn: null,
    quiet: false,
  };
  const isElsewhere = (node: Node) => candidate.marker === null && namesAnother(node, module);
  const explicit = candidate.marker !== null;
  const { members, beside } = candidate;
  const scope = moduleScope(module);
  const context = { run, drafts, placeholders, explicit, isElsewhere, members, beside, scope };
  collect(context, value, at);
  // Of what another package makes, the options are known that it is made of.
  if (members !== null && drafts.length === 0) {
    const binding = module.bindings.get(candidate.binding);
    const code = binding && codeOf(binding);
    for (const options of code ? optionsOf(code) : []) collectOptions(context, options, at);
  }
  return drafts;
}

/** `{ a: OTHER_PROMPT }`: a prompt is found where it is declared, not in every map that lists it. */
function namesAnother(node: Node, module: Module): boolean {
  if ((node.type !== 'ObjectProperty' && node.type !== 'ClassProperty') || !node.value) return false;
  const value = peel(node.value);
  if (value.type !== 'Identifier') return false;
  const binding = module.bindings.get(value.name);
  if (binding?.kind === 'import') return PROMPT_NAME.test(binding.name);
  const exported = [...module.exports.values()].some(
    (each) => each.kind === 'local' && each.name === value.name,
  );
  return exported && (PROMPT_NAME.test(value.name) || isPromptPath(module.path));
}

interface Context {
  readonly run: Run;
  readonly drafts: Draft[];
  readonly scope: Scope;
  readonly placeholders: Placeholders;
  readonly explicit: boolean;
  /** What the names of members match that are looked at; null for all. */
  readonly members: RegExp | null;
  /** Whether static texts of a class are looked at, and what its static methods make of them. */
  readonly beside: boolean;
  /** Whether a member only names a prompt that is exported itself. */
  readonly isElsewhere: (node: Node) => boolean;
}

interface At {
  readonly member: string | null;
  readonly node: Node;
  readonly module: Module;
  readonly marker: Marker | null;
  readonly depth: number;
  readonly returned: boolean;
  /** Below a class, whose members are prompts only where they are text. */
  readonly inClass: boolean;
  /** Whether it, or what it is a member of, is named as the members that are looked at. */
  readonly asked: boolean;
  readonly parameters: readonly string[];
  readonly fn: FunctionValue | null;
  readonly quiet: boolean;
}

function collect(context: Context, value: Value, at: At): void {
  if (at.depth > MAX_DEPTH || context.drafts.length >= MAX_DRAFTS) return;
  if (!at.asked && !/^(?:record|list|class)$/.test(value.kind)) return;
  const run = freshRun(context.run);
  const chat = at.asked ? toChat(value, at.returned && at.member === null) : null;
  if (chat) {
    add(context, at, chatContent(context, run, chat, at));
    return;
  }
  switch (value.kind) {
    case 'static':
    case 'text':
    case 'choice':
      if (canBeText(value)) add(context, at, textContent(context, run, value, at));
      return;
    case 'unknown':
      if (at.inClass && !isExplicit(context, at)) return;
      add(context, at, { kind: 'unknown', origin: value, hidden: value.slot.hidden });
      return;
    case 'promise':
      return collect(context, value.value, at);
    case 'wrapper':
      if (canBeText(value.content)) add(context, at, textContent(context, run, value, at));
      return;
    case 'function':
      if (!at.returned && (isExplicit(context, at) || !saysNoText(value.node))) {
        const parameters = parameterNames(value.node);
        collect(context, callPrompt(run, value), { ...at, returned: true, parameters, fn: value });
      }
      return;
    case 'record':
      if (at.returned && !isExplicit(context, at)) {
        const text = textOfCall(value);
        if (text) collectText(context, text, at);
      }
      // What a function returns is data of the program; only an object that is exported is a map of prompts.
      if ((at.returned || at.inClass || isSchema(value)) && !isExplicit(context, at)) return;
      for (const key of orderedKeys(value)) {
        const entry = value.entries.get(key);
        const node = value.nodes.get(key) ?? at.node;
        if (entry && !context.isElsewhere(node))
          collect(context, entry, below(context, at, key, node, markerOf(node)));
      }
      return;
    case 'list':
      if (at.returned) return;
      listItems(value.items)?.forEach((item, index) =>
        collect(context, item, below(context, at, String(index), at.node, null)),
      );
      return;
    case 'class':
      return collectMembers(context, value, at);
    default:
  }
}

function isExplicit({ explicit }: Context, { marker }: At): boolean {
  return explicit || marker !== null;
}

/** `new Agent({ instructions: 'text' })`: as of a class, only what is text. */
function collectOptions(context: Context, node: ObjectExpression, at: At): void {
  const options = evaluate(freshRun(context.run), node, context.scope);
  if (options.kind !== 'record') return;
  for (const [key, value] of options.entries) {
    const member = options.nodes.get(key) ?? node;
    const next = below(context, at, key, member, markerOf(member));
    if (next.asked && !context.isElsewhere(member)) collect(context, value, { ...next, inClass: true });
  }
}

function add({ drafts }: Context, at: At, content: Content): void {
  const { member, node, module, marker, returned, parameters, fn, quiet } = at;
  drafts.push({ member, node, module, marker, content, returned, parameters, fn, quiet });
}

function below({ members }: Context, at: At, key: string, node: Node, marker: Marker | null): At {
  return {
    ...at,
    asked: at.asked || members?.test(key) === true,
    member: at.member === null ? key : `${at.member}.${key}`,
    node,
    marker,
    depth: at.depth + 1,
  };
}

/** What a function gives as the text of a call is a prompt where it is text at all. */
function collectText(context: Context, value: Value, at: At): void {
  if (value.kind === 'wrapper' || value.kind === 'unknown' || canBeText(value)) collect(context, value, at);
}

function chatContent(context: Context, run: Run, { messages, gap, isSure }: DraftChat, at: At): Content {
  const roots: NamedRoots = new Map();
  const read = messages.map(({ role, content }) => ({
    role,
    parts: textParts(context, run, content, at, roots),
    wrapped: content.kind === 'wrapper',
  }));
  return { kind: 'chat', messages: read, isSure, gap: gap && placeIn(at.node, gap.node) };
}

/** A node where it is part of the code; what is written elsewhere is known by the code that uses it. */
function placeIn(code: Node, node: Node | null): Node {
  let found = code;
  walk(code, (inner) => {
    if (inner === node) found = inner;
    return found === code;
  });
  return found;
}

function textContent(context: Context, run: Run, value: Value, at: At): Content {
  const parts = textParts(context, run, value, at, new Map());
  return { kind: 'text', parts, wrapped: value.kind === 'wrapper' };
}

/** A value as text; a wrapper's own placeholders are variables unless placeholders are off. */
function textParts(context: Context, run: Run, value: Value, at: At, roots: NamedRoots): readonly Part[] {
  const plain = value.kind === 'wrapper' ? value.content : value;
  const parts = toParts(run, plain, at.node, context.scope);
  if (value.kind !== 'wrapper' || context.placeholders === 'none') return parts;
  const filled = [...(value.defaults ?? [])].map(
    ([name, each]) => [name, toParts(run, each, at.node, context.scope)] as const,
  );
  const read = interpolate(parts, value.syntax, roots, new Map(filled));
  // A format that is broken on its only way the library refuses.
  if (read || (value.syntax === 'f-string' && literalText(parts) !== null)) return read ?? parts;
  return [{ kind: 'slot', slot: unknown(run, at.node, context.scope, 'DYN_COMPUTED').slot }];
}

/** A choice of which one side at least is text; the other may be nothing. */
function canBeText(value: Value): boolean {
  switch (value.kind) {
    case 'static':
      return typeof value.value === 'string';
    case 'text':
      return true;
    case 'choice':
      return canBeText(value.consequent) || canBeText(value.alternate);
    default:
      return false;
  }
}

/** The names of parameters as callers write them: of a destructured one, its properties. */
function parameterNames({ params }: FunctionValue['node']): string[] {
  return params.flatMap((parameter): string[] => {
    const target = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
    if (target.type !== 'ObjectPattern') return declaredNames(target);
    return target.properties.flatMap((property) =>
      property.type === 'RestElement'
        ? declaredNames(property)
        : (propertyName(property.key, property.computed) ?? []),
    );
  });
}

/** Calls a function with each leaf of its parameters as a variable. */
function callPrompt(run: Run, fn: FunctionValue): Value {
  const { node, scope } = fn;
  if (!isFunction(node) || node.generator) return unknown(run, node, scope, 'DYN_CALL_RESULT');
  const local = innerScope(scope);
  const inner: Run = { ...run, state: new Map(fn.state), stack: [node] };
  bindThis(inner, fn, local);
  for (const parameter of node.params) bindParameter(inner, local, parameter);
  return node.body.type === 'BlockStatement'
    ? runBody(inner, node.body, local)
    : evaluate(inner, node.body, local);
}

/** `class A { static b = 'text'; static c() { return 'text' } getPrompt() { return 'text' } }` */
function collectMembers(context: Context, value: ClassValue, at: At): void {
  const { node, scope } = value;
  for (const member of node.body.body) {
    if (member.type !== 'ClassProperty' && member.type !== 'ClassMethod') continue;
    const name = propertyName(member.key, member.computed === true);
    if (name === null || !isAsked(context, member, name, node)) continue;
    const isNamed = PROMPT_NAME.test(name);
    const next = { ...below(context, at, name, member, markerOf(member)), inClass: true, asked: true };
    if (member.static) {
      if (context.isElsewhere(member) || givesStatic(member, node)) continue;
      // In a class that does not say prompt, what is waited for is an answer more often than a prompt.
      const quiet = context.members !== null && (!isNamed || functionOf(member)?.async === true);
      collectStatic(context, value, name, member, { ...next, inClass: !isNamed, quiet });
    } else if (
      member.type === 'ClassMethod' &&
      member.kind === 'method' &&
      (next.marker || (isNamed && hasProse(member)))
    ) {
      // What `this` has differs from object to object, so a template would leave out what the object brings along.
      const own = findThis(member);
      if (own && context.members !== null && !next.marker) continue;
      const origin = own && ({ code: 'DYN_CLASS_MEMBER', node: own, module: at.module } as const);
      const fn = { kind: 'function', node: member, scope, state: new Map() } as const;
      if (origin)
        add(context, { ...next, returned: true, fn }, { kind: 'unknown', origin, hidden: NOTHING_HIDDEN });
      else collect(context, fn, next);
    }
  }
}

/** A static field, or what a static method or getter gives. */
function collectStatic(
  context: Context,
  value: ClassValue,
  name: string,
  member: ClassProperty | ClassMethod,
  at: At,
): void {
  const kind = member.type === 'ClassMethod' ? member.kind : 'field';
  const found = kind === 'set' ? null : staticMember(freshRun(context.run), value, name);
  if (found) collect(context, found, { ...at, returned: kind === 'get' });
}

/** `static getPrompt() { return this.prefix }`: a text of the class is found where it is written. */
function givesStatic(member: ClassProperty | ClassMethod, { id }: Class): boolean {
  const code = functionOf(member);
  if (!code) return false;
  const [first] = code.body.type === 'BlockStatement' ? code.body.body : [];
  const given =
    code.body.type !== 'BlockStatement' ? code.body : first?.type === 'ReturnStatement' && first.argument;
  return !!given && isOwnMember(peel(given), id);
}

function functionOf(member: ClassProperty | ClassMethod) {
  const code = member.type === 'ClassMethod' ? member : member.value && peel(member.value);
  return isFunction(code) ? code : null;
}

/** `this.a`, or `A.a` in class `A` */
function isOwnMember(node: Node, id: Class['id']): boolean {
  if (node.type !== 'MemberExpression') return false;
  const of = peel(node.object);
  return of.type === 'ThisExpression' || (of.type === 'Identifier' && of.name === id?.name);
}

/** Where the class itself does not say prompt: what is called so, of its objects as well. */
function isAsked(
  { members, beside }: Context,
  member: ClassProperty | ClassMethod,
  name: string,
  { id }: Class,
): boolean {
  if (members === null) return true;
  if (members.test(name) && (member.static || MEMBER_NAME.test(name))) return true;
  if (!beside || !member.static) return false;
  const code = functionOf(member);
  return code === null || usesOwn(code, id);
}

function usesOwn(code: Node, id: Class['id']): boolean {
  let found = false;
  walk(code, (node) => {
    found ||= isOwnMember(node, id);
    return !found;
  });
  return found;
}

/** The first `this` or `super` of a method, not of functions inside it that have their own. */
function findThis(method: Node): Node | null {
  let found: Node | null = null;
  walk(method, (node) => {
    if (node.type === 'ThisExpression' || node.type === 'Super') found ??= node;
    return node === method || !isFunction(node) || node.type === 'ArrowFunctionExpression';
  });
  return found;
}
