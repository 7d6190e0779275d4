import { mayBeEmpty } from './text.ts';
import { samePath, type Condition, type Part, type Path, type Value } from './values.ts';

export function negate(test: Condition): Condition;
export function negate(test: Condition | boolean): Condition | boolean;
export function negate(test: Condition | boolean): Condition | boolean {
  if (typeof test === 'boolean') return !test;
  if (test.op === 'not') return test.test;
  // `!(!a || !b)`
  if (test.op === 'or' && test.left.op === 'not' && test.right.op === 'not') {
    const whole = both(test.left.test, test.right.test);
    if (typeof whole !== 'boolean') return whole;
  }
  return { op: 'not', test };
}

export function both(left: Condition | boolean, right: Condition | boolean): Condition | boolean {
  if (left === false || right === false) return false;
  if (left === true) return right;
  if (right === true || sameCondition(left, right)) return left;
  if (isOpposite(left, right)) return false;
  // `a and (a and b)`
  if (right.op === 'and' && sameCondition(left, right.left)) return right;
  // What is true, or is some value, is not null.
  if (isNotNull(left, right)) return right;
  if (left.op === 'and' && isNotNull(left.right, right)) return both(left.left, right);
  return { op: 'and', left, right };
}

/** Whether one condition says of a path that it is not null, and the other one asks for a value there. */
function isNotNull(test: Condition, of: Condition): boolean {
  return (
    test.op === 'not' &&
    test.test.op === 'null' &&
    (of.op === 'truthy' || of.op === 'equals') &&
    samePath(test.test.path, of.path)
  );
}

export function either(left: Condition | boolean, right: Condition | boolean): Condition | boolean {
  if (left === true || right === true) return true;
  if (left === false) return right;
  if (right === false || sameCondition(left, right)) return left;
  if (isOpposite(left, right)) return true;
  // `a || (!a && b)` and `(!a && b) || a` are `a || b`: what choices lower to.
  if (right.op === 'and' && isOpposite(left, right.left)) return either(left, right.right);
  if (left.op === 'and' && isOpposite(left.left, right)) return either(right, left.right);
  // `!a || !b` is `!(a && b)`.
  if (isPlainNot(left) && isPlainNot(right)) return negate(both(left.test, right.test));
  return { op: 'or', left, right };
}

/** `not a`: others have an opposite of their own, `a != "b"`, `a is not defined`. */
function isPlainNot(test: Condition): test is Extract<Condition, { op: 'not' }> {
  return test.op === 'not' && /^(?:truthy|trimmed|opaque|and|or)$/.test(test.test.op);
}

function isOpposite(a: Condition, b: Condition): boolean {
  return (a.op === 'not' && sameCondition(a.test, b)) || (b.op === 'not' && sameCondition(b.test, a));
}

/** Structural equality; opaque slots and loops compare by identity. */
export function sameCondition(a: Condition, b: Condition): boolean {
  if (a === b) return true;
  if (a.op === 'not') return b.op === 'not' && sameCondition(a.test, b.test);
  if (a.op === 'and' || a.op === 'or') {
    const sameShape = (b.op === 'and' || b.op === 'or') && b.op === a.op;
    return sameShape && sameCondition(a.left, b.left) && sameCondition(a.right, b.right);
  }
  if (a.op === 'opaque') return b.op === 'opaque' && a.slot === b.slot;
  if (a.op === 'last') return b.op === 'last' && a.loop === b.loop;
  if (a.op === 'index') {
    return b.op === 'index' && a.loop === b.loop && a.compare === b.compare && a.value === b.value;
  }
  if (a.op === 'length' || a.op === 'compare') {
    return b.op === a.op && samePath(a.path, b.path) && a.compare === b.compare && a.value === b.value;
  }
  if (a.op === 'equals' || a.op === 'contains')
    return b.op === a.op && samePath(a.path, b.path) && a.value === b.value;
  return 'path' in b && a.op === b.op && samePath(a.path, b.path);
}

/** The condition under which what a path leads to is neither undefined nor null. */
export function isPresent(path: Path): Condition | boolean {
  return ifReached(path, both({ op: 'defined', path }, { op: 'not', test: { op: 'null', path } }));
}

/** The condition under which what a path leads to is not undefined. */
export function whereGiven(path: Path): Condition {
  const given: Condition = { op: 'defined', path };
  const reached = ifReached(path, given);
  return typeof reached === 'boolean' ? given : reached;
}

/** Asks something of `a?.b` only where there is an `a`: of what is not there, a template cannot ask for more. */
export function ifReached(
  { root, segments, optional = [] }: Path,
  test: Condition | boolean,
): Condition | boolean {
  let reached: Condition | boolean = true;
  // A list may have no such item, and nobody can give it one.
  const counts = typeof segments.at(-1) === 'number' ? [...optional, segments.length] : optional;
  for (const count of counts) {
    // An item of a list is there.
    if (count === 0 && root.kind !== 'parameter') continue;
    reached = both(reached, { op: 'defined', path: { root, segments: segments.slice(0, count) } });
  }
  return bothInRow(reached, test);
}

/** Without parentheses. */
function bothInRow(left: Condition | boolean, right: Condition | boolean): Condition | boolean {
  return typeof right === 'object' && right.op === 'and'
    ? both(bothInRow(left, right.left), right.right)
    : both(left, right);
}

