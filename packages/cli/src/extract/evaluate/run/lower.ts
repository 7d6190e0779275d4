import type { Node } from '@babel/types';
import { textParts } from '../../values/choices.ts';
import { both, either, negate } from '../../values/conditions.ts';
import { toItems } from './lists.ts';
import { listItems } from '../../values/plain.ts';
import { spend, type Run } from './run.ts';
import { unknown } from './slots.ts';
import { concat, ifParts, isTooLarge, literal, literalText } from '../../values/text.ts';
import { inTurn } from './turns.ts';
import {
  isNullish,
  staticValue,
  type Condition,
  type Item,
  type Loop,
  type Part,
  type Scope,
  type Value,
} from '../../values/values.ts';

/** A value as text, as a template literal or `+` converts it. */
export function toParts(run: Run, value: Value, node: Node, scope: Scope): readonly Part[] {
  switch (value.kind) {
    case 'static':
      return literal(String(value.value));
    case 'text':
      return value.parts;
    case 'path':
      // An array of the caller's is joined with commas, too.
      if (value.annotation?.shape === 'list')
        return toParts(run, { kind: 'list', items: toItems(value, run) ?? [] }, node, scope);
      return [{ kind: 'variable', path: value.path, annotation: value.annotation }];
    case 'index':
      return [{ kind: 'index', loop: value.loop, offset: value.offset }];
    case 'length':
      if (value.count && value.offset === 0) return toParts(run, value.count, node, scope);
      if (value.offset !== 0 || value.isOnlyTruth) break;
      return [{ kind: 'length', path: value.path }];
    case 'choice':
      return (
        textParts(value) ??
        ifParts(
          value.test,
          toParts(run, value.consequent, node, scope),
          toParts(run, value.alternate, node, scope),
        )
      );
    // An array in text is joined with commas.
    case 'list': {
      const joined = value.hole ? null : joinItems(run, value.items, literal(','), node, scope);
      if (joined) return joined;
      break;
    }
    case 'iterable':
      return literal(`[object ${value.tag}]`);
    case 'unknown':
      return [{ kind: 'slot', slot: value.slot }];
    default:
  }
  return [{ kind: 'slot', slot: unknown(run, node, scope, 'DYN_COMPUTED').slot }];
}

/** Text of parts: static where all of it is known, unknown where it outgrows every bound. */
export function textValue(run: Run, parts: readonly Part[], node: Node, scope: Scope): Value {
  const text = literalText(parts);
  if (isTooLarge(parts)) return unknown(run, node, scope, 'DYN_LIMIT');
  return text === null ? { kind: 'text', parts } : staticValue(text);
}

/** Whether a value is a string for certain, so that `+` joins and never adds. */
export function isText(value: Value): boolean {
  switch (value.kind) {
    case 'static':
      return typeof value.value === 'string';
    case 'text':
      return true;
    case 'path':
      return value.annotation?.shape === 'string';
    case 'choice':
      return isText(value.consequent) && isText(value.alternate);
    case 'list':
    case 'iterable':
    case 'record':
      return true;
    default:
      return false;
  }
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
    if (!spend(run)) return null;
    switch (item.kind) {
      case 'one':
        return { parts: concat(before.parts, between(before.present), itemParts(item.value)), present: true };
      case 'when': {
        const then = joinFrom(item.consequent, { parts: [], present: before.present });
        const otherwise = joinFrom(item.alternate, { parts: [], present: before.present });
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
      const turn = inTurn(run, loop, () => join(body, { parts: [], present: true }));
      return turn && { parts: concat(before.parts, forParts(loop, turn, '')), present: before.present };
    }
    if (!listItems(body)) return null;
    const turn = inTurn(run, loop, () => join(body, { parts: [], present: false }));
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
    if (isNullish(value)) return [];
    if (value.kind === 'choice')
      return ifParts(value.test, itemParts(value.consequent), itemParts(value.alternate));
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
