import { sameCondition } from './conditions.ts';
import { ifParts, literal } from './text.ts';
import {
  isNullish,
  isString,
  sameValue,
  staticValue,
  type ChoiceValue,
  type Condition,
  type Part,
  type Value,
} from './values.ts';

/** `test ? then : otherwise`, folded where both are the same, or where a side asks the same again. */
export function choose(test: Condition | boolean, then: Value, otherwise: Value): Value {
  if (typeof test === 'boolean') return test ? then : otherwise;
  const whenTrue = then.kind === 'choice' && sameCondition(then.test, test) ? then.consequent : then;
  const whenFalse =
    otherwise.kind === 'choice' && sameCondition(otherwise.test, test) ? otherwise.alternate : otherwise;
  if (sameValue(whenTrue, whenFalse)) return whenTrue;
  return { kind: 'choice', test, consequent: whenTrue, alternate: whenFalse };
}

/** A choice between two booleans is how a condition is a value. */
export function conditionValue(test: Condition | boolean): Value {
  return choose(test, staticValue(true), staticValue(false));
}

/** Applies `change` to every value that a choice can turn out to be. */
export function mapChoice(value: Value, change: (value: Value) => Value): Value {
  if (value.kind !== 'choice') return change(value);
  return choose(value.test, mapChoice(value.consequent, change), mapChoice(value.alternate, change));
}

/** What a value is where a member of it is read or it is called: from undefined or null, no code goes on behind that. */
export function withoutNullish(value: Value): Value {
  if (value.kind !== 'choice') return value;
  const then = withoutNullish(value.consequent);
  const otherwise = withoutNullish(value.alternate);
  if (isNullish(then)) return otherwise;
  return isNullish(otherwise) ? then : choose(value.test, then, otherwise);
}

/** How many values a choice can turn out to be; counting ends at `most`. */
export function countWays(value: Value, most: number): number {
  if (value.kind !== 'choice' || most <= 1) return 1;
  const ways = countWays(value.consequent, most);
  return ways >= most ? ways : ways + countWays(value.alternate, most - ways);
}

/** A choice is read again and again, and what was made of it is known by its identity. */
const asText = new WeakMap<ChoiceValue, readonly Part[] | null>();

/**
 * The parts of a text, or of a choice of texts: the same parts each time, so that what was added to it can be told from
 * what it was. Null of everything else.
 */
export function textParts(value: Value): readonly Part[] | null {
  if (value.kind === 'text') return value.parts;
  if (isString(value)) return literal(value.value);
  if (value.kind !== 'choice') return null;
  const known = asText.get(value);
  if (known !== undefined) return known;
  const [then, otherwise] = [textParts(value.consequent), textParts(value.alternate)];
  const parts = then && otherwise && ifParts(value.test, then, otherwise);
  asText.set(value, parts);
  return parts;
}
