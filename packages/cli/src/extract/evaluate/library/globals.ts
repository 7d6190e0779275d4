import type { Node } from '@babel/types';
import { asksMore } from './arguments.ts';
import { callFunction } from '../statements/functions.ts';
import { mapItems, toItems } from '../run/lists.ts';
import {
  fromPlain,
  listItems,
  listOf,
  memberOf,
  orderedKeys,
  recordOf,
  toPlain,
} from '../../values/plain.ts';
import type { Run } from '../run/run.ts';
import { isNullish, staticValue, type Scope, type Value } from '../../values/values.ts';

/** A call of a function of JavaScript itself, by its whole name; null where its result cannot be told. */
export function callGlobal(
  run: Run,
  name: string,
  values: readonly Value[],
  node: Node,
  scope: Scope,
): Value | null {
  const [first, second, third] = values;
  if (!first) return null;
  switch (name) {
    case 'Object.freeze':
    case 'Object.seal':
      return first;
    case 'Promise.resolve':
      return first.kind === 'promise' ? first : { kind: 'promise', value: first };
    case 'Object.keys':
      return first.kind === 'record' && !first.rest ? listOf(orderedKeys(first).map(staticValue)) : null;
    case 'Object.values':
      return first.kind === 'record' && !first.rest
        ? listOf(orderedKeys(first).flatMap((key) => memberOf(first, key) ?? []))
        : null;
    case 'Object.entries':
      return first.kind === 'record' && !first.rest
        ? listOf(
            orderedKeys(first).map((key) =>
              listOf([staticValue(key), memberOf(first, key) ?? staticValue(undefined)]),
            ),
          )
        : null;
    case 'Object.fromEntries':
      return fromEntries(first);
    case 'Object.assign':
      return assignAll(values);
    case 'Promise.all':
      return first.kind === 'list' ? allOf(run, first) : null;
    case 'Array.of':
      return listOf(values);
    case 'Array.from': {
      const items = toItems(first, run);
      if (!items || !second) return items && { kind: 'list', items };
      if (second.kind !== 'function') return null;
      const mapped = mapItems(run, items, (value, index) => {
        if (index === null && asksMore(second)) return null;
        const args = index ? [value, index] : [value];
        return [{ kind: 'one', value: callFunction(run, second, args, node, scope) }];
      });
      return mapped && { kind: 'list', items: mapped };
    }
    case 'Array.isArray':
      return first.kind === 'list' ? staticValue(true) : isPlainKind(first) ? staticValue(false) : null;
    case 'JSON.stringify': {
      const value = toPlain(first);
      const indent = third && toPlain(third);
      if (!value || (second && !isNullish(second)) || (third && !indent)) return null;
      return staticValue(JSON.stringify(value.plain, null, indent?.plain as string | number | undefined));
    }
    case 'JSON.parse':
      return first.kind === 'static' && typeof first.value === 'string' ? parsed(first.value) : null;
    case 'String.fromCharCode':
    case 'String.fromCodePoint': {
      const codes = values.map((value) => (value.kind === 'static' ? Number(value.value) : NaN));
      const valid = codes.every((code) => Number.isInteger(code) && code >= 0 && code <= 0x10ffff);
      if (!valid) return null;
      return staticValue(
        name === 'String.fromCharCode' ? String.fromCharCode(...codes) : String.fromCodePoint(...codes),
      );
    }
    default:
      return name.startsWith('Math.') ? computeMath(name.slice(5), values) : null;
  }
}

function isPlainKind(value: Value): boolean {
  return (
    value.kind === 'static' ||
    value.kind === 'text' ||
    value.kind === 'record' ||
    value.kind === 'function' ||
    value.kind === 'iterable'
  );
}

function parsed(text: string): Value | null {
  try {
    return fromPlain(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The functions of Math that give the same on every machine. */
function computeMath(name: string, values: readonly Value[]): Value | null {
  const numbers = values.map((value) => (value.kind === 'static' ? Number(value.value) : null));
  if (numbers.includes(null)) return null;
  const [first = NaN, ...rest] = numbers as number[];
  switch (name) {
    case 'round':
      return staticValue(Math.round(first));
    case 'floor':
      return staticValue(Math.floor(first));
    case 'ceil':
      return staticValue(Math.ceil(first));
    case 'trunc':
      return staticValue(Math.trunc(first));
    case 'abs':
      return staticValue(Math.abs(first));
    case 'max':
      return staticValue(Math.max(first, ...rest));
    case 'min':
      return staticValue(Math.min(first, ...rest));
    default:
      return null;
  }
}

function fromEntries(list: Value): Value | null {
  const pairs = list.kind === 'list' ? listItems(list.items) : null;
  if (!pairs) return null;
  const entries: [string, Value][] = [];
  for (const pair of pairs) {
    const [key, value] = [memberOf(pair, '0'), memberOf(pair, '1')];
    if (key?.kind !== 'static' || !value) return null;
    entries.push([String(key.value), value]);
  }
  return recordOf(entries);
}

/** `Object.assign({}, a, b)`; a first argument that is kept elsewhere is changed, which callers watch for. */
function assignAll(values: readonly Value[]): Value | null {
  const entries = new Map<string, Value>();
  for (const value of values) {
    if (value.kind !== 'record' || value.rest) return null;
    for (const [key, entry] of value.entries) entries.set(key, entry);
  }
  return recordOf([...entries]);
}

function allOf(run: Run, list: Extract<Value, { kind: 'list' }>): Value | null {
  const items = mapItems(run, list.items, (value) => [
    { kind: 'one', value: value.kind === 'promise' ? value.value : value },
  ]);
  return items && { kind: 'promise', value: { kind: 'list', items } };
}
