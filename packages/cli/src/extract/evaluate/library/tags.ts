import type { TaggedTemplateExpression } from '@babel/types';
import type { Call } from './arguments.ts';
import { isGlobal, readName } from '../expressions/bindings.ts';
import { handOver } from '../expressions/forget.ts';
import { findDedent, type Dedent } from './dedent.ts';
import { callFunction } from '../statements/functions.ts';
import { findImport, OWN_PACKAGE } from '../../names/find-import.ts';
import { textValue, toParts } from '../run/lower.ts';
import { propertyName } from '../../parse/names-of.ts';
import { listOf } from '../../values/plain.ts';
import { evaluate, type Run } from '../run/run.ts';
import { unknown } from '../run/slots.ts';
import { concat, literal } from '../../values/text.ts';
import {
  isString,
  staticValue,
  type FunctionValue,
  type Part,
  type Scope,
  type Value,
} from '../../values/values.ts';
import { peel } from '../../parse/walk.ts';

/** `` tag`text ${x}` ``: what the tags do that are known; no other one is guessed. */
export function evaluateTagged(run: Run, node: TaggedTemplateExpression, scope: Scope): Value {
  const tag = peel(node.tag);
  // String.raw`…`
  if (tag.type === 'MemberExpression' && tag.object.type === 'Identifier' && tag.object.name === 'String') {
    if (propertyName(tag.property, tag.computed) === 'raw' && isGlobal('String', scope))
      return joined(run, node, scope, 'raw');
  }
  const imported = findImport(tag, scope);
  // prompt`…` of our own package is the text itself
  if (imported?.from === OWN_PACKAGE && imported.name === 'prompt') return joined(run, node, scope, 'cooked');
  const dedent = imported && findDedent(imported.from, imported.name);
  if (dedent) return dedented(run, node, scope, dedent);
  const value = dedent || tag.type !== 'Identifier' ? null : readName(run, tag.name, tag, scope);
  if (value?.kind === 'function') return callTag(run, node, value, scope);
  const given = node.quasi.expressions.map((expression) => evaluate(run, expression, scope));
  handOver(run, given, node, scope);
  return unknown(run, node, scope, 'DYN_DEDENT_UNKNOWN');
}

/** A tag of our own is a function of the strings and the values. */
function callTag(run: Run, node: TaggedTemplateExpression, tag: FunctionValue, scope: Scope): Value {
  const { quasis, expressions } = node.quasi;
  const strings = (form: 'raw' | 'cooked') =>
    listOf(quasis.map(({ value }) => staticValue(form === 'raw' ? value.raw : (value.cooked ?? undefined))));
  const first: Value = { ...strings('cooked'), raw: strings('raw') };
  const values = expressions.map((expression) => evaluate(run, expression, scope));
  const result = callFunction(run, tag, [first, ...values], node, scope);
  return result.kind === 'unknown' ? unknown(run, node, scope, 'DYN_DEDENT_UNKNOWN') : result;
}

function joined(run: Run, node: TaggedTemplateExpression, scope: Scope, form: 'raw' | 'cooked'): Value {
  const { quasis, expressions } = node.quasi;
  const lists = quasis.flatMap((quasi, index): (readonly Part[])[] => {
    const expression = expressions[index];
    const text = form === 'raw' ? quasi.value.raw : (quasi.value.cooked ?? '');
    return expression
      ? [literal(text), toParts(run, evaluate(run, expression, scope), expression, scope)]
      : [literal(text)];
  });
  return textValue(run, concat(...lists), node, scope);
}

function dedented(run: Run, node: TaggedTemplateExpression, scope: Scope, dedent: Dedent): Value {
  const { quasis, expressions } = node.quasi;
  const values = expressions.map((expression) =>
    toParts(run, evaluate(run, expression, scope), expression, scope),
  );
  const parts = dedent(
    quasis.map(({ value }) => ({ raw: value.raw, cooked: value.cooked ?? value.raw })),
    values,
  );
  return parts ? textValue(run, parts, node, scope) : unknown(run, node, scope, 'DYN_DEDENT_UNKNOWN');
}

/** `dedent(text)`: the tags of known packages can be called as functions of a text. */
export function dedentCall(run: Run, node: Call, scope: Scope): Value | null {
  const imported = findImport(node.callee, scope);
  const dedent = imported && findDedent(imported.from, imported.name);
  const [argument] = node.arguments;
  if (!dedent || !argument || node.arguments.length !== 1 || imported.from === 'outdent') return null;
  const value = evaluate(run, argument, scope);
  // A string that is given has no escapes left to read.
  if (!isString(value) || value.value.includes('\\')) return unknown(run, node, scope, 'DYN_DEDENT_UNKNOWN');
  const parts = dedent([{ raw: value.value, cooked: value.value }], []);
  return parts ? textValue(run, parts, node, scope) : unknown(run, node, scope, 'DYN_DEDENT_UNKNOWN');
}
