import type { Node, TSType } from '@babel/types';
import { itemAnnotation, readAnnotation, type Annotation } from '../modules/annotations.ts';
import { hasProse } from '../discover/floor.ts';
import { PROMPT_NAME } from '../discover/filter.ts';
import type { Module, Modules } from '../modules/modules.ts';
import { propertyName } from '../parse/names-of.ts';
import type { FunctionValue, UnknownOrigin } from '../values/values.ts';
import { isFunction, peel } from '../parse/walk.ts';

/** Packages that describe data: what their functions give has text in it, and is none. */
const SCHEMAS =
  /^(?:zod|valibot|yup|joi|superstruct|arktype|io-ts|runtypes|ajv|convex|effect|drizzle-orm|@sinclair\/typebox|@effect\/schema|@hapi\/joi|@trpc\/server)(?:$|\/)/;

/** Objects of JavaScript that `new` makes, and none of which is text. */
const BUILT_IN = /^(?:Map|Set|WeakMap|WeakSet|Date|Promise|Array|Error|URL|RegExp|Uint8Array)$/;

/** Methods of lists that give a list. */
const LISTS = /^(?:map|filter|sort|slice|splice|flat|flatMap|concat|reverse|toSorted|toReversed)$/;

const MAX_HOPS = 8;

/** Whether what only the running code knows may be text: what is an object for certain is no prompt. */
export function mayBeText(
  { node, module }: Pick<UnknownOrigin, 'node' | 'module'>,
  returned: boolean,
): boolean {
  return returned ? !isObject(node, module, 0) : isTextCode(node, module);
}

/** What only texts have, of which it gives another. */
const GIVES_TEXT =
  /^(?:replace|replaceAll|trim|trimStart|trimEnd|toUpperCase|toLowerCase|padStart|padEnd|join)$/;

/** Whether a value is text for certain, though only the running code knows which: `text.replace(…)`. */
export function isMadeText({ node }: Pick<UnknownOrigin, 'node'>): boolean {
  const made = peel(node);
  if (made.type !== 'CallExpression') return false;
  const callee = peel(made.callee);
  return (
    callee.type === 'MemberExpression' &&
    GIVES_TEXT.test(propertyName(callee.property, callee.computed) ?? '')
  );
}

function isObject(written: Node, module: Module, hops: number): boolean {
  const node = awaited(written);
  if (node.type === 'NewExpression') return isObjectClass(peel(node.callee), module);
  if (/^(?:Object|Array|Class|ArrowFunction|Function)Expression$|^ClassDeclaration$/.test(node.type))
    return true;
  if (isFromSchema(node, module, hops)) return true;
  if (node.type !== 'CallExpression' && node.type !== 'OptionalCallExpression') return false;
  const callee = peel(node.callee);
  if (callee.type !== 'MemberExpression' && callee.type !== 'OptionalMemberExpression') return false;
  const [argument] = node.arguments;
  // list.map((x) => …) is a list whatever it holds; text has none of these methods but slice and concat.
  return (
    LISTS.test(propertyName(callee.property, callee.computed) ?? '') &&
    !!argument &&
    isFunction(peel(argument))
  );
}

/** A class of JavaScript's own, or of this file: its objects are no text. */
function isObjectClass(callee: Node, { bindings }: Module): boolean {
  if (callee.type === 'ThisExpression') return true;
  return (
    callee.type === 'Identifier' &&
    (BUILT_IN.test(callee.name) || bindings.get(callee.name)?.kind === 'class')
  );
}

/** Of a constant, text stands in the code itself: given as text, not inside of an object that is given. */
function isTextCode(written: Node, module: Module): boolean {
  if (written.type === 'VariableDeclarator') return !!written.init && isTextCode(written.init, module);
  if (isObject(written, module, 0)) return false;
  const node = awaited(written);
  if (node.type !== 'CallExpression' && node.type !== 'OptionalCallExpression') return true;
  const callee = peel(node.callee);
  const isMember = callee.type === 'MemberExpression' || callee.type === 'OptionalMemberExpression';
  const name = isMember
    ? propertyName(callee.property, callee.computed)
    : callee.type === 'Identifier'
      ? callee.name
      : null;
  if (name !== null && PROMPT_NAME.test(name)) return true;
  return (
    node.arguments.slice(0, 1).some(isTextGiven) ||
    (isMember && !isRoot(callee.object) && isTextCode(callee.object, module))
  );
}

