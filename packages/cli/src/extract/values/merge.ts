import { choose, textParts } from './choices.ts';
import { negate, sameCondition } from './conditions.ts';
import { concat, ifParts, splitCommonStart } from './text.ts';
import {
  type Cell,
  sameValue,
  UNDEFINED,
  type Condition,
  type Item,
  type Part,
  type RecordValue,
  type State,
  type Value,
} from './values.ts';

/** What the locals hold after one of two branches. */
export function mergeStates(test: Condition, first: State, second: State, before: State): State {
  const merged: State = new Map();
  for (const [cell, value] of first) {
    const other = second.get(cell);
    // A local of one branch alone is out of reach after it.
    if (!other) continue;
    // What has another name as well stays what it is, so that a change is seen under both.
    const isOne = value !== other && (isAliased(value, cell, first) || isAliased(other, cell, second));
    merged.set(cell, isOne ? choose(test, value, other) : mergeValues(test, value, other, before.get(cell)));
  }
  return merged;
}

/** Whether another local holds the same list or record. */
function isAliased(value: Value, cell: Cell, state: State): boolean {
  if (value.kind !== 'list' && value.kind !== 'record') return false;
  for (const [other, held] of state) if (held === value && other !== cell) return true;
  return false;
}

/** `test ? a : b`; what both added to the same text or list stands outside of the condition. */
export function mergeValues(test: Condition, a: Value, b: Value, before?: Value): Value {
  if (sameValue(a, b)) return a;
  if (a.kind === 'list' && b.kind === 'list' && a.hole === b.hole) {
    return { ...a, items: mergeItems(test, a.items, b.items) };
  }
  if (a.kind === 'record' && b.kind === 'record' && hasSameNames(a, b)) {
    const entries = [...a.entries].map(([name, value]): [string, Value] => {
      const earlier = before?.kind === 'record' ? before.entries.get(name) : undefined;
      return [name, mergeValues(test, value, b.entries.get(name) ?? UNDEFINED, earlier)];
    });
    return { ...a, entries: new Map(entries) };
  }
  // What asks the same already is folded into one choice.
  if ([a, b, before].some((value) => value && asks(value, test))) return choose(test, a, b);
  const [textA, textB] = [textParts(a), textParts(b)];
  const base = before ? textParts(before) : null;
  if (textA && textB && base && base.length > 0) {
    const [addedA, addedB] = [dropStart(textA, base), dropStart(textB, base)];
    if (addedA && addedB) return { kind: 'text', parts: concat(base, ifParts(test, addedA, addedB)) };
  }
  if (textA && textB && (a.kind === 'text' || b.kind === 'text' || isPrefix(a, b))) {
    const split = splitCommonStart(textA, textB);
    if (split.start.length > 0 || textA.length === 0 || textB.length === 0) {
      return { kind: 'text', parts: concat(split.start, ifParts(test, split.a, split.b)) };
    }
  }
  return choose(test, a, b);
}

function asks(value: Value, test: Condition): boolean {
  return (
    value.kind === 'choice' && (sameCondition(value.test, test) || sameCondition(value.test, negate(test)))
  );
}

/** Two that were one, of which a branch has set members: what else they are is the same. */
function hasSameNames(a: RecordValue, b: RecordValue): boolean {
  return a.rest === b.rest && a.given === b.given && hasSameOrder(a, b);
}

/** Whether two have the same names, and list them alike. */
export function hasSameOrder(a: RecordValue, b: RecordValue): boolean {
  const names = [...b.entries.keys()];
  return a.entries.size === names.length && [...a.entries.keys()].every((name, at) => name === names[at]);
}

/** What was added to a text; null where the text is another one now. */
function dropStart(parts: readonly Part[], base: readonly Part[]): readonly Part[] | null {
  const split = splitCommonStart(base, parts);
  return split.a.length === 0 ? split.b : null;
}

function isPrefix(a: Value, b: Value): boolean {
  if (a.kind !== 'static' || b.kind !== 'static') return false;
  const [left, right] = [String(a.value), String(b.value)];
  return left.startsWith(right) || right.startsWith(left);
}

function mergeItems(test: Condition, a: readonly Item[], b: readonly Item[]): readonly Item[] {
  let shared = 0;
  while (shared < a.length && shared < b.length && sameItem(a[shared] as Item, b[shared] as Item))
    shared += 1;
  const [restA, restB] = [a.slice(shared), b.slice(shared)];
  if (restA.length === 0 && restB.length === 0) return a;
  return [...a.slice(0, shared), { kind: 'when', test, consequent: restA, alternate: restB }];
}

function sameItem(a: Item, b: Item): boolean {
  return a === b || (a.kind === 'one' && b.kind === 'one' && sameValue(a.value, b.value));
}
