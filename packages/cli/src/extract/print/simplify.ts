import { both, either, filterOf, negate, sameCondition } from '../values/conditions.ts';
import { concat, ifParts, sameParts } from '../values/text.ts';
import { samePath, type Condition, type Part } from '../values/values.ts';

/** What the conditions around have decided. */
interface Fact {
  readonly test: Condition;
  readonly holds: boolean;
}

/**
 * Says the same in fewer words: no condition is asked again inside of its own branch or right behind it, and a branch
 * without text is the alternate, so that `if (!a) return ''; return b` and `return a ? b : ''` are one template.
 */
export function simplify(parts: readonly Part[], facts: readonly Fact[] = []): readonly Part[] {
  const simple = concat(...together(parts).map((part) => simplifyPart(part, facts)));
  // What stood between two branches of one condition may be gone.
  return together(simple).length < simple.length ? simplify(simple, facts) : simple;
}

/** Branches of one condition that follow each other are one: how a text was split leaves no trace. */
function together(parts: readonly Part[]): readonly Part[] {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    const merged = part.kind === 'if' && last?.kind === 'if' ? mergeIfs(last, part) : null;
    if (merged) result[result.length - 1] = merged;
    else result.push(part);
  }
  return result;
}

type If = Extract<Part, { kind: 'if' }>;

function mergeIfs(first: If, second: If): If | null {
  // A default is printed with what it stands for alone.
  if (first.test.op === 'defined') return null;
  const { test, consequent, alternate } = first;
  if (sameCondition(test, second.test)) {
    return {
      kind: 'if',
      test,
      consequent: concat(consequent, second.consequent),
      alternate: concat(alternate, second.alternate),
    };
  }
  if (!sameCondition(negate(test) as Condition, second.test)) return null;
  return {
    kind: 'if',
    test,
    consequent: concat(consequent, second.alternate),
    alternate: concat(alternate, second.consequent),
  };
}

function simplifyPart(part: Part, facts: readonly Fact[]): readonly Part[] {
  switch (part.kind) {
    case 'if':
      return simplifyIf(part, facts);
    case 'for': {
      const filter = filterOf(part);
      return [{ ...part, body: simplify(part.body, filter ? [...facts, ...factsOf(filter, true)] : facts) }];
    }
    case 'trim':
      return [{ ...part, body: simplify(part.body, facts) }];
    default:
      return [part];
  }
}

function simplifyIf(part: If, facts: readonly Fact[]): readonly Part[] {
  const test = decide(part.test, facts);
  if (typeof test === 'boolean') return simplify(test ? part.consequent : part.alternate, facts);
  const consequent = simplify(part.consequent, [...facts, ...factsOf(test, true)]);
  const alternate = simplify(part.alternate, [...facts, ...factsOf(test, false)]);
  if (consequent.length > 0) return joined(test, consequent, alternate);
  return joined(negate(test), alternate, []);
}

/** `if a: if b: text` is `if a and b: text`, with whatever both say else. */
function joined(test: Condition, consequent: readonly Part[], alternate: readonly Part[]): readonly Part[] {
  const [only] = consequent;
  if (consequent.length === 1 && only?.kind === 'if' && sameParts(only.alternate, alternate)) {
    const whole = both(test, only.test);
    if (typeof whole !== 'boolean') return ifParts(whole, only.consequent, alternate);
  }
  return ifParts(test, consequent, alternate);
}

/** A condition without what is decided already. */
function decide(test: Condition, facts: readonly Fact[]): Condition | boolean {
  const known = findFact(test, facts);
  if (known !== null) return known;
  switch (test.op) {
    case 'not':
      return negate(decide(test.test, facts));
    case 'and':
    case 'or': {
      const left = decide(test.left, facts);
      const more = typeof left === 'boolean' ? [] : factsOf(left, test.op === 'and');
      const right = decide(test.right, [...facts, ...more]);
      return test.op === 'and' ? both(left, right) : either(left, right);
    }
    default:
      return test;
  }
}

function factsOf(test: Condition, holds: boolean): readonly Fact[] {
  if (test.op === 'not') return factsOf(test.test, !holds);
  const fact = { test, holds };
  // `a and b` holds where both do; `a or b` does not where neither does.
  return (test.op === 'and' && holds) || (test.op === 'or' && !holds)
    ? [fact, ...factsOf(test.left, holds), ...factsOf(test.right, holds)]
    : [fact];
}

function findFact(test: Condition, facts: readonly Fact[]): boolean | null {
  for (const fact of facts) {
    const follows = followsFrom(test, fact);
    if (follows !== null) return follows;
  }
  return null;
}

/** What a fact says of another condition; null where it says nothing. */
function followsFrom(test: Condition, { test: known, holds }: Fact): boolean | null {
  if (sameCondition(test, known)) return holds;
  if (!('path' in test) || !('path' in known) || !samePath(test.path, known.path)) return null;
  switch (known.op) {
    // What is true is given and not null.
    case 'truthy':
      if (!holds) return null;
      return test.op === 'defined' ? true : test.op === 'null' ? false : null;
    case 'defined':
      // Nothing else is asked of what is not given, as a strict template could not answer.
      return holds || asksInside(test) ? null : false;
    case 'null':
      if (!holds) return null;
      // JavaScript compares null as if it were 0.
      if (asksInside(test) || test.op === 'compare') return null;
      return test.op === 'defined';
    // What is true when it is trimmed is true.
    case 'trimmed':
      if (holds && test.op === 'truthy') return true;
      return test.op === 'defined' ? true : test.op === 'null' ? false : null;
    case 'string':
      if (!holds) return null;
      return test.op === 'defined' ? true : test.op === 'null' ? false : null;
    // What was looked into is given and not null, whatever was found.
    case 'contains':
      return test.op === 'defined' ? true : test.op === 'null' ? false : null;
    case 'equals':
      if (!holds) return null;
      if (test.op === 'equals') return false;
      if (test.op === 'truthy') return Boolean(known.value);
      return test.op === 'defined' ? true : test.op === 'null' ? false : null;
    default:
      return null;
  }
}

/** Of what is not given, JavaScript throws and so must the template. */
function asksInside({ op }: Condition): boolean {
  return op === 'length' || op === 'contains' || op === 'trimmed';
}
