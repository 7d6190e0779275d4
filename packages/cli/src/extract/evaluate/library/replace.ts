import type { Node } from '@babel/types';
import { argumentValues, separatorOf, type Call } from './arguments.ts';
import { callFunction } from '../statements/functions.ts';
import { textValue, toParts } from '../run/lower.ts';
import type { Run } from '../run/run.ts';
import { replaceRuns } from './matches.ts';
import { expressionFor } from './regular.ts';
import { anyTimes } from '../run/sides.ts';
import { unknown } from '../run/slots.ts';
import { both, either, negate } from '../../values/conditions.ts';
import { crossesSeams } from '../../values/seams.ts';
import {
  literalOf,
  concat,
  ifParts,
  innerLists,
  literal,
  literalText,
  measure,
  trimParts,
} from '../../values/text.ts';
import {
  isString,
  staticValue,
  type Condition,
  type Part,
  type Scope,
  type StaticValue,
  type TextValue,
  type Value,
} from '../../values/values.ts';

/** What is put in for one match: what was matched, and its groups. */
type Insertion = (match: readonly (string | undefined)[]) => readonly Part[] | null;

/** `text.replace('{x}', y)`: the pattern must be known, the replacement can be anything. */
export function replaceIn(
  run: Run,
  target: StaticValue | TextValue,
  name: string,
  node: Call,
  scope: Scope,
): Value | null {
  const [pattern, replacement] = argumentValues(run, node, scope) ?? [];
  if (!pattern || !replacement || node.arguments.length !== 2) return null;
  if (target.kind === 'static' && typeof target.value !== 'string') return null;
  const parts = toParts(run, target, node, scope);
  const expression = expressionFor(pattern, literalOf(parts));
  if (isString(target) && isString(replacement) && (expression || isString(pattern))) {
    const found = expression ?? String((pattern as StaticValue).value);
    const text = replaceKnown(target.value, found, replacement.value, name === 'replaceAll');
    return text === null ? null : staticValue(text);
  }
  if (expression) {
    const insert = insertionOf(run, replacement, node, scope);
    if (!insert) return null;
    const replaced =
      target.kind === 'static'
        ? replaceMatches(String(target.value), expression, insert)
        : anyTimes(run, node, scope, () => replacePartly(parts, expression, insert, node, scope));
    return replaced && textValue(run, replaced, node, scope);
  }
  if (!isString(pattern) || pattern.value === '') return null;
  if (target.kind === 'text' && !isIn(parts, pattern.value)) return null;
  if (!hasText(parts, pattern.value)) return target;
  const insert = insertionOf(run, replacement, node, scope);
  const replace = () => insert && replaceLiteral(parts, pattern.value, name === 'replaceAll', insert);
  // How many times a function is called depends on the branches.
  const replaced = target.kind === 'text' ? anyTimes(run, node, scope, replace) : replace();
  return replaced && textValue(run, replaced, node, scope);
}

/**
 * `text.split('{x}').join(y)`, which is a replacement of every one, whatever y is: nothing in it means what was matched.
 *
 * @returns null where the text is wholly known, which needs no rule of its own, or nothing can be said of it
 */
export function replaceSplit(run: Run, target: Value, split: Call, join: Call, scope: Scope): Value | null {
  const [separator] = argumentValues(run, split, scope) ?? [];
  const [joined] = argumentValues(run, join, scope) ?? [];
  if (!separator || !joined || split.arguments.length !== 1 || join.arguments.length !== 1) return null;
  if (target.kind !== 'text' || !isString(separator) || separator.value === '') return null;
  if (!isIn(target.parts, separator.value)) return null;
  if (!hasText(target.parts, separator.value)) return target;
  const parts = toParts(run, separatorOf(joined), join, scope);
  const replaced = replaceLiteral(target.parts, separator.value, true, () => parts);
  return replaced && textValue(run, replaced, join, scope);
}

/** So long is no text that a caller's value has by chance. */
const PHRASE = 12;

