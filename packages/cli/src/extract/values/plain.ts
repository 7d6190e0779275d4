import type { Node } from '@babel/types';
import { staticValue, UNDEFINED, type Item, type ListValue, type RecordValue, type Value } from './values.ts';

/** A value of plain JSON. */
export function fromPlain(plain: unknown): Value {
  if (Array.isArray(plain)) return listOf(plain.map(fromPlain));
  if (typeof plain === 'object' && plain !== null) {
    return recordOf(Object.entries(plain).map(([key, value]) => [key, fromPlain(value)]));
  }
  return staticValue(plain as string | number | boolean | null);
}

/** The plain value, where every part of it is known; `{ plain }` tells null from not known. */
export function toPlain(value: Value): { readonly plain: unknown } | null {
  switch (value.kind) {
    case 'static':
      return { plain: value.value };
    case 'list': {
      const items = listItems(value.items)?.map(toPlain);
      if (!items || items.includes(null)) return null;
      return { plain: items.map((item) => item?.plain) };
    }
    case 'record': {
      if (value.rest) return null;
      const plain: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
      for (const [key, entry] of value.entries) {
        const inner = toPlain(entry);
        if (!inner) return null;
        plain[key] = inner.plain;
      }
      return { plain };
    }
    default:
      return null;
  }
}

export function listOf(values: readonly Value[]): ListValue {
  return { kind: 'list', items: values.map((value) => ({ kind: 'one', value })) };
}

export function recordOf(entries: readonly (readonly [string, Value])[]): RecordValue {
  return { kind: 'record', entries: new Map(entries), nodes: new Map<string, Node>(), rest: null };
}

/** The values of a list whose length is known, else null. */
export function listItems(items: readonly Item[]): readonly Value[] | null {
  const values: Value[] = [];
  for (const item of items) {
    if (item.kind !== 'one') return null;
    values.push(item.value);
  }
  return values;
}

/** `condition ? [a] : []` as one list, of items that are there or not; null where a side is no list of our own. */
export function oneList(value: Value): ListValue | null {
  if (value.kind === 'list') return value;
  if (value.kind !== 'choice') return null;
  const [then, otherwise] = [oneList(value.consequent), oneList(value.alternate)];
  if (!then || !otherwise || then.hole || otherwise.hole) return null;
  return {
    kind: 'list',
    items: [{ kind: 'when', test: value.test, consequent: then.items, alternate: otherwise.items }],
  };
}

/** The keys of a record in JavaScript's order: whole numbers ascending, then the others as written. */
export function orderedKeys(record: RecordValue): string[] {
  const keys = [...record.entries.keys()];
  return [
    ...keys.filter(isIndex).toSorted((a, b) => Number(a) - Number(b)),
    ...keys.filter((key) => !isIndex(key)),
  ];
}

function isIndex(key: string): boolean {
  return /^(?:0|[1-9]\d{0,9})$/.test(key) && Number(key) < 2 ** 32 - 1;
}

/** A member that is known from the value alone; null where it is not. */
export function memberOf(object: Value, name: string): Value | null {
  if (object.kind === 'record') {
    const entry = object.entries.get(name);
    if (entry) return entry;
    return object.rest || name in Object.prototype ? null : UNDEFINED;
  }
  if (object.kind === 'list' && /^\d+$/.test(name)) {
    const before = object.items.slice(0, Number(name) + 1);
    const values = listItems(before);
    if (!values) return null;
    return values[Number(name)] ?? (listItems(object.items) ? UNDEFINED : null);
  }
  if (object.kind === 'static' && typeof object.value === 'string') {
    if (name === 'length') return staticValue(object.value.length);
    if (/^\d+$/.test(name)) return staticValue(object.value[Number(name)]);
  }
  return null;
}