function isTextGiven(argument: Node): boolean {
  const given = peel(argument);
  if (given.type === 'Identifier' || given.type === 'MemberExpression') return true;
  return !/^(?:Object|ArrowFunction|Function)Expression$/.test(given.type) && hasProse(given);
}

/** `ai` of `ai.define(…)` is no text that something is done with. */
function isRoot(node: Node): boolean {
  return peel(node).type === 'Identifier';
}

function awaited(written: Node): Node {
  const node = peel(written);
  return node.type === 'AwaitExpression' ? awaited(node.argument) : node;
}

/** `z.string().describe('…')`, also through a constant that is one. */
function isFromSchema(written: Node, module: Module, hops: number): boolean {
  if (hops > MAX_HOPS) return false;
  const node = awaited(written);
  switch (node.type) {
    case 'CallExpression':
    case 'OptionalCallExpression':
      return isFromSchema(node.callee, module, hops);
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return isFromSchema(node.object, module, hops);
    case 'Identifier': {
      const binding = module.bindings.get(node.name);
      if (binding?.kind === 'import') return SCHEMAS.test(binding.from);
      const init = binding?.kind === 'variable' ? binding.node.init : null;
      return !!init && binding?.kind === 'variable' && binding.node.id.type === 'Identifier'
        ? isFromSchema(init, module, hops + 1)
        : false;
    }
    default:
      return false;
  }
}

/** Members that messages, or an object with a prompt in it, have. */
const TEXT_MEMBERS = new Set(['content', 'messages', 'prompt', 'system', 'parts', 'promptConfig']);

/** Whether a function says itself that it gives a number, a boolean or nothing: then it need not be called. */
export function saysNoText(node: FunctionValue['node']): boolean {
  const inner = declaredResult(node);
  return inner !== null && isNoText(inner);
}

/** The type that a function declares for its result, without the promise around it. */
function declaredResult({ returnType }: FunctionValue['node']): TSType | null {
  const declared = returnType?.type === 'TSTypeAnnotation' ? returnType.typeAnnotation : null;
  const isPromise =
    declared?.type === 'TSTypeReference' &&
    declared.typeName.type === 'Identifier' &&
    /^Promise(?:Like)?$/.test(declared.typeName.name);
  return isPromise ? (declared.typeParameters?.params[0] ?? null) : declared;
}

function isNoText({ type }: TSType): boolean {
  return /^TS(?:(?:Void|Never|Number|Boolean|BigInt|Symbol|Undefined|Null)Keyword|TypePredicate|FunctionType)$/.test(
    type,
  );
}

/**
 * Whether a function's declared type lets it return text or messages. Where nothing is declared, what an async function
 * has waited for is data more often than text.
 */
export function mayReturnText({ node, scope }: FunctionValue, modules: Modules): boolean {
  if (!node.returnType) return !(isFunction(node) && node.async);
  const inner = declaredResult(node);
  if (!inner) return true;
  if (isNoText(inner)) return false;
  const read = readAnnotation(
    { type: 'TSTypeAnnotation', typeAnnotation: inner } as Node,
    scope.module,
    modules,
  );
  return read === null || mayHoldText(read, modules);
}

function mayHoldText(of: Annotation, modules: Modules): boolean {
  switch (of.shape) {
    case 'number':
    case 'boolean':
    case 'collection':
      return false;
    case 'list': {
      const item = itemAnnotation(of, modules);
      return item === null || (item.shape === 'object' && mayHoldText(item, modules));
    }
    case 'object':
      return of.members.some(
        (member) =>
          member.type === 'TSPropertySignature' &&
          TEXT_MEMBERS.has(propertyName(member.key, member.computed === true) ?? ''),
      );
    default:
      return true;
  }
}
