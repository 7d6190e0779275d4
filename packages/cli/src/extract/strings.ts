import { argumentValues, type Call } from './arguments.ts';
import { textValue, toParts } from './lower.ts';
import { listOf } from './plain.ts';
import type { Run } from './run.ts';
import { unknown } from './slots.ts';
import { concat, literal, trimParts } from './text.ts';
import {
  isString,
  staticValue,
  type Part,
  type Primitive,
  type Scope,
  type StaticValue,
  type TextValue,
  type Value,
} from './values.ts';
import { peel } from './walk.ts';

const MAX_REPEATED = 2 * 1024 * 1024;

/** Longest text that a regular expression of the source is run over: its worst case is quadratic. */
const MAX_MATCHED = 20_000;

/** A method of a string that is known wholly or in part; null where the result cannot be told. */
export function callStringMethod(
  run: Run,
  target: StaticValue | TextValue,
  name: string,
  node: Call,
  scope: Scope,
): Value | null {
  if (name === 'replace' || name === 'replaceAll') return replace(run, target, name, node, scope);
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
  const args: Primitive[] = [];
  for (const value of values) {
    if (value.kind !== 'static') return null;
    args.push(value.value);
  }
  return computeMethod(run, target.value, name, args, node, scope);
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
    if (name !== 'toString' || value === null || value === undefined || typeof value === 'bigint')
      return null;
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

/** `text.replace('{x}', y)`: the pattern must be known, the replacement can be anything. */
function replace(
  run: Run,
  target: StaticValue | TextValue,
  name: string,
  node: Call,
  scope: Scope,
): Value | null {
  const [patternNode] = node.arguments;
  const values = argumentValues(run, node, scope);
  const [pattern, replacement] = values ?? [];
  if (!patternNode || !pattern || !replacement || values?.length !== 2) return null;
  if (target.kind === 'static' && typeof target.value !== 'string') return null;
  const inserted = replacementParts(run, replacement, node, scope);
  if (!inserted) return null;
  const literalPattern = peel(patternNode);
  const expression =
    literalPattern.type === 'RegExpLiteral'
      ? safeExpression(literalPattern.pattern, literalPattern.flags)
      : null;
  const parts = toParts(run, target, node, scope);
  if (expression) {
    // A match may run over what is not known; on known text alone it cannot.
    if (target.kind !== 'static') return null;
    const text = String(target.value);
    return text.length <= MAX_MATCHED
      ? textValue(run, replaceMatches(text, expression, inserted), node, scope)
      : null;
  }
  if (!isString(pattern) || pattern.value === '') return null;
  const all = name === 'replaceAll';
  if (!parts.some((part) => part.kind === 'literal' && part.text.includes(pattern.value))) {
    return target.kind === 'static' ? target : null;
  }
  let done = false;
  const result = parts.map((part): readonly Part[] => {
    if (part.kind !== 'literal' || done) return [part];
    const pieces = part.text.split(pattern.value);
    if (pieces.length > 1) done = !all;
    const kept = all
      ? pieces
      : [pieces[0] ?? '', ...(pieces.length > 1 ? [pieces.slice(1).join(pattern.value)] : [])];
    return concat(
      ...kept.flatMap((piece, index) => (index === 0 ? [literal(piece)] : [inserted, literal(piece)])),
    );
  });
  return textValue(run, concat(...result), node, scope);
}

/**
 * What `replace` inserts. It calls a function, and `$&` and its like mean something: only what is text for certain is
 * inserted as it is, the rest is the running code's.
 */
function replacementParts(run: Run, value: Value, node: Call, scope: Scope): readonly Part[] | null {
  const [, written] = node.arguments;
  if (value.kind === 'function' || !written) return null;
  if (!isPrimitive(value)) return [{ kind: 'slot', slot: unknown(run, written, scope, 'DYN_COMPUTED').slot }];
  const parts = toParts(run, value, node, scope);
  return parts.some((part) => part.kind === 'literal' && part.text.includes('$')) ? null : parts;
}

function isPrimitive(value: Value): boolean {
  if (value.kind === 'choice') return isPrimitive(value.consequent) && isPrimitive(value.alternate);
  if (value.kind !== 'path') return value.kind === 'static' || value.kind === 'text';
  return /^(?:string|number|boolean)$/.test(value.annotation?.shape ?? '');
}

function replaceMatches(text: string, expression: RegExp, inserted: readonly Part[]): readonly Part[] {
  const result: (readonly Part[])[] = [];
  let end = 0;
  const matches = expression.global ? [...text.matchAll(expression)] : [expression.exec(text)];
  for (const match of matches) {
    if (!match) continue;
    result.push(literal(text.slice(end, match.index)), inserted);
    end = match.index + match[0].length;
  }
  return concat(...result, literal(text.slice(end)));
}

/** A regular expression of the source that cannot take long: no groups, one quantifier at most. */
function safeExpression(pattern: string, flags: string): RegExp | null {
  if (/[(|]/.test(pattern.replace(/\\./g, '')) || !/^[gimsu]*$/.test(flags)) return null;
  const quantifiers =
    pattern
      .replace(/\\./g, 'x')
      .replace(/\[[^\]]*\]/g, 'x')
      .match(/[*+?{]/g) ?? [];
  if (quantifiers.length > 1) return null;
  try {
    return new RegExp(pattern, flags);
  } catch {
    return null;
  }
}