/** Whether a pattern is looked for in a text of our own, and not in the values that it is given, nor across them. */
function isIn(parts: readonly Part[], pattern: string): boolean {
  if (isPlaceholder(pattern)) return !crossesSeams(parts, pattern, Infinity);
  return pattern.trim().length >= PHRASE && !crossesSeams(parts, pattern, PHRASE - 1);
}

/** `{{name}}`, `[[NAME]]`, `<name>`, `__NAME__`: it stands for something in a text of our own, not in what it is given. */
function isPlaceholder(pattern: string): boolean {
  return (
    /^(?:\{{1,3}|\[{1,2}|<{1,2}|%{1,2}|\$\{|__) ?[\w.:-]+ ?(?:\}{1,3}|\]{1,2}|>{1,2}|%{1,2}|__)$/.test(
      pattern,
    ) && pattern.length > 2
  );
}

/** What an expression finds that finds a placeholder, perhaps with spaces in it: `/\{\{\s*name\s*\}\}/g`. */
function placeholderOf({ source }: RegExp): string | null {
  const plain = source.replaceAll(/\\s\*/g, '').replaceAll(/\\([^\w])/g, '$1');
  return isPlaceholder(plain) ? plain : null;
}

function hasText(parts: readonly Part[], text: string): boolean {
  return parts.some(
    (part) =>
      (part.kind === 'literal' && part.text.includes(text)) ||
      (part.kind === 'for' && part.separator.includes(text)) ||
      innerLists(part).some((inner) => hasText(inner, text)),
  );
}

interface Replaced {
  readonly parts: readonly Part[];
  /** Whether the first one was found: on one way through the branches it may be, and on another not. */
  readonly found: Condition | boolean;
}

/** @returns null where which of several is the first one cannot be said */
function replaceLiteral(
  parts: readonly Part[],
  pattern: string,
  all: boolean,
  insert: Insertion,
): readonly Part[] | null {
  return replaceFrom(parts)?.parts ?? null;

  function replaceFrom(list: readonly Part[]): Replaced | null {
    const result: (readonly Part[])[] = [];
    let found: Condition | boolean = false;
    for (const part of list) {
      const next = found === true ? { parts: [part], found } : replacePart(part);
      if (!next) return null;
      result.push(typeof found === 'boolean' ? next.parts : ifParts(found, [part], next.parts));
      found = either(found, next.found);
    }
    return { parts: concat(...result), found };
  }

  function replacePart(part: Part): Replaced | null {
    if (!hasText([part], pattern)) return { parts: [part], found: false };
    switch (part.kind) {
      case 'literal':
        return replaceText(part.text);
      case 'trim': {
        const body = isUntrimmed(part.body, (text) => text.split(pattern), insert([pattern]))
          ? replaceFrom(part.body)
          : null;
        return body && { parts: [{ ...part, body: body.parts }], found: body.found };
      }
      case 'if': {
        const then = replaceFrom(part.consequent);
        const otherwise = replaceFrom(part.alternate);
        if (!then || !otherwise) return null;
        return {
          parts: ifParts(part.test, then.parts, otherwise.parts),
          found: either(both(part.test, then.found), both(negate(part.test), otherwise.found)),
        };
      }
      case 'for': {
        // Of the first one only the first turn would have it.
        const body = all && !part.separator.includes(pattern) ? replaceFrom(part.body) : null;
        return body && { parts: [{ ...part, body: body.parts }], found: body.found };
      }
      default:
        return null;
    }
  }

  function replaceText(text: string): Replaced | null {
    const result: (readonly Part[])[] = [];
    const pieces = text.split(pattern);
    const last = all ? pieces.length - 1 : 1;
    result.push(literal(pieces[0] ?? ''));
    for (let index = 1; index <= last; index += 1) {
      const inserted = insert([pattern]);
      if (!inserted) return null;
      result.push(
        inserted,
        literal(index === last ? pieces.slice(index).join(pattern) : (pieces[index] ?? '')),
      );
    }
    return { parts: concat(...result), found: !all };
  }
}

/**
 * What `replace` inserts. It calls a function for each match, and `$&` and its like mean something: only what is text for
 * certain is inserted as it is, the rest is the running code's.
 */
function insertionOf(run: Run, value: Value, node: Call, scope: Scope): Insertion | null {
  const [, written] = node.arguments;
  if (!written) return null;
  if (value.kind !== 'function') {
    const parts = insertedParts(run, value, written, scope);
    return parts && (() => parts);
  }
  const { params } = value.node;
  return (match) => {
    // Behind the groups it is given where the match is, which is not followed.
    const asksMore = params.length > match.length || params.some(({ type }) => type === 'RestElement');
    if (asksMore || match.length === 0) return null;
    return toParts(run, callFunction(run, value, match.map(staticValue), written, scope), written, scope);
  };
}

/** @returns null where what is inserted says something of the match */
function insertedParts(run: Run, value: Value, written: Node, scope: Scope): readonly Part[] | null {
  if (value.kind === 'choice') {
    const then = insertedParts(run, value.consequent, written, scope);
    const otherwise = insertedParts(run, value.alternate, written, scope);
    return then && otherwise && ifParts(value.test, then, otherwise);
  }
  if (value.kind === 'function') return null;
  if (!isPrimitive(value)) return [{ kind: 'slot', slot: unknown(run, written, scope, 'DYN_COMPUTED').slot }];
  const parts = toParts(run, value, written, scope);
  return parts.some((part, index) => saysMatch(part, index === parts.length - 1)) ? null : parts;
}

/** `$&`, `$1` and the like; what comes behind a `$` at the end may make it one. */
function saysMatch(part: Part, isLast: boolean): boolean {
  if (part.kind === 'literal') return /\$[$&`'<\d]/.test(part.text) || (!isLast && part.text.endsWith('$'));
  if (part.kind === 'for' && part.separator.includes('$')) return true;
  return innerLists(part).some((inner) => inner.some((each) => saysMatch(each, false)));
}

function isPrimitive(value: Value): boolean {
  if (value.kind !== 'path') return value.kind === 'static' || value.kind === 'text';
  return /^(?:string|number|boolean)$/.test(value.annotation?.shape ?? '');
}

/** On text that is known in part: placeholders in our own text, what trims, and what matches characters one by one or in runs. */
function replacePartly(
  parts: readonly Part[],
  expression: RegExp,
  insert: Insertion,
  node: Call,
  scope: Scope,
): readonly Part[] | null {
  const placeholder = placeholderOf(expression);
  if (placeholder !== null && expression.global) {
    if (crossesSeams(parts, placeholder, Infinity, true)) return null;
    const split = (text: string) => text.split(expression);
    const isSafe = trimmedBodies(parts).every((body) => isUntrimmed(body, split, insert([])));
    return isSafe ? replaceEverywhere(parts, (text) => replaceMatches(text, expression, insert)) : null;
  }
  const inserted = insert([]);
  const replacement = inserted && literalText(inserted);
  if (replacement === null) return null;
  const side = replacement === '' ? trimmedSide(expression) : null;
  if (side) return trimParts(parts, side);
  const origin = { code: 'DYN_COMPUTED', node, module: scope.module } as const;
  return replaceRuns(parts, expression, replacement, origin);
}

/** The texts that are trimmed when they are printed. */
function trimmedBodies(parts: readonly Part[]): readonly (readonly Part[])[] {
  return parts.flatMap((part) => [
    ...(part.kind === 'trim' ? [part.body] : []),
    ...innerLists(part).flatMap(trimmedBodies),
  ]);
}

/**
 * Whether replacing in a text before it is trimmed is as good as replacing in what is left of it: what is put in has no
 * space at its ends, or what is found is not at the ends of the text.
 *
 * @param split the pieces of a text between what is found in it
 */
function isUntrimmed(
  body: readonly Part[],
  split: (text: string) => readonly string[],
  inserted: readonly Part[] | null,
): boolean {
  if (inserted && isSolid(inserted.at(0), /^\S/) && isSolid(inserted.at(-1), /\S$/)) return true;
  const found = body.flatMap((part, index) => (isFound(part) ? [index] : []));
  const [first, last] = [found.at(0), found.at(-1)];
  if (first === undefined || last === undefined) return true;
  return isKept(body.slice(0, first), body[first], 0) && isKept(body.slice(last + 1), body[last], -1);

  function isFound(part: Part): boolean {
    if (part.kind === 'literal') return split(part.text).length > 1;
    if (part.kind === 'for' && split(part.separator).length > 1) return true;
    return innerLists(part).some((inner) => inner.some(isFound));
  }

  /** Whether something that is not trimmed stands between what is found and an end of the text. */
  function isKept(beside: readonly Part[], at: Part | undefined, piece: 0 | -1): boolean {
    if (beside.some((part) => isSolid(part, /\S/))) return true;
    return at?.kind === 'literal' && /\S/.test(split(at.text).at(piece) ?? '');
  }
}

function isSolid(part: Part | undefined, pattern: RegExp): boolean {
  return part?.kind === 'literal' && pattern.test(part.text);
}

function replaceEverywhere(
  parts: readonly Part[],
  replace: (text: string) => readonly Part[] | null,
): readonly Part[] | null {
  const lists = parts.map((part): readonly Part[] | null => {
    if (part.kind === 'literal') return replace(part.text);
    const inner = innerLists(part).map((list) => replaceEverywhere(list, replace));
    const [first, second] = inner;
    if (inner.includes(null)) return null;
    if (part.kind === 'if') return first && second ? ifParts(part.test, first, second) : null;
    if (part.kind === 'trim') return first ? [{ ...part, body: first }] : null;
    if (part.kind === 'for') {
      const separator = literalText(replace(part.separator) ?? [part]);
      return first && separator !== null ? [{ ...part, body: first, separator }] : null;
    }
    return [part];
  });
  return lists.includes(null) ? null : concat(...lists.map((list) => list ?? []));
}

function trimmedSide({ source, flags }: RegExp): 'start' | 'end' | null {
  if (flags.includes('m')) return null;
  if (/^\^\\s[*+]$/.test(source)) return 'start';
  return /^\\s[*+]\$$/.test(source) && !flags.includes('g') ? 'end' : null;
}

/** More than the server takes is not worth making. */
const MAX_INSERTED = 4 * 1024 * 1024;

/** What is known as a whole JavaScript replaces itself, whatever `$1` and the like mean. */
function replaceKnown(text: string, found: RegExp | string, by: string, all: boolean): string | null {
  if (all && typeof found !== 'string' && !found.global) return null;
  const times =
    typeof found !== 'string'
      ? found.global
        ? [...text.matchAll(found)].length
        : 1
      : all
        ? text.split(found).length
        : 1;
  // Each `$` may stand for all of the text.
  const longest = by.length + (by.split('$').length - 1) * text.length;
  if (times * longest > MAX_INSERTED) return null;
  return all ? text.replaceAll(found, by) : text.replace(found, by);
}

function replaceMatches(text: string, expression: RegExp, insert: Insertion): readonly Part[] | null {
  const result: (readonly Part[])[] = [];
  let end = 0;
  let size = 0;
  const matches = expression.global ? [...text.matchAll(expression)] : [expression.exec(text)];
  for (const match of matches) {
    if (!match) continue;
    // Named groups are given to a function as one more argument.
    const inserted = match.groups ? null : insert([...match]);
    size += inserted ? measure(inserted).literal + measure(inserted).parts : 0;
    if (!inserted || size > MAX_INSERTED) return null;
    result.push(literal(text.slice(end, match.index)), inserted);
    end = match.index + match[0].length;
  }
  return concat(...result, literal(text.slice(end)));
}
