import type { CallExpression, Node, OptionalCallExpression, StringLiteral } from '@babel/types';
import { isLog } from './logs.ts';
import { propertyName } from './names-of.ts';
import { childrenOf } from './walk.ts';

/** What a piece of code says itself, and whom it asks. */
export interface Digest {
  /** Characters of the literals in it that may be of a prompt. */
  readonly length: number;
  /** Characters of all literals in it. */
  readonly letters: number;
  /** What it reads by name, each once. */
  readonly names: readonly string[];
  /** The members it asks for, of whatever; null where it calls one by a name that is computed. */
  readonly asked: readonly string[] | null;
  /** How large it is. */
  readonly nodes: number;
}

/** The same code is asked about again and again, for each value in it that is not known. */
const digests = new WeakMap<Node, Digest>();

export function digestOf(root: Node): Digest {
  const known = digests.get(root);
  if (known) return known;
  const names = new Set<string>();
  const asked = new Set<string>();
  let asksAny = false;
  let length = 0;
  let letters = 0;
  let nodes = 0;
  const pending: Node[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    const inner = digests.get(node);
    if (inner) {
      length += inner.length;
      letters += inner.letters;
      nodes += inner.nodes;
      for (const name of inner.names) names.add(name);
      for (const name of inner.asked ?? []) asked.add(name);
      asksAny ||= inner.asked === null;
      continue;
    }
    nodes += 1;
    const text = textOf(node);
    length += proseLength(text);
    letters += text.length;
    if (node.type === 'Identifier') names.add(node.name);
    const member = askedBy(node);
    if (member !== null) asked.add(member);
    asksAny ||= callsAny(node);
    for (const child of childrenOf(node))
      if (isRead(child, node) && !isOnlyAsked(child, node)) pending.push(child);
  }
  const digest = { length, letters, names: [...names], asked: asksAny ? null : [...asked], nodes };
  digests.set(root, digest);
  return digest;
}

/** Keys, paths and names of settings are no text of a prompt, however many there are. */
export function proseLength(text: string): number {
  return /^[\w$.:/@-]*$/.test(text) ? 0 : text.length;
}

function textOf(node: Node): string {
  switch (node.type) {
    case 'StringLiteral':
      return node.value;
    case 'TemplateElement':
      return node.value.cooked ?? node.value.raw;
    case 'JSXText':
      return node.value.trim();
    default:
      return '';
  }
}

/** Stands for every field of an object: `{ ...a }`, `JSON.stringify(a)`, `Object.values(a)`. */
export const ALL_FIELDS = '*';

/** `a.b`, `a['b']`, `const { b } = a` */
function askedBy(node: Node): string | null {
  switch (node.type) {
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return node.object.type === 'Identifier' && /^(?:JSON|Object)$/.test(node.object.name)
        ? ALL_FIELDS
        : propertyName(node.property, node.computed);
    case 'ObjectProperty':
      return propertyName(node.key, node.computed);
    case 'ObjectExpression':
      return node.properties.some(({ type }) => type === 'SpreadElement') ? ALL_FIELDS : null;
    default:
      return null;
  }
}

/** `a[b]()`, and whatever `this` has: `this[b]` */
function callsAny(node: Node): boolean {
  switch (node.type) {
    case 'CallExpression':
    case 'OptionalCallExpression':
      return isComputed(node.callee);
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return node.object.type === 'ThisExpression' && isComputed(node);
    default:
      return false;
  }
}

function isComputed(node: Node): boolean {
  return (
    (node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression') &&
    propertyName(node.property, node.computed) === null
  );
}

/** Comparisons, tests, counts, errors, logs and names of members decide what goes into a value, and do not go in themselves. */
function isOnlyAsked(child: Node, parent: Node): boolean {
  if (child.type === 'ThrowStatement') return true;
  switch (parent.type) {
    case 'BinaryExpression':
      return parent.operator !== '+';
    case 'ConditionalExpression':
    case 'IfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForStatement':
    case 'SwitchCase':
      return child === parent.test;
    case 'SwitchStatement':
      return child === parent.discriminant;
    case 'UnaryExpression':
      return parent.operator === '!' || parent.operator === 'typeof' || parent.operator === 'void';
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return child === parent.property ? child.type === 'StringLiteral' : isCount(parent);
    case 'ExpressionStatement':
      return isLog(child);
    case 'CallExpression':
    case 'OptionalCallExpression':
      return isMath(parent.callee) || (child.type === 'StringLiteral' && isEscape(child, parent));
    default:
      return false;
  }
}

/** `list.length` is a number, whatever is in the list. */
function isCount({ property, computed }: { property: Node; computed: boolean }): boolean {
  return !computed && property.type === 'Identifier' && /^(?:length|size)$/.test(property.name);
}

/** `Math.max(a, b)` */
function isMath(callee: Node): boolean {
  return (
    callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && callee.object.name === 'Math'
  );
}

/** The longest of what characters are escaped as, `&quot;`, and of what marks a place where something was. */
const MAX_ESCAPE = 6;
const MAX_MARK = 24;

/** The arguments of a call that go into what it gives. */
export function argumentsOf(call: CallExpression | OptionalCallExpression): readonly Node[] {
  return call.arguments.filter((argument) => isRead(argument, call) && !isOnlyAsked(argument, call));
}

/**
 * `text.replace("&", "&amp;")`, `text.replace(/key-\w+/g, "[REDACTED]")`: what is looked for, and what is as short as that
 * in its place, is no text of a prompt.
 */
function isEscape(
  literal: StringLiteral,
  { callee, arguments: [pattern, replacement] }: CallExpression | OptionalCallExpression,
): boolean {
  if (callee.type !== 'MemberExpression' && callee.type !== 'OptionalMemberExpression') return false;
  if (!/^replace(?:All)?$/.test(propertyName(callee.property, callee.computed) ?? '')) return false;
  return (
    literal === pattern ||
    (literal === replacement &&
      literal.value.length <= (pattern?.type === 'RegExpLiteral' ? MAX_MARK : MAX_ESCAPE))
  );
}

/** Types are no text, and what stands behind a dot is no name. */
function isRead(child: Node, parent: Node): boolean {
  if (child.type.startsWith('TS')) return child.type.endsWith('Expression');
  if (child.type !== 'Identifier') return true;
  switch (parent.type) {
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return parent.computed || child === parent.object;
    case 'ObjectProperty':
      return parent.computed || child === parent.value;
    case 'ObjectMethod':
    case 'ClassMethod':
    case 'ClassProperty':
      return parent.computed === true || child !== parent.key;
    default:
      return true;
  }
}
