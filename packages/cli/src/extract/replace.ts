import { argumentValues, type Call } from './arguments.ts';
import { textValue, toParts } from './lower.ts';
import type { Run } from './run.ts';
import { replaceRuns } from './matches.ts';
import { unknown } from './slots.ts';
import { concat, literal, literalText, measure, trimParts } from './text.ts';
import { isString, type Part, type Scope, type StaticValue, type TextValue, type Value } from './values.ts';
import { peel } from './walk.ts';

/** Longest text that a regular expression of the source is run over: its worst case is quadratic. */
const MAX_MATCHED = 20_000;

/** `text.replace('{x}', y)`: the pattern must be known, the replacement can be anything. */
export function replaceIn(
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
    if (measure(parts).literal > MAX_MATCHED) return null;
    const replaced =
      target.kind === 'static'
        ? replaceMatches(String(target.value), expression, inserted)
        : replacePartly(parts, expression, inserted, node, scope);
    return replaced && textValue(run, replaced, node, scope);
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

/** On text that is known in part: what trims, and what matches characters one by one or in runs. */
function replacePartly(
  parts: readonly Part[],
  expression: RegExp,
  inserted: readonly Part[],
  node: Call,
  scope: Scope,
): readonly Part[] | null {
  const replacement = literalText(inserted);
  if (replacement === null) return null;
  const side = replacement === '' ? trimmedSide(expression) : null;
  if (side) return trimParts(parts, side);
  const origin = { code: 'DYN_COMPUTED', node, module: scope.module } as const;
  return replaceRuns(parts, expression, replacement, origin);
}

function trimmedSide({ source, flags }: RegExp): 'start' | 'end' | null {
  if (flags.includes('m')) return null;
  if (/^\^\\s[*+]$/.test(source)) return 'start';
  return /^\\s[*+]\$$/.test(source) && !flags.includes('g') ? 'end' : null;
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
