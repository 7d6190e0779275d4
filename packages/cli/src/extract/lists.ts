import type { Node } from '@babel/types';
import { itemAnnotation } from './annotations.ts';
import { both, either, negate } from './conditions.ts';
import { toParts } from './lower.ts';
import { listItems } from './plain.ts';
import type { Run } from './run.ts';
import type { Scope } from './scope.ts';
import { concat, ifParts, literalText } from './text.ts';
import {
  staticValue,
  type Condition,
  type Item,
  type Loop,
  type Part,
  type PathValue,
  type Value,
} from './values.ts';

/** A list of the caller's: one item for each turn of a loop. */
export function eachItem(list: PathValue, run: Run): { readonly loop: Loop; readonly item: PathValue } {
  const loop: Loop = { list: list.path, filter: null };
  const annotation = itemAnnotation(list.annotation, run.modules);
  return { loop, item: { kind: 'path', path: { root: { kind: 'item', loop }, segments: [] }, annotation } };
}

/** The items that iterating a value gives; null where that cannot be told. */
export function toItems(value: Value, run: Run): readonly Item[] | null {
  switch (value.kind) {
    case 'list':
      return value.hole ? null : value.items;
    case 'path': {
      const { loop, item } = eachItem(value, run);
      return [{ kind: 'each', loop, body: [{ kind: 'one', value: item }] }];
    }
    case 'choice': {
      const then = toItems(value.then, run);
      const otherwise = toItems(value.else, run);
      return then && otherwise && [{ kind: 'when', test: value.test, then, else: otherwise }];
    }
    case 'static':
      return typeof value.value === 'string'
        ? [...value.value].map((character): Item => ({ kind: 'one', value: staticValue(character) }))
        : null;
    default:
      return null;
  }
}

/** Applies a change to each item; the change says what an item becomes: none, itself, several. */
export function mapItems(
  items: readonly Item[],
  change: (value: Value, index: Value | null) => readonly Item[] | null,
): readonly Item[] | null {
  const result: Item[] = [];
  const isPlain = listItems(items) !== null;
  for (const [position, item] of items.entries()) {
    if (item.kind === 'one') {
      const changed = change(item.value, isPlain ? staticValue(position) : null);
      if (!changed) return null;
      result.push(...changed);
    } else if (item.kind === 'when') {
      const then = mapItems(item.then, (value) => change(value, null));
      const otherwise = mapItems(item.else, (value) => change(value, null));
      if (!then || !otherwise) return null;
      result.push({ kind: 'when', test: item.test, then, else: otherwise });
    } else {
      const counted = items.length === 1 && item.body.length === 1 && item.body[0]?.kind === 'one';
      const index: Value | null = counted ? { kind: 'index', loop: item.loop, offset: 0 } : null;
      const body = mapItems(item.body, (value) => change(value, index));
      if (!body) return null;
      result.push({ kind: 'each', loop: item.loop, body });
    }
  }
  return result;
}

interface Joined {
  readonly parts: readonly Part[];
  /** Whether something has been printed, so that the next item needs a separator. */
  readonly present: Condition | boolean;
}

/** `list.join(separator)`; null where a separator would depend on more than a template can say. */
export function joinItems(
  run: Run,
  items: readonly Item[],
  separator: readonly Part[],
  node: Node,
  scope: Scope,
): readonly Part[] | null {
  return join(items, { parts: [], present: false });

  function join(list: readonly Item[], start: Joined): readonly Part[] | null {
    return joinFrom(list, start)?.parts ?? null;
  }

  function joinFrom(list: readonly Item[], start: Joined): Joined | null {
    let joined: Joined | null = start;
    for (const item of list) {
      if (joined) joined = joinOne(item, joined);
    }
    return joined;
  }

  function joinOne(item: Item, before: Joined): Joined | null {
    switch (item.kind) {
      case 'one':
        return { parts: concat(before.parts, between(before.present), itemParts(item.value)), present: true };
      case 'when': {
        const then = joinFrom(item.then, { parts: [], present: before.present });
        const otherwise = joinFrom(item.else, { parts: [], present: before.present });
        if (!then || !otherwise) return null;
        const parts = concat(before.parts, ifParts(item.test, then.parts, otherwise.parts));
        const present = either(both(item.test, then.present), both(negate(item.test), otherwise.present));
        return { parts, present: before.present === true ? true : present };
      }
      case 'each':
        return joinEach(item, before);
    }
  }

  function joinEach({ loop, body }: Extract<Item, { kind: 'each' }>, before: Joined): Joined | null {
    // With something before it, or without a separator, every turn prints the same.
    if (before.present === true || separator.length === 0) {
      const turn = join(body, { parts: [], present: true });
      return turn && { parts: concat(before.parts, forParts(loop, turn, '')), present: before.present };
    }
    if (!listItems(body)) return null;
    const turn = join(body, { parts: [], present: false });
    const text = literalText(separator);
    if (!turn || loop.filter) {
      // Whether a filtered loop printed anything cannot be said, so it must be all there is.
      if (!turn || text === null || list0(items) !== loop) return null;
      return { parts: concat(before.parts, forParts(loop, turn, text)), present: before.present };
    }
    const some: Condition = { op: 'length', path: loop.list, compare: '>', value: 0 };
    if (before.present === false && text !== null) {
      return { parts: forParts(loop, turn, text), present: some };
    }
    const needed = either(before.present, { op: 'index', loop, compare: '>', value: 0 });
    const first = typeof needed === 'boolean' ? separator : ifParts(needed, separator, []);
    return {
      parts: concat(before.parts, forParts(loop, concat(first, turn), '')),
      present: either(before.present, some),
    };
  }

  function between(present: Condition | boolean): readonly Part[] {
    return typeof present === 'boolean' ? (present ? separator : []) : ifParts(present, separator, []);
  }

  /** join prints null and undefined as nothing. */
  function itemParts(value: Value): readonly Part[] {
    if (value.kind === 'static' && value.value == null) return [];
    if (value.kind === 'choice') return ifParts(value.test, itemParts(value.then), itemParts(value.else));
    return toParts(run, value, node, scope);
  }
}

function list0(items: readonly Item[]): Loop | null {
  const [only] = items;
  return items.length === 1 && only?.kind === 'each' ? only.loop : null;
}

function forParts(loop: Loop, body: readonly Part[], separator: string): readonly Part[] {
  return [{ kind: 'for', loop, body, separator }];
}
