import { argumentValues, type Call } from './arguments.ts';
import { choose } from '../../values/choices.ts';
import { truthiness } from '../../values/conditions.ts';
import { compare } from '../expressions/operators.ts';
import { toItems } from '../run/lists.ts';
import { listItems, listOf, memberOf } from '../../values/plain.ts';
import type { Run } from '../run/run.ts';
import { opaqueTest } from '../run/slots.ts';
import {
  staticValue,
  UNDEFINED,
  type IterableValue,
  type Scope,
  type StaticValue,
  type Value,
} from '../../values/values.ts';

/** `new Set([a, b])`, `new Map([[a, b]])`, whose keys are known; null for anything else. */
export function makeCollection(run: Run, name: string, given: Value): IterableValue | null {
  const items = name === 'Set' || name === 'Map' ? toItems(given, run) : null;
  const values = items && listItems(items);
  if (!values) return null;
  const entries = new Map<StaticValue['value'], Value>();
  for (const value of values) {
    const key = name === 'Set' ? value : memberOf(value, '0');
    if (key?.kind !== 'static') return null;
    const entry = name === 'Set' ? value : listOf([key, memberOf(value, '1') ?? UNDEFINED]);
    entries.set(key.value, entry);
  }
  return { ...listOf([...entries.values()]), kind: 'iterable', tag: name === 'Set' ? 'Set' : 'Map' };
}

export function iteratorOf(values: readonly Value[]): IterableValue {
  return { ...listOf(values), kind: 'iterable', tag: 'Array Iterator' };
}

/** A method of a Set or Map; null where it is none that is known. What changes one is no method of a known one. */
export function callCollection(
  run: Run,
  { tag, items }: IterableValue,
  name: string,
  node: Call,
  scope: Scope,
): Value | null {
  const entries = tag === 'Array Iterator' ? null : listItems(items);
  if (!entries) return null;
  const keys = tag === 'Set' ? entries : entries.map((entry) => memberOf(entry, '0') ?? UNDEFINED);
  const values = tag === 'Set' ? entries : entries.map((entry) => memberOf(entry, '1') ?? UNDEFINED);
  switch (name) {
    case 'keys':
      return iteratorOf(keys);
    case 'values':
      return iteratorOf(values);
    case 'entries':
      return iteratorOf(keys.map((key, index) => listOf([key, values[index] ?? UNDEFINED])));
    case 'has':
      return find(
        keys.map(() => staticValue(true)),
        staticValue(false),
      );
    case 'get':
      return tag === 'Map' ? find(values, UNDEFINED) : null;
    default:
      return null;
  }

  function find(found: readonly Value[], otherwise: Value): Value | null {
    const [wanted] = argumentValues(run, node, scope) ?? [];
    // By a key that is not known, a table of texts is chosen from; one of functions says who is asked.
    if (!wanted || (wanted.kind !== 'static' && !found.every(isPlainText))) return null;
    let result = otherwise;
    for (const [index, key] of [...keys.entries()].toReversed()) {
      const equal = compare('===', wanted, key);
      if (!equal) return null;
      const test = truthiness(equal, () => opaqueTest(run, node, scope));
      result = choose(test, found[index] ?? UNDEFINED, result);
    }
    return result;
  }
}

function isPlainText({ kind }: Value): boolean {
  return kind === 'static' || kind === 'text';
}
