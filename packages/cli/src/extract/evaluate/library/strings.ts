import { argumentValues, type Call } from './arguments.ts';
import { textValue, toParts } from '../run/lower.ts';
import { listOf } from '../../values/plain.ts';
import { expressionFor } from './regular.ts';
import { replaceIn } from './replace.ts';
import type { Run } from '../run/run.ts';
import { unknown } from '../run/slots.ts';
import { concat, trimParts } from '../../values/text.ts';
import {
  isString,
  staticValue,
  type Primitive,
  type Scope,
  type StaticValue,
  type TextValue,
  type Value,
} from '../../values/values.ts';

const MAX_REPEATED = 2 * 1024 * 1024;

/** A method of a string that is known wholly or in part; null where the result cannot be told. */
export function callStringMethod(
  run: Run,
  target: StaticValue | TextValue,
  name: string,
  node: Call,
  scope: Scope,
): Value | null {
  if (name === 'replace' || name === 'replaceAll') return replaceIn(run, target, name, node, scope);
  const values = argumentValues(run, node, scope);
  if (!values) return null;
  if (
    name === 'trim' ||
    name === 'trimStart' ||
    name === 'trimEnd' ||
    name === 'trimLeft' ||
    name === 'trimRight'
  ) {
    return isString(target) || target.kind === 'text' ? trim(run, target, name, node, scope) : null;
  }
  if (name === 'concat' && (isString(target) || target.kind === 'text')) {
    const lists = values.map((value) => toParts(run, value, node, scope));
    return textValue(run, concat(toParts(run, target, node, scope), ...lists), node, scope);
  }
  if (target.kind === 'text') return name === 'toString' || name === 'valueOf' ? target : null;
  const expression = typeof target.value === 'string' ? expressionFor(values[0], target.value) : null;
  // Of `split`, there may be no more pieces than it says.
  if (expression) return values.length === 1 ? matchIn(String(target.value), name, expression) : null;
  const args: Primitive[] = [];
  for (const value of values) {
    if (value.kind !== 'static') return null;
    args.push(value.value);
  }
  return computeMethod(run, target.value, name, args, node, scope);
}

/** `text.split(/…/)`, `text.match(/…/)`, `text.search(/…/)` */
function matchIn(text: string, name: string, expression: RegExp): Value | null {
  switch (name) {
    case 'split':
      return listOf(text.split(expression).map(staticValue));
    case 'match': {
      const found = text.match(expression);
      return found ? listOf(found.map(staticValue)) : staticValue(null);
    }
    case 'search':
      return staticValue(text.search(expression));
    default:
      return null;
  }
}

function trim(
  run: Run,
  target: StaticValue | TextValue,
  name: string,
  node: Call,
  scope: Scope,
): Value | null {
  const side = name === 'trim' ? 'both' : name === 'trimStart' || name === 'trimLeft' ? 'start' : 'end';
  const parts = trimParts(toParts(run, target, node, scope), side);
  return parts && textValue(run, parts, node, scope);
}

/** JavaScript's own methods on known text; only those that depend on nothing but their arguments. */
function computeMethod(
  run: Run,
  value: Primitive,
  name: string,
  args: readonly Primitive[],
  node: Call,
  scope: Scope,
): Value | null {
  // Arguments go to JavaScript's own method as they are, with its conversions.
  const [a, b] = args as [string & number, string & number];
  if (typeof value !== 'string') {
    if (name !== 'toString' || value === null || value === undefined) return null;
    if (args.length === 0) return staticValue(String(value));
    return typeof value === 'number' && Number(a) >= 2 && Number(a) <= 36
      ? staticValue(value.toString(a))
      : null;
  }
  switch (name) {
    case 'toString':
    case 'valueOf':
      return staticValue(value);
    case 'toUpperCase':
      return staticValue(value.toUpperCase());
    case 'toLowerCase':
      return staticValue(value.toLowerCase());
    case 'slice':
      return staticValue(value.slice(a, b));
    case 'substring':
      return staticValue(value.substring(a, b));
    case 'substr':
      return staticValue(b === undefined ? value.slice(a) : value.slice(a).slice(0, Math.max(0, b)));
    case 'charAt':
      return staticValue(value.charAt(a));
    case 'at':
      return staticValue(value.at(a));
    case 'indexOf':
      return staticValue(value.indexOf(String(a), b));
    case 'lastIndexOf':
      return staticValue(b === undefined ? value.lastIndexOf(String(a)) : value.lastIndexOf(String(a), b));
    case 'includes':
      return staticValue(value.includes(String(a), b));
    case 'startsWith':
      return staticValue(value.startsWith(String(a), b));
    case 'endsWith':
      return staticValue(b === undefined ? value.endsWith(String(a)) : value.endsWith(String(a), b));
    case 'repeat': {
      const count = Number(a);
      if (!(count >= 0) || count === Infinity) return null;
      return value.length * count > MAX_REPEATED
        ? unknown(run, node, scope, 'DYN_LIMIT')
        : staticValue(value.repeat(count));
    }
    case 'padStart':
    case 'padEnd':
      if (Number(a) > MAX_REPEATED) return unknown(run, node, scope, 'DYN_LIMIT');
      return staticValue(name === 'padStart' ? value.padStart(a, b) : value.padEnd(a, b));
    case 'split':
      if (args.length === 0) return listOf([staticValue(value)]);
      return typeof a === 'string' ? listOf((value as string).split(a, b).map(staticValue)) : null;
    case 'normalize':
      return a === undefined || /^NFK?[CD]$/.test(a) ? staticValue(value.normalize(a)) : null;
    default:
      return null;
  }
}
