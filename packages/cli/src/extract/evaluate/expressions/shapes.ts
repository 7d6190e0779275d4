import { listOf } from '../../values/plain.ts';
import { choose } from '../../values/choices.ts';
import { sameCondition } from '../../values/conditions.ts';
import type { Condition, Item, Value } from '../../values/values.ts';

/** More lists than this would print the same text over and over. */
const MAX_SHAPES = 8;
/** Lists may be made of each other: what is looked at has an end however often they are. */
const MAX_LOOKS = 4_000;

interface Decided {
  readonly test: Condition;
  readonly holds: boolean;
}

/**
 * A list whose items are there or not by conditions, as a choice between lists of which every item is known: so that
 * what needs their numbers (`list.map((x, index) => …)`, `list.slice(0, -1)`, `list.length > 1`) can be told of each.
 *
 * @returns null where a loop puts items in, or where there would be too many lists
 */
export function shapesOf(items: readonly Item[]): Value | null {
  if (items.every((item) => item.kind === 'one')) return null;
  let shapes = 0;
  let looks = 0;
  return follow(items, [], []);

  function follow(
    pending: readonly Item[],
    done: readonly Value[],
    decided: readonly Decided[],
  ): Value | null {
    const values = [...done];
    for (const [index, item] of pending.entries()) {
      looks += 1;
      if (item.kind === 'each' || looks > MAX_LOOKS) return null;
      if (item.kind === 'one') {
        values.push(item.value);
        continue;
      }
      const rest = pending.slice(index + 1);
      looks += rest.length / 16;
      const side = (holds: boolean, known: readonly Decided[]) =>
        follow([...(holds ? item.consequent : item.alternate), ...rest], values, known);
      const known = holdsAlready(item.test, decided);
      // What is decided is not noted again: each step copies the notes.
      if (known !== null) return side(known, decided);
      const decide = (holds: boolean) => side(holds, [...decided, { test: item.test, holds }]);
      const then = decide(true);
      const otherwise = then && decide(false);
      return then && otherwise && choose(item.test, then, otherwise);
    }
    shapes += 1;
    return shapes > MAX_SHAPES ? null : listOf(values);
  }
}

/** One condition that decides about several items is one choice. */
function holdsAlready(test: Condition, decided: readonly Decided[]): boolean | null {
  const [plain, isNegated] = test.op === 'not' ? [test.test, true] : [test, false];
  for (const before of decided) {
    const [other, wasNegated] = before.test.op === 'not' ? [before.test.test, true] : [before.test, false];
    if (sameCondition(plain, other)) return isNegated === wasNegated ? before.holds : !before.holds;
  }
  return null;
}
