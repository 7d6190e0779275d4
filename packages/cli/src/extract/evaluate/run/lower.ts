import type { Node } from '@babel/types';
import { textParts } from '../../values/choices.ts';
import { asks, both, either, isOpaque, negate } from '../../values/conditions.ts';
import { toItems } from './lists.ts';
import { spend, type Run } from './run.ts';
import { unknown } from './slots.ts';
import { concat, ifParts, innerLists, isTooLarge, literal, literalText } from '../../values/text.ts';
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
  /** Whether something has been printed, so that the next item needs a separator; null where that cannot be said. */
  readonly present: Condition | boolean | null;
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
    const { present: printed } = before;
    if (!spend(run) || printed === null) return null;
    switch (item.kind) {
      case 'one':
        return { parts: concat(before.parts, between(printed), itemParts(item.value)), present: true };
      case 'when': {
        const then = joinFrom(item.consequent, { parts: [], present: printed });
        const otherwise = joinFrom(item.alternate, { parts: [], present: printed });
        if (!then || !otherwise) return null;
        const parts = concat(before.parts, ifParts(item.test, then.parts, otherwise.parts));
        if (printed === true) return { parts, present: true };
        if (then.present === null || otherwise.present === null) return { parts, present: null };
        const present = either(both(item.test, then.present), both(negate(item.test), otherwise.present));
        return { parts, present };
      }
      case 'each':
        return joinEach(item, before.parts, printed);
    }
  }

  function joinEach(
    { loop, body }: Extract<Item, { kind: 'each' }>,
    parts: readonly Part[],
    printed: Condition | boolean,
  ): Joined | null {
    // With something before it, or without a separator, every turn prints the same.
    if (printed === true || separator.length === 0) {
      const turn = inTurn(run, loop, () => join(body, { parts: [], present: true }));
      return turn && { parts: concat(parts, forParts(loop, turn, '')), present: printed };
    }
    const turn = inTurn(run, loop, () => joinFrom(body, { parts: [], present: false }));
    if (!turn || turn.present === null) return null;
    if (turn.present === false) return { parts, present: printed };
    const text = literalText(separator);
    if (turn.present !== true || loop.filter) {
      // Whether any turn prints cannot be said, so nothing may have been printed before it.
      if (text === null || printed !== false) return null;
      const loopParts =
        turn.present === true
          ? forParts(loop, turn.parts, text)
          : onlyParts(loop, turn.present, turn.parts, text);
      return loopParts && { parts: concat(parts, loopParts), present: null };
    }
    const some: Condition = { op: 'length', path: loop.list, compare: '>', value: 0 };
    if (printed === false && text !== null) {
      return { parts: concat(parts, forParts(loop, turn.parts, text)), present: some };
    }
    const needed = either(printed, { op: 'index', loop, compare: '>', value: 0 });
    const first = typeof needed === 'boolean' ? separator : ifParts(needed, separator, []);
    return {
      parts: concat(parts, forParts(loop, concat(first, turn.parts), '')),
      present: either(printed, some),
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

function forParts(loop: Loop, body: readonly Part[], separator: string): readonly Part[] {
  return [{ kind: 'for', loop, body, separator }];
}

/** A loop of which some turns print nothing; null where a template cannot ask before a turn whether it does. */
function onlyParts(
  loop: Loop,
  only: Condition,
  body: readonly Part[],
  separator: string,
): readonly Part[] | null {
  if (isOpaque(only) || asks(only, asksTurn) || asksNumber(body)) return null;
  return [{ kind: 'for', loop, body, separator, only }];

  /** The number of a turn would count those that print, and what is computed at each turn is a list of all of them. */
  function asksNumber(parts: readonly Part[]): boolean {
    return parts.some((part) => {
      if (part.kind === 'index') return part.loop === loop;
      if (part.kind === 'slot') return part.slot.loop === loop;
      if (part.kind === 'if' && asks(part.test, asksTurn)) return true;
      return innerLists(part).some(asksNumber);
    });
  }

  function asksTurn(question: Condition): boolean {
    if (question.op === 'opaque') return question.slot.loop === loop;
    return (question.op === 'index' || question.op === 'last') && question.loop === loop;
  }
}