/** The condition under which a text has at least one character; null where it cannot be said, or not in few words. */
export function presenceOf(parts: readonly Part[]): Condition | boolean | null {
  // What is not there is no text without a character.
  if (parts.some((part) => part.kind === 'trim' && part.body.some(isMaybeVariable))) return null;
  const presence = presenceIn(parts);
  return presence !== null && asksTooMuch(presence) ? null : presence;
}

function isMaybeVariable(part: Part): boolean {
  return part.kind === 'variable' && isMaybe(part.path);
}

/** A path that is looked into by `?.` */
export function askedFor(path: Path): Path {
  return isMaybe(path) ? path : { ...path, optional: [...(path.optional ?? []), path.segments.length] };
}

/** Whether it is looked into by `?.`, so that there may be nothing. */
function isMaybe({ optional = [], segments }: Path): boolean {
  return optional.includes(segments.length);
}

function presenceIn(parts: readonly Part[]): Condition | boolean | null {
  if (!mayBeEmpty(parts)) return true;
  let presence: Condition | boolean | null = false;
  for (const part of parts) {
    const here = presenceInPart(part);
    if (here === true) return true;
    presence = presence === null || here === null ? null : either(presence, here);
  }
  return presence;
}

/** Of a part that may be empty. */
function presenceInPart(part: Part): Condition | boolean | null {
  switch (part.kind) {
    case 'if': {
      const [then, otherwise] = [presenceIn(part.consequent), presenceIn(part.alternate)];
      if (then === null || otherwise === null) return null;
      return either(both(part.test, then), both(negate(part.test), otherwise));
    }
    case 'for':
      return part.loop.filter === null && !part.only && presenceIn(part.body) === true
        ? { op: 'length', path: part.loop.list, compare: '>', value: 0 }
        : null;
    case 'trim': {
      const [only] = part.body;
      if (part.body.length !== 1 || only?.kind !== 'variable') return null;
      const test: Condition = { op: 'trimmed', path: only.path };
      return isMaybe(only.path) ? both(isPresent(only.path), test) : ifReached(only.path, test);
    }
    default:
      return null;
  }
}

/** Nobody reads a condition that asks more than so many things. */
const MAX_QUESTIONS = 1_000;

/**
 * The condition under which JavaScript takes a value for true.
 *
 * @param opaque the condition to use where the value's truth cannot be said, or not in few words
 */
export function truthiness(value: Value, opaque: () => Condition): Condition | boolean {
  const test = truthOf(value, opaque);
  return asksTooMuch(test) ? opaque() : test;
}

function asksTooMuch(test: Condition | boolean): boolean {
  return typeof test !== 'boolean' && countQuestions(test, MAX_QUESTIONS + 1) > MAX_QUESTIONS;
}

/** How many things a condition asks; counting ends at `most`. */
function countQuestions(test: Condition, most: number): number {
  if (test.op === 'not') return countQuestions(test.test, most);
  if ((test.op !== 'and' && test.op !== 'or') || most <= 1) return 1;
  const count = countQuestions(test.left, most);
  return count >= most ? count : count + countQuestions(test.right, most - count);
}

function truthOf(value: Value, opaque: () => Condition): Condition | boolean {
  switch (value.kind) {
    case 'static':
      return Boolean(value.value);
    case 'text':
      return presenceIn(value.parts) ?? opaque();
    case 'path':
      // An object or array is true in JavaScript however empty it is; in a template an empty one is false.
      return /^(?:object|list|collection)$/.test(value.annotation?.shape ?? '')
        ? isPresent(value.path)
        : ifReached(value.path, { op: 'truthy', path: value.path });
    case 'index':
      return { op: 'index', loop: value.loop, compare: '!=', value: -value.offset };
    case 'length':
      if (value.isOnlyTruth)
        return value.offset === 0 ? ifReached(value.path, { op: 'truthy', path: value.path }) : opaque();
      return ifReached(value.path, {
        op: 'length',
        path: value.path,
        compare: '!=',
        value: -value.offset,
      });
    case 'choice': {
      const then = truthOf(value.consequent, opaque);
      const otherwise = truthOf(value.alternate, opaque);
      if (typeof then === 'boolean' && then === otherwise) return then;
      return either(both(value.test, then), both(negate(value.test), otherwise));
    }
    case 'unknown':
      return value.positive ? true : { op: 'opaque', slot: value.slot };
    default:
      return true;
  }
}

/** The condition under which a turn of a loop is printed. */
export function filterOf({ loop, only }: Extract<Part, { kind: 'for' }>): Condition | null {
  return loop.filter && only ? { op: 'and', left: loop.filter, right: only } : (loop.filter ?? only ?? null);
}

export function isOpaque(test: Condition): boolean {
  return asks(test, ({ op }) => op === 'opaque');
}

/** Whether one of the questions that a condition is made of is such a one. */
export function asks(test: Condition, isSuch: (question: Condition) => boolean): boolean {
  if (test.op === 'not') return asks(test.test, isSuch);
  if (test.op === 'and' || test.op === 'or') return asks(test.left, isSuch) || asks(test.right, isSuch);
  return isSuch(test);
}
